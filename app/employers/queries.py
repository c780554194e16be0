"""Reads of employers: who is or was there, who declined an offer there, who took a job there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.accounts.access import Access, Permission
from app.clients.keys import employer_key, key_of, slug_of
from app.clients.listing import changed_since
from app.clients.models import Client, Job
from app.cycle.folding import fold
from app.cycle.states import State, state_on
from app.db.base import NEVER
from app.faults import NotFound
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.people.queries import Met, crowd_of, met_where

MOST_PEOPLE = 500  # of one employer on its page


@dataclass(frozen=True, slots=True)
class Employer:
    key: str
    name: str
    people: int  # met there
    arrived: int  # met elsewhere, and there now
    offers: int
    clients: int  # who took a job there

    @property
    def slug(self) -> str:
        return slug_of(self.key)


def list_employers(
    session: Session,
    access: Access,
    q: str,
    *,
    limit: int,
    after: str = "",
    since: datetime | None = None,
) -> list[Employer]:
    """By their names, from the one behind that of the slug `after` on."""
    access.require(Permission.READ_PEOPLE)
    known = mentions(access).subquery()
    listed = (
        select(
            known.c.key,
            func.min(known.c.name),
            func.count(known.c.met.distinct()),
            func.count(known.c.arrived.distinct()),
            func.sum(known.c.offers),
            func.count(known.c.client_id.distinct()),
        )
        .group_by(known.c.key)
        .order_by(known.c.key)
        .limit(limit)
    )
    if after:
        listed = listed.where(known.c.key > key_of(after))
    if since is not None:
        listed = listed.where(or_(*named_by_whoever_changed(session, access, known.c.key, since)))
    if q:
        listed = listed.where(known.c.key.contains(employer_key(q), autoescape=True))
    return [Employer(*row) for row in session.execute(listed)]


def named_by_whoever_changed(
    session: Session, access: Access, key: Any, since: datetime
) -> Iterator[ColumnElement[bool]]:
    for table in (Offer, Move, Job):
        is_changed = changed_since(session, access, table.client_id, since)
        yield key.in_(
            select(table.employer_key).where(table.office_id == access.office_id, is_changed)
        )


def mentions(access: Access) -> Any:
    """One row for each time that an employer is named, and what it counts for."""
    nothing, one, nobody = literal(0, Integer()), literal(1, Integer()), literal(None, Uuid())
    person = func.coalesce(Contact.person_id, Contact.id)  # whom several met is one
    offers = select(
        Offer.employer_key.label("key"),
        Offer.employer.label("name"),
        nobody.label("met"),
        nobody.label("arrived"),
        one.label("offers"),
        nobody.label("client_id"),
    ).where(Offer.office_id == access.office_id)
    people = (
        select(Offer.employer_key, Offer.employer, person, nobody, nothing, nobody)
        .join(Contact, (Contact.office_id == Offer.office_id) & (Contact.offer_id == Offer.id))
        .where(Offer.office_id == access.office_id)
    )
    arrived = (
        select(Move.employer_key, Move.employer, nobody, person, nothing, nobody)
        .join(Contact, (Contact.office_id == Move.office_id) & (Contact.move_id == Move.id))
        .join(Offer, (Offer.office_id == Contact.office_id) & (Offer.id == Contact.offer_id))
        .where(Move.office_id == access.office_id, Offer.employer_key != Move.employer_key)
    )
    hired = select(Job.employer_key, Job.employer, nobody, nobody, nothing, Job.client_id).where(
        Job.office_id == access.office_id
    )
    return union_all(offers, people, arrived, hired)


@dataclass(frozen=True, slots=True)
class Seat:
    """A contact as one client met them, and where they are now."""

    contact_id: UUID
    client_id: UUID
    client_name: str
    name: str
    title: str  # when they were met
    met_at: str
    met_at_key: str
    now_at: str | None  # None where nothing is known of a move
    now_at_key: str | None
    now_title: str | None
    since: date | None
    person_id: UUID | None
    standing: str
    opens_on: date
    due_on: date
    stalls_on: date

    def state(self, day: date) -> State | None:
        """None while the offer is not declined."""
        if self.standing == "not_declined":
            return None
        held = None if self.standing == "open" else State(self.standing)
        return None if self.opens_on == NEVER and held is None else state_on(self, held, day)


@dataclass(frozen=True, slots=True)
class SomePerson:
    """One person, met by one client or by several."""

    seats: tuple[Seat, ...]  # the latest met first
    crowd: tuple[Met, ...]  # the clients about to write, where they are too many

    @property
    def last(self) -> Seat:
        return self.seats[0]

    def is_at(self, key: str) -> bool:
        return (self.moved.now_at_key if self.moved else self.last.met_at_key) == key

    @property
    def moved(self) -> Seat | None:
        """Whose client heard of the latest move, if anybody's did."""
        heard = [seat for seat in self.seats if seat.since]
        return max(heard, key=lambda seat: seat.since or NEVER, default=None)


@dataclass(frozen=True, slots=True)
class Declined:
    offer_id: UUID
    client_id: UUID
    client_name: str
    title: str
    area: str
    offered_on: date
    declined_on: date | None
    declined_well: bool | None


@dataclass(frozen=True, slots=True)
class Hired:
    """A client who took a job there."""

    job_id: UUID
    client_id: UUID
    client_name: str
    title: str
    area: str
    started_on: date | None


