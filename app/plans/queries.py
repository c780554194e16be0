"""The facts of clients' cycles, read from the store for the rules to work on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.clients.models import Client, Job
from app.cycle import facts
from app.cycle.facts import Snooze, Step, TouchKind
from app.cycle.policy import Policy
from app.cycle.states import State
from app.faults import NotFound
from app.offers.models import Contact, Offer
from app.places import locate
from app.plans.models import OfficePolicy, Touch

POLICY_FIELDS = tuple(field.name for field in fields(Policy))


def office_policy(session: Session, access: Access) -> Policy:
    stored = session.get(OfficePolicy, access.office_id)
    if stored is None:
        return Policy()
    return Policy(**{name: getattr(stored, name) for name in POLICY_FIELDS})


def one_touch(session: Session, access: Access, touch_id: UUID) -> Touch:
    access.require(Permission.READ_PEOPLE)
    touch = session.get(Touch, (access.office_id, touch_id))
    if touch is None:
        raise NotFound
    return touch


def every_client_id(session: Session, access: Access) -> list[UUID]:
    return list(
        session.scalars(
            select(Client.id).where(Client.office_id == access.office_id).order_by(Client.id)
        )
    )


def cycle_facts(session: Session, access: Access, client_ids: Sequence[UUID]) -> list[facts.Client]:
    """What the rules need to know of these clients; four reads, however many there are."""

    def of_these(statement: Any, table: Any, client_id: Any) -> Iterable[Any]:
        return session.execute(
            statement.where(table.office_id == access.office_id, client_id.in_(client_ids))
        )

    touches = defaultdict(list)
    for contact_id, *touch in of_these(
        select(Touch.contact_id, Touch.id, Touch.kind, Touch.happened_on, Touch.step).where(
            Touch.voided_at.is_(None)
        ),
        Touch,
        Touch.client_id,
    ):
        touches[contact_id].append(touch_fact(*touch))

    contacts = defaultdict(list)
    for (contact,) in of_these(select(Contact), Contact, Contact.client_id):
        contacts[contact.offer_id].append(contact_fact(contact, touches[contact.id]))

    offers = defaultdict(list)
    for offer, started_on, job_area in of_these(
        select(Offer, Job.started_on, Job.area).join(
            Job, (Job.office_id == Offer.office_id) & (Job.id == Offer.job_id), isouter=True
        ),
        Offer,
        Offer.client_id,
    ):
        offers[offer.client_id].append(
            offer_fact(offer, started_on, job_area or "", contacts[offer.id])
        )

    return [
        facts.Client(
            id=client_id,
            place=locate(area),
            paused_until=paused_until,
            offers=tuple(offers[client_id]),
        )
        for client_id, area, paused_until in of_these(
            select(Client.id, Client.area, Client.paused_until), Client, Client.id
        )
    ]


def touch_fact(touch_id: UUID, kind: str, on: date, step: str | None) -> facts.Touch:
    return facts.Touch(touch_id, TouchKind(kind), on, Step(step) if step else None)


def contact_fact(contact: Contact, touches: Sequence[facts.Touch]) -> facts.Contact:
    snooze = None
    if contact.snoozed_step and contact.snoozed_until:
        snooze = Snooze(Step(contact.snoozed_step), contact.snoozed_until)
    return facts.Contact(
        id=contact.id,
        name=contact.name,
        is_key=contact.is_key,
        place=locate(contact.area),
        closed_on=contact.closed_on,
        snooze=snooze,
        touches=tuple(touches),
    )


def offer_fact(
    offer: Offer, job_started_on: date | None, job_area: str, contacts: Sequence[facts.Contact]
) -> facts.Offer:
    return facts.Offer(
        id=offer.id,
        offered_on=offer.offered_on,
        respond_by=offer.respond_by,
        declined_on=offer.declined_on,
        declined_well=offer.declined_well,
        place=locate(offer.area),
        job_started_on=job_started_on,
        job_place=locate(job_area),
        contacts=tuple(contacts),
    )


def counts_by_state(session: Session, access: Access, as_of: date) -> dict[State, int]:
    """How many of the office's clients are in each state on a day, from the stored dates."""
    state = case(
        (Client.standing != "open", Client.standing),
        (Client.stalls_on <= as_of, State.STALLED.value),
        (Client.due_on < as_of, State.OVERDUE.value),
        (Client.opens_on <= as_of, State.DUE.value),
        else_=State.RESTING.value,
    )
    rows = session.execute(
        select(state, func.count()).where(Client.office_id == access.office_id).group_by(state)
    )
    counted = {State(name): count for name, count in rows}
    return {state: counted.get(state, 0) for state in State}
