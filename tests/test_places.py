"""Areas by name: found where the name says enough, left alone where it would be a guess."""

import pytest

from app.cycle.places import same_area
from app.places import locate


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
