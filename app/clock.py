"""The only reader of the clock. All else is handed a day or an instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    return datetime.now(UTC)


def today_in(timezone: str) -> date:
    """An office's own calendar date; `timezone` is an IANA name."""
    return datetime.now(ZoneInfo(timezone)).date()


def in_zone(at: datetime, timezone: str) -> datetime:
    """The same moment as the office's own clocks show it."""
    return at.astimezone(ZoneInfo(timezone))


def moment_of(day: date, hour: int, timezone: str) -> datetime:
    """That hour of the day there, in UTC; one that the clocks leave out comes an hour later."""
    return datetime.combine(day, time(hour), ZoneInfo(timezone)).astimezone(UTC)


def beginning_of(day: date, timezone: str) -> datetime:
    """The moment at which that day begins there, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
