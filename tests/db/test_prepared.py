"""Many rows at once: found by an index, and written together as they are written one by one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.audit.actions import ENTRY, entry_of
from app.audit.models import AuditEntry
from app.bulk.queries import OPEN, SELECTED
from app.db.engine import Database
from app.db.pouring import pour
from app.db.prepared import Prepared, Reader
from app.db.sqlite_values import IN_SQLITE, for_sqlite, written_column
from app.plans.actions import HOLD
from app.plans.queries import OF_MANY
from tests.cast import an_office
from tests.conftest import on_sqlite

AT = datetime(2026, 11, 23, 9, 30, 15, 250, tzinfo=UTC)


@on_sqlite  # PostgreSQL goes by what there is
@pytest.mark.parametrize("prepared", [HOLD, SELECTED, OPEN, *OF_MANY])
def test_many_are_found_by_an_index(database: Database, prepared: Prepared) -> None:
    asked = prepared.on_sqlite
    with database.reading(UUID(int=1)) as reader:
        plan = reader.driver.execute(
            f"EXPLAIN QUERY PLAN {asked.text}", ["[]"] * len(asked.names or ())
        ).fetchall()
    steps = [step for *_, step in plan if "json_each" not in step and " " in step]
    found = [step for step in steps if step.startswith(("SEARCH", "SCAN"))]
    assert found
    assert all("office_id=? AND " in step for step in found), found


def entries_of(database: Database, access: Access) -> list[Any]:
    """By their subjects."""
    with database.transaction(access.office_id, write=False) as session:
        return list(
            session.scalars(
                select(AuditEntry)
                .where(AuditEntry.office_id == access.office_id)
                .order_by(AuditEntry.subject_id)
            )
        )


@pytest.mark.parametrize("rows", [1, 2, 2_500])
def test_rows_are_the_same_however_many_are_written(database: Database, rows: int) -> None:
    access = an_office(database)
    odd = {"words": "Łukasz “said”: \\ % ' \" \n 李", "fields": ["a", None, 1.5, True]}
    entries = [
        entry_of(access, "odd.deed", at=AT, subject_id=UUID(int=n), **odd) for n in range(rows)
    ]
    with database.transaction(access.office_id, write=True) as session:
        Reader.of(session).write(ENTRY, entries)
    found = entries_of(database, access)
    assert [one.subject_id for one in found] == [UUID(int=n) for n in range(rows)]
    assert {one.at for one in found} == {AT}
    assert all(one.details == odd for one in found)
    assert {one.client_id for one in found} == {None}


ODD = [
    "\\",
    "\\N",
    "\\.",
    "a\tb\nc\r\nd\\te",
    "",
    " ",
    '"',
    "'",
    "{}",
    "NULL",
    "Łukasz 李",
    "x" * 9_000,
]


@pytest.mark.parametrize("rows", [1, len(ODD), 6_000])
def test_rows_are_the_same_however_many_are_poured(database: Database, rows: int) -> None:
    """Ids may be given as the text that stores take."""
    access = an_office(database)
    entries = [
        entry_of(access, ODD[n % len(ODD)], at=AT, subject_id=UUID(int=n), word=ODD[n % len(ODD)])
        for n in range(rows)
    ]
    for entry in entries[::2]:
        entry["subject_id"] = entry["subject_id"].hex
    for some in (entries[::2], entries[1::2]):
        with database.transaction(access.office_id, write=True) as session:
            pour(Reader.of(session), {AuditEntry: some})
    found = entries_of(database, access)
    assert [one.subject_id for one in found] == [UUID(int=n) for n in range(rows)]
    assert [one.action for one in found] == [ODD[n % len(ODD)] for n in range(rows)]
    assert [one.details["word"] for one in found] == [one.action for one in found]
    assert {(one.at, one.client_id, one.via) for one in found} == {(AT, None, access.via)}


@pytest.mark.parametrize(
    "value", [UUID(int=7), date(2026, 5, 3), datetime(2026, 5, 3, 14, 30, tzinfo=UTC), "text", 7]
)
def test_a_column_of_many_rows_is_written_as_that_of_one(value: object) -> None:
    """A moment is compared as text there, so its text must always be the same."""
    assert written_column([value, None, value], IN_SQLITE) == [
        for_sqlite(value),
        None,
        for_sqlite(value),
    ]
