"""The small forms about people: where they went, and who is who."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.casefile.items import MOVE, OTHER, VOID
from app.casefile.sheets import (
    AT_CONTACT,
    Moment,
    Sheet,
    Subject,
    known,
    of_thing,
    serve_deed,
    serve_sheet,
)
from app.offers.queries import one_contact
from app.people import actions as people
from app.people.forms import MoveChanges, NewMove, OtherContact
from app.people.queries import Kin, Met, kin_of, one_move
from app.people.words import position_words
from app.web.strict import Voiding

router = APIRouter(include_in_schema=False)


def about_new_move(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    return Subject(client_id=contact.client_id, name=contact.name, values={"started_on": today})


def add_move(
    session: Session, access: Access, id: UUID | None, form: NewMove, moment: Moment
) -> UUID:
    added = people.add_move(session, access, known(id), form, today=moment.today, at=moment.at)
    return added.client_id


def about_move(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    move = one_move(session, access, known(id))
    contact = one_contact(session, access, move.contact_id)
    return Subject(
        client_id=move.client_id, thing=move, name=contact.name, values=of_thing(move, MOVE)
    )


def change_move(
    session: Session, access: Access, id: UUID | None, form: MoveChanges, moment: Moment
) -> UUID:
    changed = people.change_move(session, access, known(id), form, today=moment.today, at=moment.at)
    return changed.client_id


def about_void(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    move = one_move(session, access, known(id))
    contact = one_contact(session, access, move.contact_id)
    return Subject(
        client_id=move.client_id, name=f"“{contact.name} moved to {position_words(move)}”"
    )


def void_move(
    session: Session, access: Access, id: UUID | None, form: Voiding, moment: Moment
) -> UUID:
    return people.void_move(session, access, known(id), form.reason, moment.at).client_id


def about_alike(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    kin = kin_of(session, access, [contact], today).get(contact.id, Kin())
    return Subject(
        client_id=contact.client_id,
        name=contact.name,
        options={"other_id": met_options(kin.alike)},
        warning="" if kin.alike else "Nobody else here has the same e-mail or LinkedIn address.",
    )


def met_options(met: Sequence[Met]) -> list[tuple[str, str]]:
    return [
        (str(one.contact_id), f"{one.name}, met by {one.client_name} at {one.employer}")
        for one in met
    ]


def link(
    session: Session, access: Access, id: UUID | None, form: OtherContact, moment: Moment
) -> UUID:
    return people.link(session, access, known(id), form, moment.at).client_id


def tell_apart(
    session: Session, access: Access, id: UUID | None, form: OtherContact, moment: Moment
) -> UUID:
    return people.tell_apart(session, access, known(id), form, moment.at).client_id


def unlink(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return people.unlink(session, access, id, moment.at).client_id


PEOPLE_SHEETS = (
    Sheet(path="contacts/{id}/moves", model=NewMove, title="{} works elsewhere now",
          lead="The relationship goes on. The offer keeps the employer that was declined.",
          submit="Save", items=MOVE, about=about_new_move, act=add_move, adds=True,
          lands=AT_CONTACT),
    Sheet(path="moves/{id}/edit", model=MoveChanges, title="Where {} works now", submit="Save",
          items=MOVE, about=about_move, act=change_move),
    Sheet(path="moves/{id}/void", model=Voiding, title="Take back {}",
          lead="It stays in the history, crossed out, and they are where they were before.",
          submit="Take it back", items=VOID, about=about_void, act=void_move),
    Sheet(path="contacts/{id}/same-person", model=OtherContact, title="Who else is {}?",
          lead="Both stay as they are, and count as one person from now on.",
          submit="The same person", items=OTHER, about=about_alike, act=link,
          lands=AT_CONTACT),
    Sheet(path="contacts/{id}/somebody-else", model=OtherContact, title="Who is not {}?",
          lead="The two are not offered as one person again.",
          submit="Somebody else", items=OTHER, about=about_alike, act=tell_apart,
          lands=AT_CONTACT),
)  # fmt: skip
for _sheet in PEOPLE_SHEETS:
    serve_sheet(router, _sheet)
serve_deed(router, "contacts/{id}/unlink", unlink, lands=AT_CONTACT)
