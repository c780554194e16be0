"""XLSX as other readers read it."""

import io
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.sheets import xlsx
from app.sheets.xlsx import Book, Column, Kind
from tests.sheets.small import xlsx_of

COLUMNS = (Column("name"), Column("on", Kind.DAY), Column("count", Kind.NUMBER))
ROWS = [
    ("=1+1", date(2026, 11, 23), 3),
    ("@SUM(A1)", date(1900, 3, 1), 0),
    ("\tTab", None, None),
    ("https://example.edu/a", None, None),
    ("007", None, 1_000_000),
    ("Łukasz 李", None, None),
]


def read(content: bytes, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def test_text_is_text_days_are_days_and_numbers_numbers() -> None:
    head, *rows = read(xlsx_of("people", COLUMNS, ROWS))
    assert head == ["name", "on", "count"]
    assert rows == [[name, on or "", "" if n is None else n] for name, on, n in ROWS]


@pytest.mark.parametrize("mark", ["\x01", "\x1f", "\x0b"])
def test_a_control_character_does_not_break_the_file(mark: str) -> None:
    _, row = read(xlsx_of("people", COLUMNS[:1], [[f"a{mark}b"]]))
    assert row[0] in (f"a{mark}b", f"a_x{ord(mark):04X}_b")


def test_a_table_that_outgrows_a_sheet_goes_on_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    content = xlsx_of("people", COLUMNS[:1], [[str(n)] for n in range(5)])
    assert [read(content, sheet) for sheet in range(3)] == [
        [["name"], ["0"], ["1"]],
        [["name"], ["2"], ["3"]],
        [["name"], ["4"]],
    ]


def test_a_book_that_is_given_up_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(xlsx.tempfile, "tempdir", str(tmp_path))
    with Book("people", COLUMNS) as book:
        book.add(ROWS)
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())
