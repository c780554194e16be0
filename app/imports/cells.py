"""One cell of a sheet: what is written in it, as a text, a day, or yes and no."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from app.cycle.facts import SKIPPABLE, TouchKind
from app.imports.emails import read_email
from app.imports.workbook import LONGEST_CELL
from app.sheets.csv_text import unguarded
from app.web.strict import LONGEST_LINE, LONGEST_REASON, a_web_address, is_seen

# A cell that empties what is there; a blank one leaves it alone. What things are known by, and what
# happened, cannot be emptied by a sheet.
CLEAR = "**CLEAR**"
CLEARABLE = {
    "program", "cohort", "client_area", "job_area", "job_started_on", "offer_area", "respond_by",
    "declined_well", "decline_reason", "contact_title", "contact_linkedin", "contact_area",
    "contact_phone",
}  # fmt: skip
REASONS = ("decline_reason", "closed_reason")
# Those of no line that is typed either; white space has become a blank before they are looked for.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
HOLDS_UNSTORABLE = "holds a character that cannot be stored"
FIRST_YEAR, LAST_YEAR = 1900, 2999
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
BARE_PROFILE = re.compile(r"([a-z]+\.)?linkedin\.com/", re.IGNORECASE)
MOST_KNOWN = 2_500  # cells of a column that are remembered from piece to piece


class ToldTouch(NamedTuple):
    kind: str
    on: date
    step: str | None = None  # the one that was skipped


class Column(dict[str, Any]):
    """What was read from its cells: the same is written again and again in one sheet."""

    def __init__(self, name: str, put_right: Callable[[str], str] = str):
        """Cells are `put_right` before they are read: written as the own sheet writes them."""
        self.name, self._put_right = name, put_right
        self.read = reader_for(name)

    def __missing__(self, written: str) -> Any:
        """`None` where it is blank. Raises `ValueError` with what is wrong."""
        text = " ".join(unicodedata.normalize("NFC", unguarded(self._put_right(written))).split())
        if UNSTORABLE.search(text):
            raise ValueError(HOLDS_UNSTORABLE)
        read = partial(cleared, self.name) if text == CLEAR else partial(self.read, text)
        value = self[written] = read() if is_seen(text) else None
        return value

    def forget_many(self) -> None:
        """Of names and addresses each row has another one."""
        if len(self) > MOST_KNOWN:
            self.clear()


def cleared(column: str) -> str:
    if column not in CLEARABLE:
        raise ValueError("cannot be emptied by a sheet")
    return CLEAR


def is_a_day(column: str) -> bool:
    return column.endswith(("_on", "_until")) or column == "respond_by"


def reader_for(column: str) -> Callable[[str], Any]:
    if is_a_day(column):
        return read_day
    if column == "touches":
        return read_touches
    if column.endswith("_email"):
        return read_email
    if column in ("declined_well", "contact_key"):
        return read_yes_or_no
    if column == "contact_linkedin":
        return read_profile
    return partial(read_text, longest=LONGEST_REASON if column in REASONS else LONGEST_LINE)


def read_text(text: str, longest: int) -> str:
    """No longer than a form takes it, where somebody will want to change it."""
    if len(text) > longest:
        raise ValueError(f"longer than {longest:,} characters")
    return text


def read_profile(text: str) -> str:
    """Pages lead there, so it is held as strictly as in a form; its https:// may be left out."""
    try:
        return a_web_address(f"https://{text}" if BARE_PROFILE.match(text) else text)
    except ValueError as error:
        raise ValueError(f"“{text[:80]}” {error}") from None


def read_day(text: str) -> date:
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a day; write it as 2026-05-03") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"must have a year between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def read_yes_or_no(text: str) -> bool:
    answers = {"yes": True, "no": False}
    if text.lower() not in answers:
        raise ValueError(f"“{text[:40]}” is neither yes nor no")
    return answers[text.lower()]


BARE_KINDS = {kind.value for kind in TouchKind if kind is not TouchKind.SKIPPED}


def read_touches(text: str) -> tuple[ToldTouch, ...]:
    """As an export tells them: `connected 2026-03-11; skipped thank 2026-03-20; met 2026-10-02`."""
    whole = read_text(text, LONGEST_CELL)
    return tuple(read_touch(one.split()) for one in whole.split(";") if one.strip())


def read_touch(words: list[str]) -> ToldTouch:
    match words:
        case [kind, day] if kind in BARE_KINDS:
            return ToldTouch(kind, read_day(day))
        case ["skipped" as kind, step, day] if step in SKIPPABLE:
            return ToldTouch(kind, read_day(day), step)
    raise ValueError(
        f"“{' '.join(words)[:40]}” is no touch; write them as"
        " connected 2026-03-11; skipped thank 2026-03-20; met 2026-10-02"
    )
