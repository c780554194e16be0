"""The database: one transaction, always inside one office.

The drivers run in autocommit and this module says BEGIN itself: on PostgreSQL in one round trip
with the office's id and the first statement, on SQLite as IMMEDIATE for writers, which keeps
SAVEPOINTs right.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import (
    Connection,
    Engine,
    PoolProxiedConnection,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from app.db.prepared import Reader
from app.db.turns import Turns
from app.db.wire import wire_of

MS_TO_WAIT = 15_000  # for another writer of an SQLite file

# BEGIN goes to the drivers directly, whose own errors then come back unwrapped.
MAY_BE_AWAY: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    InternalError,
    NoConnectionFree,
    sqlite3.OperationalError,
    psycopg.OperationalError,
    psycopg.InternalError,
)
SQLITE_IS_AWAY = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
)
# PostgreSQL, which calls it internal: a standby, or a transaction that took it too long.
POSTGRESQL_IS_AWAY = ("25006", "25P03", "25P04")


def is_away(error: Exception) -> bool:
    """Of what `MAY_BE_AWAY`: whether the database does not answer, or lets nobody write.

    SQLite says the same of a statement that is wrong, apart from its number.
    """
    said = getattr(error, "orig", error)
    if isinstance(said, sqlite3.Error):
        return getattr(said, "sqlite_errorcode", 0) & 0xFF in SQLITE_IS_AWAY  # without its details
    if isinstance(said, psycopg.InternalError):
        return said.sqlstate in POSTGRESQL_IS_AWAY
    return isinstance(error, MAY_BE_AWAY)


def is_given_way(error: Exception) -> bool:
    """Whether two who waited for each other were told apart by PostgreSQL, at the cost of this one:
    nothing of it stays."""
    return getattr(getattr(error, "orig", error), "sqlstate", "") == "40P01"


Scope = dict[str, Any]
BeforeCommit = Callable[[Session], None]
Afterwards = Callable[[Session], None]


class Database:
    """An engine and its rules. `before_commit` runs last in each writing transaction, `afterwards`
    once any of an office has ended well."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        before_commit: BeforeCommit | None = None,
    ):
        self.engine, self._pool_size = make_engine(url, pool_size), pool_size
        self.office_ids: dict[str, UUID] = {}  # by short name, as far as they were asked for
        self._before_commit = before_commit
        self.afterwards: Afterwards | None = None
        self._turns = Turns()  # of SQLite's writers

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def transaction(
        self, office_id: UUID, *, write: bool, waits: bool = True, alone: bool = False
    ) -> Iterator[Session]:
        """One unit of work inside one office: commits when the block ends, rolls back on error.

        One that never `waits` fails where another writer is at work. One that takes long goes
        `alone`, so that on SQLite nobody waits for its COMMIT (see `turns`).
        """
        if not isinstance(office_id, UUID):
            raise TypeError("a transaction needs an office")
        scope = {"office_id": office_id, "write": write, "waits": waits, "alone": alone}
        with self._begin(scope) as session:
            yield session
            if write and self._before_commit:
                session.flush()
                self._before_commit(session)
        if self.afterwards:
            self.afterwards(session)

    @contextmanager
    def reading(self, office_id: UUID, *, in_bulk: bool = False) -> Iterator[Reader]:
        """One unit of work inside one office that only reads, without a Session.

        `in_bulk` is for statements that join many rows of many tables.
        """
        with self._begun({"office_id": office_id, "write": False, "in_bulk": in_bulk}) as pooled:
            yield Reader(pooled.driver_connection, self.is_postgresql)

    @contextmanager
    def between_offices(
        self, *, user_id: UUID | None = None, write: bool = False
    ) -> Iterator[Session]:
        """For what belongs to no office: people, offices' names, a person's own memberships."""
        with self._begin({"user_id": user_id, "write": write}) as session:
            yield session

    @contextmanager
    def _begin(self, scope: Scope) -> Iterator[Session]:
        in_turn = scope["write"] and not self.is_postgresql
        with (
            self._in_turn(scope) if in_turn else self._begun(scope) as pooled,
            OfficeSession(self.engine, pooled, scope, in_part=in_turn) as session,
        ):
            yield session
            session.flush()

    @contextmanager
    def _in_turn(self, scope: Scope) -> Iterator[PoolProxiedConnection]:
        longest = MS_TO_WAIT / 1000 if scope.get("waits", True) else 0
        place = self._turns.wait(longest, shares=not scope.get("alone", False))
        if place is None:  # and SQLite says why
            part = self._begun(scope | {"waits": False})
        else:
            part = self._turns.part(place, partial(self._begun, scope))
        with part as pooled:
            yield pooled

    @contextmanager
    def _begun(self, scope: Scope) -> Iterator[PoolProxiedConnection]:
        """Commits when the block ends, rolls back on error.

        A pooled connection that has died is replaced when it is to begin, each of them.
        """
        driver = self.engine.dialect.loaded_dbapi
        for tries_left in reversed(range(self._pool_size + 1)):
            pooled = self.engine.raw_connection()
            alive: Any = pooled.driver_connection
            try:
                begin(alive, scope, self.is_postgresql)
                break
            except driver.OperationalError:
                if not tries_left or not (self.is_postgresql and alive.closed):
                    pooled.close()
                    raise
                pooled.invalidate()
        try:
            yield pooled
            Reader(alive, self.is_postgresql).commit(wrote=scope["write"])
        except BaseException:
            try:
                if self.is_postgresql:
                    wire_of(alive).give_up()
                alive.rollback()
            except driver.Error:  # and is of no use to anybody else
                if pooled.is_valid:  # the engine may have given it up already
                    pooled.invalidate()
            raise
        finally:
            pooled.close()

    def dispose(self) -> None:
        self.engine.dispose()


