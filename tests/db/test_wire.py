"""Statements that go to PostgreSQL past its driver's cursors."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.cycle.facts import Step
from app.db import wire
from app.db.engine import Database
from app.db.wire import Wire, as_text, wire_of
from tests.cast import an_office

pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True)


@pytest.fixture
def ours(database: Database) -> Any:
    with database.reading(an_office(database).office_id) as reader:
        yield reader._wire


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Łukasz “said”: \\ % ' \" \n 李 {}"),
        ("text", ""),
        ("text", Step.CATCH_UP),
        ("uuid", UUID(int=7)),
        ("date", date(1900, 1, 31)),
        ("timestamptz", datetime(2026, 11, 23, 9, 30, 15, 250, tzinfo=UTC)),
        ("boolean", True),
        ("boolean", False),
        ("bigint", -(2**62)),
        ("double precision", 48.1),
        ("uuid[]", [UUID(int=7), UUID(int=8)]),
        ("uuid[]", []),
        ("date", None),
    ],
)
def test_a_value_comes_back_as_it_went(ours: Wire, kind: str, value: object) -> None:
    assert ours.rows(f"SELECT $1::{kind}", [as_text(value)]) == [(value,)]


def test_what_no_column_holds_is_not_sent(ours: Wire) -> None:
    with pytest.raises(psycopg.DataError):
        ours.rows("SELECT $1::text", [as_text("cut\0off")])
    with pytest.raises(TypeError):
        as_text(object())


def test_the_first_of_several_that_fails_says_why(database: Database) -> None:
    access = an_office(database)
    asked = [("SELECT 1", []), ("SELECT 1 / $1::int", [b"0"]), ("SELECT 2", [])]
    with pytest.raises(psycopg.errors.DivisionByZero), database.reading(access.office_id) as reader:
        reader._wire.rows_of_each(asked)
    with database.reading(access.office_id) as reader:  # the connection is as good as before
        assert reader._wire.rows_of_each(asked[::2]) == [[(1,)], [(2,)]]


def test_what_was_dropped_is_prepared_anew(database: Database) -> None:
    access = an_office(database)

    def asked() -> list[Any]:
        with database.reading(access.office_id) as reader:
            return reader._wire.rows("SELECT 1", [])

    assert asked() == [(1,)]
    with database.reading(access.office_id) as reader:
        reader.run("DEALLOCATE ALL")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        asked()
    assert asked() == [(1,)]


def test_a_refused_deed_leaves_all_prepared(database: Database) -> None:
    access = an_office(database)
    with database.reading(access.office_id) as reader:
        reader._wire.rows("SELECT 7", [])
    with pytest.raises(psycopg.errors.DivisionByZero), database.reading(access.office_id) as reader:
        reader._wire.rows("SELECT 1 / 0", [])
    with database.reading(access.office_id) as reader:
        found = reader._wire.rows("SELECT statement FROM pg_prepared_statements", [])
    assert ("SELECT 7",) in found


def test_no_more_is_kept_prepared_than_the_server_has_room_for(
    ours: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_KNOWN", 3)
    for number in (1, 2, 3, 1, 4, 5, 1):
        assert ours.rows(f"SELECT {number}", []) == [(number,)]
    found = ours.rows(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^SELECT [0-9]$'", []
    )
    assert found[0][0] <= 3


def test_a_connection_has_one_wire(database: Database) -> None:
    with database.reading(an_office(database).office_id) as reader:
        assert wire_of(reader._driver) is reader._wire
