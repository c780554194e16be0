"""What leaves as CSV or XLSX has the same values once LibreOffice has opened and saved it."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from app.accounts.models import Role
from app.db.engine import Database
from app.web.words import MONTHS
from tests.api.conftest import Speak
from tests.cast import import_into
from tests.conftest import on_sqlite
from tests.other_readers.conftest import Reopen
from tests.pages.writing import as_csv

# What is opened does not depend on where it was stored.
pytestmark = on_sqlite
NAMES = ("=1+1", "@SUM(1+1)", "+49 30 1", "-", "'t Hooft & Co", '"Quoted", Ltd', "李雷 Łukasz אבי")
LIKE_NUMBERS = ("00123", "1e5", "TRUE", "3/4")  # text in a workbook; CSV cannot tell them apart
Rows = list[list[str]]
Office = Callable[..., TestClient]


@pytest.fixture
def office_of(as_member: Speak, database: Database) -> Office:
    """An admin of an office where all names are these."""

    def office_of(*names: str) -> TestClient:
        ruth = as_member(Role.ADMIN)
        rows = [
            {
                "client_name": name, "client_email": f"c{place}-{n}@example.edu", "program": name,
                "cohort": "Spring", "offer_employer": name, "offered_on": "2025-01-01",
                "declined_on": "2025-01-10", "contact_name": name, "contact_title": name,
                "contact_key": "yes", "connected_on": "2025-01-12",
            }
            for place, name in enumerate(names)
            for n in range(12)
        ]  # fmt: skip
        import_into(database, ruth.access, as_csv(rows))  # type: ignore[attr-defined]
        return ruth

    return office_of


def in_sheets(book: CalamineWorkbook) -> dict[str, Rows]:
    return {
        name: trimmed([[as_text(cell) for cell in row] for row in sheet_rows])
        for name in book.sheet_names
        for sheet_rows in [book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    }


def as_text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.12g}"
    return str(cell)


def as_read(cell: str) -> str:
    """What a cell without a type is taken for: a number, and for a month its first day."""
    if re.fullmatch(r"\d+\.\d+", cell):
        return as_text(float(cell))
    month, _, year = cell.partition(" ")
    if month in MONTHS and year.isdecimal():
        return f"{year}-{MONTHS.index(month) + 1:02}-01"
    return cell


def trimmed(rows: Rows) -> Rows:
    """Without what is empty at the end of a line or of the sheet."""
    rows = [row[: 1 + max((n for n, cell in enumerate(row) if cell), default=-1)] for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    return rows


each_file = pytest.mark.parametrize(
    "address", ["reports/cohort", "exports/contacts", "exports/employers"]
)


@each_file
def test_a_workbook(office_of: Office, reopened: Reopen, address: str) -> None:
    ruth = office_of(*NAMES, *LIKE_NUMBERS)
    content = ruth.get(address, params={"format": "xlsx"}).content
    ours = in_sheets(CalamineWorkbook.from_filelike(io.BytesIO(content)))
    cells = {cell for rows in ours.values() for row in rows for cell in row}
    assert cells >= {*NAMES, *LIKE_NUMBERS}
    assert in_sheets(CalamineWorkbook.from_path(reopened("ours.xlsx", content))) == ours


@each_file
def test_comma_separated_values(office_of: Office, reopened: Reopen, address: str) -> None:
    content = office_of(*NAMES).get(address, params={"format": "csv"}).content
    ours = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    opened = CalamineWorkbook.from_path(reopened("ours.csv", content))
    (rows,) = in_sheets(opened).values()
    assert rows == trimmed([[as_read(cell) for cell in row] for row in ours])
