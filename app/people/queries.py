"""Where people went, and who of the office's contacts is, or could be, the same person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import all_of, one_of
from app.clients.models import Client
from app.clients.queries import held_client
from app.cycle.crowds import CROWD, about_to_write, is_crowd, writes_by
from app.db.prepared import Prepared, Reader
from app.offers.models import Contact, Offer
from app.people.models import Distinction, Move


def moves_of(session: Session, access: Access, client_id: UUID) -> list[Move]:
    """Of all the client's contacts; voided ones too, in the order of recording."""
    return all_of(session, access, Move, client_id)


def one_move(session: Session, access: Access, move_id: UUID) -> Move:
    return one_of(session, access, Move, move_id)


def current_move(session: Session, access: Access, contact: Contact) -> Move | None:
    """Where the contact is now, if not where they were met."""
    return one_move(session, access, contact.move_id) if contact.move_id else None


def held_move(session: Session, access: Access, move_id: UUID) -> Move:
    """For a change: its client is held against other writers."""
    access.require(Permission.WRITE_PEOPLE)
    move = one_move(session, access, move_id)
    held_client(session, access, move.client_id)
    session.refresh(move)
    return move


def latest_move(session: Session, access: Access, contact_id: UUID) -> Move | None:
    access.require(Permission.READ_PEOPLE)
    return session.scalars(
        select(Move)
        .where(
            Move.office_id == access.office_id,
            Move.contact_id == contact_id,
            Move.voided_at.is_(None),
        )
        .order_by(Move.started_on.desc(), Move.id.desc())
        .limit(1)
    ).one_or_none()


MOST_MET = 300  # that are read at once
MOST_CROWDS = 20  # of a day
MOST_OFFERED = 3  # as the same person; the next come once these are answered


@dataclass(frozen=True, slots=True)
class Met:
    """A contact as another client's process knew them."""

    contact_id: UUID
    client_id: UUID
    name: str
    client_name: str
    employer: str  # where they were met
    email: str | None
    linkedin_key: str | None
    person_id: UUID | None
    opens_on: date


@dataclass(frozen=True, slots=True)
class Kin:
    """Who else is the same person as one contact, and who could be."""

    linked: tuple[Met, ...] = ()
    alike: tuple[Met, ...] = ()  # with the same e-mail or LinkedIn address
    crowd: tuple[Met, ...] = ()  # one for each client about to write to the person, if too many


def kin_of(
    session: Session, access: Access, contacts: Sequence[Contact], today: date
) -> dict[UUID, Kin]:
    """By contact; two reads, however many there are."""
    access.require(Permission.READ_PEOPLE)
    found = met_like(session, access, contacts)
    if not found:
        return {}
    distinct = distinctions_of(session, access, [contact.id for contact in contacts])
    return {
        contact.id: kin_among(found, contact, distinct, today)
        for contact in contacts
        if contact.id in {met.contact_id for met in found}
    }


def kin_among(
    found: Sequence[Met], contact: Contact, distinct: set[tuple[UUID, UUID]], today: date
) -> Kin:
    person = [met for met in found if met.person_id and met.person_id == contact.person_id]
    others = [met for met in found if met.contact_id != contact.id and met not in person]
    return Kin(
        tuple(met for met in person if met.contact_id != contact.id),
        tuple(
            met
            for met in others
            if is_alike(met, contact) and (contact.id, met.contact_id) not in distinct
        )[:MOST_OFFERED],
        crowd_of(person, today),
    )


def crowd_of(person: Sequence[Met], today: date) -> tuple[Met, ...]:
    """Of the contacts that are one person: whoever is about to write, where they are too many."""
    writing = about_to_write(((met.client_id, met.opens_on) for met in person), today)
    if not is_crowd(writing):
        return ()
    latest_first = sorted(person, key=lambda met: met.opens_on, reverse=True)
    first = {met.client_id: met for met in latest_first if met.client_id in writing}
    return tuple(sorted(first.values(), key=lambda met: met.client_name))


WRITTEN_TO = (
    select(Contact.person_id)
    .join(Client, (Client.office_id == Contact.office_id) & (Client.id == Contact.client_id))
    .where(
        Contact.office_id == bindparam("office_id", type_=Uuid()),
        Contact.person_id.is_not(None),
        Contact.opens_on <= bindparam("writes_by", type_=Date()),
    )
    .group_by(Contact.person_id)
    .having(func.count(Contact.client_id.distinct()) >= CROWD)
    .order_by(Contact.person_id)
    .limit(MOST_CROWDS)
)
IS_THEIRS = Client.advisor_id == bindparam("advisor_id", type_=Uuid())
BY_MANY = Prepared(WRITTEN_TO)
BY_MANY_OF = Prepared(WRITTEN_TO.having(func.count().filter(IS_THEIRS) > 0))


def crowds(
    session: Session, access: Access, advisor_id: UUID | None, today: date
) -> list[tuple[Met, ...]]:
    """For each person to whom too many clients are about to write, those clients; of all the
    office's, or where one of this advisor's is among them."""
    access.require(Permission.READ_PEOPLE)
    asked: dict[str, Any] = {"office_id": access.office_id, "writes_by": writes_by(today)}
    if advisor_id is None:
        rows = Reader.of(session).rows(BY_MANY, **asked)
    else:
        rows = Reader.of(session).rows(BY_MANY_OF, **asked, advisor_id=advisor_id)
    people = [person_id for (person_id,) in rows]
    met = met_where(session, access, Contact.person_id.in_(people)) if people else []
    found = (crowd_of([one for one in met if one.person_id == id], today) for id in people)
    return sorted(filter(None, found), key=lambda crowd: crowd[0].name)


def is_alike(met: Met, contact: Contact) -> bool:
    same_email = met.email is not None and met.email == contact.email
    same_profile = met.linkedin_key is not None and met.linkedin_key == contact.linkedin_key
    return same_email or same_profile


def met_like(session: Session, access: Access, contacts: Sequence[Contact]) -> list[Met]:
    """All contacts of the office that share a person or an address with one of these."""
    shared = (
        (column, {value for one in contacts if (value := getattr(one, column.key)) is not None})
        for column in (Contact.person_id, Contact.email, Contact.linkedin_key)
    )
    wanted = [column.in_(values) for column, values in shared if values]
    return met_where(session, access, or_(*wanted)) if wanted else []


def met_where(session: Session, access: Access, which: ColumnElement[bool]) -> list[Met]:
    rows = session.execute(
        select(
            Contact.id,
            Contact.client_id,
            Contact.name,
            Client.name,
            Offer.employer,
            Contact.email,
            Contact.linkedin_key,
            Contact.person_id,
            Contact.opens_on,
        )
        .join(Client, (Client.office_id == Contact.office_id) & (Client.id == Contact.client_id))
        .join(Offer, (Offer.office_id == Contact.office_id) & (Offer.id == Contact.offer_id))
        .where(Contact.office_id == access.office_id, which)
        # Should an address be everybody's, whoever is linked already comes first.
        .order_by(Contact.person_id.is_(None), Contact.id)
        .limit(MOST_MET)
    )
    return [Met(*row) for row in rows]


def distinctions_of(
    session: Session, access: Access, contact_ids: Sequence[UUID]
) -> set[tuple[UUID, UUID]]:
    rows = session.execute(
        select(Distinction.contact_id, Distinction.other_id).where(
            Distinction.office_id == access.office_id, Distinction.contact_id.in_(contact_ids)
        )
    )
    return {(contact_id, other_id) for contact_id, other_id in rows}
