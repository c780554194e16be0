"""Writing notes, changing and removing them. Their text never goes into the audit log."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.clients.actions import apply, changes_to
from app.clients.queries import held_client
from app.db.idempotency import forget_answers_about
from app.faults import BadInput, NotFound, Theirs
from app.notes.forms import NewNote, NoteChanges
from app.notes.models import Note
from app.notes.queries import held_note, may_change
from app.offers.queries import one_contact, one_offer


def add_note(
    session: Session, access: Access, client_id: UUID, form: NewNote, at: datetime
) -> Note:
    client = held_client(session, access, client_id)
    note = Note(
        office_id=access.office_id,
        client_id=client.id,
        offer_id=offer_of(session, access, client.id, form),
        contact_id=form.contact_id,
        text=form.text,
        pinned=form.pinned,
        written_by=access.user_id,
        written_at=at,
    )
    session.add(note)
    session.flush()
    record(session, access, "note.added", at=at, client_id=client.id, subject_id=note.id)
    return note


def offer_of(session: Session, access: Access, client_id: UUID, form: NewNote) -> UUID | None:
    """The offer named, or the one where the contact was met; both must be this client's."""
    try:
        offer = one_offer(session, access, form.offer_id) if form.offer_id else None
    except NotFound:
        offer = None
    if form.offer_id and (offer is None or offer.client_id != client_id):
        raise BadInput("offer_id", "is no offer of this client")
    if form.contact_id is None:
        return form.offer_id
    try:
        contact = one_contact(session, access, form.contact_id)
    except NotFound:
        contact = None
    if contact is None or contact.client_id != client_id:
        raise BadInput("contact_id", "is no contact of this client")
    if offer is not None and contact.offer_id != offer.id:
        raise BadInput("contact_id", "was not met at this offer")
    return contact.offer_id


def change_note(
    session: Session, access: Access, note_id: UUID, form: NoteChanges, at: datetime
) -> Note:
    note = note_to_change(session, access, note_id)
    changes = changes_to(note, form.given())
    details = apply(note, changes)
    if "text" in details["fields"]:
        note.changed_at = at
    if details["fields"]:
        record(
            session,
            access,
            "note.changed",
            at=at,
            client_id=note.client_id,
            subject_id=note.id,
            **details,
        )
    return note


def remove_note(session: Session, access: Access, note_id: UUID, at: datetime) -> Note:
    """The text goes for good, also from answers kept for repeated requests."""
    note = note_to_change(session, access, note_id)
    note.text, note.pinned = "", False
    note.removed_by, note.removed_at = access.user_id, at
    note.version += 1
    forget_answers_about(session, access.office_id, note.id)
    record(session, access, "note.removed", at=at, client_id=note.client_id, subject_id=note.id)
    return note


def note_to_change(session: Session, access: Access, note_id: UUID) -> Note:
    note = held_note(session, access, note_id)
    require_theirs(access, note)
    return note


def require_theirs(access: Access, note: Note) -> None:
    access.require(Permission.WRITE_PEOPLE)
    if not may_change(access, note):
        raise Theirs("Only the colleague who wrote this note, or an admin, can change it.")
