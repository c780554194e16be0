"""People go on: to other employers, and through the processes of several clients."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.clients.keys import employer_key
from app.db.base import Base, Key, OfficeRow, belongs_to, personal


class Move(OfficeRow, Base):
    """A contact took another job. A wrong one is corrected, or voided."""

    __tablename__ = "moves"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("contacts", "contact_id"),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "contact_id"),
        Index(None, "office_id", "employer_key"),
    )

    client_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    employer: Mapped[str] = personal()
    employer_key: Mapped[str] = personal(Key)
    title: Mapped[str] = personal(default="")
    area: Mapped[str] = personal(default="")
    started_on: Mapped[date] = personal()
    # The contact's when this was recorded: in doubt while it is theirs and nobody confirmed it.
    old_email: Mapped[str | None] = personal(sort_order=70)
    version: Mapped[int] = mapped_column(default=1)
    recorded_by: Mapped[UUID | None]  # empty: the operator, from the command line
    recorded_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]
    void_reason: Mapped[str | None] = personal()

    @validates("employer")
    def key_follows(self, _: str, employer: str) -> str:
        self.employer_key = employer_key(employer)
        return employer


class Distinction(OfficeRow, Base):
    """Two contacts with one address are two people. Kept from the side of each."""

    __tablename__ = "distinctions"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("contacts", "contact_id"),
        UniqueConstraint("office_id", "contact_id", "other_id"),
        Index(None, "office_id", "client_id"),
    )

    client_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    other_id: Mapped[UUID] = personal()  # no key: another client's contact, who may be erased
    said_by: Mapped[UUID | None]
    said_at: Mapped[datetime]
