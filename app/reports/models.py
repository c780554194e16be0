"""Reports that somebody gave a name, to run again for another day."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to


class SavedReport(OfficeRow, Base):
    """Its maker's, who may let the whole office run it."""

    __tablename__ = "saved_reports"
    __table_args__ = (
        belongs_to("memberships", "owner_id", key=("user_id",)),
        UniqueConstraint("office_id", "owner_id", "name_key"),
    )

    owner_id: Mapped[UUID]
    name: Mapped[str]
    name_key: Mapped[str]  # folded: a person's reports have different names
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)  # as in an address, the day aside
    shared: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
