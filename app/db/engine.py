"""The database: one transaction, always inside one office.

The drivers run in autocommit and this module says BEGIN itself: on PostgreSQL together with the
office's id in one round trip, on SQLite as IMMEDIATE for writers, which keeps SAVEPOINTs right.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Engine,
    PoolProxiedConnection,
    QueuePool,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from app.db.prepared import Reader

MS_TO_WAIT = 15_000  # for another writer of an SQLite file

BeforeCommit = Callable[[Session], None]


class Database:
    """An engine and its rules. `before_commit` runs last in each writing transaction."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        before_commit: BeforeCommit | None = None,
    ):
        self.engine = make_engine(url, pool_size)
        self.office_ids: dict[str, UUID] = {}  # by short name, as far as they were asked for
        self._before_commit = before_commit

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @property
    def signs_of_being_away(self) -> tuple[type[Exception], ...]:
        """What is raised where the database does not answer, or has no connection free."""
        # BEGIN goes to the driver directly, whose own error then comes back unwrapped.
        driver = self.engine.dialect.loaded_dbapi
        return OperationalError, InterfaceError, NoConnectionFree, driver.OperationalError

    @contextmanager
    def transaction(self, office_id: UUID, *, write: bool, waits: bool = True) -> Iterator[Session]:
        """One unit of work inside one office: commits when the block ends, rolls back on error.

        One that never `waits` fails where another writer is at work.
        """
        if not isinstance(office_id, UUID):
            raise TypeError("a transaction needs an office")
        scope = {"office_id": office_id, "write": write, "waits": waits}
        with self._begin(scope) as session:
            yield session
            if write and self._before_commit:
                session.flush()
                self._before_commit(session)

    @contextmanager
    def reading(self, office_id: UUID, *, in_bulk: bool = False) -> Iterator[Reader]:
        """One unit of work inside one office that only reads, without a Session.

        Straight on a pooled driver connection, which takes a third of the time that the engine's
        own transaction does. `in_bulk` is for statements that join many rows of many tables.
        """
        scope = {"office_id": office_id, "write": False, "in_bulk": in_bulk}
        pooled = self._begun(beginning(scope) if self.is_postgresql else "BEGIN")
        try:
            driver: Any = pooled.driver_connection
            yield Reader(driver, self.is_postgresql)
            driver.commit()  # a rollback would drop what PostgreSQL has prepared
        finally:
            pooled.close()  # which rolls back where the block failed

    def _begun(self, statement: str) -> PoolProxiedConnection:
        """BEGIN itself tells whether a pooled connection has died; each dead one is replaced."""
        driver = self.engine.dialect.loaded_dbapi
        for _ in range(self.engine.pool.size() if isinstance(self.engine.pool, QueuePool) else 1):
            pooled = self.engine.raw_connection()
            alive: Any = pooled.driver_connection
            try:
                alive.execute(statement)
                return pooled
            except driver.OperationalError:
                if not alive.closed:
                    pooled.close()
                    raise
                pooled.invalidate()
        pooled = self.engine.raw_connection()
        pooled.driver_connection.execute(statement)  # type: ignore[union-attr]
        return pooled

    @contextmanager
    def between_offices(
        self, *, user_id: UUID | None = None, write: bool = False
    ) -> Iterator[Session]:
        """For what belongs to no office: people, offices' names, a person's own memberships."""
        with self._begin({"user_id": user_id, "write": write}) as session:
            yield session

    @contextmanager
    def _begin(self, scope: dict[str, Any]) -> Iterator[Session]:
        with self.engine.connect() as connection:
            connection = connection.execution_options(scope=scope)
            with (
                connection.begin(),
                Session(bind=connection, expire_on_commit=False, info=scope) as session,
            ):
                yield session
                session.flush()

    def dispose(self) -> None:
        self.engine.dispose()


def make_engine(url: str, pool_size: int = 10) -> Engine:
    """`sqlite:///…` or `postgresql://…`; the driver is ours to choose."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
        )
        event.listen(engine, "begin", _begin_on_postgresql)
    else:
        engine = create_engine(
            parsed, pool_size=pool_size, max_overflow=0, connect_args={"timeout": MS_TO_WAIT / 1000}
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _scope(connection: Connection) -> dict[str, Any]:
    scope: dict[str, Any] = connection.get_execution_options().get("scope", {})
    return scope


def beginning(scope: dict[str, Any]) -> str:
    """On PostgreSQL, together with the office."""
    statement = "BEGIN" if scope.get("write", True) else "BEGIN READ ONLY"
    for setting in ("office_id", "user_id"):
        if scope.get(setting):
            # A literal, since settings by bind parameter do not reach a cluster's workers.
            statement += f"; SET LOCAL app.{setting} = '{UUID(str(scope[setting]))}'"
    if not scope.get("waits", True):
        statement += "; SET LOCAL lock_timeout = '10ms'"
    if scope.get("in_bulk"):
        statement += f"; {JOIN_MANY.format('off')}"
    return statement


def _begin_on_postgresql(connection: Connection) -> None:
    execute_first(connection, beginning(_scope(connection)))


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


def execute_first(connection: Connection, statement: str) -> None:
    """BEGIN itself tells whether a pooled connection has died; each dead one is replaced."""
    pool, driver = connection.engine.pool, connection.dialect.loaded_dbapi
    for _ in range(pool.size() if isinstance(pool, QueuePool) else 1):
        alive = connection.connection.driver_connection
        try:
            alive.execute(statement)  # type: ignore[union-attr]
            return
        except driver.OperationalError:
            if not alive.closed:  # type: ignore[union-attr]
                raise
            connection.invalidate()
    connection.connection.driver_connection.execute(statement)  # type: ignore[union-attr]


def _begin_on_sqlite(connection: Connection) -> None:
    scope = _scope(connection)
    driver: Any = connection.connection.driver_connection
    begin = "BEGIN IMMEDIATE" if scope.get("write", True) else "BEGIN"
    if scope.get("waits", True):
        driver.execute(begin)
        return
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        driver.execute(begin)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {MS_TO_WAIT}")


def _set_up_sqlite(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None  # the driver leaves BEGIN to us
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # NORMAL loses acknowledged commits when the power goes
        "foreign_keys = ON",
        f"busy_timeout = {MS_TO_WAIT}",
    ):
        connection.execute(f"PRAGMA {pragma}")
