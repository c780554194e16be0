"""Keeping up with people: where they went, and who is one and the same person."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import read_again
from app.audit.actions import record
from app.clients.actions import apply, changes_to
from app.clients.queries import held_client
from app.db.base import new_id
from app.faults import BadInput, NotFound
from app.offers.models import Contact
from app.offers.queries import held_contact, one_contact, one_offer
from app.people.forms import MoveChanges, NewMove, OtherContact
from app.people.models import Distinction, Move
from app.people.queries import held_move, latest_move


def add_move(
    session: Session,
    access: Access,
    contact_id: UUID,
    form: NewMove,
    *,
    today: date,
    at: datetime,
) -> Move:
    contact = held_contact(session, access, contact_id)
    values = form.model_dump() | {"started_on": form.started_on or today}
    check_start(session, access, contact, values["started_on"], today)
    move = Move(
        office_id=access.office_id,
        client_id=contact.client_id,
        contact_id=contact.id,
        old_email=contact.email,
        recorded_by=access.user_id,
        recorded_at=at,
        **values,
    )
    session.add(move)
    follow(session, access, contact)
    record(session, access, "move.added", at=at, client_id=move.client_id, subject_id=move.id)
    return move


def change_move(
    session: Session,
    access: Access,
    move_id: UUID,
    form: MoveChanges,
    *,
    today: date,
    at: datetime,
) -> Move:
    move = held_move(session, access, move_id)
    changes = changes_to(move, form.given())
    contact = one_contact(session, access, move.contact_id)
    check_start(session, access, contact, changes.get("started_on", move.started_on), today)
    details = apply(move, changes)
    follow(session, access, contact)
    if details["fields"]:
        record(
            session,
            access,
            "move.changed",
            at=at,
            client_id=move.client_id,
            subject_id=move.id,
            **details,
        )
    return move


def void_move(session: Session, access: Access, move_id: UUID, reason: str, at: datetime) -> Move:
    """They are then where they were before. A second time changes nothing."""
    move = held_move(session, access, move_id)
    if move.voided_at is None:
        move.voided_at, move.voided_by, move.void_reason = at, access.user_id, reason
        move.version += 1
        follow(session, access, one_contact(session, access, move.contact_id))
        record(session, access, "move.voided", at=at, client_id=move.client_id, subject_id=move.id)
    return move


def confirm_email(session: Session, access: Access, move_id: UUID, at: datetime) -> Move:
    """They kept the address they had before. A second time changes nothing."""
    move = held_move(session, access, move_id)
    if move.old_email is not None:
        move.old_email = None
        move.version += 1
        record(
            session, access, "move.email_confirmed", at=at, client_id=move.client_id,
            subject_id=move.id,
        )  # fmt: skip
    return move


def doubt_email(session: Session, access: Access, move_id: UUID, at: datetime) -> Move:
    """It is asked about again: confirmed too soon, or by mistake. A second time changes nothing."""
    move = held_move(session, access, move_id)
    email = one_contact(session, access, move.contact_id).email
    if email and move.old_email != email:
        move.old_email = email
        move.version += 1
        record(
            session, access, "move.email_doubted", at=at, client_id=move.client_id,
            subject_id=move.id,
        )  # fmt: skip
    return move


def check_start(
    session: Session, access: Access, contact: Contact, started_on: date, today: date
) -> None:
    if started_on > today:
        raise BadInput("started_on", "lies in the future")
    if started_on < one_offer(session, access, contact.offer_id).offered_on:
        raise BadInput("started_on", "lies before the day of the offer at which they were met")


def follow(session: Session, access: Access, contact: Contact) -> None:
    """The contact is where the latest move that stands has led."""
    session.flush()
    latest = latest_move(session, access, contact.id)
    contact.move_id = latest.id if latest else None


def link(
    session: Session, access: Access, contact_id: UUID, form: OtherContact, at: datetime
) -> Contact:
    """Both are one person from now on, and so is whoever either was one with. Nothing is merged."""
    one, other = held_pair(session, access, contact_id, form.other_id)
    if one.person_id is not None and one.person_id == other.person_id:
        return one
    theirs = one.person_id or other.person_id or new_id()
    joined = [person for person in (one.person_id, other.person_id) if person]
    others = [met for person in joined for met in one_with(session, access, person)]
    session.execute(
        update(Contact)
        .where(Contact.office_id == access.office_id, Contact.person_id.in_(joined))
        .values(person_id=theirs)
    )
    one.person_id = other.person_id = theirs
    forget_distinction(session, access, one, other)
    tell(session, access, "contact.linked", dict.fromkeys((one, other, *others)), at)
    return one


def unlink(session: Session, access: Access, contact_id: UUID, at: datetime) -> Contact:
    """Somebody of their own again; whoever is that already stays as they are."""
    contact = held_contact(session, access, contact_id)
    theirs = one_with(session, access, contact.person_id) if contact.person_id else []
    others = [met for met in theirs if met is not contact]
    if others:
        contact.person_id = None
        tell(session, access, "contact.unlinked", (contact,), at)
        tell(session, access, "contact.unlinked", others, at, other=str(contact.id))
    return contact


def one_with(session: Session, access: Access, person_id: UUID) -> list[Contact]:
    """All contacts that are this person."""
    of_person = Contact.office_id == access.office_id, Contact.person_id == person_id
    return list(session.scalars(select(Contact).where(*of_person).order_by(Contact.id)))


def tell_apart(
    session: Session, access: Access, contact_id: UUID, form: OtherContact, at: datetime
) -> Contact:
    """The two are not offered as one person again."""
    one, other = held_pair(session, access, contact_id, form.other_id)
    if one.person_id is not None and one.person_id == other.person_id:
        raise BadInput("other_id", "is linked as the same person: unlink them first")
    forget_distinction(session, access, one, other)
    for this, that in ((one, other), (other, one)):
        session.add(
            Distinction(
                office_id=access.office_id,
                client_id=this.client_id,
                contact_id=this.id,
                other_id=that.id,
                said_by=access.user_id,
                said_at=at,
            )
        )
    session.flush()
    tell(session, access, "contact.told_apart", (one, other), at)
    return one


def forget_distinction(session: Session, access: Access, one: Contact, other: Contact) -> None:
    both = (one.id, other.id)
    session.execute(
        delete(Distinction).where(
            Distinction.office_id == access.office_id,
            Distinction.contact_id.in_(both),
            Distinction.other_id.in_(both),
        )
    )


def held_pair(
    session: Session, access: Access, contact_id: UUID, other_id: UUID
) -> tuple[Contact, Contact]:
    """Their clients are held in the order of ids, so that no two writers wait in a ring."""
    access.require(Permission.WRITE_PEOPLE)
    one = one_contact(session, access, contact_id)
    try:
        other = one_contact(session, access, other_id)
    except NotFound:
        raise BadInput("other_id", "is no contact of this office") from None
    if one.id == other.id:
        raise BadInput("other_id", "must be another contact")
    for client_id in sorted({one.client_id, other.client_id}):
        held_client(session, access, client_id)
    for contact in (one, other):
        read_again(session, contact)
    return one, other


def tell(
    session: Session,
    access: Access,
    action: str,
    contacts: Iterable[Contact],
    at: datetime,
    **details: str,
) -> None:
    """In the history of each one's client; of another client it says no more than an id."""
    for contact in contacts:
        record(
            session,
            access,
            action,
            at=at,
            client_id=contact.client_id,
            subject_id=contact.id,
            **details,
        )
