"""Touches, and the policy that turns facts into windows."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, of_office, personal


class Touch(OfficeRow, Base):
    """A dated fact about one contact. Never edited or deleted; a wrong one is voided."""

    __tablename__ = "touches"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("contacts", "contact_id"),
        CheckConstraint(
            "kind IN ('connected', 'thanked', 'updated', 'invited', 'met', 'called', 'wrote',"
            " 'heard_from', 'skipped')",
            name="kind",
        ),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "contact_id"),
    )

    client_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    kind: Mapped[str]
    happened_on: Mapped[date] = personal()
    step: Mapped[str | None]  # the step that was skipped
    note: Mapped[str] = personal(default="")
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]
    void_reason: Mapped[str | None] = personal()


class OfficePolicy(Base):
    """The office's numbers for the cycle; without a row the defaults hold."""

    __tablename__ = "policies"
    __table_args__ = (of_office(),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    decline_days: Mapped[int]
    connect_days: Mapped[int]
    thank_days: Mapped[int]
    rest_months: Mapped[int]
    update_months: Mapped[int]
    key_people: Mapped[int]
    catch_up_months: Mapped[int]
    catch_up_pace: Mapped[int]
    reply_days: Mapped[int]
    keep_in_touch_months: Mapped[int]
    grace_days: Mapped[int]
    same_area_km: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
