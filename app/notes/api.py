"""A client's notes as JSON."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from app import clock
from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.accounts.queries import Colleague, colleagues_of
from app.audit.viewed import listed, viewed
from app.clients.listing import things_of_clients
from app.clients.queries import one_client
from app.notes import actions as notes
from app.notes import answers
from app.notes.forms import NewNote, NoteChanges
from app.notes.models import Note
from app.notes.queries import held_note, notes_of, one_note
from app.web.answers import Listed, Somebody, fields_of
from app.web.api import (
    AnId,
    Matched,
    based_on,
    check_match,
    json_routes,
    known_id,
    made_at,
    once_by_key,
)
from app.web.calling import Calling
from app.web.lists import Page, UpdatedSince, paged
from app.web.strict import Id

router = json_routes("notes")


@router.post("/clients/{client_id}/notes", status_code=201, response_class=made_at("/notes/{id}"))
def add_note(calling: Calling, client_id: AnId, form: NewNote) -> answers.Note:
    def act(session: Any, access: Access, at: datetime) -> answers.Note:
        note = notes.add_note(session, access, known_id(client_id), form, at)
        return note_json(note, colleagues_of(session, access))

    return once_by_key(calling, f"/clients/{client_id}/notes", form, act)


@router.get("/clients/{client_id}/notes")
def read_notes(calling: Calling, client_id: AnId) -> answers.Notes:
    """The pinned first, then the newest."""
    with office_transaction(calling, write=False) as (session, access, _):
        client = one_client(session, access, known_id(client_id))
        viewed(session, access, client.id)
        people = colleagues_of(session, access)
        return {"items": [note_json(note, people) for note in notes_of(session, access, client.id)]}


@router.get("/notes/{note_id}")
def read_note(calling: Calling, note_id: AnId) -> answers.Note:
    with office_transaction(calling, write=False) as (session, access, _):
        note = one_note(session, access, known_id(note_id))
        viewed(session, access, note.client_id)
        return note_json(note, colleagues_of(session, access))


@router.patch("/notes/{note_id}")
def change_note(
    calling: Calling, note_id: AnId, matched: Matched, form: NoteChanges
) -> answers.Note:
    with office_transaction(calling, write=True) as (session, access, _):
        note = notes.change_note(
            session, access, known_id(note_id), based_on(form, matched), clock.now()
        )
        return note_json(note, colleagues_of(session, access))


@router.delete("/notes/{note_id}", status_code=204)
def remove_note(calling: Calling, note_id: AnId, matched: Matched) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        if matched is not None:
            check_match(held_note(session, access, known_id(note_id)), matched)
        notes.remove_note(session, access, known_id(note_id), clock.now())
    return Response(status_code=204)


@router.get("/notes")
def list_notes(
    calling: Calling,
    page: Annotated[Page, paged(answers.Note)],
    updated_since: UpdatedSince = None,
    client_id: Annotated[Id | None, Query()] = None,
    offer_id: Annotated[Id | None, Query()] = None,
    contact_id: Annotated[Id | None, Query()] = None,
) -> Listed[answers.Note]:
    """In the order in which they were written; of a removed one, that it was there."""
    with office_transaction(calling, write=False) as (session, access, _):
        people = colleagues_of(session, access)
        found = things_of_clients(
            session,
            access,
            Note,
            limit=page.one_more,
            after=page.after,
            updated_since=updated_since,
            client_id=client_id,
            offer_id=offer_id,
            contact_id=contact_id,
        )
        of_one = any((client_id, offer_id, contact_id))
        listed(session, access, "notes", found, of_one=of_one)
        return page.told(found, lambda note: note_json(note, people))


def note_json(note: Note, people: dict[UUID, Colleague]) -> answers.Note:
    writer = people.get(note.written_by) if note.written_by else None
    return fields_of(answers.Note, note, written_by=writer and fields_of(Somebody, writer))
