"""Where people went and who is who, as JSON."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock
from app.accounts.access import Access
from app.accounts.door import Caller, office_transaction
from app.audit.viewed import viewed
from app.offers.models import Contact
from app.offers.queries import held_contact, one_contact
from app.people import actions as people
from app.people import answers
from app.people.forms import MoveChanges, NewMove, OtherContact
from app.people.models import Move
from app.people.queries import Kin, Met, held_move, kin_of, one_move
from app.web.answers import fields_of, plain
from app.web.api import (
    AnId,
    Matched,
    based_on,
    check_match,
    json_routes,
    known_id,
    made_at,
    once_by_key,
    today_of,
)
from app.web.calling import Calling
from app.web.strict import Voiding

router = json_routes("people")


@router.post("/contacts/{contact_id}/moves", status_code=201, response_class=made_at("/moves/{id}"))
def add_move(calling: Calling, contact_id: AnId, form: NewMove) -> answers.Move:
    """The contact took another job; the latest that stands is where they are now."""

    def act(session: Any, access: Access, at: datetime) -> answers.Move:
        today = today_of(access)
        return move_json(
            people.add_move(session, access, known_id(contact_id), form, today=today, at=at)
        )

    return once_by_key(calling, f"/contacts/{contact_id}/moves", form, act)


@router.get("/moves/{move_id}")
def read_move(calling: Calling, move_id: AnId) -> answers.Move:
    with office_transaction(calling, write=False) as (session, access, _):
        move = one_move(session, access, known_id(move_id))
        viewed(session, access, move.client_id)
        return move_json(move)


@router.patch("/moves/{move_id}")
def change_move(
    calling: Calling, move_id: AnId, matched: Matched, form: MoveChanges
) -> answers.Move:
    with office_transaction(calling, write=True) as (session, access, _):
        return move_json(
            people.change_move(
                session,
                access,
                known_id(move_id),
                based_on(form, matched),
                today=today_of(access),
                at=clock.now(),
            )
        )


@router.post("/moves/{move_id}/void")
def void_move(calling: Calling, move_id: AnId, matched: Matched, form: Voiding) -> answers.Move:
    def void(session: Any, access: Access, known: UUID, at: datetime) -> Move:
        return people.void_move(session, access, known, form.reason, at)

    return done_to_move(calling, move_id, matched, "void", void, form)


@router.post("/moves/{move_id}/email-holds")
def confirm_email(calling: Calling, move_id: AnId, matched: Matched) -> answers.Move:
    """They kept their e-mail address: nobody who writes to them is asked any more. Until then
    `old_email` is the one that was known when the move was recorded."""
    return done_to_move(calling, move_id, matched, "email-holds", people.confirm_email)


@router.post("/moves/{move_id}/email-in-doubt")
def doubt_email(calling: Calling, move_id: AnId, matched: Matched) -> answers.Move:
    """Takes a confirmation back: whoever writes to them is asked again, as after the move."""
    return done_to_move(calling, move_id, matched, "email-in-doubt", people.doubt_email)


def done_to_move(
    calling: Caller,
    move_id: str,
    matched: int | None,
    what: str,
    act: Callable[[Any, Access, UUID, datetime], Move],
    form: Voiding | None = None,
) -> answers.Move:
    """As the move was when it was last read, where the call says so."""

    def done(session: Any, access: Access, at: datetime) -> answers.Move:
        known = known_id(move_id)
        if matched is not None:
            check_match(held_move(session, access, known), matched)
        return move_json(act(session, access, known, at))

    return once_by_key(calling, f"/moves/{move_id}/{what}", form, done)


@router.get("/contacts/{contact_id}/same-person")
def read_kin(calling: Calling, contact_id: AnId) -> answers.Kin:
    """Who is the same person already, who could be by their address, and who is about to write."""
    with office_transaction(calling, write=False) as (session, access, _):
        contact = one_contact(session, access, known_id(contact_id))
        viewed(session, access, contact.client_id)
        return kin_json(session, access, contact)


@router.post("/contacts/{contact_id}/same-person")
def link(calling: Calling, contact_id: AnId, form: OtherContact) -> answers.Kin:
    """Both are one person from now on; nothing is merged."""

    def act(session: Any, access: Access, at: datetime) -> answers.Kin:
        contact = people.link(session, access, known_id(contact_id), form, at)
        return kin_json(session, access, contact)

    return once_by_key(calling, f"/contacts/{contact_id}/same-person", form, act)


@router.post("/contacts/{contact_id}/somebody-else")
def tell_apart(calling: Calling, contact_id: AnId, form: OtherContact) -> answers.Kin:
    """In spite of one address the two are not the same; they are not offered again."""

    def act(session: Any, access: Access, at: datetime) -> answers.Kin:
        contact = people.tell_apart(session, access, known_id(contact_id), form, at)
        return kin_json(session, access, contact)

    return once_by_key(calling, f"/contacts/{contact_id}/somebody-else", form, act)


@router.delete("/contacts/{contact_id}/same-person")
def unlink(calling: Calling, contact_id: AnId, matched: Matched) -> answers.Kin:
    """`If-Match` is the contact’s."""
    with office_transaction(calling, write=True) as (session, access, _):
        if matched is not None:
            check_match(held_contact(session, access, known_id(contact_id)), matched)
        return kin_json(
            session, access, people.unlink(session, access, known_id(contact_id), clock.now())
        )


def move_json(move: Move) -> answers.Move:
    return fields_of(answers.Move, move)


def kin_json(session: Any, access: Access, contact: Contact) -> answers.Kin:
    kin = kin_of(session, access, [contact], today_of(access)).get(contact.id, Kin())
    return {
        "contact_id": str(contact.id),
        "person_id": plain(contact.person_id),
        "linked": [met_json(met) for met in kin.linked],
        "alike": [met_json(met) for met in kin.alike],
        "about_to_write": [met_json(met) for met in kin.crowd],
    }


def met_json(met: Met) -> answers.Met:
    return fields_of(answers.Met, met)
