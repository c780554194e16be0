"""CSV as offices open it: RFC 4180, UTF-8 with a mark for Excel, and no cell that is a formula.

The guard, stated once: a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets
an apostrophe in front, and so does one that begins with apostrophes and then one of these. Reading
takes one apostrophe off again, so that what was written is what is read; `'t Hooft` stays as it is.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RISKY = r"(?='*[=+\-@\t\r])"
# Between lines, for as long as they are worked on: no stored text holds a NUL.
LINE_END = b"\0"
# Where all cells are quoted, a quote after a comma or a line's end opens a cell or, if a comma or a
# line's end follows, closes one; any other quote within a cell stands twice.
# Two patterns that begin with plain bytes are looked for in a tenth of one pattern's time.
RISKY_CELLS = [re.compile(start + RISKY.encode()) for start in (b',"', LINE_END + b'"')]
GUARDED_CELL = re.compile("'" + RISKY)


def csv_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """Lines of guarded cells; `BYTE_ORDER_MARK` comes before the first of a file."""
    return guarded(quoted(rows))


def quoted(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    end = LINE_END.decode()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    return text.getvalue().encode()


def guarded(lines: bytes) -> bytes:
    """Of lines whose cells are each quoted or empty, ended by `LINE_END`: as they go out."""
    lines = LINE_END + lines
    for risky_cell in RISKY_CELLS:
        lines = risky_cell.sub(rb"\g<0>'", lines)
    return lines[1:].replace(LINE_END, b"\r\n")


def unguarded(cell: str) -> str:
    return cell[1:] if GUARDED_CELL.match(cell) else cell
