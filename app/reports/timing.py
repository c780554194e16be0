"""How long the people met took from step to step, as how many took how many days."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeAlias

from sqlalchemy import (
    Date,
    Executable,
    Integer,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from app.accounts.access import Access
from app.clients.models import Client
from app.offers.models import Contact, Offer
from app.reports.asked import Asked
from app.reports.curve import Ended
from app.reports.facts import STAGES
from app.reports.prepared import rows_of
from app.reports.queries import is_well, people_of, stage_on


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


Days: TypeAlias = dict[str, dict[int, int]]  # how many took how many days


Ways: TypeAlias = dict[str, dict[int, Ended]]  # by cohort


def days_taken(session: Session, access: Access, asked: Asked, whole: bool) -> tuple[Days, Ways]:
    """From the step before, or from the decline, to each step; and of key people, until they had
    arrived in the network or were seen no longer."""
    build = days_of_all if whole else days_of_ends
    found: Days = {name: {} for name in STEPS} if whole else {}
    ways_ended: Ways = defaultdict(dict)
    for name, of_cohort, after, n in rows_of(session, access, asked, build):
        if name in ENDS:
            so_far = ways_ended[of_cohort].get(after, Ended())
            ways_ended[of_cohort][after] = so_far + Ended(**{name: n})
        else:
            found[name][after] = n
    return found, ways_ended


# From which day to which, of those who came as far as which stage.
STEPS = {
    "connected": ("declined_on", "began_on", "connected"),
    "thanked": ("began_on", "thanked_on", "thanked"),
    "updated": ("thanked_on", "updated_on", "updated"),
    "caught_up": ("updated_on", "caught_up_on", "caught_up"),
    "in_network": ("declined_on", "caught_up_on", "caught_up"),
}
ENDS = ("arrived", "left")


def days_of_all(access: Access, asked: Asked) -> Executable:
    way = ways(access, asked).cte("ways").c
    return union_all(
        *(
            days_from(name, way[first], way[second], way.stage > STAGES.index(stage))
            for name, (first, second, stage) in STEPS.items()
        ),
        *ends_of(way, asked),
    )


def days_of_ends(access: Access, asked: Asked) -> Executable:
    return union_all(*ends_of(ways(access, asked).cte("ways").c, asked))


def ends_of(way: Any, asked: Asked) -> Iterator[Any]:
    arrived = way.caught_up_on <= asked.as_of
    is_key, began_on = way.is_key == 1, way.declined_on
    yield days_from("arrived", began_on, way.caught_up_on, and_(is_key, arrived), way.cohort)
    yield days_from("left", began_on, way.seen_until, and_(is_key, ~arrived), way.cohort)


def days_from(name: str, first: Any, second: Any, is_there: Any, *cohort: Any) -> Any:
    """How many took how many days, in each cohort where that is told apart."""
    days = days_between(first, second).label("days")
    told = (*cohort, cast(null(), Text))[0].label("cohort")
    one = select(literal(name).label("name"), told, days, func.count()).where(is_there)
    return one.group_by(*cohort, days)


def ways(access: Access, asked: Asked, *columns: Any) -> Any:
    """A row for everybody met, with the days that lie between the steps."""
    day, on = asked.as_of, Offer.declined_on
    is_closed = and_(Contact.closed_on.is_not(None), Contact.closed_on <= day)
    return people_of(
        access,
        asked,
        *columns,
        Client.cohort,
        on,
        case((Contact.connected_on > on, Contact.connected_on), else_=on).label("began_on"),
        Contact.thanked_on,
        Contact.updated_on,
        Contact.caught_up_on,
        case(
            (and_(is_closed, Contact.closed_on < on), on),
            (is_closed, Contact.closed_on),
            else_=type_coerce(day, Date),
        ).label("seen_until"),
        stage_on(day).label("stage"),
        case((and_(Contact.is_key.is_(True), is_well()), 1), else_=0).label("is_key"),
    )
