"""Statements of what is done all day: compiled once, run on the driver itself.

The same rows as through a Session in about half the time; see `bench/`. All else uses a Session.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from pydantic_core import to_json
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    ColumnElement,
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
from sqlalchemy.orm import Session

from app.db.sqlite_values import IN_SQLITE, for_sqlite, known_uuid, written_column
from app.db.wire import Values, as_array, as_text, wire_of
from app.sheets.csv_text import LINE_END, quoted

# As the engine makes them: the two must compile and convert alike.
DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(),
}

HOLDS_NOTHING = (
    "SELECT 1 FROM pg_class WHERE oid = ANY($1::text[]::regclass[]) AND reltuples <= 0 LIMIT 1"
)
NAMED = re.compile(r"%\((\w+)\)s")
MANY = 100  # rows; for fewer neither a table nor a message of their own is worth its making
TOGETHER = 2_500  # rows in one statement


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
    """Rows give each column of the table; JSON is given as `json_text`."""
    columns = table.__table__.columns
    given = given_rows({column.name: column.type for column in columns})
    values = (
        cast(given.c[one.name], JSON) if isinstance(one.type, JSON) else given.c[one.name]
        for one in columns
    )
    names = [column.name for column in columns]
    together = insert(table).from_select(names, select(*values), include_defaults=False)
    return Written(insert(table), together)


def updating(
    table: Any,
    names: Sequence[str],
    *,
    by: Sequence[str] = ("office_id", "id"),
    **also: ColumnElement[Any],
) -> Written:
    """Rows say which they are by the columns of `by`, and what becomes of it by `new_…`."""
    columns = table.__table__.c
    kinds = {f"new_{name}": columns[name].type for name in names}
    kinds |= {name: columns[name].type for name in by}

    def written(value_of: Callable[[str], Any]) -> Executable:
        return (
            update(table)
            .where(*(columns[name] == value_of(name) for name in by))
            .values(**{name: value_of(f"new_{name}") for name in names}, **also)
        )

    given = given_rows(kinds)

    def as_given(name: str) -> Any:
        return cast(given.c[name], JSON) if isinstance(kinds[name], JSON) else given.c[name]

    return Written(
        written(lambda name: bindparam(name, type_=kinds[name])),
        written(as_given),
    )


def json_text(value: Any) -> str:
    """In a quarter of the time of Python's own."""
    return to_json(value).decode()


def given_rows(kinds: Mapping[str, Any]) -> TableValuedAlias:
    """Out of an array for each column: many times as fast as row by row, also under row-level
    security, which COPY is refused by."""
    given = {name: Text() if isinstance(kind, JSON) else kind for name, kind in kinds.items()}
    arrays = (cast(bindparam(name, type_=Text()), ARRAY(kind)) for name, kind in given.items())
    columns = (column(name, kind) for name, kind in given.items())
    return func.unnest(*arrays).table_valued(*columns).render_derived("given")


