"""Any sheet that an office may have, taken in and out again: the same facts, and the same file."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.access import Access
from app.caseload.filters import Filters
from app.db.base import new_id
from app.db.engine import Database
from app.exports.actions import Asked, Format
from app.exports.columns import What
from app.exports.files import pieces
from app.imports import bringing, stages
from app.imports import pieces as room
from app.imports.models import Import
from app.imports.reading import Line, Read
from app.imports.sheet import COLUMNS, PLAN
from app.sheets.csv_text import unguarded
from tests.cast import AT, TODAY, an_office, how_many
from tests.imports.steps import counts, step

few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Row = dict[str, str]

words = st.one_of(
    st.sampled_from(["=1+1", "'=x", "@home", "-", "Łódź", 'says "no"', "a, b; c", "**", "李雷"]),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12),
).map(lambda text: normalize("NFC", text))
maybe = st.one_of(st.just(""), words)
days = st.integers(0, 700).map(lambda back: (TODAY - timedelta(back)).isoformat())
MET = {"caught_up_on": TODAY.isoformat(), "caught_up_how": "met"}
day_or_none = st.one_of(st.just(""), days)


@st.composite
def sheets(draw: Any) -> list[Row]:
    """Rows in any order, those of one client far apart."""
    rows: list[Row] = []
    for number in range(draw(st.integers(1, 4))):
        client = {
            "client_email": f"{number}@alumni.example.edu",
            "client_name": draw(words),
            "client_external_id": draw(st.sampled_from(["", f"n{number}"])),
            "program": draw(maybe),
            "client_area": draw(maybe),
            "advisor_email": draw(st.sampled_from(["", "dana@office.example.edu"])),
        }
        offers = draw(st.lists(words, max_size=2, unique=True))
        rows += [
            client | offer | person
            for offer in (draw(offers_at(employer)) for employer in offers)
            for person in draw(people())
        ] or [client]
    return list(draw(st.permutations(rows)))


@st.composite
def offers_at(draw: Any, employer: str) -> Row:
    offered_on = draw(days)
    since = (TODAY - date.fromisoformat(offered_on)).days
    declined_on = date.fromisoformat(offered_on) + timedelta(draw(st.integers(0, since)))
    return {
        "offer_employer": employer,
        "offer_title": draw(maybe),
        "offered_on": offered_on,
        "declined_on": draw(st.sampled_from(["", declined_on.isoformat()])),
        "decline_reason": draw(maybe),
    }


@st.composite
def people(draw: Any) -> list[Row]:
    names = draw(st.lists(words, max_size=3, unique=True))
    return [
        {
            "contact_name": name,
            "contact_title": draw(maybe),
            "contact_email": draw(st.sampled_from(["", f"{place}@employer.example"])),
            "contact_key": draw(st.sampled_from(["yes", "no"])),
            "connected_on": draw(day_or_none),
            "thanked_on": draw(day_or_none),
            **draw(
                st.sampled_from([{}, {"caught_up_on": TODAY.isoformat(), "caught_up_how": "met"}])
            ),
        }
        for place, name in enumerate(names)
    ] or [{}]


def as_cells(row: Row) -> list[str]:
    return [row.get(name, "") for name in COLUMNS]


def bring_rows(
    database: Database, access: Access, header: list[str], rows: list[list[str]]
) -> Import:
    """As the reader would have given them."""
    lines = (Line(number, cells, "") for number, cells in enumerate(rows, 2))
    with database.transaction(access.office_id, write=True) as session:
        return bringing.bring(session, access, Read("csv", header, [], lines), "sheet.csv", AT)


def exported(database: Database, access: Access) -> bytes:
    asked = Asked(what=What.CONTACTS, format=Format.CSV, filters=Filters(), as_of=TODAY)
    return b"".join(pieces(database, access, new_id(), asked))


def read_back(content: bytes) -> tuple[list[str], list[list[str]]]:
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return header, rows


@few
@given(sheets())
def test_what_goes_in_comes_out(database: Database, sheet: list[Row]) -> None:
    """Read in pieces of two rows, where it is read; the copy is read in one."""
    ours, theirs = an_office(database), an_office(database)
    sent = [as_cells(row) for row in sheet]
    with patch.object(room, "PIECE", 2):
        held = bring_rows(database, ours, list(COLUMNS), sent)
        assert counts(held)[3] == 0
        assert step(database, ours, stages.take_in, held).status == "done"
    file = exported(database, ours)
    header, rows = read_back(file)
    assert header == [*COLUMNS, *PLAN]
    assert sorted(told(rows)) == sorted(told(sent))

    held = bring_rows(database, theirs, header, rows)
    step(database, theirs, stages.take_in, held)
    assert how_many(database, theirs) == how_many(database, ours)
    assert exported(database, theirs) == file

    with patch.object(room, "PIECE", 2):
        again = bring_rows(database, ours, header, rows)
    assert counts(again) == (0, 0, len(rows), 0)


def told(rows: list[list[str]]) -> list[list[str]]:
    """Without the apostrophes that guard formulas, and without what follows from these cells."""
    return [[unguarded(cell) for cell in row[: COLUMNS.index("contact_phone")]] for row in rows]
