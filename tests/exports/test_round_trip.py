"""What was exported can be imported: into an empty office it gives the same export again."""

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.accounts.models import Role
from app.db.engine import Database
from app.exports import queries
from app.imports.sheet import COLUMNS, PLAN
from tests.api.conftest import Speak
from tests.cast import ABBOTT, a_sheet, how_many, import_into
from tests.conftest import on_sqlite

SHEET = (Path(__file__).parent.parent / "data/declined-offers.csv").read_bytes()
ALL = ("contacts", "clients", "offers", "touches", "employers")


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_real_sheet_comes_out_as_it_went_in(as_member: Speak, database: Database) -> None:
    ours = as_member()
    import_into(database, ours.access, SHEET)
    exported = ours.get("exports/contacts").content
    came_in = rows_of(b"\xef\xbb\xbf" + SHEET)
    came_out = rows_of(exported)
    assert list(came_out[0]) == [*COLUMNS, *PLAN]
    assert len(came_out) == len(came_in) == 859
    columns = came_in[0].keys() - {"contact_key"}
    by_cells, as_sent = (
        sorted([row[column] for column in columns] for row in rows) for rows in (came_out, came_in)
    )
    assert by_cells == as_sent


@pytest.mark.parametrize("clients_a_page", [7, 500])
def test_an_export_imports_to_the_same_export(
    as_member: Speak, database: Database, monkeypatch: pytest.MonkeyPatch, clients_a_page: int
) -> None:
    monkeypatch.setattr(queries, "CLIENTS_A_PAGE", clients_a_page)
    ours, theirs = as_member(), as_member()
    import_into(database, ours.access, SHEET)
    exported = ours.get("exports/contacts").content
    import_into(database, theirs.access, exported)
    assert how_many(database, theirs.access) == how_many(database, ours.access)
    assert theirs.get("exports/contacts").content == exported


def test_names_like_formulas_come_back_as_they_were(as_member: Speak, database: Database) -> None:
    ours, theirs = as_member(), as_member()
    person = {**ABBOTT, "client_name": "=HYPERLINK(1)", "contact_name": "@Grace",
              "contact_title": "'t Hooft", "contact_area": "-", "program": "'=1"}  # fmt: skip
    import_into(database, ours.access, a_sheet(person))
    exported = ours.get("exports/contacts").content
    assert rows_of(exported)[0]["client_name"] == "'=HYPERLINK(1)"
    import_into(database, theirs.access, exported)
    assert theirs.get("exports/contacts").content == exported
    assert theirs.get("caseload").json()["items"][0]["name"] == "=HYPERLINK(1)"


def test_jobs_that_no_offer_names_are_rows_of_their_own(
    as_member: Speak, database: Database
) -> None:
    ours, theirs = as_member(), as_member()
    import_into(
        database,
        ours.access,
        a_sheet({"job_employer": "3M"}, {"job_employer": "Target"}, ABBOTT, {**ABBOTT,
            "client_email": "li@example.edu", "client_name": "Li"},
            {"client_email": "alone@example.edu", "client_name": "Alone"}),
    )  # fmt: skip
    exported = ours.get("exports/contacts").content
    assert [(row["client_name"], row["job_employer"], row["offer_employer"])
            for row in rows_of(exported)] == [
        ("Maya Okafor", "3M", ""), ("Maya Okafor", "Target", ""), ("Maya Okafor", "", "Abbott"),
        ("Li", "", "Abbott"), ("Alone", "", ""),
    ]  # fmt: skip
    import_into(database, theirs.access, exported)
    assert theirs.get("exports/contacts").content == exported


@on_sqlite
@pytest.mark.parametrize("what", ALL)
def test_both_formats_give_the_same_values(as_member: Speak, database: Database, what: str) -> None:
    ours = as_member()
    import_into(database, ours.access, SHEET)
    text = list(
        csv.reader(io.StringIO(ours.get(f"exports/{what}").content.decode("utf-8-sig"), newline=""))
    )
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(ours.get(f"exports/{what}?format=xlsx").content)
    )
    cells = book.get_sheet_by_index(0).to_python()
    assert len(text) > 20
    assert [[as_text(cell) for cell in row] for row in cells] == text


def as_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


@pytest.mark.parametrize("what", ALL)
def test_an_empty_office_gives_a_head_alone(as_member: Speak, what: str) -> None:
    ours = as_member(Role.ADVISOR, an_office_of(as_member))
    assert len(ours.get(f"exports/{what}").content.splitlines()) == 1
    assert ours.get(f"exports/{what}?format=xlsx").content.startswith(b"PK")


def an_office_of(as_member: Speak) -> object:
    return as_member().access  # type: ignore[attr-defined]
