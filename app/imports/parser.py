"""Reads a file that somebody sent, in a process of its own: from stdin, as JSON lines to stdout.

`reading.py` starts it. Whatever a file does to memory, time or the parser, only this process
suffers. First comes a line of the header, then one for each row, and at the end "whole"; or, at any
place, why the file is refused, as a predicate of "The file".
"""

import codecs
import csv
import io
import json
import re
import resource
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

from app.imports.workbook import (
    HEAD,
    LONGEST_CELL,
    MOST_COLUMNS,
    Empty,
    Line,
    Refused,
    lines_of_workbook,
)

MEMORY = 1024**3  # bytes of address space
PROCESSOR = 20  # seconds
MOST_OUT = 400_000_000  # bytes of what is read, written down

MOST_ROWS = 200_000
LONGEST_NAME = 500  # characters of a column's name
MOST_TITLES = 5  # above the names of the columns
LONGEST_KEPT = LONGEST_CELL + 1  # characters: enough to see that it is too long
HIDES = ("Mn", "Cf")  # accents, and marks of no width
FOR_EXCEL = re.compile(r"sep=([,;|\t])", re.IGNORECASE)  # a first line that names what divides
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# Never read, whatever a mapping says: what the law protects is no business of this service.
PROTECTED = re.compile(
    r"(?<![a-z])([a-z]*gpas?|g p a|qpa|(grade|quality) (point|pt)\w*|ethnic\w*|etni\w*"
    r"|race|races|racial|raza|hispanic\w*|latin[aox]|gender\w*|genero|sex(ual\w*|o|e)?|pronouns?"
    r"|disab\w*|discapaci\w*|handicap\w*|citizen\w*|ciudadan\w*|national(ity|ities)|nacionalidad"
    r"|visa|immigra\w*|work (authori[sz]\w*|permit))(?![a-z])"
)
# Where names like studentGender or GPAScore have their words.
WITHIN_A_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def main() -> None:
    set_limits()
    as_json = json.JSONEncoder(ensure_ascii=False).encode
    try:
        for told in tell(sys.stdin.buffer):
            sys.stdout.write(as_json(told) + "\n")
        sys.stdout.write('"whole"\n')
    except Refused as error:
        sys.stdout.write(json.dumps({"refused": str(error)}) + "\n")


def set_limits() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_FSIZE, MOST_OUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


def tell(file: BinaryIO) -> Iterator[Any]:
    """The header less what is protected, then the rows: line, cells, and what is wrong with it."""
    head = file.read(HEAD)
    file.seek(0)
    kind = kind_of(head)
    lines, more = lines_of_workbook(file) if kind == "xlsx" else (lines_of_csv(file, head), 0)
    try:
        yield from tell_of(lines, kind, more)
    except Empty as error:
        if not more:
            raise
        raise Refused(
            f"{error}: of a workbook only the first sheet is read;"
            " move the one you mean to its front"
        ) from None


def tell_of(lines: Iterator[Line], kind: str, more: int) -> Iterator[Any]:
    names, titles, lines = header_of(lines)
    if any(is_address(name) for name in (*titles, *names)):
        raise Refused(
            "begins with somebody’s e-mail address: put a line on top that names the columns"
        )
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise Refused(f"has {len(names):,} columns; {MOST_COLUMNS} are the most")
    if too_long := next((name for name in names if len(name) > LONGEST_NAME), ""):
        raise Refused(
            f"has a column whose name is longer than {LONGEST_NAME} characters:"
            f" “{too_long[:40]}…”; give it a shorter one"
        )
    kept = [place for place, name in enumerate(names) if not is_protected(name)]
    protected = [name for name in names if is_protected(name)]
    header = [names[place] for place in kept]
    yield {
        "kind": kind,
        "header": header,
        "protected": protected,
        "titles": [title[:LONGEST_NAME] for title in titles],
        "more": more,
    }
    yield from rows_of(lines, len(names), kept)


def header_of(lines: Iterator[Line]) -> tuple[list[str], list[str], Iterator[Line]]:
    """The names of the columns, the titles that stand above them, and the lines that follow.

    A title is alone on its line. Where no line near the top has two cells, the first is the header.
    """
    looked_at: list[tuple[Line, list[str]]] = []
    for line in lines:
        names = [plain_name(name) for name in line[1]]
        filled = [name for name in names if name]
        if len(filled) > 1:
            return names, [title for _, above in looked_at for title in above], lines
        if filled:
            looked_at.append((line, filled))
        if len(looked_at) > MOST_TITLES:
            break
    if not looked_at:
        raise Empty("is empty")
    (_, name), *others = looked_at
    return name, [], chain((line for line, _ in others), lines)


