"""Letters that the service writes by itself, from the moment that they are due until they left."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
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
    # Afterwards it would be of no use, and is not sent; also when that was found out by writing it.
    good_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    trouble: Mapped[str] = personal(default="")  # what was answered last; it may quote an address


class Subscription(OfficeRow, Base):
    """Letters that come again and again, to a member or a client who asked for them.

    The secret that ends them from within a letter follows from the service's own key and the salt.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        belongs_to("memberships", "user_id", key=("user_id",)),
        belongs_to("clients", "client_id"),
        UniqueConstraint("office_id", "kind", "user_id"),
        UniqueConstraint("office_id", "kind", "client_id"),
        CheckConstraint("(user_id IS NULL) <> (client_id IS NULL)", name="whose"),
    )

    kind: Mapped[str]  # of the letters
    user_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = personal(JSON, default=dict)  # when, and in which language
    salt: Mapped[str]
    chosen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")  # `page`, or `letter`


class Bounce(OfficeRow, Base):
    """An address that a mail server refused for good; letters to it are held until it is lifted."""

    __tablename__ = "bounces"
    __table_args__ = (
        of_office(),
        belongs_to("clients", "client_id"),
        UniqueConstraint("office_id", "email"),
        Index(None, "office_id", "client_id"),
    )

    email: Mapped[str] = personal()
    client_id: Mapped[UUID | None]  # to whom the letter was that came back
    reason: Mapped[str] = personal()  # what the server answered; it may quote the address
    noted_at: Mapped[datetime]
