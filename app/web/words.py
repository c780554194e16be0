"""Days and numbers as people write them."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)


def short_day(day: date, today: date) -> str:
    """`6 Nov`, or `6 Nov 2024` where the year is another than today's."""
    words = f"{day.day} {SHORT_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def long_day(day: date) -> str:
    """`6 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_of(day: date) -> str:
    """`Friday, 6 November`."""
    return f"{day:%A}, {day.day} {MONTHS[day.month - 1]}"


def near_day(day: date, today: date) -> str:
    """Today, yesterday, tomorrow, or the short day."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get((day - today).days) or short_day(day, today)


LONGEST_MAILTO = 2_000  # characters; some systems hand no more of an address to another program


def mail_address(to: str) -> str:
    """RFC 6068: a `?` of the address itself begins no headers."""
    return f"mailto:{quote(to, safe='@')}"


def mailto(to: str, subject: str, text: str) -> str:
    """Every character but the plain ones is percent-encoded, lines end in CRLF. Without the text
    where all that is too long: nothing would open."""
    address = f"{mail_address(to)}?subject={quote(subject, safe='')}"
    lines = text.replace("\n", "\r\n")
    whole = f"{address}&body={quote(lines, safe='')}"
    return whole if len(whole) <= LONGEST_MAILTO else address


def how_many(number: int, one: str, many: str = "") -> str:
    """`1 day`, `12 days`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def class_words(program: str, cohort: str) -> str:
    """Cohorts are often named with their program: `MBA 2025`."""
    return cohort if program in cohort else f"{program} {cohort}".strip()


def in_row(names: Sequence[str]) -> str:
    """`Maya, Lee and Ana`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
