"""The service without its own filters: each `office_id = …` that it writes is true of every row.

It is done on the driver's cursor and on the wire, one of which each statement passes.
"""

import re
from collections import Counter
from typing import Any

import psycopg
from fastapi import FastAPI
from sqlalchemy import event

from app.db import wire

# `clients.office_id = %(office_id_1)s::UUID`, or `$1::UUID`, `jobs.office_id = offers.office_id`;
# what stands to the right is kept, so that each parameter still has its place.
FILTER = re.compile(
    r"(?:\w+\.)?\boffice_id = ((?:%\(\w+\)s|\$\d+)(?:::UUID)?|(?:\w+\.)?office_id\b)"
)
ANY_FILTER = re.compile(r"(?<!app\.)\boffice_id\s*(=|<|>|!|IN\b|IS\b|BETWEEN\b)")

taken_off: Counter[str] = Counter()  # how many filters, by the statement that had them


def without_filters(statement: str) -> str:
    bare, count = FILTER.subn(r"(\1 IS NOT NULL)", statement)
    left = ANY_FILTER.search(bare.replace("office_id IS NOT NULL", ""))
    assert left is None, f"a filter of another form: {statement}"
    if count:
        taken_off[statement] += count
    return bare


class UnfilteredCursor(psycopg.Cursor[Any]):
    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().execute(bare_query(query), *args, **kwargs)

    def executemany(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().executemany(bare_query(query), *args, **kwargs)

    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        return super().copy(bare_query(statement), *args, **kwargs)


class UnfilteredWire(wire.Wire):
    """Of statements that were prepared; those of other apps in this process stay as they are."""

    def __init__(self, connection: Any):
        super().__init__(connection)
        self.is_bare = connection.cursor_factory is UnfilteredCursor

    def _prepared(self, text: str) -> bytes:
        return super()._prepared(bare_query(text) if self.is_bare else text)


def bare_query(query: Any) -> Any:
    return without_filters(query) if isinstance(query, str) else query


def take_filters_off(app: FastAPI) -> None:
    """Before its first request."""

    def use_bare_cursors(connection: Any, _: object) -> None:
        connection.cursor_factory = UnfilteredCursor

    event.listen(app.state.database.engine, "connect", use_bare_cursors)
    wire.Wire = UnfilteredWire  # type: ignore[misc]
