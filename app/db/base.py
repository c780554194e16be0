"""What every table shares: ids made here, names for constraints, instants in UTC, the office's key.

Every key of an office's table leads with `office_id`, so that a row can never point into another
office and the schema can be spread over machines by office.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

import uuid_utils
from sqlalchemy import (
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    MetaData,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

# Stands where a plan has no date: greater than every real one, so that `stalls_on <= day` is false
# and row comparison still works (NULL would break both).
NEVER = date(9999, 12, 31)


def new_id() -> UUID:
    """A version 7 UUID: ids of one process sort in the order in which they were made."""
    return uuid7()


def new_hex() -> str:
    """The same as stores write it, in a seventh of the time: for rows by the thousand."""
    return uuid_utils.uuid7().hex


def in_order(ids: Iterable[UUID]) -> list[UUID]:
    """By their numbers: a UUID compares with another in ten times as long."""
    return sorted(ids, key=attrgetter("int"))


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# Compared byte by byte on every store, so that ranges over it use an index.
Key = Text().with_variant(Text(collation="C"), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: Instant(), str: Text(), UUID: Uuid()}


class OfficeRow:
    """A row of one office, known by `(office_id, id)`."""

    office_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-20)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-19)


def belongs_to(table: str, *columns: str, key: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """A foreign key inside one office: `(office_id, *columns)` to the other table's key."""
    return ForeignKeyConstraint(
        ["office_id", *columns],
        [f"{table}.office_id", *(f"{table}.{name}" for name in key)],
    )


def of_office() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["office_id"], ["offices.id"])


def personal(*args: Any, **kwargs: Any) -> Any:
    """A column that holds personal data: export and erasure of a person follow these marks."""
    return mapped_column(*args, info={"personal": True}, **kwargs)


def cells_as_sent(*args: Any, **kwargs: Any) -> Any:
    """Personal, of nobody who need be known yet: whose it is, the e-mail among the cells says."""
    return mapped_column(*args, info={"personal": True, "as_sent": True}, **kwargs)
