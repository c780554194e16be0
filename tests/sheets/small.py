"""A small table as a whole XLSX file."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.sheets.xlsx import Book, Column


def xlsx_of(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    with Book(title, columns) as book:
        book.add(rows)
        return b"".join(book.pieces())
