"""A report's period is made of whole half-years, so that two reports never differ by a few days."""

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


ALL_TIME = Period()


def widened(begins_on: date | None, ends_on: date | None) -> Period:
    return Period(begins_on and first_of_half(begins_on), ends_on and last_of_half(ends_on))


def neighbours(period: Period) -> list[Period]:
    """The periods that are a half-year longer or shorter at one end."""
    found = []
    if period.begins_on:
        for begins_on in (before(period.begins_on), after(period.begins_on)):
            found.append(Period(begins_on, period.ends_on))
    if period.ends_on:
        for ends_on in (last_of_half(before(period.ends_on)), last_of_half(after(period.ends_on))):
            found.append(Period(period.begins_on, ends_on))
    return [p for p in found if not (p.begins_on and p.ends_on and p.begins_on > p.ends_on)]


def first_of_half(day: date) -> date:
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def last_of_half(day: date) -> date:
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def before(day: date) -> date:
    return first_of_half(first_of_half(day) - timedelta(1))


def after(day: date) -> date:
    return first_of_half(last_of_half(day) + timedelta(1))


def class_year(day: date) -> int:
    """NACE's class year runs from 1 July to 30 June and is named by the year it ends in."""
    return day.year + (day.month >= 7)


def of_class_year(year: int) -> Period:
    return Period(date(year - 1, 7, 1), date(year, 6, 30))
