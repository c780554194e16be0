"""The forms about a person who was met."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.casefile.inputs import Closing, Snoozing
from app.casefile.items import CLOSE, CONTACT, SNOOZE
from app.casefile.sheets import AT_CONTACT, AT_OFFER, Moment, Sheet, Subject, known, of_thing
from app.offers import actions as offers
from app.offers.forms import ContactChanges, NewContact
from app.offers.queries import one_contact, one_offer


def about_new_contact(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    offer = one_offer(session, access, known(id))
    return Subject(client_id=offer.client_id, name=offer.employer)


def add_contact(
    session: Session, access: Access, id: UUID | None, form: NewContact, moment: Moment
) -> UUID:
    return offers.add_contact(session, access, known(id), form, moment.at).client_id


def about_contact(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    return Subject(
        client_id=contact.client_id,
        thing=contact,
        name=contact.name,
        values=of_thing(contact, CONTACT) | {"is_key": "yes" if contact.is_key else ""},
    )


def change_contact(
    session: Session, access: Access, id: UUID | None, form: ContactChanges, moment: Moment
) -> UUID:
    changed = offers.change_contact(
        session, access, known(id), form, today=moment.today, at=moment.at
    )
    return changed.client_id


def about_snooze(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    return replace(about_contact(session, access, id, today), values=of_thing(contact, SNOOZE))


def about_close(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    return replace(about_contact(session, access, id, today), values={"closed_on": today})


def snooze_contact(
    session: Session, access: Access, id: UUID | None, form: Snoozing, moment: Moment
) -> UUID:
    changes = ContactChanges(
        snoozed_until=form.snoozed_until,
        snooze_reason=form.snooze_reason,
        version=form.version,
    )
    return change_contact(session, access, id, changes, moment)


def wake_contact(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(snoozed_until=None), moment)


def close_contact(
    session: Session, access: Access, id: UUID | None, form: Closing, moment: Moment
) -> UUID:
    changes = ContactChanges(
        closed_on=form.closed_on,
        closed_reason=form.closed_reason,
        version=form.version,
    )
    return change_contact(session, access, id, changes, moment)


def reopen_contact(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(closed_on=None), moment)


def make_key(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(is_key=True), moment)


def make_not_key(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(is_key=False), moment)


SHEETS = (
    Sheet(path="offers/{id}/contacts/new", model=NewContact, title="Add a person at {}",
          lead="Everybody a relationship was formed with, one at a time.",
          submit="Add the person", items=CONTACT, about=about_new_contact, act=add_contact,
          adds=True, lands=AT_OFFER),
    Sheet(path="contacts/{id}/edit", model=ContactChanges, title="Change {}", submit="Save",
          items=CONTACT, about=about_contact, act=change_contact, lands=AT_CONTACT),
    Sheet(path="contacts/{id}/snooze", model=Snoozing, title="Snooze {}", submit="Snooze",
          items=SNOOZE, about=about_snooze, act=snooze_contact, lands=AT_CONTACT,
          told_as="snoozed"),
    Sheet(path="contacts/{id}/close", model=Closing, title="Close the relationship with {}",
          lead="No step follows any more. It can be opened again.", submit="Close",
          items=CLOSE, about=about_close, act=close_contact, lands=AT_CONTACT),
)  # fmt: skip
DEEDS = {
    "contacts/{id}/wake": wake_contact,
    "contacts/{id}/reopen": reopen_contact,
    "contacts/{id}/key": make_key,
    "contacts/{id}/not-key": make_not_key,
}
