"""Statements of the pages that are opened all day: compiled once, run on the driver itself.

The same rows as through a Session in about half the time; see `bench/`. All else uses a Session.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect

# As the engine makes them: the two must compile and convert alike.
DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(),
}


class Prepared:
    """A statement with named parameters, compiled at most once for each store."""

    def __init__(self, statement: Executable):
        self.statement = statement

    @cached_property
    def on_postgresql(self) -> "Compiled":
        return Compiled(self.statement, DIALECTS["postgresql"])

    @cached_property
    def on_sqlite(self) -> "Compiled":
        return Compiled(self.statement, DIALECTS["sqlite"])


class Compiled:
    def __init__(self, statement: Executable, dialect: Dialect):
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.text = str(compiled)
        self.names: Sequence[str] | None = compiled.positiontup
        self.constants: dict[str, Any] = compiled.construct_params(_check=False)
        columns = [column.type for column in statement.selected_columns]  # type: ignore[attr-defined]
        self.readers = [reader_of(kind, dialect) for kind in columns]
        self.reads_as_is = not any(self.readers)


def reader_of(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


class Reader:
    """Runs prepared statements on one connection, inside the transaction that it is in."""

    def __init__(self, driver_connection: Any, is_postgresql: bool):
        self._driver, self._is_postgresql = driver_connection, is_postgresql

    @classmethod
    def of(cls, connection: Connection) -> "Reader":
        return cls(connection.connection.driver_connection, connection.dialect.name == "postgresql")

    def rows(self, prepared: Prepared, **parameters: Any) -> list[Any]:
        """Tuples of Python values, as a Session would give them."""
        if self._is_postgresql:
            compiled = prepared.on_postgresql
            found = self._driver.execute(compiled.text, compiled.constants | parameters)
            return list(found.fetchall())
        compiled = prepared.on_sqlite
        given = compiled.constants | parameters
        bound = [for_sqlite(given[name]) for name in compiled.names or ()]
        found = self._driver.execute(compiled.text, bound).fetchall()
        if compiled.reads_as_is:
            return list(found)
        return [
            tuple(
                value if read is None else read(value)
                for value, read in zip(row, compiled.readers, strict=True)
            )
            for row in found
        ]


def for_sqlite(value: Any) -> Any:
    """As the models' own types write it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
