"""Letters that the service writes by itself, from the moment that they are due until they left."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, of_office, personal

STILL_OPEN = text("sent_at IS NULL AND given_up_at IS NULL")
GIVEN_UP = text("given_up_at IS NOT NULL")


class Letter(OfficeRow, Base):
    """Kept as what it is about; its words, and the secrets in them, come into being as it leaves.

    Its id makes the Message-ID, so that one sent twice is one letter to whoever receives it.
    """

    __tablename__ = "letters"
    __table_args__ = (
        of_office(),
        belongs_to("clients", "client_id"),
        UniqueConstraint("office_id", "once_key"),
        Index(None, "office_id", "client_id"),
        Index(
            "ix_letters_open",
            "office_id",
            "next_at",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(
            "ix_letters_given_up",
            "office_id",
            "id",
            sqlite_where=GIVEN_UP,
            postgresql_where=GIVEN_UP,
        ),
    )

    kind: Mapped[str]
    client_id: Mapped[UUID | None]
    to_email: Mapped[str] = personal()
    details: Mapped[dict[str, Any]] = personal(JSON, default=dict)  # ids, and no secret
    once_key: Mapped[str | None]  # for what must not be written twice
    made_at: Mapped[datetime]
    good_until: Mapped[datetime | None]  # afterwards it would be of no use, and is not sent
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    trouble: Mapped[str] = personal(default="")  # what was answered last; it may quote an address
