"""How long the people met took from step to step, as how many took how many days."""

from collections import defaultdict
from typing import Any, TypeAlias

from sqlalchemy import Integer, Text, and_, case, cast, func, literal, null, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from app.accounts.access import Access
from app.clients.models import Client
from app.offers.models import Contact, Offer
from app.reports.asked import Asked
from app.reports.curve import Ended
from app.reports.facts import STAGES
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
    way = ways(access, asked).cte("ways").c
    arrived = way.caught_up_on <= asked.as_of
    ends = {
        "arrived": (way.declined_on, way.caught_up_on, and_(way.is_key == 1, arrived)),
        "left": (way.declined_on, way.seen_until, and_(way.is_key == 1, ~arrived)),
    }
    taken = {}
    if whole:
        for name, first, second, stage in (
            ("connected", way.declined_on, way.began_on, "connected"),
            ("thanked", way.began_on, way.thanked_on, "thanked"),
            ("updated", way.thanked_on, way.updated_on, "updated"),
            ("caught_up", way.updated_on, way.caught_up_on, "caught_up"),
            ("in_network", way.declined_on, way.caught_up_on, "caught_up"),
        ):
            taken[name] = (first, second, way.stage > STAGES.index(stage))
    found: Days = {name: {} for name in taken}
    ways_ended: Ways = defaultdict(dict)
    wanted = []
    for name, (first, second, is_there) in (taken | ends).items():
        days = days_between(first, second).label("days")
        cohort = (way.cohort if name in ends else cast(null(), Text)).label("cohort")
        keys = (cohort, days) if name in ends else (days,)
        one = select(literal(name).label("name"), cohort, days, func.count()).where(is_there)
        wanted.append(one.group_by(*keys))
    for name, of_cohort, after, n in session.execute(union_all(*wanted)):
        if name in ends:
            so_far = ways_ended[of_cohort].get(after, Ended())
            ways_ended[of_cohort][after] = so_far + Ended(**{name: n})
        else:
            found[name][after] = n
    return found, ways_ended


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
            else_=literal(day),
        ).label("seen_until"),
        stage_on(day).label("stage"),
        case((and_(Contact.is_key.is_(True), is_well()), 1), else_=0).label("is_key"),
    )
