"""Where a plan rests on a guess, an advisor can mend it by asking the client."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.caseload.filters import Filters
from app.caseload.queries import Case, list_cases
from app.clients.models import Job
from app.cycle import facts
from app.cycle.facts import Step
from app.cycle.plan import ClientPlan, plan_client
from app.cycle.policy import Policy
from app.cycle.warnings import exceeds_pace
from app.db.prepared import Among, Prepared, Reader
from app.offers.models import Offer
from app.plans.queries import cycle_facts, office_policy
from app.today.models import PutOff


class Asks(StrEnum):
    """As in addresses and in the store."""

    DECLINED_WELL = "declined-well"
    JOB_START = "job-start"
    KEY_PEOPLE = "key-people"
    PACE = "pace"


OF_AN_OFFER = (Asks.DECLINED_WELL, Asks.JOB_START, Asks.KEY_PEOPLE)  # `PACE` is of a client


class Guess(NamedTuple):
    """What the facts leave open, of one offer or of the client as a whole."""

    asks: Asks
    offer_id: UUID | None = None


class OfferAsked(NamedTuple):
    """What is said of an offer in a question."""

    id: UUID
    employer: str
    declined_on: date | None
    job_id: UUID | None
    job_employer: str | None


@dataclass(frozen=True, slots=True)
class Question:
    asks: Asks
    case: Case
    words: str
    offer: OfferAsked | None = None
    people: tuple[tuple[UUID, str], ...] = ()  # who can be chosen, in the order of recording

    @property
    def subject_id(self) -> UUID:
        return self.offer.id if self.offer else self.case.client_id


def guesses(client: facts.Client, plan: ClientPlan, policy: Policy, today: date) -> Iterator[Guess]:
    for offer in sorted(client.offers, key=lambda offer: offer.id):
        if offer.declined_on and offer.declined_well is None:
            yield Guess(Asks.DECLINED_WELL, offer.id)
    if assumed := offer_with_assumed_start(plan):
        yield Guess(Asks.JOB_START, assumed)
    for planned in plan.offers:
        own = planned.window
        if own and own.step is Step.CHOOSE_KEY_PEOPLE and own.opens_on > today:
            yield Guess(Asks.KEY_PEOPLE, planned.offer_id)
    if exceeds_pace(client, policy, today):
        yield Guess(Asks.PACE)


def offer_with_assumed_start(plan: ClientPlan) -> UUID | None:
    """The first of those whose catch-up is counted from the decline, once that matters."""
    people = [person for offer in plan.offers for person in offer.contacts]
    steps = {person.window.step for person in people if person.window}
    if not steps & {Step.UPDATE, Step.CATCH_UP}:
        return None
    assumed = (
        offer.offer_id
        for offer in plan.offers
        if any(person.anniversary_assumed for person in offer.contacts)
    )
    return next(assumed, None)


def words_of(asks: Asks, policy: Policy) -> str:
    match asks:
        case Asks.DECLINED_WELL:
            return "Was the offer declined professionally? It counts as yes until somebody says no."
        case Asks.JOB_START:
            return (
                "When did the new job start? Until then the catch-up is counted from the decline."
            )
        case Asks.KEY_PEOPLE:
            return (
                "Who are the key people? Nobody is, and the rest ends without anybody to write to."
            )
        case Asks.PACE:
            return (
                f"More than {policy.catch_up_pace} invitations or meetings within a month:"
                " too fast?"
            )


def questions_about(
    reader: Reader,
    access: Access,
    asked: Sequence[tuple[Case, facts.Client, ClientPlan]],
    policy: Policy,
    today: date,
) -> list[Question]:
    """Of all these clients, less what was put off until later than today."""
    found = [
        (guess, case, client)
        for case, client, plan in asked
        for guess in guesses(client, plan, policy, today)
    ]
    ids = sorted({case.client_id for _, case, _ in found})
    waiting = put_off_among(reader, access, ids, today)
    offers = offers_asked_about(reader, access, [guess.offer_id for guess, _, _ in found])
    return [
        Question(
            guess.asks,
            case,
            words_of(guess.asks, policy),
            offers.get(guess.offer_id) if guess.offer_id else None,
            people_met(client, guess.offer_id) if guess.asks is Asks.KEY_PEOPLE else (),
        )
        for guess, case, client in found
        if (guess.asks, guess.offer_id or case.client_id) not in waiting
    ]


def people_met(client: facts.Client, offer_id: UUID | None) -> tuple[tuple[UUID, str], ...]:
    return tuple(
        (person.id, person.name)
        for offer in client.offers
        if offer.id == offer_id
        for person in sorted(offer.contacts, key=lambda person: person.id)
        if not person.is_closed
    )


WAITING = Prepared(
    select(PutOff.asks, PutOff.subject_id).where(
        PutOff.office_id == bindparam("office_id", type_=Uuid()),
        Among(PutOff.__table__.c.client_id, "client_ids"),
        PutOff.until > bindparam("today", type_=Date()),
    )
)


def put_off_among(
    reader: Reader, access: Access, client_ids: Sequence[UUID], today: date
) -> set[tuple[str, UUID]]:
    rows = reader.rows(
        WAITING, office_id=access.office_id, client_ids=list(client_ids), today=today
    )
    return {(asks, subject_id) for asks, subject_id in rows}


def put_off_until(session: Session, access: Access, asks: Asks, subject_id: UUID) -> date | None:
    access.require(Permission.READ_PEOPLE)
    row = session.get(PutOff, (access.office_id, subject_id, asks.value), populate_existing=True)
    return row.until if row else None


OFFERS = Prepared(
    select(Offer.id, Offer.employer, Offer.declined_on, Offer.job_id, Job.employer)
    .join(Job, (Job.office_id == Offer.office_id) & (Job.id == Offer.job_id), isouter=True)
    .where(
        Offer.office_id == bindparam("office_id", type_=Uuid()),
        Among(Offer.__table__.c.id, "offer_ids"),
    )
)


def offers_asked_about(
    reader: Reader, access: Access, offer_ids: Sequence[UUID | None]
) -> Mapping[UUID, OfferAsked]:
    ids = sorted(set(filter(None, offer_ids)))
    rows = reader.rows(OFFERS, office_id=access.office_id, offer_ids=ids)
    return {row[0]: OfferAsked(*row) for row in rows}


def open_question(
    session: Session, access: Access, asks: Asks, subject_id: UUID, client_id: UUID, today: date
) -> Question | None:
    """As it is asked today, or none where it is answered, put off, or was never open."""
    reader = Reader.of(session)
    listed = list_cases(reader, access, Filters(client_id=client_id), today, limit=1)
    policy = office_policy(session, access)
    asked = [
        (case, client, plan_client(client, policy))
        for case in listed.cases
        for client in cycle_facts(session, access, [case.client_id])
    ]
    for question in questions_about(reader, access, asked, policy, today):
        if (question.asks, question.subject_id) == (asks, subject_id):
            return question
    return None
