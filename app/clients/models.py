"""Clients, the jobs they took, and whose caseload they are in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.clients.keys import employer_key
from app.db.base import NEVER, Base, Key, OfficeRow, belongs_to, of_office, personal


class StoredWindow:
    """The plan's dates as they were computed with the last write; `NEVER` where there is none.

    `standing` is `open` while a date decides, else what the plan says on every day.
    """

    standing: Mapped[str] = mapped_column(default="open", sort_order=50)
    step: Mapped[str | None] = mapped_column(sort_order=51)
    opens_on: Mapped[date] = mapped_column(default=NEVER, sort_order=52)
    due_on: Mapped[date] = mapped_column(default=NEVER, sort_order=53)
    stalls_on: Mapped[date] = mapped_column(default=NEVER, sort_order=54)


class Client(OfficeRow, StoredWindow, Base):
    __tablename__ = "clients"
    __table_args__ = (
        of_office(),
        belongs_to("memberships", "advisor_id", key=("user_id",)),
        UniqueConstraint("office_id", "email"),
        UniqueConstraint("office_id", "external_id"),
        Index(
            "ix_clients_advisor_stalls",
            "office_id",
            "advisor_id",
            "stalls_on",
            "id",
            postgresql_include=["opens_on", "due_on", "standing"],
        ),
        Index(
            "ix_clients_stalls",
            "office_id",
            "stalls_on",
            "id",
            postgresql_include=["opens_on", "due_on", "standing"],
        ),
        Index(None, "office_id", "cohort"),
        Index(None, "office_id", "program"),
        Index(None, "office_id", "planned_by"),
        {"postgresql_with": {"fillfactor": 80}},
    )

    name: Mapped[str] = personal()
    name_key: Mapped[str] = personal(Key)  # folded, for search
    email: Mapped[str] = personal()
    external_id: Mapped[str | None] = personal()
    program: Mapped[str] = mapped_column(default="")
    cohort: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = personal(default="")
    area_key: Mapped[str] = personal(Key, default="", server_default="")  # folded, for filters
    advisor_id: Mapped[UUID | None]
    paused_until: Mapped[date | None]
    pause_reason: Mapped[str | None] = personal()
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    # Of the part that stalls first; derived, so no foreign keys.
    next_offer_id: Mapped[UUID | None] = mapped_column(sort_order=60)
    next_contact_id: Mapped[UUID | None] = mapped_column(sort_order=61)
    next_mode: Mapped[str | None] = mapped_column(sort_order=62)
    next_others: Mapped[int] = mapped_column(default=0, server_default="0", sort_order=63)
    # Derived as well, for the filters.
    last_touch_on: Mapped[date | None] = personal(sort_order=64)
    key_people: Mapped[int] = mapped_column(default=0, server_default="0", sort_order=65)
    # The last day on which somebody of the office had the client's page open; never whose look.
    # The page tells of it by a request of its own, since reading must not write.
    looked_on: Mapped[date | None] = mapped_column(sort_order=67)
    # What the stored windows of the client and theirs follow: see `Holding.stamp`.
    planned_by: Mapped[int] = mapped_column(default=0, server_default="0", sort_order=66)


class Group(Base):
    """A program or cohort that was added before anybody was in it, or is not offered any more.

    Which there are besides is what the clients say: any name may be typed.
    """

    __tablename__ = "groups"
    __table_args__ = (of_office(), CheckConstraint("kind IN ('program', 'cohort')", name="kind"))

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    retired_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Job(OfficeRow, Base):
    """A job the client took instead."""

    __tablename__ = "jobs"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        Index(None, "office_id", "client_id"),
        Index(None, "office_id", "employer_key"),
    )

    client_id: Mapped[UUID]
    employer: Mapped[str] = personal()
    employer_key: Mapped[str] = personal(Key, server_default="")
    title: Mapped[str] = personal(default="")
    area: Mapped[str] = personal(default="")
    started_on: Mapped[date | None] = personal()
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    @validates("employer")
    def key_follows(self, _: str, employer: str) -> str:
        self.employer_key = employer_key(employer)
        return employer


class ExternalId(Base):
    """What another system calls a job, an offer, a contact or a touch; a client has a column for
    it. No key points to the thing: where that is gone, its number is free again."""

    __tablename__ = "external_ids"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        CheckConstraint("kind IN ('job', 'offer', 'contact', 'touch')", name="kind"),
        UniqueConstraint("office_id", "kind", "external_id"),
        Index(None, "office_id", "client_id"),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    external_id: Mapped[str] = personal()
    client_id: Mapped[UUID]
