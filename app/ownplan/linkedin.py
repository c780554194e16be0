"""LinkedIn's own list of connections, read as it comes: nothing of it is kept."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import BinaryIO

from babel import Locale

from app.cycle.folding import fold

WORKBOOK = b"[Content_Types].xml"  # in an archive, which a workbook is too
HEAD = 8_192  # bytes by which the kind of file is told
MOST_LINES = 120_000  # looked through in some two seconds; LinkedIn allows 30,000 people
CELLS_OF_A_ROW = 5  # at least; what has fewer stands before the list
PROFILE = re.compile(r"(https?://)?([\w-]+\.)?linkedin\.com/in/\S+", re.IGNORECASE)
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl", "pl", "sv", "da", "nb", "tr")

# The list's columns, as it names them in some languages. They always come in this order.
NAMED = {
    "first": ("first name", "nombre", "prenom", "vorname", "nome"),
    "last": ("last name", "apellidos", "apellido", "nom", "nachname", "sobrenome", "apelido"),
    "url": ("url",),
    "email": (),
    "company": ("company", "empresa", "entreprise", "societe", "unternehmen", "firma"),
    "position": ("position", "cargo", "poste", "puesto", "titel"),
    "on": (
        "connected on", "conectado el", "fecha de conexion", "connecte le", "connexion le",
        "date de connexion", "verbunden am", "verknupft am", "conectado em",
    ),
}  # fmt: skip
FIELD_OF = {name: field for field, names in NAMED.items() for name in names}
IN_ORDER = tuple(NAMED)
NEEDED = {"first", "last", "company", "on"}


class Trouble(StrEnum):
    EMPTY = "empty"
    ZIP = "zip"
    WORKBOOK = "workbook"
    PAGE = "page"
    OTHER = "other"
    TOO_LARGE = "too large"
    MISSING = "missing"


class NotTheList(Exception):
    """Holds nothing of what was sent."""

    def __init__(self, trouble: Trouble):
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Connection:
    """One line, as it is written there."""

    first: str = ""
    last: str = ""
    url: str = ""
    company: str = ""
    position: str = ""
    on: str = ""


def connections_in(file: BinaryIO) -> Iterator[Connection]:
    """Raises `NotTheList` where it is something else, however far it was read."""
    head = file.read(HEAD)
    encoding, errors = encoding_of(head)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors, newline="")
    try:
        yield from read_rows(rows_of(text, delimiter_of(head.decode(encoding, "replace"))))
    except (csv.Error, UnicodeError):
        raise NotTheList(Trouble.OTHER) from None
    finally:
        text.detach()


def encoding_of(head: bytes) -> tuple[str, str]:
    """And what to do with bytes that are not of it."""
    if not head.strip():
        raise NotTheList(Trouble.EMPTY)
    if head.startswith(b"PK"):
        raise NotTheList(Trouble.WORKBOOK if WORKBOOK in head else Trouble.ZIP)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "replace"
    plain = head.replace(b"\0", b"").lower()
    if plain.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotTheList(Trouble.PAGE)
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le", "replace"
    return "utf-8-sig", "as_windows_wrote_it"


def as_windows_wrote_it(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as_windows_wrote_it", as_windows_wrote_it)


def delimiter_of(head: str) -> str:
    """A spreadsheet that saved the list again may have chosen another one."""

    def rows(delimiter: str) -> int:
        return sum(line.count(delimiter) >= CELLS_OF_A_ROW - 1 for line in head.splitlines())

    return max(",;\t", key=rows)


def rows_of(text: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter)


def read_rows(rows: Iterator[list[str]]) -> Iterator[Connection]:
    places: dict[str, int] | None = None
    for number, row in enumerate(rows):
        if number == MOST_LINES:
            raise NotTheList(Trouble.TOO_LARGE)
        if not any(row):
            continue
        if places is None:
            if (places := named_places(row)) is not None:
                continue
            if (places := ordered_places(row)) is None:
                continue
        yield Connection(
            **{
                field: row[place].strip()
                for field, place in places.items()
                if field != "email" and place < len(row)
            }
        )
    if places is None:
        raise NotTheList(Trouble.OTHER)


def named_places(row: list[str]) -> dict[str, int] | None:
    """Where each column stands, if this is the line that names them."""
    if len(row) < CELLS_OF_A_ROW:
        return None
    places = {FIELD_OF[name]: at for at, cell in enumerate(row) if (name := fold(cell)) in FIELD_OF}
    return places if places.keys() >= NEEDED else None


def ordered_places(row: list[str]) -> dict[str, int] | None:
    """By the address of a profile, in whatever language the columns were named."""
    at = next((at for at, cell in enumerate(row) if PROFILE.fullmatch(cell.strip())), None)
    first = at - IN_ORDER.index("url") if at is not None else -1
    if first < 0 or len(row) < first + len(IN_ORDER):
        return None
    return {field: first + number for number, field in enumerate(IN_ORDER)}


WORDS = re.compile(r"\d+|[^\W\d_]+")


def day_of(text: str) -> date | None:
    """`12 Mar 2024`, `12 mars 2024`, `Mar 12, 2024`, `12-Mar-24`, `2024-03-12`, `2024年3月12日`.

    Not `03/04/2024`, which is two days.
    """
    found = WORDS.findall(text)
    numbers = [int(one) for one in found if one.isdecimal() and len(one) <= 4]
    try:
        if len(numbers) == 3 and numbers[0] > 31:
            return date(*numbers)
        if len(numbers) == 2:
            (month,) = {months()[name] for one in found if (name := fold(one)) in months()}
            day, year = numbers
            return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        pass
    return None


@cache
def months() -> dict[str, int]:
    """By their names, whole and short, in all the languages."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for kind in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                found |= {fold(name): number for number, name in kind[width].items()}
    return found
