"""The lines of an XLSX file, which is looked over before anything in it is unpacked."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any, BinaryIO
from xml.etree import ElementTree

MOST_COLUMNS = 200
HEAD = 8_192  # bytes by which a file or a part is known

MOST_PARTS = 500
MOST_UNPACKED = 400_000_000  # bytes
HIGHEST_RATIO = 150  # an honest sheet packs to a tenth
RATIO_MATTERS_FROM = 1_000_000  # bytes
PIECE = 1_000_000  # bytes
LONGEST_CELL = 32_767  # characters
LONGEST_FAILED = 70_000  # bytes of one whose formula failed

DAMAGED = "is damaged: Excel may be able to open it and save it anew"
ERROR = re.compile(rb"""\bt=["']e["']""")
ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>/]*)>(.*?)</(?:\w+:)?c>""", re.DOTALL
)
CELL_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([1-9]\d{0,6})["']""")
SHOWN = re.compile(rb"<(?:\w+:)?v>(#[^<]{1,20})</")

Line = tuple[int, Sequence[str]]


class Refused(Exception):
    """Why the file is, as a predicate of "The file"."""


class Empty(Refused):
    """Of a workbook, what is meant may be on another sheet."""


def lines_of_workbook(file: BinaryIO) -> tuple[Iterator[Line], int]:
    """Of the first sheet that is not hidden, and how many more of these there are."""
    check_parts(file)
    file.seek(0)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(file)
        shown = shown_ones(book.sheets_metadata)
        place = shown[0] if shown else 0
        sheet = book.get_sheet_by_index(place)
    except (CalamineError, IndexError, ValueError, OSError):
        raise Refused(DAMAGED) from None
    if sheet.width > MOST_COLUMNS * 10:
        raise Refused(f"has {sheet.width:,} columns; {MOST_COLUMNS} are the most")
    return lines_of_sheet(sheet, file, place), len(shown[1:])


def lines_of_sheet(sheet: Any, file: BinaryIO, place: int) -> Iterator[Line]:
    top, left = sheet.start or (0, 0)
    errors = errors_in(file, place)
    for line, cells in enumerate(sheet.iter_rows(), top + 1):
        texts = [written(cell) for cell in cells]
        for column, error in errors.get(line, ()):
            if 0 <= column - left < len(texts):
                texts[column - left] = error
        yield line, texts


def shown_ones(sheets: Sequence[Any]) -> list[int]:
    """The places of those that hold cells and are not hidden."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        place
        for place, sheet in enumerate(sheets)
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]


def errors_in(file: BinaryIO, place: int) -> dict[int, list[tuple[int, str]]]:
    """By the line, where a formula failed: what reads the sheet gives these cells as blank."""
    found: dict[int, list[tuple[int, str]]] = {}
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as book, book.open(part_of_sheet(book, place)) as part:
            for line, column, error in errors_of_part(part):
                found.setdefault(line, []).append((column, error))
    except (StopIteration, LookupError, ElementTree.ParseError):
        return {}  # it is somewhere that only what reads the sheet finds
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise Refused(DAMAGED) from None
    return found


def errors_of_part(part: IO[bytes]) -> Iterator[tuple[int, int, str]]:
    """Line, column, and what stands there."""
    text = b""
    while piece := part.read(PIECE):
        text = text[-LONGEST_FAILED:] + piece  # one that lies across is found whole
        if not ERROR.search(text):
            continue
        for cell in ERROR_CELL.finditer(text):
            at, shown = CELL_PLACE.search(cell[1]), SHOWN.search(cell[2])
            if at and shown:
                yield int(at[2]), column_number(at[1].decode()), shown[1].decode()


def part_of_sheet(book: zipfile.ZipFile, place: int) -> str:
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).findall("{*}sheets/{*}sheet")
    link = next(value for name, value in sheets[place].items() if name.endswith("}id"))
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = next(one.get("Target", "") for one in links if one.get("Id") == link)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def column_number(letters: str) -> int:
    """`A` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def check_parts(file: BinaryIO) -> None:
    """What is packed in it, as it says itself; what it conceals, the limits of memory stop."""
    try:
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
            check_sizes(parts)
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Refused("is no Excel sheet, though it is packed like one; save it as .xlsx")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refused("holds macros; save it as .xlsx, which has none")
            if any(declares_entities(book, part) for part in parts):
                raise Refused("declares entities, which no Excel sheet does")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Refused(DAMAGED) from None


def declares_entities(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with book.open(part) as opened:
        return b"<!DOCTYPE" in opened.read(HEAD).upper()


def check_sizes(parts: Sequence[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Refused(f"is packed in more than {MOST_PARTS} parts")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("is locked with a password")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise Refused(f"unpacks to more than {MOST_UNPACKED // 10**6} MB")
    for part in parts:
        is_large = part.file_size > RATIO_MATTERS_FROM
        if is_large and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise Refused(f"unpacks to more than {HIGHEST_RATIO} times its size")


def written(cell: Any) -> str:
    """As one would type it into the office's own sheet; of a formula, what it came to."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        has_no_time = cell.time() == datetime.min.time()
        return cell.date().isoformat() if has_no_time else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