class Among(ColumnElement[bool]):
    """Whether it is one of those given by that name, however many: the statement stays."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str):
        self.column, self.given = column, bindparam(name, type_=ARRAY(column.type))

    def self_group(self, against: Any = None) -> "Among":
        """As it is: SQLite would else be asked whether it `= 1`, and read the whole table."""
        return self


@compiles(Among, "postgresql")
def among_on_postgresql(among: Among, compiler: Any, **kwargs: Any) -> str:
    column, given = (compiler.process(part, **kwargs) for part in (among.column, among.given))
    return f"{column} = ANY({given})"


@compiles(Among, "sqlite")
def among_on_sqlite(among: Among, compiler: Any, **kwargs: Any) -> str:
    column, given = (compiler.process(part, **kwargs) for part in (among.column, among.given))
    return f"{column} IN (SELECT value FROM json_each({given}))"


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

    def bound(self, given: Mapping[str, Any]) -> list[Any]:
        """Values in the order of SQLite's marks."""
        way_of = IN_SQLITE.get
        values = [given[name] for name in self.names or ()]
        return [way(value) if (way := way_of(value.__class__)) else value for value in values]

    def bound_each(self, columns: Mapping[str, Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
        """The same of many, column by column."""
        written = [written_column(columns[name], IN_SQLITE) for name in self.names or ()]
        return zip(*written, strict=True)

    @cached_property
    def numbered(self) -> tuple[str, list[str]]:
        """In PostgreSQL's own way of naming parameters, and their names by number."""
        names = list(dict.fromkeys(NAMED.findall(self.text)))
        numbers = {name: f"${number}" for number, name in enumerate(names, start=1)}
        text = NAMED.sub(lambda named: numbers[named[1]], self.text)
        return text.replace("%%", "%"), names

    @cached_property
    def constants_as_text(self) -> dict[str, bytes | None]:
        return {name: as_text(value) for name, value in self.constants.items()}

    def asked(self, given: Mapping[str, Any]) -> tuple[str, Values]:
        """What goes to PostgreSQL."""
        text, names = self.numbered
        fixed = self.constants_as_text
        return text, [as_text(given[name]) if name in given else fixed[name] for name in names]

    def asked_in_text(self, given: Mapping[str, bytes | None]) -> tuple[str, Values]:
        text, names = self.numbered
        fixed = self.constants_as_text
        return text, [given[name] if name in given else fixed[name] for name in names]


def reader_of(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, Uuid):
        return None if dialect.name == "postgresql" else known_uuid
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


class Reader:
    """Runs prepared statements on one connection, inside the transaction that it is in."""

    def __init__(self, driver_connection: Any, is_postgresql: bool):
        self._connection, self.is_postgresql = driver_connection, is_postgresql
        if is_postgresql:
            self.wire = wire_of(driver_connection)

    @property
    def driver(self) -> Any:
        if self.is_postgresql:
            self.wire.settle()
        return self._connection

    @classmethod
    def of(cls, session: Session) -> "Reader":
        """What the Session has yet to write, it writes when it is flushed."""
        reader: Reader = session.info["reader"]
        return reader

    def forget_plans(self) -> None:
        """On PostgreSQL, those of foreign keys too: a connection keeps what was best while a table
        was small, and until the transaction ends, nothing tells it that it no longer is."""
        if self.is_postgresql:
            self.wire.run("DISCARD PLANS")

    def keep_uncounted(self, tables: Iterable[type[Any]]) -> None:
        """On PostgreSQL, of tables that hold nothing yet: nobody counts their rows until the
        transaction ends. ANALYZE would see none of them; any index that begins with the office is
        then as good as the key, and what a foreign key points to is looked for in all of it."""
        if not self.is_postgresql:
            return
        names = [table.__table__.name for table in tables]
        if self.wire.rows(HOLDS_NOTHING, [as_text(names)]):
            self.wire.run(f"LOCK TABLE {', '.join(names)} IN SHARE UPDATE EXCLUSIVE MODE")

    def commit(self, *, wrote: bool) -> None:
        if self.is_postgresql:
            self.wire.commit(wrote=wrote)
        else:
            self._connection.execute("COMMIT")

    def rows(self, prepared: Prepared, **parameters: Any) -> list[Any]:
        """Tuples of Python values, as a Session would give them."""
        if self.is_postgresql:
            return self.wire.rows(*prepared.on_postgresql.asked(parameters))
        compiled = prepared.on_sqlite
        bound = compiled.bound(compiled.constants | parameters)
        found = self.driver.execute(compiled.text, bound).fetchall()
        return read_rows(found, compiled.readers)

    def rows_of_each(
        self, asked: Iterable[Prepared], *, holding: Prepared | None = None, **parameters: Any
    ) -> list[list[Any]]:
        """As `rows`, for statements of the same parameters, where it can in one round trip.

        `holding` comes first, against other writers; on SQLite whoever writes holds the whole
        database already.
        """
        if not self.is_postgresql:
            written = {name: for_sqlite(value) for name, value in parameters.items()}
            return [self.rows(prepared, **written) for prepared in asked]
        if holding is not None:
            asked = (holding, *asked)
        texts = {name: as_text(value) for name, value in parameters.items()}
        found = self.wire.rows_of_each([one.on_postgresql.asked_in_text(texts) for one in asked])
        return found if holding is None else found[1:]

    def quoted(self, prepared: Prepared, **parameters: Any) -> tuple[bytes, int]:
        """Lines of quoted cells, as `sheets.csv_text` guards them, and how many there are.

        PostgreSQL writes them itself, one at a time, which takes a quarter of a cursor's time.
        """
        if self.is_postgresql:
            compiled = prepared.on_postgresql
            copy = f"COPY ({compiled.text}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
            with self.driver.cursor().copy(copy, compiled.constants | parameters) as lines:
                found = [bytes(line)[:-1] for line in lines]
            return b"".join(line + LINE_END for line in found), len(found)
        compiled = prepared.on_sqlite
        bound = compiled.bound(compiled.constants | parameters)
        rows = self.driver.execute(compiled.text, bound).fetchall()
        return quoted(rows), len(rows)

    def write(self, written: Written, rows: Sequence[Mapping[str, Any]]) -> None:
        """A few, where it can, together with whatever comes next."""
        if rows:
            self.write_columns(
                written, {name: list(map(itemgetter(name), rows)) for name in rows[0]}
            )

    def write_columns(self, written: Written, columns: Mapping[str, Sequence[Any]]) -> None:
        """The same of rows that are given column by column, each by its name."""
        (rows,) = set(map(len, columns.values()))
        if rows == 1:
            self.write_each([(written, {name: value for name, (value,) in columns.items()})])
            return
        if not self.is_postgresql:
            compiled = written.on_sqlite
            self.driver.executemany(compiled.text, compiled.bound_each(columns))
            return
        together = written.together.on_postgresql
        for start in range(0, rows, TOGETHER):
            some = slice(start, start + TOGETHER)
            asked = together.asked_in_text(
                {name: as_array(values[some]) for name, values in columns.items()}
            )
            if rows - start < MANY:
                self.wire.later([asked])
            else:
                self.wire.ahead(*asked)

    def write_each(self, writes: Sequence[tuple[Prepared, Mapping[str, Any]]]) -> None:
        """A few rows of several tables, where it can together with whatever comes next."""
        if self.is_postgresql:
            self.wire.later(one.on_postgresql.asked(row) for one, row in writes)
            return
        for prepared, row in writes:
            compiled = prepared.on_sqlite
            self.driver.execute(compiled.text, compiled.bound(row))


def read_rows(rows: list[Any], readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    """Column by column, which for many rows takes half of the time; a reader takes NULL too."""
    if not rows or not readers:
        return rows
    columns = list(zip(*rows, strict=True))
    for place, read in readers:
        columns[place] = tuple(map(read, columns[place]))
    return list(zip(*columns, strict=True))
