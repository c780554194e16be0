"""Notes: what colleagues should know of a client, of an offer, or of somebody met there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, personal


class Note(OfficeRow, Base):
    """Of a removed one only that it was there is kept: the text is gone."""

    __tablename__ = "notes"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("offers", "offer_id"),
        belongs_to("contacts", "contact_id"),
        Index(None, "office_id", "client_id"),
    )

    client_id: Mapped[UUID]
    offer_id: Mapped[UUID | None]  # of a contact's note, the offer where they were met
    contact_id: Mapped[UUID | None]
    text: Mapped[str] = personal()
    pinned: Mapped[bool] = mapped_column(default=False)
    written_by: Mapped[UUID | None]  # empty: the operator, from the command line
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
