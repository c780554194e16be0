"""The plan of a client: for each contact and offer at most one pending step, and its dates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from app.cycle.dates import earliest
from app.cycle.facts import Client, Contact, Id, Offer, Step, Touch, TouchKind
from app.cycle.meetings import Meeting, Mode, meeting_of
from app.cycle.policy import Policy
from app.cycle.slots import is_assumed, slots_of
from app.cycle.states import State, first_standing, state_on
from app.cycle.steps import (
    Progress,
    catch_up_opens_on,
    contact_window,
    last_invited_on,
    offer_window,
    progress_of,
    rest_until,
)
from app.cycle.windows import Window

__all__ = [
    "ClientPlan",
    "ContactPlan",
    "DoneStep",
    "Mode",
    "NextStep",
    "OfferPlan",
    "Window",
    "plan_client",
]


class DoneStep(NamedTuple):
    step: Step
    on: date
    touch_id: Id
    skipped: bool


class NextStep(NamedTuple):
    offer_id: Id
    contact_id: Id | None  # None where the step is the offer's own
    window: Window
    mode: Mode | None


class ContactPlan(NamedTuple):
    contact_id: Id
    progress: Progress
    window: Window | None = None
    standing: State | None = None  # None where the window decides, or the offer is still open
    meeting: Meeting | None = None  # of a pending catch-up
    rest_until: date | None = None
    catch_up_from: date | None = None  # key people: the earliest day, as far as it is known
    anniversary_assumed: bool = False
    invited_on: date | None = None  # a pending catch-up waits for the answer since
    slot: date | None = None  # of a catch-up with key people, whatever happened with them so far

    @property
    def mode(self) -> Mode | None:
        return self.meeting.mode if self.meeting else None

    @property
    def rest_from(self) -> date | None:
        return self.progress.rest_from

    @property
    def done(self) -> tuple[DoneStep, ...]:
        return done_steps(self.progress)

    def state(self, day: date) -> State | None:
        return state_on(self.window, self.standing, day)


class OfferPlan(NamedTuple):
    """Of its parts the earliest dates, or their standing where none of them can stall."""

    offer_id: Id
    window: Window | None  # of the offer's own step
    contacts: tuple[ContactPlan, ...]
    opens_on: date | None
    due_on: date | None
    stalls_on: date | None
    standing: State | None
    next: NextStep | None
    others: int = 0  # how many more of its people the same step waits for

    def state(self, day: date) -> State | None:
        return state_on(self, self.standing, day)


class ClientPlan(NamedTuple):
    """The same of all the offers."""

    client_id: Id
    offers: tuple[OfferPlan, ...]
    opens_on: date | None
    due_on: date | None
    stalls_on: date | None
    standing: State | None
    next: NextStep | None
    others: int = 0  # of the same offer

    def state(self, day: date) -> State | None:
        return state_on(self, self.standing, day)


BY_ID = itemgetter(0)  # which every part of facts and plans begins with


class Settled(NamedTuple):
    """What is as it was before: a touch moves the plan of its own person alone, and with it that of
    the offer where they were met. Of other offers the facts need not tell."""

    people: Mapping[Id, ContactPlan]
    offers: Mapping[Id, OfferPlan]
    slots: Mapping[Id, date] | None  # of all who are not settled
    key_people: int | None
    last_touch_on: date | None  # before the new ones, with anybody


NOTHING = Settled(MappingProxyType({}), MappingProxyType({}), None, None, None)


def plan_client(client: Client, policy: Policy, settled: Settled = NOTHING) -> ClientPlan:
    slots = slots_of(client, policy) if settled.slots is None else settled.slots
    planned = [
        plan_offer(offer, client, slots, policy, settled)
        for offer in client.offers
        if offer.id not in settled.offers
    ]
    offers = tuple(sorted([*planned, *settled.offers.values()], key=BY_ID))
    pending = [offer.next for offer in offers if offer.next]
    if not pending:
        return ClientPlan(client.id, offers, None, None, None, standing_of(offers), None)
    next_step = first_to_stall(pending)
    return ClientPlan(
        client.id,
        offers,
        opens_on=earliest([offer.opens_on for offer in offers]),
        due_on=earliest([offer.due_on for offer in offers]),
        stalls_on=next_step.window.stalls_on,
        standing=None,
        next=next_step,
        others=next(offer.others for offer in offers if offer.next is next_step),
    )


def standing_of(offers: Sequence[OfferPlan]) -> State | None:
    return first_standing([offer.standing for offer in offers]) if offers else State.NO_OFFERS


def plan_offer(
    offer: Offer, client: Client, slots: Mapping[Id, date], policy: Policy, settled: Settled
) -> OfferPlan:
    contacts = tuple(
        [
            settled.people.get(contact.id)
            or plan_contact(contact, offer, client, slots.get(contact.id), policy)
            for contact in sorted(offer.contacts, key=BY_ID)
        ]
    )
    resting = (plan.rest_from for plan in contacts if plan.standing is not State.CLOSED)
    own = offer_window(offer, resting, policy)
    window = own.held_until(client.paused_until) if own else None
    pending = list(pending_steps(offer.id, window, contacts))
    if not pending:
        standings = [State.OFF] if offer.is_off else [contact.standing for contact in contacts]
        standing = first_standing(standings)
        return OfferPlan(offer.id, window, contacts, None, None, None, standing, None)
    next_step = first_to_stall(pending)
    return OfferPlan(
        offer.id,
        window,
        contacts,
        opens_on=min([step.window.opens_on for step in pending]),
        due_on=min([step.window.due_on for step in pending]),
        stalls_on=next_step.window.stalls_on,
        standing=None,
        next=next_step,
        others=[step.window.step for step in pending].count(next_step.window.step) - 1,
    )


def plan_contact(
    contact: Contact, offer: Offer, client: Client, slot: date | None, policy: Policy
) -> ContactPlan:
    progress = progress_of(contact, offer.declined_on)
    window = None
    if offer.is_off:
        standing = State.OFF
    elif contact.is_closed:
        standing = State.CLOSED
    elif offer.declined_on is None:
        standing = None
    else:
        window = contact_window(progress, offer.declined_on, slot, policy)
        standing = standing_with(window)
    return ContactPlan(
        contact_id=contact.id,
        progress=progress,
        window=window.held_until(held_until(window.step, contact, client)) if window else None,
        standing=standing,
        meeting=meeting_of(contact, offer, client, policy)
        if pends(Step.CATCH_UP, window)
        else None,
        rest_until=progress.rest_from and rest_until(progress.rest_from, policy),
        catch_up_from=slot and catch_up_from(slot, progress, policy),
        anniversary_assumed=slot is not None and is_assumed(offer),
        invited_on=last_invited_on(progress, progress.update.on)
        if progress.update and pends(Step.CATCH_UP, window)
        else None,
        slot=slot,
    )


def standing_with(window: Window | None) -> State | None:
    if window is None:
        return State.PARKED
    return State.IN_NETWORK if window.step == Step.KEEP_IN_TOUCH else None


def pends(step: Step, window: Window | None) -> bool:
    return window is not None and window.step == step


def held_until(step: Step, contact: Contact, client: Client) -> date | None:
    """The later of the client's pause and the contact's snooze, which ends with its step."""
    snooze = contact.snooze
    if snooze is None or snooze.step != step:
        return client.paused_until
    return max(snooze.until, client.paused_until or snooze.until)


def done_steps(progress: Progress) -> tuple[DoneStep, ...]:
    did = (
        (Step.CONNECT, progress.connect),
        (Step.THANK, progress.thank),
        (Step.UPDATE, progress.update),
        (Step.CATCH_UP, progress.catch_up),
    )
    return tuple(done_by(touch, step) for step, touch in did if touch is not None)


def done_by(touch: Touch, step: Step) -> DoneStep:
    return DoneStep(step, touch.on, touch.id, touch.kind == TouchKind.SKIPPED)


def catch_up_from(slot: date, progress: Progress, policy: Policy) -> date:
    """An update not sent yet is taken to be sent when the rest ends."""
    if progress.rest_from is None:
        return slot
    if progress.update is None:
        return catch_up_opens_on(slot, rest_until(progress.rest_from, policy))
    return catch_up_opens_on(slot, progress.update.on)


def pending_steps(
    offer_id: Id, own: Window | None, contacts: Sequence[ContactPlan]
) -> Iterator[NextStep]:
    """All that can stall, in the order of recording, the offer's own step first."""
    if own is not None:
        yield NextStep(offer_id, None, own, None)
    for contact in contacts:
        if contact.window is not None and contact.window.stalls_on is not None:
            yield NextStep(offer_id, contact.contact_id, contact.window, contact.mode)


def first_to_stall(steps: Sequence[NextStep]) -> NextStep:
    """The earlier recorded wins a tie: `min` keeps the first of equals."""
    return steps[0] if len(steps) == 1 else min(steps, key=stalling_on)


def stalling_on(step: NextStep) -> date:
    return step.window.stalls_on or date.max
