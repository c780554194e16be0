"""Whose cycle is stalled, why, since when: read from the stored dates alone.

The list and its counts are one statement, built and compiled once for each set of filters in use.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from app.accounts.access import Access, Permission
from app.accounts.models import Membership, Role, User
from app.caseload.filters import (
    IN_STATE,
    OFFICE,
    Filters,
    Shape,
    chosen,
    constant,
    matching,
    shape_of,
    values_of,
)
from app.clients.models import Client
from app.cycle.folding import as_counted, fold
from app.cycle.states import State, days_overdue, state_on
from app.db.base import NEVER
from app.db.prepared import Prepared, Reader
from app.offers.models import Contact, Offer
from app.people.models import Move


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list ended."""

    stalls_on: date
    client_id: UUID


class Case(NamedTuple):
    """One client of the list, and the next thing to do; a tuple, since each page makes many."""

    client_id: UUID
    name: str
    cohort: str
    program: str
    advisor_name: str | None
    advisor_email: str | None
    state: State
    paused_until: date | None
    next_step: str | None
    next_mode: str | None
    next_others: int  # how many more people of that offer the same step waits for
    next_offer_id: UUID | None
    next_employer: str | None
    declined_on: date | None
    next_contact_id: UUID | None
    next_contact: str | None
    next_contact_title: str | None
    next_contact_now_at: str | None  # the employer, where it is another by now
    opens_on: date | None
    due_on: date | None
    stalls_on: date | None
    days_overdue: int


@dataclass(frozen=True, slots=True)
class Listed:
    cases: list[Case]
    counts: dict[State, int]  # for the same filters, the state aside
    following: Place | None  # where the next page begins


# What a client of the list shows, in the order of `a_case`.
SHOWN = (
    Client.id, Client.name, Client.cohort, Client.program, Client.standing, Client.paused_until,
    Client.step, Client.next_mode, Client.next_others, Client.next_offer_id,
    Client.next_contact_id, Client.opens_on, Client.due_on, Client.stalls_on,
)  # fmt: skip

KEPT = 1_000  # statements; there are more sets of filters than anybody uses

AnySelect: TypeAlias = Select[*tuple[Any, ...]]


AFTER_DAY = bindparam("after_day", type_=Date())
AFTER_ID = bindparam("after_id", type_=Uuid())


def list_cases(
    reader: Reader,
    access: Access,
    filters: Filters,
    as_of: date,
    *,
    limit: int,
    after: Place | None = None,
) -> Listed:
    """Whoever has been stalled longest comes first."""
    access.require(Permission.READ_PEOPLE)
    shape = shape_of(filters, continues=after is not None)
    parameters = values_of(filters, as_of)
    if after is not None:
        parameters |= {"after_day": after.stalls_on, "after_id": after.client_id}
    rows = reader.rows(
        statement_of(shape),
        office_id=access.office_id,
        as_of=as_of,
        limit=limit + 1,
        **parameters,
    )
    counts = dict(zip(State, rows[0][-len(State) :], strict=True))
    found = [row for row in rows[:limit] if row[0] is not None]
    following = Place(found[-1][13], found[-1][0]) if len(rows) > limit else None
    return Listed([a_case(row, as_of) for row in found], counts, following)


def count_cases(reader: Reader, access: Access, filters: Filters, as_of: date) -> dict[State, int]:
    """By state, whichever is asked for."""
    access.require(Permission.READ_PEOPLE)
    rows = reader.rows(
        count_of(replace(shape_of(filters), state=None)),
        office_id=access.office_id,
        as_of=as_of,
        **values_of(filters, as_of),
    )
    return dict(zip(State, rows[0], strict=True))


@lru_cache(KEPT)
def count_of(shape: Shape) -> Prepared:
    return Prepared(counted_in(shape))


def counted_in(shape: Shape) -> AnySelect:
    counts = (func.count().filter(IN_STATE[state]).label(state.value) for state in State)
    return select(*counts).select_from(Client).where(*chosen(shape))


@lru_cache(KEPT)
def statement_of(shape: Shape) -> Prepared:
    """The page and the counts beside it: where nobody matches, one row with counts alone."""
    page = page_of(shape).cte("page")
    counted = counted_in(shape).cte("counted")
    advisor = aliased(User, name="advisor")
    return Prepared(
        select(
            *(column for column in page.c if column.name != "advisor_id"),
            advisor.name,
            advisor.email,
            Offer.employer,
            Offer.declined_on,
            Contact.name,
            Contact.title,
            Move.employer,
            *counted.c,
        )
        .select_from(counted)
        .join(page, true(), isouter=True)
        .join(advisor, advisor.id == page.c.advisor_id, isouter=True)
        .join(
            Offer,
            and_(Offer.office_id == OFFICE, Offer.id == page.c.next_offer_id),
            isouter=True,
        )
        .join(
            Contact,
            and_(Contact.office_id == OFFICE, Contact.id == page.c.next_contact_id),
            isouter=True,
        )
        .join(
            Move,
            and_(Move.office_id == OFFICE, Move.id == Contact.move_id),
            isouter=True,
        )
        .order_by(page.c.stalls_on, page.c.id)
    )


