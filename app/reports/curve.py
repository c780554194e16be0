"""How many are in the network after how long, counting those still on their way.

Kaplan and Meier's estimate: somebody who has been on the way for five months says nothing about
the sixth, and counts in the first five only.
"""

from bisect import bisect, bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeAlias

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Ended:
    """How many ended their way on one day after the beginning."""

    arrived: int = 0
    left: int = 0  # seen no longer: the report's day, or closed

    def __add__(self, other: "Ended") -> "Ended":
        return Ended(self.arrived + other.arrived, self.left + other.left)


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


@dataclass(frozen=True, slots=True)
class Level:
    """Where everybody of a curve is on one day."""

    arrived: int = 0
    at_risk: int = 0
    left: int = 0

    def __sub__(self, other: "Level") -> "Level":
        return Level(
            self.arrived - other.arrived, self.at_risk - other.at_risk, self.left - other.left
        )


Levels: TypeAlias = Sequence[Level]  # at the beginning, and then at each month


def levels_of(ended: Mapping[int, Ended], months: int) -> list[Level]:
    days = sorted(ended)
    arrived = list(accumulate((ended[day].arrived for day in days), initial=0))
    left = list(accumulate((ended[day].left for day in days), initial=0))
    everybody = arrived[-1] + left[-1]
    found = [Level(at_risk=everybody)]
    for month in range(1, months + 1):
        day = day_of_month(month)
        gone, by_then = bisect_left(days, day), bisect(days, day)
        still_there = everybody - arrived[gone] - left[gone]
        found.append(Level(arrived[by_then], still_there, left[gone]))
    return found


def is_far_enough(before: Level, now: Level, threshold: int) -> bool:
    """Enough arrived between the two, enough are still on their way, and of those who were seen
    no longer there are none or enough. From the beginning on these cannot be worked out, as no
    report tells how many set out."""
    step = now - before
    is_first = before.arrived == 0
    return (
        now.at_risk >= threshold
        and step.arrived >= threshold
        and (is_first or step.left == 0 or step.left >= threshold)
    )


A_QUARTER = 3  # months


def months_apart(series: Sequence[Levels], threshold: int, months: Iterable[int]) -> list[int]:
    """As many of the months as lie far enough from each other in every one of these. Quarters
    come first: those are what several curves have in common."""
    told: list[int] = []
    for month in sorted(months, key=lambda one: (one % A_QUARTER > 0, one)):
        place = bisect(told, month)
        between = [told[place - 1] if place else 0, month, *told[place : place + 1]]
        if all(
            is_far_enough(one[first], one[then], threshold)
            for one in series
            for first, then in pairwise(between)
        ):
            told.insert(place, month)
    return told
