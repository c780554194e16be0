"""Exports that were asked for, and how far each has come."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, of_office


class Export(OfficeRow, Base):
    """What was asked for, by whom and for whom stands in the disclosure log."""

    __tablename__ = "exports"
    __table_args__ = (of_office(), Index(None, "office_id", "asked_by", "id"))

    asked_by: Mapped[UUID | None]  # empty: the operator
    what: Mapped[str]
    format: Mapped[str]
    as_of: Mapped[date]
    clients: Mapped[int]  # who match the filters
    clients_done: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    moved_at: Mapped[datetime]  # when it was last known to be under way
    ended_at: Mapped[datetime | None]
    is_whole: Mapped[bool] = mapped_column(default=False)  # False at the end: it was cut off
