"""The language that a page speaks: sentences by gettext, days as the language writes them.

English is the source; a sentence that a catalogue lacks is said in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton


@dataclass(frozen=True, slots=True)
class Language:
    tag: str  # as in `lang="…"`
    locale: Locale
    sentences: NullTranslations


ENGLISH = Language("en", Locale("en", "GB"), NullTranslations())
spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    before = spoken.set(language)
    try:
        yield
    finally:
        spoken.reset(before)


def mark(message: str) -> str:
    """For the catalogues to find what is only said later."""
    return message


def gettext(message: str, **values: Any) -> str:
    said = spoken.get().sentences.gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    return spoken.get().sentences.ngettext(one, many, num) % {"num": num, **values}


def day_of_year(day: date, today: date) -> str:
    """`6 November`, with the year where it is another than today's."""
    locale = spoken.get().locale
    if day.year != today.year:
        return long_day(day)
    return str(format_skeleton("MMMMd", day, locale=locale))


def long_day(day: date) -> str:
    """`6 November 2026`."""
    return str(format_date(day, "long", locale=spoken.get().locale))


def short_day(day: date, today: date) -> str:
    """`6 Nov`, for narrow places."""
    skeleton = "MMMd" if day.year == today.year else "yMMMd"
    return str(format_skeleton(skeleton, day, locale=spoken.get().locale))


def month(day: date) -> str:
    """`Nov 2026`."""
    return str(format_skeleton("yMMM", day, locale=spoken.get().locale))
