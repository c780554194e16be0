"""Statements that go to PostgreSQL past its driver's cursors."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.cycle.facts import Step
from app.db import wire
from app.db.engine import Database
from app.db.prepared import Reader
from app.db.wire import Wire, as_text, wire_of
from tests.cast import an_office
from tests.conftest import Store, on_postgresql

pytestmark = on_postgresql


@pytest.fixture
def ours(database: Database) -> Any:
    with database.reading(an_office(database).office_id) as reader:
        yield reader.wire


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
        reader.wire.rows_of_each(asked)
    with database.reading(access.office_id) as reader:  # the connection is as good as before
        assert reader.wire.rows_of_each(asked[::2]) == [[(1,)], [(2,)]]


def test_what_was_dropped_is_prepared_anew(database: Database) -> None:
    access = an_office(database)

    def asked() -> list[Any]:
        with database.reading(access.office_id) as reader:
            return reader.wire.rows("SELECT 1", [])

    assert asked() == [(1,)]
    with database.reading(access.office_id) as reader:
        reader.wire.run("DEALLOCATE ALL")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        asked()
    assert asked() == [(1,)]


def test_a_refused_deed_leaves_all_prepared(database: Database) -> None:
    access = an_office(database)
    with database.reading(access.office_id) as reader:
        reader.wire.rows("SELECT 7", [])
    with pytest.raises(psycopg.errors.DivisionByZero), database.reading(access.office_id) as reader:
        reader.wire.rows("SELECT 1 / 0", [])
    with database.reading(access.office_id) as reader:
        found = reader.wire.rows("SELECT statement FROM pg_prepared_statements", [])
    assert ("SELECT 7",) in found


def test_no_more_is_kept_prepared_than_the_server_has_room_for(
    ours: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> int:
        asked = "SELECT count(*) FROM pg_prepared_statements WHERE starts_with(name, 'ours_')"
        (count,) = ours.rows(asked, [])[0]
        return int(count)

    monkeypatch.setattr(wire, "MOST_KNOWN", 3)
    before = kept()  # by whichever tests had this connection
    for number in (1, 2, 3, 1, 4, 5, 1):
        assert ours.rows(f"SELECT {number}", []) == [(number,)]
    assert kept() <= max(before, 3)


def test_a_connection_has_one_wire(database: Database) -> None:
    with database.reading(an_office(database).office_id) as reader:
        assert wire_of(reader.driver) is reader.wire


def test_what_waits_goes_along_with_what_comes_next(database: Database) -> None:
    access = an_office(database)
    with database.transaction(access.office_id, write=True) as session:
        wire = Reader.of(session).wire
        wire.later([("SELECT set_config('app.said', 'first', true)", [])])
        wire.later([("SELECT set_config('app.said', 'second', true)", [])])
        assert wire.rows("SELECT current_setting('app.said')", []) == [("second",)]
        wire.later([("SELECT set_config('app.said', 'third', true)", [])])
        assert session.scalar(text("SELECT current_setting('app.said')")) == "third"


NAME, RENAME = (
    "SELECT name FROM offices WHERE id = $1",
    "UPDATE offices SET name = $2 WHERE id = $1",
)


def name_of(database: Database, office_id: UUID) -> str:
    with database.reading(office_id) as reader:
        ((name,),) = reader.wire.rows(NAME, [as_text(office_id)])
    return str(name)


def test_what_waits_for_the_end_is_done_before_it(database: Database) -> None:
    office_id = an_office(database).office_id
    with database.transaction(office_id, write=True) as session:
        renamed = [as_text(office_id), as_text("Renamed at last")]
        Reader.of(session).wire.later([(RENAME, renamed)])
    assert name_of(database, office_id) == "Renamed at last"


def test_where_what_waited_fails_nothing_is_done(database: Database) -> None:
    office_id = an_office(database).office_id
    name = name_of(database, office_id)

    def half() -> None:
        with database.transaction(office_id, write=True) as session:
            wire = Reader.of(session).wire
            wire.rows(RENAME, [as_text(office_id), as_text("Half done")])
            wire.later([("SELECT 1 / 0", [])])

    with pytest.raises(psycopg.errors.DivisionByZero):
        half()
    assert name_of(database, office_id) == name


def test_what_waited_for_a_deed_that_failed_is_dropped(database: Database) -> None:
    office_id = an_office(database).office_id
    name = name_of(database, office_id)

    def half() -> None:
        with database.transaction(office_id, write=True) as session:
            renamed = [as_text(office_id), as_text("Half done")]
            Reader.of(session).wire.later([(RENAME, renamed)])
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert name_of(database, office_id) == name


def test_a_read_that_was_answered_leaves_no_transaction(database: Database) -> None:
    with database.reading(an_office(database).office_id) as reader:
        ((process,),) = reader.wire.rows("SELECT pg_backend_pid()", [])
    with database.engine.connect() as connection:  # the same: the last one is the first taken
        asked = text("SELECT pg_backend_pid(), pg_current_xact_id_if_assigned()")
        assert connection.execute(asked).all() == [(process, None)]
        scope = "SELECT current_setting('app.office_id', true)"
        assert connection.scalar(text(scope)) in (None, "")


SLOWLY = "SELECT pg_sleep(0.2), 1 / {}"


def test_what_the_server_is_at_ends_before_what_comes_next(database: Database) -> None:
    access = an_office(database)
    with database.transaction(access.office_id, write=True) as session:
        wire = wire_of(session.connection().connection.driver_connection)
        wire.ahead("CREATE TEMPORARY TABLE ahead ON COMMIT DROP AS SELECT 1 FROM pg_sleep(0.2)")
        assert wire.rows("SELECT count(*) FROM ahead", []) == [(1,)]
        wire.ahead(SLOWLY.format(1))
        assert session.scalar(text("SELECT 2")) == 2


@pytest.mark.parametrize("comes_next", ["wire", "session", "commit"])
def test_where_what_the_server_is_at_fails_nothing_is_done(
    database: Database, comes_next: str
) -> None:
    access = an_office(database)

    def fails() -> None:
        with database.transaction(access.office_id, write=True) as session:
            wire = wire_of(session.connection().connection.driver_connection)
            wire.ahead(SLOWLY.format(0))
            if comes_next == "wire":
                wire.rows("SELECT 1", [])
            elif comes_next == "session":
                session.scalar(text("SELECT 1"))

    with pytest.raises((psycopg.errors.DivisionByZero, DBAPIError), match="division by zero"):
        fails()
    with database.reading(access.office_id) as reader:  # the connection is as good as before
        assert reader.wire.rows("SELECT 1", []) == [(1,)]


def test_a_rollback_waits_for_what_the_server_is_at(database: Database) -> None:
    access = an_office(database)
    wires: list[Wire] = []

    def thinks_better_of_it() -> None:
        with database.transaction(access.office_id, write=True) as session:
            wires.append(wire_of(session.connection().connection.driver_connection))
            wires[0].ahead(SLOWLY.format(1))
            raise KeyError

    with pytest.raises(KeyError):
        thinks_better_of_it()
    with database.reading(access.office_id) as reader:
        assert reader.wire is wires[0]  # and was not thrown away
        assert reader.wire.rows("SELECT 1", []) == [(1,)]


@pytest.mark.parametrize("how", ["ahead", "later"])
def test_what_waits_and_fails_goes_with_its_savepoint(database: Database, how: str) -> None:
    office_id = an_office(database).office_id
    with database.transaction(office_id, write=True) as session:
        wire = Reader.of(session).wire
        wire.later([(RENAME, [as_text(office_id), as_text("Renamed before")])])
        part = session.begin_nested()
        session.scalar(text("SELECT 1"))  # with which the SAVEPOINT is made
        if how == "ahead":
            wire.ahead(SLOWLY.format(0))
        else:
            wire.later([(SLOWLY.format(0), [])])
        part.rollback()
        assert session.scalar(text("SELECT 2")) == 2
    assert name_of(database, office_id) == "Renamed before"


def test_a_connection_that_is_cut_is_given_up_once(store: Store) -> None:
    """By the engine, where it was the first to hear of it."""
    database = Database(store.service_url, pool_size=1)
    office_id = an_office(database).office_id

    def cut_off() -> None:
        with database.transaction(office_id, write=True) as session:
            session.scalar(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(OperationalError):
        cut_off()
    assert name_of(database, office_id)
    database.dispose()
