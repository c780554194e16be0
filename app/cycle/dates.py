"""Adding days and months, and the earliest of dates that may be missing."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

SHORTEST_MONTH = 28


def add_days(day: date, days: int) -> date:
    return day + timedelta(days)


@lru_cache(20_000)  # the same days again and again: of each step, for each person
def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the month's last where it is too short."""
    year, months_before = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = months_before + 1
    if day.day <= SHORTEST_MONTH:
        return day.replace(year, month)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def earliest(days: Iterable[date | None]) -> date | None:
    return min([day for day in days if day is not None], default=None)