class OfficeSession(Session):
    """Of a transaction that has begun on a pooled connection.

    The engine only hears of it when a statement of the ORM comes: what is prepared goes past it,
    and its own share is as much as that of all else in a short transaction.
    """

    def __init__(
        self, engine: Engine, pooled: PoolProxiedConnection, scope: Scope, *, in_part: bool
    ):
        """`in_part`: what fails takes back no more than this session's own (see `turns`)."""
        is_postgresql = engine.dialect.name == "postgresql"
        reader = Reader(pooled.driver_connection, is_postgresql)
        super().__init__(
            expire_on_commit=False,
            join_transaction_mode="rollback_only",
            info=scope | {"reader": reader},
        )
        self._engine, self._pooled, self._in_part = engine, pooled, in_part
        self._connection: Connection | None = None

    # Until something of the ORM has come, there is nothing to look for.
    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if self.in_transaction():
            super().flush(objects)

    def close(self) -> None:
        if self.in_transaction():
            super().close()

    def get_bind(self, *_: Any, **__: Any) -> Connection:
        if self._connection is None:
            self._connection = Connection(self._engine, self._pooled)
            self._connection.begin()
            if self._in_part:
                self._connection.begin_nested()
        return self._connection


def make_engine(url: str, pool_size: int = 10) -> Engine:
    """`sqlite:///…` or `postgresql://…`; the driver is ours to choose."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            pool_reset_on_return=None,  # for `Database` does, where there is something
            pool_use_lifo=True,  # the busiest connections have the most prepared
            connect_args={"prepare_threshold": None},  # see `wire`, which prepares
        )
        event.listen(engine, "before_cursor_execute", _settle)
        event.listen(engine, "rollback_savepoint", _give_up)
    else:
        engine = create_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=0,
            pool_reset_on_return=None,
            pool_use_lifo=True,  # the last writer's knows most of the file as it is now
            connect_args={"timeout": MS_TO_WAIT / 1000},
        )
        event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_by_engine)
    return engine


def begin(driver_connection: Any, scope: Scope, is_postgresql: bool) -> None:
    if is_postgresql:
        wire_of(driver_connection).begin(beginning(scope))
        return
    statement = "BEGIN IMMEDIATE" if scope.get("write", True) else "BEGIN"
    if scope.get("waits", True):
        driver_connection.execute(statement)
        return
    driver_connection.execute("PRAGMA busy_timeout = 0")
    try:
        driver_connection.execute(statement)
    finally:
        driver_connection.execute(f"PRAGMA busy_timeout = {MS_TO_WAIT}")


def beginning(scope: Scope) -> list[str]:
    """On PostgreSQL, together with the office."""
    statements = ["BEGIN" if scope.get("write", True) else "BEGIN READ ONLY"]
    for setting in ("office_id", "user_id"):
        if scope.get(setting):
            # A literal, since settings by bind parameter do not reach a cluster's workers.
            statements.append(f"SET LOCAL app.{setting} = '{id_as_text(scope[setting])}'")
    if not scope.get("waits", True):
        statements.append("SET LOCAL lock_timeout = '10ms'")
    if scope.get("in_bulk"):
        statements.append(JOIN_MANY.format("off"))
    return statements


def id_as_text(given: UUID) -> str:
    """Of an id and nothing else: it becomes a part of a statement."""
    if not isinstance(given, UUID):
        raise TypeError("a transaction is in the name of an id")
    return str(given)


def _begin_by_engine(connection: Connection) -> None:
    """For migrations, and whoever else asks the engine; a Session's transaction has begun."""
    driver: Any = connection.connection.driver_connection
    scope = connection.get_execution_options().get("scope", {})
    if connection.dialect.name != "postgresql":
        if not driver.in_transaction:
            begin(driver, scope, is_postgresql=False)
        return
    wire = wire_of(driver)
    wire.settle()
    if not driver.info.transaction_status:
        begin(driver, scope, is_postgresql=True)
        wire.settle()


def _settle(_: Connection, cursor: Any, *__: Any) -> None:
    """What waits comes before what the engine says."""
    wire_of(cursor.connection).settle()


def _give_up(connection: Connection, *_: Any) -> None:
    """What waits came after the SAVEPOINT, before which all else was settled."""
    wire_of(connection.connection.driver_connection).give_up()


# Behind a policy each table is taken for a few rows, to be joined one by one.
JOIN_MANY = "SET LOCAL enable_nestloop = {}"


@contextmanager
def joining_many(session: Session) -> Iterator[None]:
    """For statements that join many rows of many tables, among others of one transaction."""
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    session.execute(text(JOIN_MANY.format("off")))
    yield
    session.execute(text(JOIN_MANY.format("on")))


def _set_up_sqlite(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None  # the driver leaves BEGIN to us
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # NORMAL loses acknowledged commits when the power goes
        "foreign_keys = ON",
        f"busy_timeout = {MS_TO_WAIT}",
    ):
        connection.execute(f"PRAGMA {pragma}")
