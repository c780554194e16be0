"""Reads of notes. What was removed is not there any more."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.clients.queries import held_client
from app.faults import NotFound
from app.notes.models import Note

OF_CLIENT = (
    select(Note)
    .where(
        Note.office_id == bindparam("office_id"),
        Note.client_id == bindparam("client_id"),
        Note.removed_at.is_(None),
    )
    .order_by(Note.pinned.desc(), Note.written_at.desc(), Note.id.desc())
)


def notes_of(session: Session, access: Access, client_id: UUID) -> list[Note]:
    """All that hang on the client, their offers and contacts: the pinned first, then the newest."""
    access.require(Permission.READ_PEOPLE)
    whose = {"office_id": access.office_id, "client_id": client_id}
    return list(session.scalars(OF_CLIENT, whose))


def every_note_of(session: Session, access: Access, client_id: UUID) -> list[Note]:
    """The removed ones too, of which no text is left."""
    access.require(Permission.READ_PEOPLE)
    return list(
        session.scalars(
            select(Note).where(Note.office_id == access.office_id, Note.client_id == client_id)
        )
    )


def one_note(session: Session, access: Access, note_id: UUID) -> Note:
    access.require(Permission.READ_PEOPLE)
    note = session.get(Note, (access.office_id, note_id))
    if note is None or note.removed_at is not None:
        raise NotFound
    return note


def held_note(session: Session, access: Access, note_id: UUID) -> Note:
    """For a change: its client is held against other writers."""
    access.require(Permission.WRITE_PEOPLE)
    note = one_note(session, access, note_id)
    held_client(session, access, note.client_id)
    session.refresh(note)
    if note.removed_at is not None:
        raise NotFound
    return note


def may_change(access: Access, note: Note) -> bool:
    """Whoever wrote it may, and an admin."""
    if not access.may(Permission.WRITE_PEOPLE):
        return False
    is_theirs = access.user_id is not None and note.written_by == access.user_id
    return is_theirs or access.may(Permission.MANAGE_OFFICE)
