"""What stands in an office, so that a test can say that nothing of it changed."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid, bindparam, cast, func, select, union_all

from app.accounts.models import Membership, Office, User
from app.db.engine import Database
from app.db.prepared import Prepared
from app.db.tables import OFFICE_TABLES, metadata
from tests.walls.cast import Side

IS_OURS = bindparam("of_office", type_=Uuid())
OF_OFFICE = {name: metadata.tables[name].c.office_id == IS_OURS for name in OFFICE_TABLES}


def as_stored(column: Any) -> Any:
    """To be compared alone: many times as fast as what Python makes of it."""
    return column if isinstance(column.type, LargeBinary) else cast(column, Text)


ROWS = {
    name: Prepared(
        select(
            *(
                as_stored(column)
                for column in metadata.tables[name].columns
                if column.name != "last_used_at"  # that a token was used is no change of anything
            )
        )
        .where(is_ours)
        .order_by(*metadata.tables[name].primary_key.columns)
    )
    for name, is_ours in OF_OFFICE.items()
}
PEOPLE = Prepared(
    select(User.id, User.email, User.name, User.password_hash)
    .join(Membership, Membership.user_id == User.id)
    .where(Membership.office_id == IS_OURS)
    .order_by(User.id)
)
OFFICE = Prepared(select(Office.slug, Office.name, Office.timezone).where(Office.id == IS_OURS))
HOW_MANY = Prepared(
    union_all(*(select(func.count()).where(is_ours) for is_ours in OF_OFFICE.values()))
)

SNAPSHOT = Prepared(select(cast(func.pg_current_snapshot(), Text)))  # whose commits it sees
KNOWN: dict[Any, tuple[Any, Any]] = {}  # how far the writes were, and what was read after that


@cache
def onlooker(database: Database) -> sqlite3.Connection:
    return sqlite3.connect(database.engine.url.database or "", check_same_thread=False)


def writes_so_far(database: Database, office_id: UUID) -> Any:
    """Something else as soon as anybody has committed a change, in whatever table it was."""
    if database.is_postgresql:
        with database.reading(office_id) as reader:
            return reader.rows(SNAPSHOT)
    # Of all others than the one who asks, which therefore must not be one of the pool's.
    return onlooker(database).execute("PRAGMA data_version").fetchone()


def read_once(database: Database, office_id: UUID, what: Any, read: Callable[[], Any]) -> Any:
    """Most of what the walls ask is refused or reads: there is nothing to be read again then."""
    writes = writes_so_far(database, office_id)
    known = KNOWN.get((office_id, what))
    if known is None or known[0] != writes:
        known = KNOWN[office_id, what] = writes, read()
    return known[1]


def digest(database: Database, side: Side, but: Collection[str] = ()) -> str:
    """Of every row of the office in every table, but these, and of its people."""
    office_id = side.access.office_id

    def read() -> str:
        asked = [ROWS[name] for name in OFFICE_TABLES if name not in but]
        with database.reading(office_id) as reader:
            found = reader.rows_of_each([*asked, PEOPLE, OFFICE], of_office=office_id)
        return sha256(repr(found).encode()).hexdigest()

    return read_once(database, office_id, tuple(but), read)


@contextmanager
def untouched(database: Database, *sides: Side, but: Collection[str] = ()) -> Iterator[None]:
    before = [digest(database, side, but) for side in sides]
    yield
    assert [digest(database, side, but) for side in sides] == before


def row_counts(database: Database, side: Side) -> list[int]:
    """In every table of the office; the record of who did what is among them."""
    office_id = side.access.office_id

    def read() -> list[int]:
        with database.reading(office_id) as reader:
            return [count for (count,) in reader.rows(HOW_MANY, of_office=office_id)]

    return read_once(database, office_id, "counts", read)
