"""What a client's own pages are made of: the rows of the facts, with what is shown beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.accounts.access import Permission
from app.clients.models import Job
from app.cycle.plan import ClientPlan, OfferPlan, plan_client
from app.cycle.policy import Policy
from app.db.prepared import Prepared, Reader
from app.drafts.templates import OWN_WORDS, words_among
from app.drafts.texts import Occasion, Words
from app.faults import NotFound
from app.links.door import Opened
from app.links.models import News
from app.offers.models import Contact, Offer
from app.ownplan.reminders import WISH
from app.people.models import Move
from app.plans.models import Touch
from app.plans.queries import (
    NUMBERS,
    Columns,
    Rows,
    holding_of,
    is_of_client,
    known_of,
    of_client,
    reading,
)


class OwnOffer(NamedTuple):
    """The columns of the facts, in their order, and those of `ALSO`."""

    id: UUID
    client_id: UUID
    offered_on: date
    respond_by: date | None
    declined_on: date | None
    declined_well: bool | None
    area: str
    job_started_on: date | None
    job_area: str | None
    employer: str
    title: str
    job: str | None  # the title of the one taken instead
    job_employer: str | None


class OwnContact(NamedTuple):
    """The same of somebody they met; `area` is where they are now."""

    id: UUID
    offer_id: UUID
    name: str
    is_key: bool
    area: str
    closed_on: date | None
    snoozed_step: str | None
    snoozed_until: date | None
    move_id: UUID | None
    title: str
    email: str | None
    phone: str
    linkedin_url: str | None
    now_at: str | None  # the employer, where it is another by now
    old_email: str | None  # known when they moved there, and not confirmed since


class OwnJob(NamedTuple):
    title: str
    employer: str
    started_on: date | None


class Told(NamedTuple):
    """One thing that the client told, and the touch that it was, if one."""

    id: UUID
    kind: str
    subject_id: UUID | None
    details: dict[str, Any]
    told_at: datetime
    settled_at: datetime | None
    settled_by: UUID | None  # None where the client took it back
    outcome: str | None
    touch: str | None  # its kind
    contact_id: UUID | None
    happened_on: date | None


ALSO: Columns = {
    Offer: (Offer.employer, Offer.title, Job.title, Job.employer),
    Contact: (
        Contact.title, Contact.email, Contact.phone, Contact.linkedin_url, Move.employer,
        Move.old_email,
    ),
}  # fmt: skip
OFFICE = bindparam("office_id", type_=Uuid())
LATEST_JOB = Prepared(
    select(Job.title, Job.employer, Job.started_on)
    .where(Job.office_id == OFFICE, is_of_client(Job.client_id))
    .order_by(Job.id.desc())
    .limit(1)
)
TOLD = Prepared(
    select(
        News.id, News.kind, News.subject_id, News.details, News.told_at, News.settled_at,
        News.settled_by, News.outcome, Touch.kind, Touch.contact_id, Touch.happened_on,
    )
    .join(
        Touch, (Touch.office_id == News.office_id) & (Touch.id == News.subject_id), isouter=True
    )
    .where(News.office_id == OFFICE, is_of_client(News.client_id))
    .order_by(News.id.desc())
)  # fmt: skip
OF_FILE = [*reading(of_client, ALSO), NUMBERS, LATEST_JOB]
OF_PAGE = [*OF_FILE, TOLD, OWN_WORDS, WISH]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A client's rows and plan, as they are on one day; rows by id."""

    opened: Opened
    today: date
    policy: Policy
    plan: ClientPlan
    paused_until: date | None
    offers: Mapping[UUID, OwnOffer]
    people: Mapping[UUID, OwnContact]
    job: OwnJob | None  # the latest

    def with_plans(self) -> Iterator[tuple[OwnOffer, OfferPlan]]:
        """In the order of recording, as the people in each."""
        return ((self.offers[plan.offer_id], plan) for plan in self.plan.offers)

    def plan_of(self, offer_id: UUID) -> OfferPlan:
        return next(plan for plan in self.plan.offers if plan.offer_id == offer_id)

    def people_of(self, plan: OfferPlan) -> list[OwnContact]:
        return [self.people[one.contact_id] for one in plan.contacts]

    def people_met(self) -> list[tuple[OwnContact, str]]:
        """Whom they are in touch with, and at which employer they met."""
        return [
            (one, offer.employer)
            for offer, plan in self.with_plans()
            for one in self.people_of(plan)
            if one.closed_on is None
        ]


class OwnPage(NamedTuple):
    """What the first page shows beside: what they told, and how messages are worded here."""

    file: OwnFile
    told: list[Told]  # the newest first
    words: Mapping[Occasion, Words]
    wish: dict[str, str] | None  # for letters: the `link` by which they asked for them


def open_own_file(reader: Reader, opened: Opened, today: date) -> OwnFile:
    return file_of(opened, today, *rows_of_each(reader, opened, OF_FILE))


def open_own_page(reader: Reader, opened: Opened, today: date) -> OwnPage:
    *rows, told, own_words, wishes = rows_of_each(reader, opened, OF_PAGE)
    return OwnPage(
        file_of(opened, today, *rows),
        [Told(*row) for row in told],
        words_among(own_words),
        next((wish for (wish,) in wishes), None),
    )


def rows_of_each(reader: Reader, opened: Opened, asked: Sequence[Prepared]) -> list[Rows]:
    access = opened.access
    client_id = access.require_of(Permission.READ_PEOPLE, access.client_id)
    return [*reader.rows_of_each(asked, office_id=access.office_id, of_client=client_id)]


def file_of(
    opened: Opened,
    today: date,
    touches: Rows,
    contacts: Rows,
    offers: Rows,
    clients: Rows,
    numbers: Rows,
    jobs: Rows,
) -> OwnFile:
    if not clients:  # erased since the link was looked up
        raise NotFound
    (known,) = known_of(touches, contacts, offers, clients)
    policy = holding_of(numbers).policy
    return OwnFile(
        opened,
        today,
        policy,
        plan_client(known.facts, policy),
        known.facts.paused_until,
        {row[0]: OwnOffer(*row) for row in offers},
        {row[0]: OwnContact(*row) for row in contacts},
        next((OwnJob(*row) for row in jobs), None),
    )
