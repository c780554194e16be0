"""What came of a relationship that is in the network: the proof that the advice pays."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.db.base import Base, OfficeRow, belongs_to, personal


class Outcome(OfficeRow, Base):
    """Never edited or deleted; a wrong one is voided."""

    __tablename__ = "outcomes"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("contacts", "contact_id"),
        CheckConstraint(
            "kind IN ('referral', 'interview', 'offer', 'hire', 'advice', 'introduction')",
            name="kind",
        ),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "happened_on"),
    )

    client_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    kind: Mapped[str]
    happened_on: Mapped[date] = personal()
    note: Mapped[str] = personal(default="")
    recorded_by: Mapped[UUID | None]  # empty: the operator, from the command line
    recorded_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]
    void_reason: Mapped[str | None] = personal()
