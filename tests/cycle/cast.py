"""Clients, offers, contacts and touches as plain calls, so that a test states only what matters.

Days are written as `2026-03-10`. What is written first was recorded first.
"""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from app.cycle.facts import (
    NOWHERE,
    Client,
    Contact,
    Offer,
    Place,
    Snooze,
    Step,
    Touch,
    TouchKind,
)
from app.cycle.plan import ClientPlan, ContactPlan, OfferPlan, plan_client
from app.cycle.policy import Policy
from app.cycle.states import State
from app.cycle.windows import Window

recorded = count(1)
usual = Policy()


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def touching(kind: TouchKind) -> Callable[[str], Touch]:
    return lambda on: Touch(next(recorded), kind, date.fromisoformat(on))


connected = touching(TouchKind.CONNECTED)
thanked = touching(TouchKind.THANKED)
updated = touching(TouchKind.UPDATED)
invited = touching(TouchKind.INVITED)
met = touching(TouchKind.MET)
called = touching(TouchKind.CALLED)
wrote = touching(TouchKind.WROTE)
heard_from = touching(TouchKind.HEARD_FROM)


def skipped(step: str, on: str) -> Touch:
    return Touch(next(recorded), TouchKind.SKIPPED, date.fromisoformat(on), Step(step))


def voided(touch: Touch) -> Touch:
    return touch._replace(voided=True)


def contact(
    *touches: Touch,
    key: bool = False,
    closed: bool | str = False,
    snoozed: tuple[str, str] | None = None,
    place: Place = NOWHERE,
    moved: bool = False,
) -> Contact:
    """`snoozed` is the step and the day until which it waits."""
    closed_on = "2026-04-01" if closed is True else closed or None
    return Contact(
        id=next(recorded),
        is_key=key,
        place=place,
        has_moved=moved,
        closed_on=day(closed_on),
        snooze=Snooze(Step(snoozed[0]), date.fromisoformat(snoozed[1])) if snoozed else None,
        touches=touches,
    )


def key_contact(*touches: Touch, **known: Any) -> Contact:
    return contact(*touches, key=True, **known)


def thanked_contact(*later: Touch, **known: Any) -> Contact:
    """The rest begins on 16 March 2026, and so ends on 16 August."""
    return contact(connected("2026-03-12"), thanked("2026-03-16"), *later, **known)


def thanked_key_contact(*later: Touch, **known: Any) -> Contact:
    return thanked_contact(*later, key=True, **known)


def offer(
    *contacts: Contact,
    offered: str = "2026-03-01",
    declined: str | None = "2026-03-10",
    well: bool | None = None,
    respond_by: str | None = None,
    job_started: str | None = None,
    place: Place = NOWHERE,
    job_place: Place = NOWHERE,
) -> Offer:
    return Offer(
        id=next(recorded),
        offered_on=date.fromisoformat(offered),
        respond_by=day(respond_by),
        declined_on=day(declined),
        declined_well=well,
        place=place,
        job_started_on=day(job_started),
        job_place=job_place,
        contacts=contacts,
    )


def open_offer(*contacts: Contact, **known: Any) -> Offer:
    return offer(*contacts, declined=None, **known)


def client(*offers: Offer, paused: str | None = None, place: Place = NOWHERE) -> Client:
    return Client(id=next(recorded), place=place, paused_until=day(paused), offers=offers)


def plan_of(*offers: Offer, policy: Policy = usual, **known: Any) -> ClientPlan:
    return plan_client(client(*offers, **known), policy)


def offer_plan(only: Offer, **known: Any) -> OfferPlan:
    (plan,) = plan_of(only, **known).offers
    return plan


def contact_plan(only: Contact, policy: Policy = usual, **known: Any) -> ContactPlan:
    """Of the one contact of an offer, of which anything may be said."""
    (plan,) = offer_plan(offer(only, **known), policy=policy).contacts
    return plan


def window(step: str, opens: str, due: str, stalls: str | None) -> Window:
    return Window(Step(step), date.fromisoformat(opens), date.fromisoformat(due), day(stalls))


def dates(plan: Any) -> tuple[str | None, str | None, str | None]:
    """The three dates of a window, an offer or a client, as they are written here."""
    return tuple(on and on.isoformat() for on in (plan.opens_on, plan.due_on, plan.stalls_on))


def diary(text: str) -> list[tuple[date, State]]:
    """Lines of `2026-03-10 due`."""
    lines = (line.split() for line in text.strip().splitlines())
    return [(date.fromisoformat(on), State(state)) for on, state in lines]
