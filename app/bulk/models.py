"""What was done to many clients at once, kept so that it can be undone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, of_office, personal


class BulkAction(OfficeRow, Base):
    __tablename__ = "bulk_actions"
    __table_args__ = (of_office(), Index(None, "office_id", "done_at"))

    deed: Mapped[str]
    words: Mapped[str]  # "Gave 83 clients to Sam Ortiz"
    clients: Mapped[int]
    done_by: Mapped[UUID | None]
    done_at: Mapped[datetime]
    undone_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]


class BulkItem(Base):
    """What became of one client: by row, the values before and after, as JSON."""

    __tablename__ = "bulk_items"
    __table_args__ = (
        belongs_to("bulk_actions", "action_id"),
        belongs_to("clients", "client_id"),
        Index(None, "office_id", "client_id"),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    action_id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    was: Mapped[str] = personal()
    becomes: Mapped[str] = personal()
    before: Mapped[dict[str, Any]] = personal(JSON)
    after: Mapped[dict[str, Any]] = personal(JSON)
    undone: Mapped[bool] = mapped_column(default=False)
