"""Statements of what is done all day: compiled once, run on the driver itself.

The same rows as through a Session in about half the time; see `bench/`. All else uses a Session.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any
from typing import cast as taken_for
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Executable,
    TableValuedAlias,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles

from app.sheets.csv_text import LINE_END, quoted

# As the engine makes them: the two must compile and convert alike.
DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(),
}


TOGETHER = 1_000  # rows in one statement


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


class Written(Prepared):
    """A row's INSERT or UPDATE, and the same for many at once: see `inserting` and `updating`."""

    def __init__(self, statement: Executable, together: Executable):
        super().__init__(statement)
        self.together = Prepared(together)


def inserting(table: Any) -> Written:
    """Rows give each column of the table; JSON is given as text."""
    columns = table.__table__.columns
    given = given_rows({column.name: column.type for column in columns})
    values = (
        cast(given.c[one.name], JSON) if isinstance(one.type, JSON) else given.c[one.name]
        for one in columns
    )
    names = [column.name for column in columns]
    together = insert(table).from_select(names, select(*values), include_defaults=False)
    return Written(insert(table), together)


def updating(table: Any, names: Sequence[str], **also: ColumnElement[Any]) -> Written:
    """Rows say which they are by `office_id` and `id`, and what becomes of it by `new_…`."""
    kinds = {f"new_{name}": table.__table__.c[name].type for name in names}
    kinds |= {"office_id": Uuid(), "id": Uuid()}

    def written(value_of: Callable[[str], Any]) -> Executable:
        values = {name: value_of(f"new_{name}") for name in names}
        return (
            update(table)
            .where(table.office_id == value_of("office_id"), table.id == value_of("id"))
            .values(**values, **also)
        )

    given = given_rows(kinds)
    return Written(
        written(lambda name: bindparam(name, type_=kinds[name])),
        written(lambda name: given.c[name]),
    )


def given_rows(kinds: Mapping[str, Any]) -> TableValuedAlias:
    """Out of one JSON document: many times as fast as row by row, also under row-level security,
    which COPY is refused by."""
    columns = (
        column(name, Text() if isinstance(kind, JSON) else kind) for name, kind in kinds.items()
    )
    rows = cast(bindparam("rows", type_=Text()), JSON)
    return func.json_to_recordset(rows).table_valued(*columns).render_derived("given", True)


class Among(ColumnElement[bool]):
    """Whether an id is one of those given by that name, however many: the statement stays."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str):
        self.column, self.ids = column, bindparam(name, type_=ARRAY(Uuid()))

    def self_group(self, against: Any = None) -> "Among":
        """As it is: SQLite would else be asked whether it `= 1`, and read the whole table."""
        return self


@compiles(Among, "postgresql")
def among_on_postgresql(among: Among, compiler: Any, **kwargs: Any) -> str:
    column, ids = (compiler.process(part, **kwargs) for part in (among.column, among.ids))
    return f"{column} = ANY({ids})"


@compiles(Among, "sqlite")
def among_on_sqlite(among: Among, compiler: Any, **kwargs: Any) -> str:
    column, ids = (compiler.process(part, **kwargs) for part in (among.column, among.ids))
    return f"{column} IN (SELECT value FROM json_each({ids}))"


class Compiled:
    def __init__(self, statement: Executable, dialect: Dialect):
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.text = str(compiled)
        self.names: Sequence[str] | None = compiled.positiontup
        self.constants: dict[str, Any] = compiled.construct_params(_check=False)
        selected = getattr(statement, "selected_columns", ())  # none of an INSERT or UPDATE
        columns = [column.type for column in selected]
        self.readers = [
            (place, read)
            for place, kind in enumerate(columns)
            if (read := reader_of(kind, dialect)) is not None
        ]


@lru_cache(20_000)
def known_uuid(text: str | None) -> UUID | None:
    """An id is met again and again: in what points to it, and in the next request."""
    return None if text is None else UUID(text)


def reader_of(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, Uuid):
        return None if dialect.name == "postgresql" else known_uuid
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
            return taken_for(list[Any], found.fetchall())
        compiled = prepared.on_sqlite
        given = compiled.constants | parameters
        bound = [for_sqlite(given[name]) for name in compiled.names or ()]
        found = self._driver.execute(compiled.text, bound).fetchall()
        return read_rows(found, compiled.readers)

    def rows_of_each(self, asked: Iterable[Prepared], **parameters: Any) -> list[list[Any]]:
        """As `rows`, for statements of the same parameters, where it can in one round trip."""
        if not self._is_postgresql:
            return [self.rows(prepared, **parameters) for prepared in asked]
        with self._driver.pipeline():
            running = [
                self._driver.execute(compiled.text, compiled.constants | parameters)
                for compiled in (prepared.on_postgresql for prepared in asked)
            ]
            return [cursor.fetchall() for cursor in running]

    def at_once(self) -> AbstractContextManager[Any]:
        """What is written within goes off together, where it can in one round trip."""
        return self._driver.pipeline() if self._is_postgresql else nullcontext()

    def quoted(self, prepared: Prepared, **parameters: Any) -> tuple[bytes, int]:
        """Lines of quoted cells, as `sheets.csv_text` guards them, and how many there are.

        PostgreSQL writes them itself, one at a time, which takes a quarter of a cursor's time.
        """
        if self._is_postgresql:
            compiled = prepared.on_postgresql
            copy = f"COPY ({compiled.text}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
            with self._driver.cursor().copy(copy, compiled.constants | parameters) as lines:
                found = [bytes(line)[:-1] for line in lines]
            return b"".join(line + LINE_END for line in found), len(found)
        compiled = prepared.on_sqlite
        given = compiled.constants | parameters
        bound = [for_sqlite(given[name]) for name in compiled.names or ()]
        rows = self._driver.execute(compiled.text, bound).fetchall()
        return quoted(rows), len(rows)

    def write(self, written: Written, rows: Sequence[Mapping[str, Any]]) -> None:
        if not rows:
            return
        if self._is_postgresql:
            if len(rows) == 1:
                self._driver.execute(written.on_postgresql.text, rows[0])
                return
            together = written.together.on_postgresql.text
            for start in range(0, len(rows), TOGETHER):
                some = rows[start : start + TOGETHER]
                self._driver.execute(together, {"rows": json.dumps(some, default=for_json)})
            return
        compiled = written.on_sqlite
        names = compiled.names or ()
        self._driver.executemany(
            compiled.text, [[for_sqlite(row[name]) for name in names] for row in rows]
        )


def read_rows(rows: list[Any], readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    """Column by column, which for many rows takes half of the time. A reader leaves None alone."""
    if not rows or not readers:
        return rows
    columns = list(zip(*rows, strict=True))
    for place, read in readers:
        columns[place] = tuple(map(read, columns[place]))
    return list(zip(*columns, strict=True))


def for_json(value: Any) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, date):  # or a moment
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that a column holds")


def for_sqlite(value: Any) -> Any:
    """As the models' own types write it."""
    write = WRITERS.get(value.__class__)
    return write(value) if write else value


WRITERS: dict[type, Callable[[Any], str]] = {
    UUID: attrgetter("hex"),
    date: date.isoformat,
    datetime: lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    list: lambda ids: json.dumps([one.hex for one in ids]),
}
