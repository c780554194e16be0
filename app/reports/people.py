"""Who is behind a figure, for those who may see persons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, literal, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.disclosures import disclosed
from app.clients.models import Client
from app.cycle.states import State
from app.faults import BadInput
from app.offers.models import Contact, Offer
from app.reports import words
from app.reports.asked import Asked
from app.reports.facts import PEOPLE
from app.reports.forms import told
from app.reports.queries import (
    is_in_group,
    of_clients,
    of_offers,
    people_of,
    state_on,
)

MOST_PEOPLE = 300
STATE = "state="


@dataclass(frozen=True, slots=True)
class Behind:
    client_id: UUID
    client: str
    contact: str
    employer: str


def look_behind(
    session: Session, access: Access, asked: Asked, figure: str, format: str, at: datetime
) -> list[Behind]:
    """Who is behind a figure; that they were looked at is written down."""
    people = people_behind(session, access, asked, figure)
    disclosed(
        session,
        access,
        "people_behind_a_report",
        format=format,
        clients=len({one.client_id for one in people[:MOST_PEOPLE]}),
        filters={**told(asked), "figure": figure},
        as_of=asked.as_of,
        at=at,
    )
    return people


def people_behind(session: Session, access: Access, asked: Asked, figure: str) -> list[Behind]:
    """By name; one more than are shown tells that there are more."""
    access.require(Permission.READ_PEOPLE)
    name_of_figure(figure)
    if figure in PEOPLE:
        columns = (Client.id, Client.name, Contact.name, Offer.employer)
        wanted = people_of(access, asked, *columns).where(is_in_group(figure, asked.as_of))
    elif figure in ("declined", "well"):
        wanted = (
            select(Client.id, Client.name, literal(""), Offer.employer)
            .join(Offer, and_(Offer.office_id == access.office_id, Offer.client_id == Client.id))
            .where(*of_offers(access, asked), *of_clients(access, asked))
        )
        if figure == "well":
            wanted = wanted.where(Offer.declined_well.is_not(False))
    else:
        wanted = clients_behind(access, asked, figure)
    found = session.execute(wanted.order_by(Client.name, Client.id).limit(MOST_PEOPLE + 1))
    return [Behind(*row) for row in found]


def clients_behind(access: Access, asked: Asked, figure: str) -> Any:
    has_declined = exists(
        select(literal(1)).where(Offer.client_id == Client.id, *of_offers(access, asked))
    )
    wanted = select(Client.id, Client.name, literal(""), literal("")).where(
        *of_clients(access, asked)
    )
    if figure == "with_declined" or not asked.period.is_open:
        wanted = wanted.where(has_declined)
    if figure.startswith(STATE):
        wanted = wanted.where(state_on(asked.as_of) == figure.removeprefix(STATE))
    return wanted


def name_of_figure(figure: str) -> str:
    state = figure.removeprefix(STATE)
    if figure.startswith(STATE) and state in list(State):
        return words.STATES[state][0]
    if figure in words.CLIENTS:
        return words.CLIENTS[figure][0]
    if figure in words.STEPS:
        return words.STEPS[figure][0]
    raise BadInput("figure", "is none of a report")
