"""Counting for reports: sums over the stored dates, and nothing of a single person.

Everybody met is read once for all tables. Each client's people are summed up first, since a report
must know how many clients are behind each number.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Text,
    Uuid,
    and_,
    case,
    cast,
    exists,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.clients.models import Client
from app.db.engine import joining_many
from app.offers.models import Contact, Offer
from app.outcomes.models import Outcome
from app.reports.asked import Asked
from app.reports.facts import OUTCOMES, PEOPLE, STAGES, Facts
from app.reports.prepared import rows_of
from app.reports.queries import (
    area_met,
    is_well,
    is_year_over,
    of_clients,
    of_offers,
    people_of,
    stage_on,
    state_on,
)
from app.reports.suppression import Count
from app.reports.timing import days_taken

Class: TypeAlias = tuple[str, str, str]
CLASS = (Client.cohort, Client.program, Client.advisor_id)


def facts(session: Session, access: Access, asked: Asked, *, whole: bool = True) -> Facts:
    """`whole`: with how long things took, which only the report itself needs."""
    access.require(Permission.READ_REPORTS)
    by_class: dict[Class, dict[str, Count]] = defaultdict(dict)
    with joining_many(session):
        people = people_counted(session, access, asked)
        for counted in (clients_counted, offers_counted, outcomes_counted):
            for key, figures in counted(session, access, asked):
                by_class[key] |= figures
        days, ended = days_taken(session, access, asked, whole)
    for key, figures in people["class"].items():
        by_class[key] |= figures
    return Facts(
        by_class=by_class,
        by_employer=people["employer"],
        by_area=people["area"],
        by_month=people["month"],
        by_half=people["half"],
        days=days,
        ended_by_cohort=ended,
    )


def class_key(cohort: str, program: str, advisor_id: UUID | None) -> Class:
    return cohort, program, str(advisor_id) if advisor_id else ""


def sum_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def sums_of(rows: Any, names: Iterable[str]) -> Iterator[Any]:
    for name in names:
        yield func.sum(rows.c[name])
        yield func.count().filter(rows.c[name] > 0)


def counts(values: Sequence[Any], names: Iterable[str]) -> dict[str, Count]:
    pairs = iter(values)
    return {
        name: Count(int(n), clients) for name, n, clients in zip(names, pairs, pairs, strict=True)
    }


# Clients, offers, and what came of them


def clients_counted(
    session: Session, access: Access, asked: Asked
) -> Iterator[tuple[Class, dict[str, Count]]]:
    """In a period, those who declined an offer in it; else all, whatever they have declined."""
    groups: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = rows_of(session, access, asked, clients_of_each)
    for cohort, program, advisor_id, its_state, declined, n in found:
        group = groups[class_key(cohort, program, advisor_id)]
        group["clients"] += n
        group[its_state] += n
        group["with_declined"] += n if declined else 0
    for key, group in groups.items():
        yield key, {name: Count(n, n) for name, n in group.items()}


def clients_of_each(access: Access, asked: Asked) -> Executable:
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
    return select(rows, func.count()).group_by(*rows.c)


def count_clients(session: Session, access: Access, asked: Asked) -> int:
    """However few: for the office's own log."""
    return sum(figures["clients"].n for _, figures in clients_counted(session, access, asked))


DECLINED = ("declined", "well", "badly")


def offers_counted(
    session: Session, access: Access, asked: Asked
) -> Iterator[tuple[Class, dict[str, Count]]]:
    return by_class_of(rows_of(session, access, asked, offers_of_each), DECLINED)


def offers_of_each(access: Access, asked: Asked) -> Executable:
    rows = (
        select(
            *CLASS,
            func.count().label("declined"),
            sum_if(is_well()).label("well"),
            sum_if(Offer.declined_well.is_(False)).label("badly"),
        )
        .join(Client, and_(Client.office_id == access.office_id, Client.id == Offer.client_id))
        .where(*of_offers(access, asked), *of_clients(access, asked))
        .group_by(Offer.client_id, *CLASS)
        .subquery()
    )
    return summed_by_class(rows, DECLINED)


CAME = {kind: f"outcome:{kind}" for kind in OUTCOMES}


def outcomes_counted(
    session: Session, access: Access, asked: Asked
) -> Iterator[tuple[Class, dict[str, Count]]]:
    """What came, by that day, of people met at these offers."""
    return by_class_of(rows_of(session, access, asked, outcomes_of_each), [*CAME.values()])


def outcomes_of_each(access: Access, asked: Asked) -> Executable:
    rows = (
        people_of(
            access,
            asked,
            *CLASS,
            Outcome.client_id.label("of_client"),
            *(sum_if(Outcome.kind == kind).label(name) for kind, name in CAME.items()),
        )
        .join(
            Outcome,
            and_(Outcome.office_id == access.office_id, Outcome.contact_id == Contact.id),
        )
        .where(Outcome.voided_at.is_(None), Outcome.happened_on <= asked.as_of)
        .group_by(Outcome.client_id, *CLASS)
        .subquery()
    )
    return summed_by_class(rows, [*CAME.values()])


