"""Whether two people live or work in the same area."""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from app.cycle.facts import Place
from app.cycle.folding import fold

EARTH_RADIUS_KM = 6371.0088


def is_blank(place: Place) -> bool:
    return coordinates(place) is None and not fold(place.name)


def same_area(one: Place, other: Place, within_km: int) -> bool:
    here, there = coordinates(one), coordinates(other)
    if here is not None and there is not None:
        return distance_km(here, there) <= within_km
    return _bare(one) == _bare(other) != ""


def coordinates(place: Place) -> tuple[float, float] | None:
    if place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon


@lru_cache(20_000)  # people live and work in few cities
def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Along the great circle, by the haversine formula."""
    north, east, other_north, other_east = map(radians, (*here, *there))
    half_chord = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


def _bare(place: Place) -> str:
    """Punctuation may stand for a space or for nothing: Washington, D.C. is Washington DC."""
    return fold(place.name).replace(" ", "")
