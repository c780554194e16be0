"""Links by which a client opens their own plan without a login, and what they tell there."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, personal


class ShareLink(OfficeRow, Base):
    """Of its secret, its cookie's and its calendar's, only the hashes are kept."""

    __tablename__ = "share_links"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        UniqueConstraint("office_id", "token_hash"),
        UniqueConstraint("office_id", "cookie_hash"),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "calendar_hash", unique=True),
        Index(None, "office_id", "last_opened_at"),
    )

    client_id: Mapped[UUID]
    token_hash: Mapped[str]
    cookie_hash: Mapped[str]
    can_update: Mapped[bool]
    made_by: Mapped[UUID | None]  # empty: the operator
    made_at: Mapped[datetime]
    expires_on: Mapped[date]  # the last day on which it opens, by the office's calendar
    revoked_at: Mapped[datetime | None]
    opened_count: Mapped[int] = mapped_column(default=0)  # visits, however many pages each had
    last_opened_at: Mapped[datetime | None] = personal()
    calendar_hash: Mapped[str | None] = mapped_column(sort_order=60)  # empty: made before calendars
    salt: Mapped[str | None] = mapped_column(sort_order=61)  # where a letter takes it to the client


class Confirmation(OfficeRow, Base):
    """One browser, and a code sent to the client's e-mail; once typed, their plan opens there.

    The code follows from the service's own key and the salt: it is not stored.
    """

    __tablename__ = "link_confirmations"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("share_links", "link_id"),
        UniqueConstraint("office_id", "browser_hash"),
        UniqueConstraint("office_id", "calendar_hash"),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "link_id", "asked_at"),
    )

    client_id: Mapped[UUID]
    link_id: Mapped[UUID]
    browser_hash: Mapped[str]
    calendar_hash: Mapped[str]  # opens once the code was typed
    sent_to: Mapped[str] = personal()  # another address on file later is not confirmed by it
    salt: Mapped[str]
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]


class News(OfficeRow, Base):
    """What a client told by their link: done already, or asked for, and to be looked at."""

    __tablename__ = "news"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("share_links", "link_id"),
        CheckConstraint(
            "kind IN ('touch', 'person', 'details', 'key', 'job', 'move', 'pause', 'message')",
            name="kind",
        ),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "settled_at"),
    )

    client_id: Mapped[UUID]
    link_id: Mapped[UUID]
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    text: Mapped[str] = personal(default="")
    details: Mapped[dict[str, Any]] = personal(JSON, default=dict)  # what was before, and after
    told_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]  # empty while open, and where the client took it back
    outcome: Mapped[str | None]  # accepted or undone
