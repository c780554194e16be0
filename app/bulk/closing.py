"""Closing the relationships of many clients: a client is closed when nothing of theirs is open."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.bulk.changes import Cannot, Change, Weighed
from app.bulk.deed import Deed
from app.bulk.forms import Closing
from app.bulk.queries import Selected, open_contacts
from app.bulk.setting import Setting
from app.bulk.words import named
from app.casefile.items import CLOSE
from app.casefile.sheets import Moment
from app.faults import BadInput
from app.offers.models import Contact


def weigh_closing(
    session: Session, access: Access, clients: Sequence[Selected], form: Closing, moment: Moment
) -> Iterator[Weighed]:
    on = form.closed_on or moment.today
    if on > moment.today:
        raise BadInput("closed_on", "lies in the future")
    people = open_contacts(session, access, [client.id for client in clients])
    after = {"closed_on": on.isoformat(), "closed_reason": form.closed_reason}
    for client in clients:
        theirs = people.get(client.id, [])
        if not theirs:
            yield Cannot(client.id, client.name, "No open relationship")
            continue
        before: dict[str, Any] = {"closed_on": None, "closed_reason": None}
        yield Change(
            client.id,
            client.name,
            f"In touch with {named([name for _, name in theirs])}",
            "Closed",
            {str(contact_id): before for contact_id, _ in theirs},
            {str(contact_id): after for contact_id, _ in theirs},
        )


CLOSING = Deed(
    name="close",
    label="Close",
    title="Close the relationships",
    submit="Close those of {clients}",
    done="Closed the relationships of {clients}",
    lead="With every person of each client who is still open; no step follows.",
    model=Closing,
    items=CLOSE,
    days=("closed_on",),
    weigh=weigh_closing,
    writing=Setting(Contact, ("closed_on", "closed_reason")),
    moves_dates=True,
)