def page_of(shape: Shape) -> AnySelect:
    """By key: first the rest of the day on which the last page ended, then the later days."""
    wanted = select(*SHOWN, Client.advisor_id).where(*matching(shape))
    if not shape.continues:
        return first_of(wanted)
    same_day = wanted.where(Client.stalls_on == AFTER_DAY, Client.id > AFTER_ID)
    later = wanted.where(Client.stalls_on > AFTER_DAY)
    both = union_all(*(select(first_of(part).subquery()) for part in (same_day, later))).subquery()
    return select(both).order_by(both.c.stalls_on, both.c.id).limit(bindparam("limit"))


def first_of(clients: AnySelect) -> AnySelect:
    return clients.order_by(Client.stalls_on, Client.id).limit(bindparam("limit"))


def a_case(row: Sequence[Any], as_of: date) -> Case:
    (
        client_id, name, cohort, program, standing, paused_until, step, mode, others, offer_id,
        contact_id, opens_on, due_on, stalls_on, advisor_name, advisor_email, employer, declined_on,
        contact, title, now_at, *_,
    ) = row  # fmt: skip
    due = None if due_on == NEVER else due_on
    return Case(
        client_id,
        name,
        cohort,
        program,
        advisor_name,
        advisor_email,
        state_of(standing, Dates(opens_on, due_on, stalls_on), as_of),
        paused_until,
        step,
        mode,
        others,
        offer_id,
        employer,
        declined_on,
        contact_id,
        contact,
        title,
        now_at,
        None if opens_on == NEVER else opens_on,
        due,
        None if stalls_on == NEVER else stalls_on,
        days_overdue(due, as_of),
    )


class Dates(NamedTuple):
    """The three dates of a stored window."""

    opens_on: date
    due_on: date
    stalls_on: date


def state_of(standing: str, dates: Dates, day: date) -> State:
    """By the rule itself; a window that is open has all its dates, and so a state."""
    held = None if standing == "open" else State(standing)
    return cast(State, state_on(dates, held, day))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed to."""

    cohorts: list[str]
    programs: list[str]
    advisors: list[tuple[UUID, str, str]]  # id, name, e-mail
    has_own: bool  # whether some clients are the reader's
    has_any: bool


def each_value(column: Any, name: str) -> AnySelect:
    """Each value once, leaping through the index from one to the next, however many rows."""
    least = (
        select(func.min(column).label("value"))
        .where(Client.office_id == OFFICE)
        .cte(name, recursive=True)
    )
    following = (
        select(func.min(column))
        .where(Client.office_id == OFFICE, column > least.c.value)
        .scalar_subquery()
    )
    leap = least.union_all(select(following).where(least.c.value.is_not(None)))
    return select(
        literal(name).label("kind"), leap.c.value, literal("").label("name"), literal(None, Uuid())
    ).where(leap.c.value.is_not(None))


def own_or_any(kind: str, *which: ColumnElement[bool]) -> AnySelect:
    there = select(Client.id).where(Client.office_id == OFFICE, *which).exists()
    return select(literal(kind), literal(""), literal(""), literal(None, Uuid())).where(there)


CHOICES = Prepared(
    union_all(
        each_value(Client.cohort, "cohort"),
        each_value(Client.program, "program"),
        select(literal("advisor"), User.email, User.name, User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.office_id == OFFICE,
            or_(*(Membership.role == constant(role.value) for role in (Role.ADMIN, Role.ADVISOR))),
            Membership.closed_at.is_(None),
        ),
        own_or_any("own", Client.advisor_id == bindparam("user_id", type_=Uuid())),
        own_or_any("any"),
    )
)


folded = lru_cache(maxsize=10_000)(fold)  # the same advisors' names on every page
in_order = lru_cache(maxsize=10_000)(as_counted)


def choices(reader: Reader, access: Access) -> Choices:
    access.require(Permission.READ_PEOPLE)
    found = reader.rows(CHOICES, office_id=access.office_id, user_id=access.user_id)

    def named(kind: str) -> list[str]:
        values = (value for its_kind, value, *_ in found if its_kind == kind and value)
        return sorted(values, key=in_order)

    kinds = {row[0] for row in found}
    return Choices(
        cohorts=named("cohort"),
        programs=named("program"),
        advisors=sorted(
            ((user_id, name, email) for kind, email, name, user_id in found if kind == "advisor"),
            key=lambda advisor: folded(advisor[1]),
        ),
        has_own="own" in kinds,
        has_any="any" in kinds,
    )
