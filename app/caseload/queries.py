"""Whose cycle is stalled, why, since when: read from the stored dates alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.clients.models import Client
from app.cycle.folding import fold
from app.cycle.states import State, days_overdue
from app.db.base import NEVER
from app.offers.models import Contact, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    state: State | None = None
    advisor: str | None = None  # e-mail
    cohort: str | None = None
    program: str | None = None
    q: str | None = None  # any part of the client's name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list ended."""

    stalls_on: date
    client_id: UUID


@dataclass(frozen=True, slots=True)
class Case:
    """One client of the list, and the next thing to do."""

    client_id: UUID
    name: str
    cohort: str
    program: str
    advisor_email: str | None
    state: State
    next_step: str | None
    next_contact: str | None
    next_employer: str | None
    opens_on: date | None
    due_on: date | None
    stalls_on: date | None
    days_overdue: int


def state_column(as_of: date) -> ColumnElement[str]:
    return case(
        (Client.standing != "open", Client.standing),
        (Client.stalls_on <= as_of, State.STALLED.value),
        (Client.due_on < as_of, State.OVERDUE.value),
        (Client.opens_on <= as_of, State.DUE.value),
        else_=State.RESTING.value,
    )


def chosen(access: Access, filters: Filters) -> Iterator[ColumnElement[bool]]:
    """All filters but the state's."""
    yield Client.office_id == access.office_id
    if filters.advisor is not None:
        yield Client.advisor_id.in_(select(User.id).where(User.email == filters.advisor))
    if filters.cohort is not None:
        yield Client.cohort == filters.cohort
    if filters.program is not None:
        yield Client.program == filters.program
    if filters.q:
        yield Client.name_key.contains(fold(filters.q), autoescape=True)


def counts(session: Session, access: Access, filters: Filters, as_of: date) -> dict[State, int]:
    """For the same filters, the state aside."""
    access.require(Permission.READ_PEOPLE)
    state = state_column(as_of).label("state")
    counted = {
        State(name): count
        for name, count in session.execute(
            select(state, func.count()).where(*chosen(access, filters)).group_by(state)
        )
    }
    return {state: counted.get(state, 0) for state in State}


def cases(
    session: Session,
    access: Access,
    filters: Filters,
    as_of: date,
    *,
    limit: int,
    after: Place | None = None,
) -> tuple[list[Case], Place | None]:
    """Whoever has been stalled longest comes first; also where the next page begins."""
    access.require(Permission.READ_PEOPLE)
    state = state_column(as_of)
    statement = (
        select(
            Client.id,
            Client.name,
            Client.cohort,
            Client.program,
            User.email,
            state,
            Client.step,
            Contact.name,
            Offer.employer,
            Client.opens_on,
            Client.due_on,
            Client.stalls_on,
        )
        .join(User, User.id == Client.advisor_id, isouter=True)
        .join(
            Offer,
            and_(Offer.office_id == Client.office_id, Offer.id == Client.next_offer_id),
            isouter=True,
        )
        .join(
            Contact,
            and_(Contact.office_id == Client.office_id, Contact.id == Client.next_contact_id),
            isouter=True,
        )
        .where(*chosen(access, filters))
        .order_by(Client.stalls_on, Client.id)
        .limit(limit + 1)
    )
    if filters.state is not None:
        statement = statement.where(state == filters.state.value)
    if after is not None:
        statement = statement.where(
            or_(
                Client.stalls_on > after.stalls_on,
                and_(Client.stalls_on == after.stalls_on, Client.id > after.client_id),
            )
        )
    rows = session.execute(statement).all()
    page = rows[:limit]
    following = Place(page[-1][11], page[-1][0]) if len(rows) > limit else None
    return [a_case(row, as_of) for row in page], following


def a_case(row: Any, as_of: date) -> Case:
    *texts, opens_on, due_on, stalls_on = row
    client_id, name, cohort, program, advisor, state, step, contact, employer = texts
    return Case(
        client_id,
        name,
        cohort,
        program,
        advisor,
        State(state),
        step,
        contact,
        employer,
        known(opens_on),
        known(due_on),
        known(stalls_on),
        days_overdue(known(due_on), as_of),
    )


def known(day: date) -> date | None:
    return None if day == NEVER else day
