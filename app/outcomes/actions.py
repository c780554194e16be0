"""Recording what came of a relationship, and taking it back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import record
from app.cycle.states import State
from app.faults import BadInput
from app.offers.models import Contact
from app.offers.queries import held_contact, one_offer
from app.outcomes.forms import NewOutcome
from app.outcomes.models import Outcome
from app.outcomes.queries import held_outcome
from app.outcomes.words import NOT_YET


def add_outcome(
    session: Session,
    access: Access,
    contact_id: UUID,
    form: NewOutcome,
    *,
    today: date,
    at: datetime,
) -> Outcome:
    """Only of somebody in the network, where a skipped catch-up leads as well as a real one."""
    contact = held_contact(session, access, contact_id)
    if not is_in_network(contact):
        raise BadInput("kind", NOT_YET.format(contact.name))
    on = form.on or today
    declined_on = one_offer(session, access, contact.offer_id).declined_on
    if on > today:
        raise BadInput("on", "lies in the future")
    if declined_on is not None and on < declined_on:
        raise BadInput("on", "lies before the day of the decline")
    outcome = Outcome(
        office_id=access.office_id,
        client_id=contact.client_id,
        contact_id=contact.id,
        kind=form.kind,
        happened_on=on,
        note=form.note,
        recorded_by=access.user_id,
        recorded_at=at,
    )
    session.add(outcome)
    session.flush()
    tell(session, access, "outcome.added", outcome, at)
    return outcome


def is_in_network(contact: Contact) -> bool:
    return contact.standing == State.IN_NETWORK


def void_outcome(
    session: Session, access: Access, outcome_id: UUID, reason: str, at: datetime
) -> Outcome:
    """A second time changes nothing."""
    outcome = held_outcome(session, access, outcome_id)
    if outcome.voided_at is None:
        outcome.voided_at, outcome.voided_by, outcome.void_reason = at, access.user_id, reason
        tell(session, access, "outcome.voided", outcome, at)
    return outcome


def tell(session: Session, access: Access, action: str, outcome: Outcome, at: datetime) -> None:
    record(
        session,
        access,
        action,
        at=at,
        client_id=outcome.client_id,
        subject_id=outcome.id,
        kind=outcome.kind,
        on=outcome.happened_on.isoformat(),
    )
