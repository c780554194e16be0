"""How a life goes on: what was done with each contact, and what came between."""

from datetime import date, datetime, timedelta

from app.cycle.dates import add_days
from app.cycle.facts import Step, TouchKind
from app.cycle.meetings import meeting_of
from app.cycle.plan import plan_client
from app.cycle.policy import Policy
from app.cycle.slots import slots_of
from app.cycle.states import State
from app.db.base import new_id
from app.demo.lives import Life
from app.demo.steps import Deed, Relationship, deeds_until
from app.demo.stories import Twist
from app.demo.words import PAUSED_FOR, SNOOZED_FOR, VOIDED_FOR
from app.offers.models import Contact, Offer
from app.plans.models import Touch

ALSO_WAIT = 0.4  # of the others with whom the step could be taken
VOIDED = 0.07  # of the clients, one touch each
WAITING = (State.STALLED, State.OVERDUE, State.DUE)
MISTAKEN = (TouchKind.THANKED, TouchKind.UPDATED, TouchKind.WROTE)


def go_on(life: Life) -> None:
    first = first_to_wait(life)
    slots = slots_of(life.client_facts(), Policy())
    recorded: list[tuple[datetime, Contact, Deed]] = []
    for offer, contact in life.relations():
        waits = contact is first or life.chance(ALSO_WAIT)
        moment = contact.created_at
        for deed in deeds_with(life, offer, contact, slots.get(contact.id), waits):
            day = add_days(deed.on, life.rng.randint(0, 2))
            moment = max(moment, life.setting.office_hours(day, life.rng))
            recorded.append((moment, contact, deed))
    for moment, contact, deed in sorted(recorded, key=lambda entry: entry[0]):
        log(life, contact, deed, moment)
    if life.touches and life.chance(VOIDED):
        void_one(life)
    if life.story.twist is Twist.SNOOZED:
        snooze_all_that_waits(life)
    if life.story.twist is Twist.PAUSED:
        pause(life)


def first_to_wait(life: Life) -> Contact | None:
    """Of the first offer: the step that waits must wait with somebody."""
    people = life.people(life.offers[0]) if life.offers else []
    if life.story.waits in (Step.UPDATE, Step.CATCH_UP):
        people = [contact for contact in people if contact.is_key]
    return people[0] if people else None


def deeds_with(
    life: Life, offer: Offer, contact: Contact, slot: date | None, waits: bool
) -> list[Deed]:
    today, rng, story = life.setting.today, life.rng, life.story
    if offer.declined_on is None or offer.declined_well is False:
        return connected_meanwhile(life, offer)
    facts = life.contact_facts(contact)
    relationship = Relationship(
        contact=facts,
        declined_on=offer.declined_on,
        slot=slot,
        mode=meeting_of(facts, life.offer_facts(offer), life.client_facts(), Policy()).mode,
        waits=Step.UPDATE if facts.is_closed else story.waits if waits else None,
        is_invited=story.twist is Twist.INVITED,
    )
    return deeds_until(today, relationship, rng)


def connected_meanwhile(life: Life, offer: Offer) -> list[Deed]:
    """All that happens where no step follows from the offer."""
    if life.chance(0.7):
        return []
    on = min(add_days(offer.offered_on, life.rng.randint(0, 5)), life.setting.today)
    return [Deed(TouchKind.CONNECTED, on)]


def log(life: Life, contact: Contact, deed: Deed, at: datetime) -> Touch:
    touch = Touch(
        office_id=life.setting.office_id,
        id=new_id(),
        client_id=life.client.id,
        contact_id=contact.id,
        kind=deed.kind,
        happened_on=deed.on,
        step=deed.step,
        note=deed.note,
        recorded_by=life.actor_id,
        recorded_at=at,
    )
    life.touches.append(touch)
    life.enter(at, "touch.logged", touch.id, kind=deed.kind, on=deed.on.isoformat())
    return touch


def void_one(life: Life) -> None:
    """A mistake, made after all else was logged, and taken back soon."""
    rng, setting = life.rng, life.setting
    last = life.touches[-1]
    contact = next(contact for contact in life.contacts if contact.id == last.contact_id)
    on = min(add_days(last.happened_on, rng.randint(1, 12)), setting.today)
    logged_at = max(last.recorded_at, setting.office_hours(on, rng))
    touch = log(life, contact, Deed(rng.choice(MISTAKEN), on), logged_at)
    touch.voided_at = min(logged_at + timedelta(hours=rng.randint(1, 30)), setting.at)
    touch.voided_by, touch.void_reason = life.actor_id, rng.choice(VOIDED_FOR)
    life.enter(touch.voided_at, "touch.voided", touch.id)


def snooze_all_that_waits(life: Life) -> None:
    rng, today = life.rng, life.setting.today
    plan = plan_client(life.client_facts(), Policy())
    steps = {one.contact_id: one for offer in plan.offers for one in offer.contacts}
    for contact in life.contacts:
        waiting = steps[contact.id]
        if waiting.window is None or waiting.state(today) not in WAITING:
            continue
        contact.snoozed_step = waiting.window.step
        contact.snoozed_until = add_days(today, rng.randint(12, 70))
        contact.snooze_reason = rng.choice(SNOOZED_FOR)
        contact.version = 2
        at = life.setting.office_hours(add_days(today, -rng.randint(1, 6)), rng)
        fields = ["snooze_reason", "snoozed_until"]
        life.enter(at, "contact.changed", contact.id, fields=fields)


def pause(life: Life) -> None:
    rng, today, client = life.rng, life.setting.today, life.client
    client.paused_until = add_days(today, rng.randint(30, 90))
    client.pause_reason = rng.choice(PAUSED_FOR)
    client.version = 2
    at = life.setting.office_hours(add_days(today, -rng.randint(2, 20)), rng)
    life.enter(at, "client.changed", fields=["pause_reason", "paused_until"])
