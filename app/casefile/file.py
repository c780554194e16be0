"""A client's rows and plan, as the page shows them on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.door import Member
from app.accounts.queries import names_of
from app.casefile.happened import Telling
from app.casefile.note_cards import Board
from app.clients.models import Client, Job
from app.clients.queries import jobs_of, one_client
from app.cycle.plan import ClientPlan, plan_client
from app.cycle.policy import Policy
from app.links.models import News, ShareLink
from app.links.news import told_by
from app.links.queries import links_of
from app.notes.queries import notes_of
from app.offers.models import Contact, Offer
from app.offers.queries import contacts_of, offers_of
from app.outcomes.models import Outcome
from app.outcomes.queries import outcomes_of
from app.people.models import Move
from app.people.queries import Kin, kin_of, moves_of
from app.plans.models import Touch
from app.plans.queries import cycle_facts, office_policy
from app.plans.touches import touches_of


@dataclass(frozen=True, slots=True)
class File:
    """A client's rows and plan, as they are on one day."""

    client: Client
    jobs: list[Job]
    offers: list[Offer]
    contacts: list[Contact]
    touches: list[Touch]
    outcomes: list[Outcome]
    moves: dict[UUID, Move]
    kin: dict[UUID, Kin]
    links: list[ShareLink]
    told: list[News]  # by the client
    policy: Policy
    plan: ClientPlan
    names: Mapping[UUID, str]  # of the people of the office
    board: Board
    today: date
    base: str  # /o/{office}

    def href(self, path: str) -> str:
        return f"{self.base}/{path}"

    def move_of(self, person: Contact) -> Move | None:
        """Where they are now, if not where they were met."""
        return self.moves.get(person.move_id) if person.move_id else None

    @property
    def telling(self) -> Telling:
        people = {person.id: person.name for person in self.contacts}
        own = {news.subject_id: news for news in self.told if news.kind == "touch"}
        return Telling(people, self.names, self.client.name, own, self.today, self.base)


def open_file(session: Session, member: Member, client_id: UUID, today: date) -> File:
    access = member.access
    client = one_client(session, access, client_id)
    (facts,) = cycle_facts(session, access, [client.id])
    policy = office_policy(session, access)
    offers = offers_of(session, access, client.id)
    contacts = contacts_of(session, access, client.id)
    names = names_of(session, access)
    base = f"/o/{member.office_slug}"
    board = Board(
        notes_of(session, access, client.id),
        {offer.id: offer for offer in offers},
        {contact.id: contact for contact in contacts},
        names,
        access,
        today,
        base,
    )
    return File(
        client,
        jobs_of(session, access, client.id),
        offers,
        contacts,
        touches_of(session, access, client.id),
        outcomes_of(session, access, client.id),
        {move.id: move for move in moves_of(session, access, client.id)},
        kin_of(session, access, contacts, today),
        links_of(session, access, client.id),
        told_by(session, access, client.id),
        policy,
        plan_client(facts, policy),
        names,
        board,
        today,
        base,
    )
