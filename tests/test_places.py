"""Areas by name: found where the name says enough, left alone where it would be a guess."""

import pytest

from app.cycle.places import same_area
from app.places import label_of, locate, suggested


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("Minneapolis, MN", "St. Paul, MN", True),
        ("Oakland, CA", "San Francisco, California", True),
        ("Washington, D.C.", "Washington DC", True),
        ("München", "Munich, Germany", True),
        ("London", "London, UK", True),
        ("Chicago, IL", "Minneapolis, MN", False),
        ("Portland, OR", "Portland, ME", False),
        ("London", "London, Canada", False),
        ("Springfield", "Springfield, IL", False),  # the first could be any of many
        ("Springfield", "springfield", True),
        ("", "", False),
        ("Middle of Nowhere", "middle of nowhere", True),
    ],
)
def test_two_areas_are_one_or_not(one: str, other: str, together: bool) -> None:
    assert same_area(locate(one), locate(other), 80) is together


@pytest.mark.parametrize("area", ["Springfield", "Nowhere at all", "", "Chicago, Mars"])
def test_what_would_be_a_guess_has_no_coordinates(area: str) -> None:
    place = locate(area)
    assert (place.name, place.lat, place.lon) == (area, None, None)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("portl", "Portland, OR"),
        ("Portland, M", "Portland, OR"),
        ("zuri", "Zürich, Switzerland"),
        ("são pau", "São Paulo, Brazil"),
    ],
)
def test_the_largest_city_that_begins_so_is_offered_first(typed: str, first: str) -> None:
    assert label_of(suggested(typed, 8)[0]) == first


@pytest.mark.parametrize("typed", ["", "p", "  ", ", OR", "xqzw", "!?"])
def test_nothing_is_offered_for_too_little_or_for_no_city(typed: str) -> None:
    assert suggested(typed, 8) == []


@pytest.mark.parametrize("typed", ["spring", "san", "wa", "al"])
def test_what_is_offered_is_found_again_by_its_label(typed: str) -> None:
    offered = suggested(typed, 8)
    assert len(offered) == len({label_of(city) for city in offered}) == 8
    for city in offered:
        assert locate(label_of(city)).lat == city.lat