def summed_by_class(rows: Any, names: Iterable[str]) -> Executable:
    """Of a row for each client."""
    keys = [rows.c.cohort, rows.c.program, rows.c.advisor_id]
    return select(*keys, *sums_of(rows, names)).group_by(*keys)


def by_class_of(
    found: Iterable[Sequence[Any]], names: Sequence[str]
) -> Iterator[tuple[Class, dict[str, Count]]]:
    for cohort, program, advisor_id, *values in found:
        yield class_key(cohort, program, advisor_id), counts(values, names)


# The people met


def people_counted(session: Session, access: Access, asked: Asked) -> dict[str, dict[Any, Any]]:
    """By the client's class, and by what the offers were like."""
    found: dict[str, dict[Any, Any]] = {
        name: {} for name in ("class", "employer", "area", "month", "half")
    }
    for row in rows_of(session, access, asked, people_of_each):
        kind, name, program, advisor_id, month, clients, *values = row
        figures = counts(values, PEOPLE)
        if kind == "class":
            found[kind][class_key(name, program, advisor_id)] = figures
            continue
        if month is not None:
            name = ("{}-{:02}" if kind == "month" else "{}-H{}").format(*divmod(month, 100))
        found[kind][name] = {"clients": Count(clients, clients), **figures}
    return found


def people_of_each(access: Access, asked: Asked) -> Executable:
    met = people_met(access, asked).cte("met")
    months = by_client(met, sums_of_stages(met), met.c.month).cte("months")
    clients = by_client(months, added_up(months)).subquery("of_clients")
    month = months.c.month
    half = month - month % 100 + case((month % 100 <= 6, 1), else_=2)
    halves = by_client(months, added_up(months), half.label("half")).subquery("halves")
    spelled = func.min(met.c.employer).label("spelled")
    sums = [*sums_of_stages(met), spelled]
    employers = by_client(met, sums, met.c.employer_key).subquery("employers")
    areas = by_client(met, sums_of_stages(met), met.c.area).subquery("areas")
    return union_all(
        table(
            "class", clients, name=Client.cohort, program=Client.program, advisor=Client.advisor_id
        ).join(
            Client, and_(Client.office_id == access.office_id, Client.id == clients.c.client_id)
        ),
        table(
            "employer",
            employers,
            by=[employers.c.employer_key],
            name=func.min(employers.c.spelled),  # as in the list of employers
        ),
        table("area", areas, name=areas.c.area),
        table("month", months, month=month),
        table("half", halves, month=halves.c.half),
    )


def people_met(access: Access, asked: Asked) -> Any:
    """A row for everybody met, and one for each offer where nobody was."""
    day, on = asked.as_of, Offer.declined_on
    return (
        select(
            Offer.client_id,
            Offer.employer,
            Offer.employer_key,
            area_met().label("area"),
            cast(extract("year", on) * 100 + extract("month", on), Integer).label("month"),
            stage_on(day).label("stage"),
            case((is_year_over(day), 1), else_=0).label("year_over"),
        )
        .join(Client, and_(Client.office_id == access.office_id, Client.id == Offer.client_id))
        .join(
            Contact,
            and_(Contact.office_id == access.office_id, Contact.offer_id == Offer.id),
            isouter=True,
        )
        .where(*of_offers(access, asked), *of_clients(access, asked))
    )


def by_client(rows: Any, sums: Iterable[Any], *keys: Any) -> Any:
    """A row for each client, and each value of the keys."""
    return select(rows.c.client_id, *keys, *sums).group_by(rows.c.client_id, *keys)


def sums_of_stages(met: Any) -> Iterator[Any]:
    """How many reached each; as integers, since sums of longer ones are reckoned as decimals."""
    for place, name in enumerate(STAGES, 1):
        yield cast(func.sum(case((met.c.stage >= place, 1), else_=0)), Integer).label(name)
    yield cast(func.sum(met.c.year_over), Integer).label("year_over")


def added_up(rows: Any) -> Iterator[Any]:
    for name in PEOPLE:
        yield cast(func.sum(rows.c[name]), Integer).label(name)


def table(kind: str, rows: Any, by: Sequence[Any] = (), **keys: Any) -> Any:
    """Of a row for each client and what the table tells apart, its `keys` unless it says `by` what;
    all tables have the same columns."""
    blank = {
        "name": cast(null(), Text),
        "program": cast(null(), Text),
        "advisor": cast(null(), Uuid),
        "month": cast(null(), Integer),
    }
    return (
        select(
            literal(kind).label("kind"),
            *(key.label(name) for name, key in (blank | keys).items()),
            func.count(),
            *sums_of(rows, PEOPLE),
        )
        .select_from(rows)
        .group_by(*(by or keys.values()))
    )
