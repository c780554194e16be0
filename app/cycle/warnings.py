"""What to tell whoever logs a touch. The touch counts all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.cycle.dates import add_months
from app.cycle.facts import EXCHANGES, Client, Contact, Id, Offer, Touch, TouchKind
from app.cycle.policy import Policy
from app.cycle.slots import is_assumed
from app.cycle.steps import progress_of, rest_until

PACED = EXCHANGES | {TouchKind.INVITED}
BEFORE_THE_DECLINE = frozenset({TouchKind.CONNECTED, TouchKind.HEARD_FROM, TouchKind.SKIPPED})


class WarningKind(StrEnum):
    EARLY = "early"
    PACE = "pace"
    ANNIVERSARY_ASSUMED = "anniversary_assumed"
    NOT_DECLINED = "not_declined"
    OFF = "off"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Warning:
    kind: WarningKind
    message: str
    on: date | None = None  # the day the message speaks of
    number: int | None = None  # the pace, or how many it was


def warnings_for(
    client: Client, policy: Policy, contact_id: Id, touch: Touch, paced_on: Sequence[date] = ()
) -> tuple[Warning, ...]:
    """`touch` is one with the contact of that id, whether or not it is among the facts already;
    `paced_on` are exchanges and invitations of which the facts do not tell."""
    offer, contact = next(
        (offer, contact)
        for offer in client.offers
        for contact in offer.contacts
        if contact.id == contact_id
    )
    said = (
        off(offer),
        not_declined(offer, touch),
        closed(contact, touch),
        early(offer, contact, policy, touch),
        pace(client, policy, touch, paced_on),
        anniversary_assumed(offer, contact, touch),
    )
    return tuple(warning for warning in said if warning is not None)


def off(offer: Offer) -> Warning | None:
    if not offer.is_off:
        return None
    return Warning(
        WarningKind.OFF, "off: the offer was not declined professionally, so no step follows"
    )


def not_declined(offer: Offer, touch: Touch) -> Warning | None:
    if offer.declined_on is not None or offer.is_off or touch.kind in BEFORE_THE_DECLINE:
        return None
    return Warning(
        WarningKind.NOT_DECLINED, "not declined: the cycle begins when the offer is turned down"
    )


def closed(contact: Contact, touch: Touch) -> Warning | None:
    if contact.closed_on is None or touch.on < contact.closed_on:
        return None
    return Warning(
        WarningKind.CLOSED,
        f"closed: the relationship was closed on {in_words(contact.closed_on)}",
        on=contact.closed_on,
    )


def early(offer: Offer, contact: Contact, policy: Policy, touch: Touch) -> Warning | None:
    if touch.kind != TouchKind.UPDATED or offer.is_off:
        return None
    rest_from = progress_of(contact, offer.declined_on).rest_from
    if rest_from is None:
        return None
    until = rest_until(rest_from, policy)
    if touch.on >= until:
        return None
    return Warning(WarningKind.EARLY, f"early: let things lie until {in_words(until)}", on=until)


def pace(client: Client, policy: Policy, touch: Touch, paced_on: Sequence[date]) -> Warning | None:
    """More exchanges and invitations within some month around this one than the pace allows."""
    if touch.kind not in PACED:
        return None
    days = sorted([touch.on, *paced_days(client, apart_from=touch.id), *paced_on])
    too_many = any(
        first <= touch.on <= last < add_months(first, 1)
        for first, last in zip(days, days[policy.catch_up_pace :], strict=False)
    )
    if not too_many:
        return None
    return Warning(
        WarningKind.PACE,
        f"pace: more than {policy.catch_up_pace} exchanges or invitations within a month;"
        f" the pace is {pace_in_words(policy.catch_up_pace)} a month",
        number=policy.catch_up_pace,
    )


def exceeds_pace(client: Client, policy: Policy, day: date) -> bool:
    """Whether there were more than the pace allows within the month that ends on that day."""
    recent = [on for on in paced_days(client) if on <= day < add_months(on, 1)]
    return len(recent) > policy.catch_up_pace


def paced_days(client: Client, apart_from: Id = None) -> list[date]:
    return [
        touch.on
        for offer in client.offers
        for contact in offer.contacts
        for touch in contact.touches
        if touch.kind in PACED and not touch.voided and touch.id != apart_from
    ]


def anniversary_assumed(offer: Offer, contact: Contact, touch: Touch) -> Warning | None:
    """Said while a catch-up pends, whose day rests on the assumption."""
    if offer.is_off or contact.is_closed or not is_assumed(offer):
        return None
    progress = progress_of(contact.with_touch(touch), offer.declined_on)
    if progress.update is None or progress.catch_up is not None:
        return None
    return Warning(
        WarningKind.ANNIVERSARY_ASSUMED,
        "assumed: the start of the new job is not known, so the catch-up is counted from the"
        " decline",
        on=offer.declined_on,
    )


def pace_in_words(pace: int) -> str:
    return {1: "one", 2: "one or two"}.get(pace, f"up to {pace}")


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
