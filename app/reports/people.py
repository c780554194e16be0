"""Who is behind a figure, for those who may see persons."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.disclosures import disclosed
from app.clients.keys import employer_key
from app.clients.models import Client
from app.cycle.dates import add_months
from app.faults import BadInput
from app.offers.models import Contact, Offer
from app.outcomes.models import Outcome
from app.reports import words
from app.reports.asked import Asked
from app.reports.asking import cohort_report
from app.reports.curve import day_of_month
from app.reports.facts import PEOPLE
from app.reports.forms import told
from app.reports.queries import (
    area_met,
    is_in_group,
    of_clients,
    of_offers,
    people_of,
    state_on,
)
from app.reports.report import HIDDEN, Figure
from app.reports.timing import days_between, ways

MOST_PEOPLE = 300  # on a page
STATE, OUTCOME = "state=", "outcome="
OFFERS = ("declined", "well")
ALIKE = {"in_network": "caught_up"}
OF_OFFERS = ("by_employer", "by_area", "by_decline")


@dataclass(frozen=True, slots=True)
class Behind:
    client_id: UUID
    client: str
    contact: str
    employer: str


@dataclass(frozen=True, slots=True)
class Looked:
    title: str
    people: list[Behind]
    count: int  # of all pages


def look_behind(
    session: Session,
    access: Access,
    asked: Asked,
    figure: Figure,
    format: str,
    at: datetime,
    page: int = 1,
) -> Looked:
    """Who is behind a figure that the report tells; that they were looked at is written down."""
    access.require(Permission.READ_PEOPLE)
    title = title_of(session, access, asked, figure, at)
    people = people_behind(session, access, asked, figure, page)
    disclosed(
        session,
        access,
        "people_behind_a_report",
        format=format,
        clients=len({one.client_id for one in people}),
        filters={**told(asked), **which(figure)},
        as_of=asked.as_of,
        at=at,
    )
    return Looked(title, people, count_behind(session, access, asked, figure))


def title_of(session: Session, access: Access, asked: Asked, figure: Figure, at: datetime) -> str:
    """A figure that is hidden has no more people to show than one that there is not."""
    for one, cell, group in cohort_report(session, access, asked, at).figures():
        if one == figure and cell is not HIDDEN:
            if figure.name == "at_risk":
                group = ", ".join(
                    part for part in (group, f"after {figure.group[-1]} months") if part
                )
            return ", ".join(part for part in (name_of(figure.name), group) if part)
    raise BadInput("figure", "is none that this report tells")


def which(figure: Figure) -> dict[str, str]:
    named = {"figure": figure.name, "by": figure.by}
    if figure.by:
        named["group"] = " / ".join(figure.group)
    return {name: value for name, value in named.items() if value or name == "group"}


def name_of(figure: str) -> str:
    kind, _, value = figure.partition("=")
    if value:
        return words.STATES[value][0] if kind == "state" else words.OUTCOMES[value]
    if figure in words.LISTS:
        return words.LISTS[figure]
    return (words.CLIENTS | words.STEPS)[figure][0]


def people_behind(
    session: Session, access: Access, asked: Asked, figure: Figure, page: int = 1
) -> list[Behind]:
    """By name; a line for each that the figure counts."""
    wanted = lines_behind(access, asked, figure)
    found = session.execute(wanted.offset((page - 1) * MOST_PEOPLE).limit(MOST_PEOPLE))
    return [Behind(*row) for row in found]


def count_behind(session: Session, access: Access, asked: Asked, figure: Figure) -> int:
    lines = lines_behind(access, asked, figure).order_by(None).subquery()
    return session.scalars(select(func.count()).select_from(lines)).one()


def lines_behind(access: Access, asked: Asked, figure: Figure) -> Any:
    access.require(Permission.READ_PEOPLE)
    if figure.name == "at_risk":
        *cohort, months = figure.group
        narrowed = replace(asked, cohort=cohort[0]) if cohort else asked
        return still_on_their_way(access, narrowed, int(months))
    name = ALIKE.get(figure.name, figure.name)
    within = list(in_group(figure))
    person = (Client.id, Client.name, Contact.name, Offer.employer)
    if name in PEOPLE:
        wanted = people_of(access, asked, *person).where(is_in_group(name, asked.as_of), *within)
        return wanted.order_by(Client.name, Client.id, Offer.id, Contact.id)
    if name.startswith(OUTCOME):
        wanted = people_of(access, asked, *person).join(
            Outcome, and_(Outcome.office_id == access.office_id, Outcome.contact_id == Contact.id)
        )
        return wanted.where(
            Outcome.kind == name.removeprefix(OUTCOME),
            Outcome.voided_at.is_(None),
            Outcome.happened_on <= asked.as_of,
        ).order_by(Client.name, Client.id, Contact.id, Outcome.id)
    if name in OFFERS:
        offers = (
            select(Client.id, Client.name, literal(""), Offer.employer)
            .join(Offer, and_(Offer.office_id == access.office_id, Offer.client_id == Client.id))
            .where(*of_offers(access, asked), *of_clients(access, asked))
        )
        if name == "well":
            offers = offers.where(Offer.declined_well.is_not(False))
        return offers.order_by(Client.name, Client.id, Offer.id)
    return clients_behind(access, asked, figure, within)


def clients_behind(
    access: Access, asked: Asked, figure: Figure, within: list[ColumnElement[bool]]
) -> Any:
    has_declined = (
        select(literal(1))
        .select_from(Offer)
        .join(
            Contact,
            and_(Contact.office_id == access.office_id, Contact.offer_id == Offer.id),
            isouter=True,
        )
        .where(Offer.client_id == Client.id, *of_offers(access, asked))
    )
    wanted = select(Client.id, Client.name, literal(""), literal("")).where(
        *of_clients(access, asked)
    )
    if figure.by in OF_OFFERS:
        wanted = wanted.where(exists(has_declined.where(*within).correlate(Client)))
    else:
        wanted = wanted.where(*within)
        if figure.name == "with_declined" or not asked.period.is_open:
            wanted = wanted.where(exists(has_declined.correlate(Client)))
    if figure.name.startswith(STATE):
        wanted = wanted.where(state_on(asked.as_of) == figure.name.removeprefix(STATE))
    return wanted.order_by(Client.name, Client.id)


def still_on_their_way(access: Access, asked: Asked, months: int) -> Any:
    """Key people who had neither arrived nor been seen for the last time before that day."""
    columns = (
        Client.id.label("of_client"),
        Client.name.label("client"),
        Contact.name.label("person"),
        Offer.employer,
        Contact.id.label("contact_id"),
    )
    way = ways(access, asked, *columns).subquery("ways").c
    seen_last = case(
        (way.caught_up_on <= asked.as_of, days_between(way.declined_on, way.caught_up_on)),
        else_=days_between(way.declined_on, way.seen_until),
    )
    return (
        select(way.of_client, way.client, way.person, way.employer)
        .where(way.is_key == 1, seen_last >= day_of_month(months))
        .order_by(way.client, way.of_client, way.contact_id)
    )


def in_group(figure: Figure) -> Iterator[ColumnElement[bool]]:
    """What a table tells apart, as a condition."""
    key = figure.group[-1] if figure.group else ""
    match figure.by:
        case "by_class":
            cohort, program = figure.group
            yield Client.cohort == cohort
            yield Client.program == program
        case "by_advisor":
            yield Client.advisor_id == UUID(key) if key else Client.advisor_id.is_(None)
        case "by_employer":
            yield Offer.employer_key == employer_key(key)
        case "by_area":
            yield area_met() == key
        case "by_decline":
            first, months = first_day(key)
            yield Offer.declined_on >= first
            yield Offer.declined_on < add_months(first, months)


def first_day(key: str) -> tuple[date, int]:
    """Of a month (`2026-03`) or a half-year (`2026-H2`), and how many months it has."""
    year, part = key.split("-")
    if part.startswith("H"):
        return date(int(year), 1 if part == "H1" else 7, 1), 6
    return date(int(year), int(part), 1), 1
