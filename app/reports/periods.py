"""A report's period is made of whole half-years, so that two reports never differ by a few days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from app.web.words import long_day


@dataclass(frozen=True, slots=True)
class Period:
    """Of the days on which offers were declined, both ends in it; None: open."""

    begins_on: date | None = None
    ends_on: date | None = None

    @property
    def words(self) -> str:
        if self.begins_on and self.ends_on:
            return f"{long_day(self.begins_on)} to {long_day(self.ends_on)}"
        if self.begins_on:
            return f"since {long_day(self.begins_on)}"
        return f"until {long_day(self.ends_on)}" if self.ends_on else "all time"

    @property
    def is_open(self) -> bool:
        return self.begins_on is None and self.ends_on is None

    def holds(self, day: date) -> bool:
        return (self.begins_on or day) <= day <= (self.ends_on or day)


ALL_TIME = Period()


def widened(begins_on: date | None, ends_on: date | None) -> Period:
    return Period(begins_on and first_of_half(begins_on), ends_on and last_of_half(ends_on))


def neighbours(period: Period, halves: Collection[date]) -> list[Period]:
    """The periods that have one more of these half-years, or one less, at one end."""
    begins_on, ends_on, found = period.begins_on, period.ends_on, []
    within = [half for half in halves if period.holds(half)]
    if begins_on:
        earlier = [half for half in halves if half < begins_on]
        found += [Period(max(earlier), ends_on)] if earlier else []
        found += [Period(after(min(within)), ends_on)] if within else []
    if ends_on:
        later = [half for half in halves if half > ends_on]
        found += [Period(begins_on, last_of_half(min(later)))] if later else []
        found += [Period(begins_on, max(within) - timedelta(1))] if within else []
    return [p for p in found if not (p.begins_on and p.ends_on and p.begins_on > p.ends_on)]


def first_of_half(day: date) -> date:
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def last_of_half(day: date) -> date:
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def after(day: date) -> date:
    return first_of_half(last_of_half(day) + timedelta(1))


def class_year(day: date) -> int:
    """NACE's class year runs from 1 July to 30 June and is named by the year it ends in."""
    return day.year + (day.month >= 7)


def of_class_year(year: int) -> Period:
    return Period(date(year - 1, 7, 1), date(year, 6, 30))
