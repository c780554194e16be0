"""Reads of the messages that an office wrote itself; where there is none, ours hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import names_of
from app.clients.models import Client
from app.db.prepared import Prepared, Reader
from app.drafts.models import DraftTemplate
from app.drafts.texts import FOR_STEP, WORDS, Occasion, Words
from app.offers.models import Contact, Offer

MOST_EXAMPLES = 60
STEPS = {occasion: step.value for step, occasion in FOR_STEP.items()}


@dataclass(frozen=True, slots=True)
class Message:
    """As it holds in the office."""

    occasion: Occasion
    words: Words
    is_own: bool
    version: int
    changed_by: str  # a name; nothing where nobody ever changed it
    changed_at: datetime | None


OWN_WORDS = Prepared(
    select(DraftTemplate.occasion, DraftTemplate.subject, DraftTemplate.text).where(
        DraftTemplate.office_id == bindparam("office_id", type_=Uuid()), DraftTemplate.text != ""
    )
)


def words_that_hold(session: Session, access: Access) -> Mapping[Occasion, Words]:
    session.flush()
    return words_among(Reader.of(session).rows(OWN_WORDS, office_id=access.office_id))


def words_among(own: Sequence[tuple[str, str, str]]) -> Mapping[Occasion, Words]:
    return WORDS | {Occasion(occasion): Words(subject, text) for occasion, subject, text in own}


def messages(session: Session, access: Access) -> list[Message]:
    access.require(Permission.READ_SETTINGS)
    rows = session.scalars(select(DraftTemplate).where(DraftTemplate.office_id == access.office_id))
    stored = {row.occasion: row for row in rows}
    names = names_of(session, access)
    return [message_of(occasion, stored.get(occasion), names) for occasion in Occasion]


def message(session: Session, access: Access, occasion: Occasion) -> Message:
    return next(one for one in messages(session, access) if one.occasion is occasion)


def message_of(occasion: Occasion, stored: DraftTemplate | None, names: dict[UUID, str]) -> Message:
    if stored is None or stored.version == 0:
        return Message(occasion, WORDS[occasion], False, 0, "", None)
    words = Words(stored.subject, stored.text) if stored.text else WORDS[occasion]
    who = names.get(stored.changed_by) if stored.changed_by else None
    return Message(
        occasion,
        words,
        bool(stored.text),
        stored.version,
        who or "Whoever runs Regards",
        stored.changed_at,
    )


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody with whom a message can be read as it would be sent."""

    contact_id: UUID
    client_name: str
    contact_name: str
    employer: str


def examples(session: Session, access: Access, occasion: Occasion) -> list[Example]:
    """First those for whom this message is next, the most urgent first."""
    access.require(Permission.READ_PEOPLE)
    is_next = Contact.step == STEPS.get(occasion, "catch_up")
    if occasion is Occasion.NUDGE:
        is_next = Contact.step.is_not(None)
    if occasion in (Occasion.INVITE_IN_PERSON, Occasion.INVITE_REMOTE):
        is_next &= Contact.mode == occasion.value.removeprefix("invite_")
    rows = session.execute(
        select(Contact.id, Client.name, Contact.name, Offer.employer)
        .join(Client, (Client.office_id == Contact.office_id) & (Client.id == Contact.client_id))
        .join(Offer, (Offer.office_id == Contact.office_id) & (Offer.id == Contact.offer_id))
        .where(Contact.office_id == access.office_id)
        .order_by(case((is_next, 0), else_=1), Contact.due_on, Contact.id)
        .limit(MOST_EXAMPLES)
    )
    return [Example(*row) for row in rows]
