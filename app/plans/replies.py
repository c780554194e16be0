"""What the console says once a touch was logged: what was done, what comes next, what to mind."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.cycle.facts import Step
from app.cycle.plan import plan_client
from app.cycle.states import State
from app.cycle.warnings import warnings_for
from app.offers.models import Contact
from app.plans.queries import cycle_facts, office_policy, one_touch
from app.plans.rows import touch_fact
from app.plans.words import what_comes_next, what_was_done
from app.web.words import near_day


@dataclass(frozen=True, slots=True)
class Answer:
    touch_id: UUID
    client_id: UUID
    said: str  # "Thanked Hiroshi Silva today."
    next: str
    warnings: tuple[str, ...]
    state: State  # the client's, on that day
    is_voided: bool


def answer_to(session: Session, access: Access, touch_id: UUID, today: date) -> Answer:
    touch = one_touch(session, access, touch_id)
    contact = session.get_one(Contact, (access.office_id, touch.contact_id))
    (client,) = cycle_facts(session, access, [touch.client_id])
    policy = office_policy(session, access)
    plan = plan_client(client, policy)
    offer, theirs = next(
        (offer, person)
        for offer in plan.offers
        for person in offer.contacts
        if person.contact_id == contact.id
    )
    is_voided = touch.voided_at is not None
    did = what_was_done(touch.kind, touch.step, contact.name)
    fact = touch_fact(
        touch.id, touch.kind, touch.happened_on, Step(touch.step) if touch.step else None
    )
    warnings = () if is_voided else warnings_for(client, policy, contact.id, fact)
    return Answer(
        touch_id=touch.id,
        client_id=touch.client_id,
        said=f"Undone: {did[:1].lower()}{did[1:]}."
        if is_voided
        else f"{did} {near_day(touch.happened_on, today)}.",
        next=what_comes_next(theirs, offer, contact.name, today),
        warnings=tuple(f"{one.message[:1].upper()}{one.message[1:]}." for one in warnings),
        state=plan.state(today) or State.NO_OFFERS,
        is_voided=is_voided,
    )
