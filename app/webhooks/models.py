"""Where other programs want to be told of what happens, what they were told, and their answers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, of_office, personal

STILL_OPEN = text("delivered_at IS NULL AND given_up_at IS NULL")
GIVEN_UP = text("given_up_at IS NOT NULL")


class Webhook(OfficeRow, Base):
    """Its secret is derived from the service's own key and these columns: none is stored."""

    __tablename__ = "webhooks"
    __table_args__ = (of_office(),)

    url: Mapped[str]
    name: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(JSON)
    salt: Mapped[str]  # never shown, so that whoever knows the ids knows no secret
    generation: Mapped[int] = mapped_column(default=1)  # of the secret
    old_secret_until: Mapped[datetime | None]  # until then both sign
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    stopped_why: Mapped[str | None]  # asked, refused (it answered 410) or silent for days
    version: Mapped[int] = mapped_column(default=1)


class WebhookMark(Base):
    """Up to where an office's doings were looked through; the day its dates were."""

    __tablename__ = "webhook_marks"
    __table_args__ = (of_office(),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]  # what was before is not told
    began_with: Mapped[UUID]  # an id made then: the entries since have greater ones
    read_at: Mapped[datetime]
    read_to: Mapped[UUID]  # an id made when the entries were last looked at
    swept_on: Mapped[date]


class ToldPlan(Base):
    """A client's plan as other programs know it."""

    __tablename__ = "told_plans"
    __table_args__ = (belongs_to("clients", "client_id"),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    standing: Mapped[str]
    step: Mapped[str | None]
    next_offer_id: Mapped[UUID | None]
    next_contact_id: Mapped[UUID | None]
    opens_on: Mapped[date] = personal()
    due_on: Mapped[date] = personal()
    stalls_on: Mapped[date] = personal()
    is_stalled: Mapped[bool]  # and that they were told so


class Delivery(OfficeRow, Base):
    """One thing that happened, for one webhook: open until it is taken or given up."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        belongs_to("webhooks", "webhook_id"),
        belongs_to("clients", "client_id"),
        UniqueConstraint("office_id", "webhook_id", "once_key"),
        Index(None, "office_id", "webhook_id", "id"),
        Index(None, "office_id", "client_id"),
        Index(
            "ix_webhook_deliveries_open",
            "office_id",
            "webhook_id",
            "client_id",
            "id",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(
            "ix_webhook_deliveries_given_up",
            "office_id",
            "webhook_id",
            "id",
            sqlite_where=GIVEN_UP,
            postgresql_where=GIVEN_UP,
        ),
    )

    webhook_id: Mapped[UUID]
    kind: Mapped[str]
    client_id: Mapped[UUID | None]
    once_key: Mapped[str | None]  # for what may be read twice: makes telling it once
    data: Mapped[dict[str, Any]] = personal(JSON)
    happened_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer_status: Mapped[int | None]  # none where nothing was answered
    answer_words: Mapped[str] = mapped_column(default="")
    answer_ms: Mapped[int | None]
