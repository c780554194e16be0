"""Sheets on their way in: the rows as they were read, what would become of each, what was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, cells_as_sent, of_office, personal


class Import(OfficeRow, Base):
    """One sheet that was brought, and how far it has come."""

    __tablename__ = "imports"
    __table_args__ = (
        of_office(),
        CheckConstraint(
            "status IN ('asking', 'reading', 'previewed', 'running', 'done', 'cancelled',"
            " 'undoing', 'undone')",
            name="status",
        ),
        Index(None, "office_id", "brought_at"),
    )

    status: Mapped[str]
    file_name: Mapped[str]
    format: Mapped[str]  # see `formats.py`
    header: Mapped[list[str]] = mapped_column(JSON)
    passed_over: Mapped[list[str]] = mapped_column(JSON)  # protected columns: never read
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)  # ours, by the sheet's column
    suggested: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # why, by the column
    day_order: Mapped[str | None]  # of days like 03/04/2026: "month" or "day" first
    brought_by: Mapped[UUID | None]  # empty: the operator
    brought_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    rows_total: Mapped[int]
    rows_done: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    errand_id: Mapped[UUID | None]  # the worker's, where it is or was done by one
    words: Mapped[str] = mapped_column(default="")  # what there is to say of how it stands


IS_KNOWN = text("client_id IS NOT NULL")


class ImportRow(Base):
    """One row. `client_id` is whom it is about, where the office has them already."""

    __tablename__ = "import_rows"
    __table_args__ = (
        belongs_to("imports", "import_id"),
        Index(None, "office_id", "import_id", "verdict", "line"),
        # Of known clients alone: PostgreSQL would else look for all other rows by it.
        Index(None, "office_id", "client_id", postgresql_where=IS_KNOWN, sqlite_where=IS_KNOWN),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[UUID | None]
    cells: Mapped[list[str]] = cells_as_sent(JSON)
    fault: Mapped[str] = mapped_column(default="")  # of the row as a whole, when it was read
    verdict: Mapped[str] = mapped_column(default="")  # created, updated, unchanged or refused
    findings: Mapped[list[dict[str, Any]]] = personal(JSON)


class ImportFile(Base):
    """A part of a file that is too large to be read while one waits; it goes once it was read."""

    __tablename__ = "import_files"
    __table_args__ = (belongs_to("imports", "import_id"),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = personal()  # in base64


ADDED = "added"  # the kind of a deed of all that is new
# Within one: the version at which a thing is as it was made, where that is not the first.
AS_MADE = "as_made"
VERSION = "version"


class ImportDeed(Base):
    """What became of one client, job, offer, contact or touch that was there, or, in one row for
    each client, what came new: so that it can be undone."""

    __tablename__ = "import_deeds"
    __table_args__ = (
        belongs_to("imports", "import_id"),
        belongs_to("clients", "client_id"),
        Index(None, "office_id", "client_id"),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    thing_id: Mapped[UUID] = mapped_column(primary_key=True)  # of what came new, the first
    kind: Mapped[str]  # the table, or `ADDED`
    client_id: Mapped[UUID]
    before: Mapped[dict[str, Any] | None] = personal(JSON)  # empty: it was not there
    # Of what came new, the ids by table, and see `AS_MADE`. What changed has its version in both.
    after: Mapped[dict[str, Any]] = personal(JSON)


class KnownSheet(Base):
    """How a sheet with this header was read last time."""

    __tablename__ = "known_sheets"
    __table_args__ = (of_office(),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    day_order: Mapped[str | None]
    changed_at: Mapped[datetime]
