"""Offers to be declined or declined already, and the people met there."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.clients.keys import employer_key, profile_key
from app.clients.models import StoredWindow
from app.db.base import NEVER, Base, Key, OfficeRow, belongs_to, personal


class Offer(OfficeRow, StoredWindow, Base):
    """`step` is the offer's own; the dates are the earliest of the offer's and its contacts'.

    Whose step stalls first is stored beside them: with it the client's plan is found without
    looking at the people of each offer.
    """

    __tablename__ = "offers"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("jobs", "job_id"),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "employer_key", "client_id"),
    )

    client_id: Mapped[UUID]
    job_id: Mapped[UUID | None]  # the job taken instead
    employer: Mapped[str] = personal()
    employer_key: Mapped[str] = personal(Key, server_default="")
    title: Mapped[str] = personal(default="")
    area: Mapped[str] = personal(default="")
    offered_on: Mapped[date] = personal()
    respond_by: Mapped[date | None] = personal()
    declined_on: Mapped[date | None] = personal()
    declined_well: Mapped[bool | None] = personal()
    reason: Mapped[str] = personal(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    next_step: Mapped[str | None] = mapped_column(sort_order=60)
    next_contact_id: Mapped[UUID | None] = mapped_column(sort_order=61)  # derived: no foreign key
    next_mode: Mapped[str | None] = mapped_column(sort_order=62)
    next_others: Mapped[int] = mapped_column(default=0, server_default="0", sort_order=63)

    @validates("employer")
    def key_follows(self, _: str, employer: str) -> str:
        self.employer_key = employer_key(employer)
        return employer


def reached(place: int) -> Any:
    return mapped_column(default=NEVER, server_default=NEVER.isoformat(), sort_order=place)


class Contact(OfficeRow, StoredWindow, Base):
    """Somebody the client built a relationship with in one hiring process."""

    __tablename__ = "contacts"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        belongs_to("offers", "offer_id"),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "offer_id"),
        Index(None, "office_id", "email"),
        Index(None, "office_id", "linkedin_key"),
        Index(None, "office_id", "person_id"),
        {"postgresql_with": {"fillfactor": 80}},
    )

    client_id: Mapped[UUID]
    offer_id: Mapped[UUID]
    name: Mapped[str] = personal()
    title: Mapped[str] = personal(default="")
    email: Mapped[str | None] = personal()
    phone: Mapped[str] = personal(default="")
    linkedin_url: Mapped[str | None] = personal()
    area: Mapped[str] = personal(default="")
    is_key: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str | None] = personal()
    snoozed_until: Mapped[date | None]
    snoozed_step: Mapped[str | None]  # a snooze ends with the step it was set on
    snooze_reason: Mapped[str | None] = personal()
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    mode: Mapped[str | None] = mapped_column(sort_order=60)  # of a pending catch-up
    linkedin_key: Mapped[str | None] = personal(Key, sort_order=61)
    # Shared by the contacts that are one and the same person, met by several clients.
    person_id: Mapped[UUID | None] = mapped_column(sort_order=62)
    # The latest move, where they have moved on; derived, so no foreign key.
    move_id: Mapped[UUID | None] = mapped_column(sort_order=63)
    slot_on: Mapped[date] = reached(70)  # of a catch-up, as the pace gives it to key people
    # For reports: the day by which each step and those before it were done, and the day from which
    # a key person's later steps may be taken.
    connected_on: Mapped[date] = reached(71)
    thanked_on: Mapped[date] = reached(72)
    updated_on: Mapped[date] = reached(73)
    caught_up_on: Mapped[date] = reached(74)
    update_from: Mapped[date] = reached(75)
    catch_up_from: Mapped[date] = reached(76)

    @validates("linkedin_url")
    def profile_follows(self, _: str, address: str | None) -> str | None:
        self.linkedin_key = profile_key(address)
        return address