def plain_name(name: str) -> str:
    """As a form or a program can name it again."""
    return " ".join(CONTROLS.sub(" ", unicodedata.normalize("NFC", name)).split())


def is_address(name: str) -> bool:
    """A sheet without names on top: then what is protected could not be told."""
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}", name) is not None


def is_protected(name: str) -> bool:
    """Whatever stands between its letters or on top of them."""
    plain = (c for c in unicodedata.normalize("NFKD", name) if unicodedata.category(c) not in HIDES)
    words = WITHIN_A_NAME.sub(" ", "".join(plain)).lower()
    return bool(PROTECTED.search(re.sub(r"[^a-z]+", " ", words)))


def rows_of(lines: Iterable[Line], width: int, kept: Sequence[int]) -> Iterator[Any]:
    count = 0
    for number, cells in lines:
        whole = "".join(cells)
        if not whole.strip():
            continue
        count += 1
        if count > MOST_ROWS:
            raise Refused(f"has more than {MOST_ROWS:,} rows; send it in parts")
        if "\0" in whole:
            raise Refused(f"holds a NUL character on line {number}")
        fault = ""
        if len(cells) < width or "".join(cells[width:]).strip():
            fault = f"has {len(cells)} cells where the header has {width}"
        if fault or len(kept) < len(cells):
            filled = [*cells[:width], *[""] * (width - len(cells))]
            cells = [filled[place] for place in kept]
        if len(whole) > LONGEST_KEPT:
            cells = [cell[:LONGEST_KEPT] for cell in cells]
        yield [number, cells, fault]
    if not count:
        raise Empty("has a header and no rows")


def kind_of(head: bytes) -> str:
    """By the bytes, whatever the name of the file says."""
    if not head.strip():
        raise Refused("is empty")
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("is an old or a locked Excel file; save it as .xlsx without a password")
    if head.startswith(b"%PDF"):
        raise Refused("is a PDF; bring the sheet itself, as CSV or XLSX")
    plain = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if plain.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        raise Refused("is a web page; save it as CSV or XLSX")
    return "csv"


def lines_of_csv(file: BinaryIO, head: bytes) -> Iterator[Line]:
    encoding = encoding_of(head)
    text = io.TextIOWrapper(file, encoding, newline="")
    top = head.decode(encoding, "replace").lstrip("\ufeff\r\n").split("\n", MOST_TITLES + 1)
    told = FOR_EXCEL.fullmatch(top[0].strip())
    reader = csv.reader(text, delimiter=told[1] if told else delimiter_of(top), strict=True)
    line = 1
    try:
        for cells in reader:
            if line > 1 or not told:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(f"cannot be read as CSV on line {line}: {quotes_wrong(error)}") from None
    except UnicodeDecodeError:
        raise Refused(in_another_encoding(file, encoding, line)) from None


def quotes_wrong(error: csv.Error) -> str:
    """The reader's own words are for programmers."""
    words = str(error)
    if words == "unexpected end of data":
        return "a quotation mark opens a cell there, and none closes it"
    if words.endswith("expected after '\"'"):
        return "a quotation mark stands within a cell, where two of them mean one"
    if words.startswith("field larger than"):
        return "a cell is longer than any can be; a quotation mark may be missing"
    return words


def in_another_encoding(file: BinaryIO, encoding: str, line: int) -> str:
    """`line` is as far as it was read; of UTF-8, the very line can be told."""
    if encoding == "utf-16":
        return f"is not UTF-16 throughout: on line {line} or soon after it; save it as “CSV UTF-8”"
    file.seek(0)
    for number, content in enumerate(file, 1):
        try:
            content.decode()
        except UnicodeDecodeError:
            line = number
            break
    return f"is not UTF-8 on line {line}, perhaps Windows-1252; save it as “CSV UTF-8”"


def encoding_of(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        raise Refused("holds NUL characters: it is no CSV in UTF-8")
    return "utf-8-sig"


def delimiter_of(top: Sequence[str]) -> str:
    """Whichever divides the header most often, outside of quotes. A title above it has none."""
    for line in top[: MOST_TITLES + 1]:
        plain = re.sub(r'"[^"]*"', "", line)
        found = max(",;\t", key=plain.count)
        if found in plain:
            return found
    return ","


if __name__ == "__main__":
    main()
