"""How many are in the network after how long, counting those still on their way.

Kaplan and Meier's estimate: somebody who has been on the way for five months says nothing about
the sixth, and counts in the first five only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Ended:
    """How many ended their way on one day after the beginning."""

    arrived: int = 0
    left: int = 0  # seen no longer: the report's day, or closed


@dataclass(frozen=True, slots=True)
class Point:
    day: int
    share: float  # who have arrived by then
    at_risk: int  # still on their way when the day begins
    arrived: int


def kaplan_meier(ended: Mapping[int, Ended]) -> list[Point]:
    """A point for each day on which somebody arrived; who leaves was there that day."""
    at_risk = sum(one.arrived + one.left for one in ended.values())
    still_on_the_way = 1.0
    points = []
    for day in sorted(ended):
        one = ended[day]
        if one.arrived:
            still_on_the_way *= 1 - one.arrived / at_risk
            points.append(Point(day, 1 - still_on_the_way, at_risk, one.arrived))
        at_risk -= one.arrived + one.left
    return points


def day_of_month(month: int) -> int:
    return round(month * DAYS_A_MONTH)


def at_months(ended: Mapping[int, Ended], months: int) -> list[Point]:
    """The curve read off at each month; `arrived` is since the beginning."""
    points = kaplan_meier(ended)
    read = []
    for month in range(1, months + 1):
        day = day_of_month(month)
        so_far = [point for point in points if point.day <= day]
        read.append(
            Point(
                month,
                so_far[-1].share if so_far else 0.0,
                sum(one.arrived + one.left for on, one in ended.items() if on >= day),
                sum(point.arrived for point in so_far),
            )
        )
    return read


def coarse(points: list[Point], threshold: int, beside: Sequence[list[Point]] = ()) -> list[Point]:
    """As much of the curve as tells of no small group: each step up is of enough people, and far
    enough from the same month of the curves beside it."""
    told: list[Point] = []
    before = 0
    for place, point in enumerate(points):
        is_apart = all(
            abs(point.at_risk - other[place].at_risk) >= threshold
            and abs(point.arrived - other[place].arrived) >= threshold
            for other in beside
        )
        if is_apart and point.at_risk >= threshold and point.arrived - before >= threshold:
            told.append(point)
            before = point.arrived
    return told
