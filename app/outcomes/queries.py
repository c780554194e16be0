"""Reads of outcomes."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import all_of, one_of
from app.clients.queries import held_client
from app.outcomes.models import Outcome


def outcomes_of(session: Session, access: Access, client_id: UUID) -> list[Outcome]:
    """Voided ones too, in the order of recording."""
    return all_of(session, access, Outcome, client_id)


def one_outcome(session: Session, access: Access, outcome_id: UUID) -> Outcome:
    return one_of(session, access, Outcome, outcome_id)


def held_outcome(session: Session, access: Access, outcome_id: UUID) -> Outcome:
    """For a change: its client is held against other writers."""
    access.require(Permission.WRITE_PEOPLE)
    outcome = one_outcome(session, access, outcome_id)
    held_client(session, access, outcome.client_id)
    session.refresh(outcome)
    return outcome
