"""Counting for reports: sums over the stored dates, and nothing of a single person.

Each client's people are summed up first, since a report must know how many clients are behind
each number.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    exists,
    extract,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from app.accounts.access import Access, Permission
from app.accounts.models import Membership, Role, User
from app.clients.models import Client
from app.cycle.states import State
from app.offers.models import Contact, Offer
from app.outcomes.models import Outcome
from app.reports.asked import Asked, Possible
from app.reports.curve import Ended
from app.reports.facts import OUTCOMES, PEOPLE, Facts
from app.reports.suppression import Count


class days_between(FunctionElement[int]):
    """From the first day to the second."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    first, second = element.clauses
    return f"({compiler.process(second, **kw)} - {compiler.process(first, **kw)})"


@compiles(days_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(day, **kw) for day in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


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
    if asked.period.begins_on:
        yield Offer.declined_on >= asked.period.begins_on
    if asked.period.ends_on:
        yield Offer.declined_on <= asked.period.ends_on


def people_groups(day: date) -> dict[str, ColumnElement[bool]]:
    """Who of the people met is in each group on a day; see `words.py` for what each means."""
    is_held = or_(
        and_(Contact.step == "connect", Contact.opens_on > day),
        and_(Contact.step == "thank", Contact.connected_on <= day, Contact.opens_on > day),
    )
    in_play = and_(
        Contact.id.is_not(None),
        or_(Offer.declined_well.is_(None), Offer.declined_well.is_(True)),
        or_(Contact.closed_on.is_(None), Contact.closed_on > day),
        or_(Contact.step.is_(None), ~is_held),
    )
    thanked, updated = Contact.thanked_on <= day, Contact.updated_on <= day
    caught_up = Contact.caught_up_on <= day
    return {
        "met": Contact.id.is_not(None),
        "in_play": in_play,
        "connected": and_(in_play, Contact.connected_on <= day),
        "thanked": and_(in_play, thanked),
        "could_update": and_(in_play, thanked, or_(updated, Contact.update_from <= day)),
        "updated": and_(in_play, updated),
        "could_catch_up": and_(in_play, updated, or_(caught_up, Contact.catch_up_from <= day)),
        "caught_up": and_(in_play, caught_up),
        "year_over": and_(in_play, or_(caught_up, Contact.catch_up_from <= day)),
    }


def sum_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def met_by_client(access: Access, asked: Asked, *keys: ColumnElement[Any]) -> Any:
    """A row for each client, and each value of the keys, with how many people in each group."""
    groups = people_groups(asked.as_of)
    return (
        select(
            Offer.client_id,
            *(key.label(f"key{place}") for place, key in enumerate(keys)),
            *(sum_if(condition).label(name) for name, condition in groups.items()),
        )
        .join(Client, and_(Client.office_id == access.office_id, Client.id == Offer.client_id))
        .join(
            Contact,
            and_(Contact.office_id == access.office_id, Contact.offer_id == Offer.id),
            isouter=True,
        )
        .where(*of_offers(access, asked), *of_clients(access, asked))
        .group_by(Offer.client_id, *keys)
        .subquery()
    )


def sums_of(rows: Any, names: tuple[str, ...]) -> Iterator[Any]:
    for name in names:
        yield func.coalesce(func.sum(rows.c[name]), 0)
        yield func.count().filter(rows.c[name] > 0)


def counts(values: Any, names: tuple[str, ...]) -> dict[str, Count]:
    pairs = iter(values)
    return {
        name: Count(int(n), clients) for name, n, clients in zip(names, pairs, pairs, strict=True)
    }


def facts(session: Session, access: Access, asked: Asked, *, whole: bool = True) -> Facts:
    """`whole`: with how long things took, which only the report itself needs."""
    access.require(Permission.READ_REPORTS)
    by_class: dict[tuple[str, str, str], dict[str, Count]] = defaultdict(dict)
    for counted in (clients_counted, offers_counted, people_counted, outcomes_counted):
        for key, figures in counted(session, access, asked):
            by_class[key] |= figures
    area = case((Contact.area != "", Contact.area), else_=Offer.area)
    year, month = extract("year", Offer.declined_on), extract("month", Offer.declined_on)
    half = case((month <= 6, 1), else_=2)
    return Facts(
        by_class=by_class,
        by_employer=people_by(session, access, asked, Offer.employer),
        by_area=people_by(session, access, asked, area),
        by_month=people_by(session, access, asked, year * 100 + month, "{}-{:02}"),
        by_half=people_by(session, access, asked, year * 100 + half, "{}-H{}"),
        days=days_taken(session, access, asked) if whole else {},
        ended=ways_ended(session, access, asked),
    )


CLASS = (Client.cohort, Client.program, Client.advisor_id)


def class_key(cohort: str, program: str, advisor_id: UUID | None) -> tuple[str, str, str]:
    return cohort, program, str(advisor_id) if advisor_id else ""


def clients_counted(session: Session, access: Access, asked: Asked) -> Iterator[Any]:
    """In a period, those who declined an offer in it; else all, whatever they have declined."""
    has_declined = exists(
        select(literal(1)).where(Offer.client_id == Client.id, *of_offers(access, asked))
    )
    rows = (
        select(
            *CLASS,
            state_on(asked.as_of).label("state"),
            case((has_declined, 1), else_=0).label("has_declined"),
        )
        .where(*of_clients(access, asked), *(() if asked.period.is_open else (has_declined,)))
        .subquery()
    )
    groups: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    counted = select(rows, func.count()).group_by(*rows.c)
    for cohort, program, advisor_id, its_state, declined, n in session.execute(counted):
        group = groups[class_key(cohort, program, advisor_id)]
        group["clients"] += n
        group[its_state] += n
        group["with_declined"] += n if declined else 0
    for key, group in groups.items():
        yield key, {name: Count(n, n) for name, n in group.items()}


def count_clients(session: Session, access: Access, asked: Asked) -> int:
    """However few: for the office's own log."""
    return sum(figures["clients"].n for _, figures in clients_counted(session, access, asked))


def state_on(day: date) -> ColumnElement[str]:
    """A client's, from the stored dates."""
    return case(
        (Client.standing != "open", Client.standing),
        (Client.stalls_on <= day, State.STALLED.value),
        (Client.due_on < day, State.OVERDUE.value),
        (Client.opens_on <= day, State.DUE.value),
        else_=State.RESTING.value,
    )


def offers_counted(session: Session, access: Access, asked: Asked) -> Iterator[Any]:
    badly = Offer.declined_well.is_(False)
    names = ("declined", "well", "badly")
    rows = (
        select(
            *CLASS,
            func.count().label("declined"),
            sum_if(or_(Offer.declined_well.is_(None), Offer.declined_well.is_(True))).label("well"),
            sum_if(badly).label("badly"),
        )
        .join(Client, and_(Client.office_id == access.office_id, Client.id == Offer.client_id))
        .where(*of_offers(access, asked), *of_clients(access, asked))
        .group_by(Offer.client_id, *CLASS)
        .subquery()
    )
    keys = [rows.c.cohort, rows.c.program, rows.c.advisor_id]
    for cohort, program, advisor_id, *values in session.execute(
        select(*keys, *sums_of(rows, names)).group_by(*keys)
    ):
        yield class_key(cohort, program, advisor_id), counts(values, names)


def outcomes_counted(session: Session, access: Access, asked: Asked) -> Iterator[Any]:
    """What came, by that day, of people met at these offers."""
    rows = (
        people_of(
            access,
            asked,
            *CLASS,
            Outcome.client_id.label("of_client"),
            *(sum_if(Outcome.kind == kind).label(kind) for kind in OUTCOMES),
        )
        .join(
            Outcome,
            and_(Outcome.office_id == access.office_id, Outcome.contact_id == Contact.id),
        )
        .where(Outcome.voided_at.is_(None), Outcome.happened_on <= asked.as_of)
        .group_by(Outcome.client_id, *CLASS)
        .subquery()
    )
    keys = [rows.c.cohort, rows.c.program, rows.c.advisor_id]
    for cohort, program, advisor_id, *values in session.execute(
        select(*keys, *sums_of(rows, OUTCOMES)).group_by(*keys)
    ):
        yield (
            class_key(cohort, program, advisor_id),
            {f"outcome:{kind}": count for kind, count in counts(values, OUTCOMES).items()},
        )


def people_counted(session: Session, access: Access, asked: Asked) -> Iterator[Any]:
    rows = met_by_client(access, asked)
    wanted = (
        select(*CLASS, *sums_of(rows, PEOPLE))
        .join(Client, and_(Client.office_id == access.office_id, Client.id == rows.c.client_id))
        .group_by(*CLASS)
    )
    for cohort, program, advisor_id, *values in session.execute(wanted):
        yield class_key(cohort, program, advisor_id), counts(values, PEOPLE)


def people_by(
    session: Session, access: Access, asked: Asked, key: Any, name: str = ""
) -> dict[str, dict[str, Count]]:
    """By what their offers were like; `name` writes a year and its part as text."""
    rows = met_by_client(access, asked, key)
    wanted = select(rows.c.key0, func.count(), *sums_of(rows, PEOPLE)).group_by(rows.c.key0)
    return {
        name.format(*divmod(int(value), 100)) if name else value: {
            "clients": Count(clients, clients),
            **counts(values, PEOPLE),
        }
        for value, clients, *values in session.execute(wanted)
    }


def days_taken(session: Session, access: Access, asked: Asked) -> dict[str, dict[int, int]]:
    """From the step before, or from the decline, to each step: how many took how many days."""
    groups = people_groups(asked.as_of)
    began = case(
        (Contact.connected_on > Offer.declined_on, Contact.connected_on), else_=Offer.declined_on
    )
    taken = {
        "connected": (Offer.declined_on, began),
        "thanked": (began, Contact.thanked_on),
        "updated": (Contact.thanked_on, Contact.updated_on),
        "caught_up": (Contact.updated_on, Contact.caught_up_on),
        "in_network": (Offer.declined_on, Contact.caught_up_on),
    }
    found = {}
    for name, (first, second) in taken.items():
        days = days_between(first, second).label("days")
        done = groups["caught_up" if name == "in_network" else name]
        wanted = people_of(access, asked, days, func.count()).where(done).group_by(days)
        found[name] = {after: n for after, n in session.execute(wanted)}  # noqa: C416
    return found


def ways_ended(session: Session, access: Access, asked: Asked) -> dict[int, Ended]:
    """Key people's ways into the network: how many ended after how many days, and how."""
    day = asked.as_of
    arrived = Contact.caught_up_on <= day
    closed = and_(Contact.closed_on.is_not(None), Contact.closed_on <= day)
    end = case(
        (arrived, Contact.caught_up_on),
        (and_(closed, Contact.closed_on < Offer.declined_on), Offer.declined_on),
        (closed, Contact.closed_on),
        else_=literal(day),
    )
    days = days_between(Offer.declined_on, end).label("days")
    wanted = (
        people_of(access, asked, days, case((arrived, 1), else_=0).label("arrived"), func.count())
        .where(
            Contact.is_key.is_(True),
            or_(Offer.declined_well.is_(None), Offer.declined_well.is_(True)),
        )
        .group_by("days", "arrived")
    )
    found: dict[int, Ended] = {}
    for after, has_arrived, n in session.execute(wanted):
        before = found.get(after, Ended())
        found[after] = (
            Ended(before.arrived + n, before.left)
            if has_arrived
            else Ended(before.arrived, before.left + n)
        )
    return found


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


def advisor_names(session: Session, access: Access) -> dict[str, str]:
    """By id; who looks or looked after clients here."""
    rows = session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == access.office_id)
    )
    return {str(user_id): name for user_id, name in rows}


def possible(session: Session, access: Access) -> Possible:
    access.require(Permission.READ_REPORTS)

    def names(column: Any) -> list[str]:
        wanted = select(column).where(Client.office_id == access.office_id, column != "")
        return list(session.scalars(wanted.distinct().order_by(column)))

    advisors = session.execute(
        select(User.email, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == access.office_id, Membership.role != Role.ANALYST.value)
        .order_by(User.name)
    )
    return Possible(
        names(Client.cohort), names(Client.program), [(email, name) for email, name in advisors]
    )
