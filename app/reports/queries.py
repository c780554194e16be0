"""Whose cycles a report is of, and how far the people met have come: conditions for its queries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    and_,
    case,
    cast,
    extract,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import Membership, Role, User
from app.clients.models import Client
from app.clients.queries import Wanted, list_clients
from app.cycle.folding import as_counted
from app.cycle.states import State
from app.offers.models import Contact, Offer
from app.reports.asked import Asked, Possible
from app.reports.facts import STAGES
from app.reports.periods import ALL_TIME, first_of_half, last_of_half
from app.reports.prepared import rows_of


def of_clients(access: Access, asked: Asked) -> Iterator[ColumnElement[bool]]:
    yield Client.office_id == access.office_id
    if asked.cohort is not None:
        yield Client.cohort == asked.cohort
    if asked.program is not None:
        yield Client.program == asked.program
    if asked.advisor_id is not None:
        yield Client.advisor_id == asked.advisor_id


def of_offers(access: Access, asked: Asked) -> Iterator[ColumnElement[bool]]:
    """Declined by the day asked about, in the period."""
    yield Offer.office_id == access.office_id
    yield Offer.declined_on <= asked.as_of
    if asked.period.begins_on is not None:
        yield Offer.declined_on >= asked.period.begins_on
    if asked.period.ends_on is not None:
        yield Offer.declined_on <= asked.period.ends_on


def is_well() -> ColumnElement[bool]:
    """Not known counts as professionally."""
    return or_(Offer.declined_well.is_(None), Offer.declined_well.is_(True))


def is_in_play(day: date) -> ColumnElement[bool]:
    is_held = or_(
        and_(Contact.step == "connect", Contact.opens_on > day),
        and_(Contact.step == "thank", Contact.connected_on <= day, Contact.opens_on > day),
    )
    return and_(
        is_well(),
        or_(Contact.closed_on.is_(None), Contact.closed_on > day),
        or_(Contact.step.is_(None), ~is_held),
    )


def stage_on(day: date) -> ColumnElement[int]:
    """How far somebody met has come: the place in `STAGES`, from 1, of the last that they reached.

    In the store no step has a day before that of the step it follows. See `words.py` for what
    each stage means.
    """
    thanked, updated = Contact.thanked_on <= day, Contact.updated_on <= day
    reached = {
        "caught_up": Contact.caught_up_on <= day,
        "could_catch_up": and_(updated, Contact.catch_up_from <= day),
        "updated": updated,
        "could_update": and_(thanked, Contact.update_from <= day),
        "thanked": thanked,
        "connected": Contact.connected_on <= day,
        "in_play": true(),
    }
    return case(
        (Contact.id.is_(None), 0),
        (~is_in_play(day), 1),
        *((condition, STAGES.index(name) + 1) for name, condition in reached.items()),
    )


def is_year_over(day: date) -> ColumnElement[bool]:
    return and_(is_in_play(day), or_(Contact.caught_up_on <= day, Contact.catch_up_from <= day))


def is_in_group(name: str, day: date) -> ColumnElement[bool]:
    """Of the people met; see `PEOPLE`."""
    return is_year_over(day) if name == "year_over" else stage_on(day) > STAGES.index(name)


def state_on(day: date) -> ColumnElement[str]:
    """A client's, from the stored dates."""
    return case(
        (Client.standing != "open", Client.standing),
        (Client.stalls_on <= day, State.STALLED.value),
        (Client.due_on < day, State.OVERDUE.value),
        (Client.opens_on <= day, State.DUE.value),
        else_=State.RESTING.value,
    )


def area_met() -> ColumnElement[str]:
    """The person's own, or that of the offer."""
    return case((Contact.area != "", Contact.area), else_=Offer.area)


def people_of(access: Access, asked: Asked, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Contact)
        .join(Offer, and_(Offer.office_id == access.office_id, Offer.id == Contact.offer_id))
        .join(Client, and_(Client.office_id == access.office_id, Client.id == Contact.client_id))
        .where(
            Contact.office_id == access.office_id,
            *of_offers(access, asked),
            *of_clients(access, asked),
        )
    )


def halves_declined(session: Session, access: Access, asked: Asked) -> set[date]:
    """The first days of the half-years, in the period or not, in which offers were declined."""
    months = rows_of(session, access, replace(asked, period=ALL_TIME), months_declined)
    return {first_of_half(date(year, month, 1)) for year, month in months}


def months_declined(access: Access, asked: Asked) -> Executable:
    on = Offer.declined_on
    return (
        select(cast(extract("year", on), Integer), cast(extract("month", on), Integer))
        .join(Client, and_(Client.office_id == access.office_id, Client.id == Offer.client_id))
        .where(*of_offers(access, asked), *of_clients(access, asked))
        .distinct()
    )


def advisor_names(session: Session, access: Access) -> dict[str, str]:
    """By id; who looks or looked after clients here."""
    rows = session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == access.office_id)
    )
    return {str(user_id): name for user_id, name in rows}


def has_client(session: Session, access: Access, **filters: str) -> bool:
    """Whether anybody is of this cohort or program."""
    is_it = [getattr(Client, name) == value for name, value in filters.items()]
    wanted = select(literal(1)).where(Client.office_id == access.office_id, *is_it)
    return session.execute(wanted.limit(1)).first() is not None


def is_before_anything(session: Session, access: Access, day: date) -> bool:
    """Told by half-years: to the day, it would tell when the first of all offers was declined."""
    declined = select(literal(1)).where(
        Offer.office_id == access.office_id, Offer.declined_on.is_not(None)
    )
    by_then = declined.where(Offer.declined_on <= last_of_half(day)).limit(1)
    return (
        session.execute(by_then).first() is None
        and session.execute(declined.limit(1)).first() is not None
    )


def has_nobody(session: Session, access: Access) -> bool:
    """Whether the office holds no client at all; told only to who may see clients."""
    if not access.may(Permission.READ_PEOPLE):
        return False
    return not list_clients(session, access, Wanted(), limit=1, after=None)


def possible(session: Session, access: Access) -> Possible:
    access.require(Permission.READ_REPORTS)

    def names(column: Any) -> list[str]:
        wanted = select(column).where(Client.office_id == access.office_id, column != "")
        return sorted(session.scalars(wanted.distinct()), key=as_counted)

    advisors = session.execute(
        select(User.email, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == access.office_id, Membership.role != Role.ANALYST.value)
        .order_by(User.name)
    )
    return Possible(
        names(Client.cohort), names(Client.program), [(email, name) for email, name in advisors]
    )
