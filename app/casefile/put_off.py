"""What was just put off or handed on: told on the list where it was done, with a way back."""

from datetime import date
from typing import Annotated, NamedTuple

from fastapi import Depends, Query
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import advisors_of, names_of
from app.casefile.acts import Act
from app.clients.queries import email_of, one_client
from app.offers.queries import one_contact
from app.web.api import known_id
from app.web.strict import Line
from app.web.words import short_day


class PutOff(NamedTuple):
    """In the address of the list: an id, or blank; `was` is the advisor before."""

    snoozed: str
    paused: str
    handed: str
    was: str


def put_off_in(
    snoozed: Annotated[Line, Query()] = "",
    paused: Annotated[Line, Query()] = "",
    handed: Annotated[Line, Query()] = "",
    was: Annotated[Line, Query()] = "",
) -> PutOff:
    return PutOff(snoozed, paused, handed, was)


JustPutOff = Annotated[PutOff, Depends(put_off_in)]


class Told(NamedTuple):
    words: str
    act: Act | None


def told_of(
    session: Session, access: Access, slug: str, put_off: PutOff, today: date
) -> Told | None:
    """None once it is as it was before."""
    base = f"/o/{slug}"
    if put_off.snoozed:
        contact = one_contact(session, access, known_id(put_off.snoozed))
        if contact.snoozed_until is None:
            return None
        words = f"{contact.name} is snoozed until {short_day(contact.snoozed_until, today)}."
        return Told(words, Act("End the snooze", f"{base}/contacts/{contact.id}/wake", post={}))
    if put_off.paused:
        client = one_client(session, access, known_id(put_off.paused))
        if client.paused_until is None:
            return None
        words = f"{client.name} is paused until {short_day(client.paused_until, today)}."
        return Told(words, Act("End the pause", f"{base}/clients/{client.id}/resume", post={}))
    if put_off.handed:
        return handed_on(session, access, base, put_off)
    return None


def handed_on(session: Session, access: Access, base: str, put_off: PutOff) -> Told | None:
    client = one_client(session, access, known_id(put_off.handed))
    if client.advisor_id is None:
        return None
    words = f"{client.name} is with {names_of(session, access)[client.advisor_id]} now."
    was = known_id(put_off.was) if put_off.was else None
    names = {email: name for name, email in advisors_of(session, access)}
    email = email_of(session, access, was)
    if was == client.advisor_id or email not in names:
        return Told(words, None)
    label = "Take them back" if was == access.user_id else f"Give them back to {names[email]}"
    back = {"advisor_email": email, "version": str(client.version)}
    return Told(words, Act(label, f"{base}/clients/{client.id}/hand-on", post=back))
