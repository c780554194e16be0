"""The small forms of notes: to write one, change it, pin it, remove it."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.casefile.inputs import Removing, Writing
from app.casefile.items import NOTE
from app.casefile.note_cards import first_words
from app.casefile.sheets import Moment, Sheet, Subject, known, serve_deed, serve_sheet
from app.clients.queries import one_client
from app.notes import actions as notes
from app.notes.forms import NewNote, NoteChanges
from app.notes.models import Note
from app.notes.queries import one_note
from app.offers.queries import one_contact, one_offer

router = APIRouter(include_in_schema=False)
NOTES = "#notes"  # on the client's page


def about_client(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    client = one_client(session, access, known(id))
    return Subject(client_id=client.id, name=client.name)


def about_offer(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    offer = one_offer(session, access, known(id))
    return Subject(client_id=offer.client_id, name=offer.employer)


def about_contact(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    return Subject(client_id=contact.client_id, name=contact.name)


def add_to_client(
    session: Session, access: Access, id: UUID | None, form: Writing, moment: Moment
) -> UUID:
    note = NewNote(text=form.text, pinned=form.pinned)
    return notes.add_note(session, access, known(id), note, moment.at).client_id


def add_to_offer(
    session: Session, access: Access, id: UUID | None, form: Writing, moment: Moment
) -> UUID:
    offer = one_offer(session, access, known(id))
    note = NewNote(text=form.text, pinned=form.pinned, offer_id=str(offer.id))  # type: ignore[arg-type]
    return notes.add_note(session, access, offer.client_id, note, moment.at).client_id


def add_to_contact(
    session: Session, access: Access, id: UUID | None, form: Writing, moment: Moment
) -> UUID:
    contact = one_contact(session, access, known(id))
    note = NewNote(text=form.text, pinned=form.pinned, contact_id=str(contact.id))  # type: ignore[arg-type]
    return notes.add_note(session, access, contact.client_id, note, moment.at).client_id


def note_to_change(session: Session, access: Access, id: UUID | None) -> Note:
    note = one_note(session, access, known(id))
    notes.require_theirs(access, note)
    return note


def about_note(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    note = note_to_change(session, access, id)
    values = {"text": note.text, "pinned": "yes" if note.pinned else ""}
    return Subject(client_id=note.client_id, thing=note, values=values)


def change_note(
    session: Session, access: Access, id: UUID | None, form: NoteChanges, moment: Moment
) -> UUID:
    return notes.change_note(session, access, known(id), form, moment.at).client_id


def about_removal(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    note = note_to_change(session, access, id)
    warning = f"“{first_words(note.text)}” goes for good; the history keeps that there was a note."
    return Subject(client_id=note.client_id, warning=warning)


def remove_note(
    session: Session, access: Access, id: UUID | None, form: Removing, moment: Moment
) -> UUID:
    return notes.remove_note(session, access, known(id), moment.at).client_id


def pin_note(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_note(session, access, id, NoteChanges(pinned=True), moment)


def unpin_note(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_note(session, access, id, NoteChanges(pinned=False), moment)


NOTE_SHEETS = (
    Sheet(path="clients/{id}/notes/new", model=Writing, title="Add a note on {}",
          submit="Add the note", items=NOTE, about=about_client, act=add_to_client, adds=True,
          lands=NOTES),
    Sheet(path="offers/{id}/notes/new", model=Writing, title="Add a note on the offer of {}",
          submit="Add the note", items=NOTE, about=about_offer, act=add_to_offer, adds=True,
          lands=NOTES),
    Sheet(path="contacts/{id}/notes/new", model=Writing, title="Add a note on {}",
          submit="Add the note", items=NOTE, about=about_contact, act=add_to_contact, adds=True,
          lands=NOTES),
    Sheet(path="notes/{id}/edit", model=NoteChanges, title="Change the note", submit="Save",
          items=NOTE, about=about_note, act=change_note, lands=NOTES),
    Sheet(path="notes/{id}/remove", model=Removing, title="Remove this note?",
          submit="Remove it", items=(), about=about_removal, act=remove_note, danger=True,
          lands=NOTES),
)  # fmt: skip
for _sheet in NOTE_SHEETS:
    serve_sheet(router, _sheet)
for _path, _act in (("notes/{id}/pin", pin_note), ("notes/{id}/unpin", unpin_note)):
    serve_deed(router, _path, _act, lands=NOTES)
