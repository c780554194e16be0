"""The only reader of the clock. All else is handed a day or an instant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    return datetime.now(UTC)


def today_in(timezone: str) -> date:
    """An office's own calendar date; `timezone` is an IANA name."""
    return datetime.now(ZoneInfo(timezone)).date()
