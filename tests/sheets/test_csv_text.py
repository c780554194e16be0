"""CSV for spreadsheets: no cell is a formula, and what was written is what is read."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sheets.csv_text import csv_of, unguarded

CELLS = st.text(st.sampled_from("=+-@\t\r\n'\",a é"), max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4)


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


@given(ROWS)
def test_no_cell_begins_like_a_formula(rows: list[list[str]]) -> None:
    for row in cells_of(csv_of(rows)):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(ROWS)
def test_what_was_written_is_what_is_read(rows: list[list[str]]) -> None:
    read = [[unguarded(cell) for cell in row] for row in cells_of(csv_of(rows))]
    assert read == rows


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=1", "''=1"),
        ("'t Hooft", "'t Hooft"),
        ("a,\n=1", "a,\n=1"),
    ],
)
def test_only_a_risky_cell_gets_an_apostrophe(cell: str, written: str) -> None:
    assert cells_of(csv_of([[cell]])) == [[written]]


def test_lines_end_as_the_standard_says() -> None:
    assert csv_of([["a", "b"], ["c", ""]]) == b'"a","b"\r\n"c",""\r\n'