@dataclass(frozen=True, slots=True)
class EmployerFile:
    key: str
    name: str
    people: list[SomePerson]  # whoever is there first
    offers: list[Declined]  # the latest first
    hired: list[Hired]  # the latest first
    is_whole: bool  # else there are more people than one page shows

    @property
    def slug(self) -> str:
        return slug_of(self.key)


def employer_file(session: Session, access: Access, slug: str, today: date) -> EmployerFile:
    """Raises `NotFound` for an employer that this office has nothing to do with."""
    access.require(Permission.READ_PEOPLE)
    key = key_of(slug)
    offers = offers_at(session, access, key)
    seats = seats_at(session, access, key)
    hired = hired_at(session, access, key)
    names = [name for name, _ in offers]
    names += [seat.now_at for seat in seats if seat.now_at and seat.now_at_key == key]
    names += [name for name, _ in hired]
    names += [] if names else names_in_moves(session, access, key)
    if not names:
        raise NotFound
    people = [*people_of(session, access, seats[:MOST_PEOPLE], today)]
    people.sort(key=lambda one: (not one.is_at(key), fold(one.last.name)))
    is_whole = len(seats) <= MOST_PEOPLE
    return EmployerFile(
        key,
        names[0],
        people,
        [offer for _, offer in offers],
        [job for _, job in hired],
        is_whole,
    )


def names_in_moves(session: Session, access: Access, key: str) -> Sequence[str]:
    """As it was written where people went there, who may have left since."""
    return session.scalars(
        select(Move.employer)
        .where(
            Move.office_id == access.office_id,
            Move.employer_key == key,
            Move.voided_at.is_(None),
        )
        .order_by(Move.id)
        .limit(1)
    ).all()


def offers_at(session: Session, access: Access, key: str) -> list[tuple[str, Declined]]:
    rows: Any = session.execute(
        select(
            Offer.employer,
            Offer.id,
            Offer.client_id,
            Client.name,
            Offer.title,
            Offer.area,
            Offer.offered_on,
            Offer.declined_on,
            Offer.declined_well,
        )
        .join(Client, (Client.office_id == Offer.office_id) & (Client.id == Offer.client_id))
        .where(Offer.office_id == access.office_id, Offer.employer_key == key)
        .order_by(Offer.offered_on.desc(), Offer.id.desc())
        .limit(MOST_PEOPLE)
    )
    return [(employer, Declined(*rest)) for employer, *rest in rows]


def hired_at(session: Session, access: Access, key: str) -> list[tuple[str, Hired]]:
    rows: Any = session.execute(
        select(
            Job.employer,
            Job.id,
            Job.client_id,
            Client.name,
            Job.title,
            Job.area,
            Job.started_on,
        )
        .join(Client, (Client.office_id == Job.office_id) & (Client.id == Job.client_id))
        .where(Job.office_id == access.office_id, Job.employer_key == key)
        .order_by(Job.started_on.desc().nulls_last(), Job.id.desc())
        .limit(MOST_PEOPLE)
    )
    return [(employer, Hired(*rest)) for employer, *rest in rows]


def seats_at(session: Session, access: Access, key: str) -> list[Seat]:
    """Whoever was met there, is there now, or was there between; and of each such person what
    other clients know, who were told of another move or met them elsewhere."""
    met_there = (
        select(Contact.id)
        .join(Offer, (Offer.office_id == Contact.office_id) & (Offer.id == Contact.offer_id))
        .where(Contact.office_id == access.office_id, Offer.employer_key == key)
    )
    went_there = select(Move.contact_id).where(
        Move.office_id == access.office_id,
        Move.employer_key == key,
        Move.voided_at.is_(None),
    )
    known_there = aliased(Contact)
    people = select(known_there.person_id).where(
        known_there.office_id == access.office_id,
        known_there.id.in_(union_all(met_there, went_there)),
        known_there.person_id.is_not(None),
    )
    rows: Any = session.execute(
        select(
            Contact.id,
            Contact.client_id,
            Client.name,
            Contact.name,
            Contact.title,
            Offer.employer,
            Offer.employer_key,
            Move.employer,
            Move.employer_key,
            Move.title,
            Move.started_on,
            Contact.person_id,
            Contact.standing,
            Contact.opens_on,
            Contact.due_on,
            Contact.stalls_on,
        )
        .join(Client, (Client.office_id == Contact.office_id) & (Client.id == Contact.client_id))
        .join(Offer, (Offer.office_id == Contact.office_id) & (Offer.id == Contact.offer_id))
        .join(
            Move, (Move.office_id == Contact.office_id) & (Move.id == Contact.move_id), isouter=True
        )
        .where(
            Contact.office_id == access.office_id,
            or_(
                Offer.employer_key == key,
                Contact.id.in_(went_there.correlate(None)),
                Contact.person_id.in_(people),
            ),
        )
        .order_by(Offer.offered_on.desc(), Contact.id.desc())
        .limit(MOST_PEOPLE + 1)
    )
    return [Seat(*row) for row in rows]


def people_of(
    session: Session, access: Access, seats: Sequence[Seat], today: date
) -> Iterator[SomePerson]:
    """Linked contacts are one person."""
    by_person: dict[UUID, list[Seat]] = {}
    for seat in seats:
        by_person.setdefault(seat.person_id or seat.contact_id, []).append(seat)
    linked = {seat.person_id for seat in seats if seat.person_id}
    met = met_where(session, access, Contact.person_id.in_(linked)) if linked else []
    for person_id, theirs in by_person.items():
        crowd = crowd_of([one for one in met if one.person_id == person_id], today)
        yield SomePerson(tuple(theirs), crowd)
