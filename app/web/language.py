"""The language that a page speaks: sentences by gettext, days as the language writes them.

English is the source; a sentence that a catalogue lacks is said in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


@dataclass(frozen=True, slots=True)
class Language:
    tag: str  # as in `lang="…"`
    locale: Locale
    sentences: NullTranslations


CATALOGUES = Path(__file__).parent.parent.parent / "locale"
ENGLISH = Language("en", Locale("en", "GB"), NullTranslations())
# By tag, each under its own name.
NAMES = {"en": "English", "es": "Español"}
LOCALES = {"es": Locale("es", "US")}
MOST_DAYS = 10_000  # that are kept as they were written: some years, in each language and length
spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


@cache
def language(tag: str) -> Language:
    """Its catalogue is read as it is written, so that none compiled from it can be stale."""
    if tag not in LOCALES:
        return ENGLISH
    compiled = BytesIO()
    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=tag))
    compiled.seek(0)
    return Language(tag, LOCALES[tag], GNUTranslations(compiled))


def chosen(kept: str | None, accepted: str) -> Language:
    """The one that was chosen on a page, else the first that the browser asks for and we speak."""
    return language(kept if kept and kept in NAMES else asked_for(accepted))


@lru_cache(1_000)
def asked_for(accepted: str) -> str:
    wanted = sorted(map(with_weight, accepted.split(",")), key=lambda one: -one[0])
    tags = [tag for weight, tag in wanted if weight > 0]
    return negotiate_locale(tags, list(NAMES), sep="-") or "en"


def with_weight(part: str) -> tuple[float, str]:
    """`es-MX;q=0.8`; what cannot be read weighs nothing."""
    tag, _, weight = part.partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag.strip()
    except ValueError:
        return 0.0, tag.strip()


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
    if day.year != today.year:
        return long_day(day)
    return written(day, "MMMMd", spoken.get().tag)


def long_day(day: date) -> str:
    """`6 November 2026`."""
    return written(day, "long", spoken.get().tag)


def short_day(day: date, today: date) -> str:
    """`6 Nov`, for narrow places."""
    return written(day, "MMMd" if day.year == today.year else "yMMMd", spoken.get().tag)


def month(day: date) -> str:
    """`Nov 2026`."""
    return written(day, "yMMM", spoken.get().tag)


@lru_cache(MOST_DAYS)
def written(day: date, how: str, tag: str) -> str:
    """By the language's own patterns, which takes as long as reading all of a client's rows."""
    locale = language(tag).locale
    if how == "long":
        return str(format_date(day, how, locale=locale))
    return str(format_skeleton(how, day, locale=locale))
