"""What the list can be narrowed to, and what each filter asks of the store: the only such place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Text, Uuid, and_, bindparam, literal_column, or_, select

from app.clients.keys import employer_key
from app.clients.models import Client
from app.cycle.facts import Step
from app.cycle.folding import fold
from app.cycle.states import State
from app.db.prepared import Among
from app.links.models import ShareLink
from app.offers.models import Offer

MOST_DAYS = 9_999
ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All that are set hold together."""

    state: State | None = None
    advisor_id: UUID | None = None
    cohort: str | None = None
    program: str | None = None
    q: str | None = None  # any part of the client's name
    step: Step | None = None  # the next one
    employer: str | None = None  # whose offer was declined
    area: str | None = None  # where the client lives
    overdue_by: int | None = None  # days, at least
    unseen_for: int | None = None  # days without a touch, and without a look at their page
    never_contacted: bool = False
    no_key_people: bool = False
    has_link: bool = False  # one that opens their own plan
    client_id: UUID | None = None  # that one alone
    client_ids: tuple[UUID, ...] | None = None  # those alone


def constant(word: str) -> ColumnElement[str]:
    """Written into the statement, so that plans and partial indexes can count on it."""
    return literal_column(f"'{word}'", Text())


OFFICE = bindparam("office_id", type_=Uuid())
DAY = bindparam("as_of", type_=Date())
UNSEEN_SINCE = bindparam("unseen_for", type_=Date())


def in_states(of: Any) -> dict[State, ColumnElement[bool]]:
    """Which clients, offers or contacts are in each state on `DAY`."""
    is_open = of.standing == constant("open")
    return {
        State.STALLED: and_(is_open, of.stalls_on <= DAY),
        State.OVERDUE: and_(is_open, of.stalls_on > DAY, of.due_on < DAY),
        State.DUE: and_(is_open, of.stalls_on > DAY, of.due_on >= DAY, of.opens_on <= DAY),
        State.RESTING: and_(is_open, of.opens_on > DAY),
    } | {
        state: of.standing == constant(state.value)
        for state in (State.IN_NETWORK, State.PARKED, State.OFF, State.CLOSED, State.NO_OFFERS)
    }


IN_STATE = in_states(Client)
IS_OPEN = Client.standing == constant("open")

# By the filter's name, which its parameter has too. The state's own stands above.
MEANS: dict[str, ColumnElement[bool]] = {
    "advisor_id": Client.advisor_id == bindparam("advisor_id", type_=Uuid()),
    "cohort": Client.cohort == bindparam("cohort"),
    "program": Client.program == bindparam("program"),
    "q": Client.name_key.like(bindparam("q")),
    "step": Client.step == bindparam("step"),
    "employer": Client.id.in_(
        select(Offer.client_id).where(
            Offer.office_id == OFFICE,
            Offer.employer_key == bindparam("employer"),
            Offer.declined_on.is_not(None),
        )
    ),
    "area": Client.area_key == bindparam("area"),
    "overdue_by": and_(IS_OPEN, Client.due_on <= bindparam("overdue_by", type_=Date())),
    "unseen_for": and_(
        *(
            or_(seen_on.is_(None), seen_on <= UNSEEN_SINCE)
            for seen_on in (Client.last_touch_on, Client.looked_on)
        )
    ),
    "never_contacted": Client.last_touch_on.is_(None),
    "no_key_people": Client.key_people == 0,
    "has_link": Client.id.in_(
        select(ShareLink.client_id).where(
            ShareLink.office_id == OFFICE,
            ShareLink.revoked_at.is_(None),
            ShareLink.expires_on >= DAY,
        )
    ),
    "client_id": Client.id == bindparam("client_id", type_=Uuid()),
    "client_ids": Among(Client.__table__.c.id, "client_ids"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Which filters are set, whatever their values: each shape is a statement of its own."""

    named: frozenset[str] = frozenset()
    state: State | None = None
    continues: bool = False


def shape_of(filters: Filters, *, continues: bool = False) -> Shape:
    named = frozenset(values_of(filters, ANY_DAY))
    return Shape(named=named, state=filters.state, continues=continues)


def values_of(filters: Filters, as_of: date) -> dict[str, Any]:
    """The parameters of the filters that are set, the state's aside."""
    given = {
        "advisor_id": filters.advisor_id,
        "cohort": filters.cohort,
        "program": filters.program,
        "q": part_of_name(filters.q) if filters.q else None,
        "step": filters.step,
        "employer": filters.employer and employer_key(filters.employer),
        "area": filters.area and fold(filters.area),
        "overdue_by": filters.overdue_by and as_of - timedelta(filters.overdue_by),
        "unseen_for": filters.unseen_for and as_of - timedelta(filters.unseen_for),
        "never_contacted": filters.never_contacted or None,
        "no_key_people": filters.no_key_people or None,
        "has_link": filters.has_link or None,
        "client_id": filters.client_id,
        "client_ids": None if filters.client_ids is None else list(filters.client_ids),
    }
    return {name: value for name, value in given.items() if value is not None}


def part_of_name(q: str) -> str:
    """For LIKE. What has neither letters nor numbers is in the names that have none either."""
    part = fold(q)
    return f"%{part}%" if part else ""


def chosen(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """All filters but the state's."""
    yield Client.office_id == OFFICE
    for name in sorted(shape.named):
        yield MEANS[name]


def matching(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """All filters."""
    yield from chosen(shape)
    if shape.state is not None:
        yield IN_STATE[shape.state]
