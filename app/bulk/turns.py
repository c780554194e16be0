"""Letting one client go first, where too many are about to write to one person: the others' step
with that person is put off, each for a month longer than the one before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.bulk.changes import Cannot, Change, Weighed
from app.bulk.deed import Deed
from app.bulk.forms import GoingFirst
from app.bulk.queries import Selected
from app.bulk.setting import Setting, as_json
from app.casefile.sheets import Moment
from app.cycle.crowds import take_turns, writes_by
from app.faults import BadInput
from app.offers.models import Contact
from app.offers.queries import one_contact
from app.people.queries import Kin, kin_of
from app.web.words import long_day

SNOOZE = ("snoozed_until", "snoozed_step", "snooze_reason")
REASON = "Somebody else writes to them first"  # a client may read it: it names nobody


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact with whom a client is about to take a step."""

    id: UUID
    client_id: UUID
    step: str | None
    opens_on: date
    snooze: tuple[date | str | None, ...]  # in the order of `SNOOZE`


def others_than(session: Session, access: Access, contact_id: UUID, today: date) -> set[UUID]:
    """The clients who would wait, were the one with this contact to go first."""
    contact = one_contact(session, access, contact_id)
    kin = kin_of(session, access, [contact], today).get(contact.id, Kin())
    clients = {met.client_id for met in kin.crowd}
    if contact.client_id not in clients:
        raise BadInput("contact_id", "is nobody to whom too many clients are about to write")
    return clients - {contact.client_id}


def weigh_turns(
    session: Session, access: Access, clients: Sequence[Selected], form: GoingFirst, moment: Moment
) -> Iterator[Weighed]:
    first = one_contact(session, access, form.contact_id)
    waiting = waiting_for(session, access, first.person_id, moment.today)
    opening: dict[UUID, date] = {}
    for one in waiting:
        opening[one.client_id] = min(one.opens_on, opening.get(one.client_id, one.opens_on))
    turns = take_turns(opening, first.client_id, moment.today)
    for client in clients:
        turn = turns.get(client.id)
        theirs = [one for one in waiting if one.client_id == client.id]
        later = [one for one in theirs if turn and one.opens_on < turn]
        if turn is None or not later:
            yield Cannot(client.id, client.name, "Not about to write to them")
            continue
        yield Change(
            client.id,
            client.name,
            f"From {long_day(opening[client.id])}",
            f"From {long_day(turn)}",
            {
                str(one.id): dict(zip(SNOOZE, map(as_json, one.snooze), strict=True))
                for one in later
            },
            {
                str(one.id): dict(zip(SNOOZE, (turn.isoformat(), one.step, REASON), strict=True))
                for one in later
            },
        )


def waiting_for(
    session: Session, access: Access, person_id: UUID | None, today: date
) -> list[Waiting]:
    rows = session.execute(
        select(
            Contact.id,
            Contact.client_id,
            Contact.step,
            Contact.opens_on,
            *(getattr(Contact, name) for name in SNOOZE),
        )
        .where(
            Contact.office_id == access.office_id,
            Contact.person_id == person_id,
            Contact.opens_on <= writes_by(today),
        )
        .order_by(Contact.id)
    )
    return [
        Waiting(id, client, step, opens, tuple(rest)) for id, client, step, opens, *rest in rows
    ]


TURNS = Deed(
    name="turns",
    done="Put off {clients}, so that one writes to the person first",
    model=GoingFirst,
    weigh=weigh_turns,
    writing=Setting(Contact, SNOOZE),
    moves_dates=True,
)
