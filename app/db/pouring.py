"""New rows in great numbers on their way into the store."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from app.db.copying import copied
from app.db.prepared import MANY, Reader
from app.db.sqlite_values import IN_SQLITE, written_column

RowsOf: TypeAlias = Mapping[type[Any], Sequence[Mapping[str, Any]]]
Columns: TypeAlias = Sequence[list[Any]]


def as_given(columns: Columns) -> Iterator[Any]:
    return zip(*columns, strict=True)


def as_rows(columns: Columns) -> Iterator[Any]:
    """SQLite's."""
    return zip(*(written_column(values, IN_SQLITE) for values in columns), strict=True)


@dataclass(frozen=True, slots=True)
class Poured:
    """New rows of one table on their way into the store: as tuples, or as lines of a COPY."""

    table: str
    columns: list[str]
    content: list[Any]
    is_copied: bool

    @classmethod
    def of(
        cls, table: Any, rows: Sequence[Mapping[str, Any]], way: Callable[[Columns], Iterator[Any]]
    ) -> "Poured":
        names = [column.name for column in table.__table__.columns]
        columns = [list(map(itemgetter(name), rows)) for name in names]
        return cls(table.__table__.name, names, list(way(columns)), way is copied)

    @property
    def listed(self) -> str:
        return ", ".join(self.columns)


def pour(reader: Reader, rows_of: RowsOf) -> None:
    """New rows of tables, however many, in the order in which these point to each other; each
    row with all columns; JSON is given as text."""
    pour_ready(reader, made_ready(reader, rows_of))


def made_ready(reader: Reader, rows_of: RowsOf) -> list[Poured]:
    """As this store takes them, which is made without asking it."""
    way: Callable[[Columns], Iterator[Any]] = as_given
    if not reader.is_postgresql:
        way = as_rows
    elif sum(map(len, rows_of.values())) >= MANY:
        way = copied
    return [Poured.of(table, rows, way) for table, rows in rows_of.items() if rows]


def pour_ready(reader: Reader, tables: Sequence[Poured]) -> None:
    """Nobody waits for PostgreSQL to take in many."""
    if any(one.is_copied for one in tables):
        copy_in(reader, tables)
        return
    mark = "%s" if reader.is_postgresql else "?"
    for one in tables:
        marks = ", ".join([mark] * len(one.columns))
        reader.driver.cursor().executemany(
            f"INSERT INTO {one.table} ({one.listed}) VALUES ({marks})", one.content
        )


def copy_in(reader: Reader, tables: Sequence[Poured]) -> None:
    """PostgreSQL refuses COPY into a table with row-level security: by way of others."""
    reader.driver.execute(
        ";".join(f"CREATE TEMPORARY TABLE new_{one.table} (LIKE {one.table})" for one in tables)
    )
    for one in tables:
        into = f"COPY new_{one.table} ({one.listed}) FROM STDIN"
        with reader.driver.cursor().copy(into) as copy:
            for some in one.content:
                copy.write(some)
    moves = [
        f"INSERT INTO {one.table} ({one.listed}) SELECT {one.listed} FROM new_{one.table}"
        for one in tables
    ]
    drops = [f"DROP TABLE new_{one.table}" for one in tables]
    reader.wire.ahead(";".join(moves + drops))
