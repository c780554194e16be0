"""What became of the people: some work elsewhere by now, some helped, some met several clients."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from app.cycle.crowds import CROWD, writes_by
from app.cycle.plan import plan_client
from app.cycle.policy import Policy
from app.cycle.states import State
from app.db.base import new_id
from app.demo.lives import Life
from app.demo.setting import drawn
from app.demo.words import CAME, CAME_OF
from app.offers.models import Contact, Offer
from app.outcomes.models import Outcome
from app.people.models import Move

MOVED = 0.07  # of the people met more than half a year ago
A_WHILE = 180  # days
HELPED = 0.6  # of those in a network
PAIRS = 6  # of contacts with one address, in an office


def become(life: Life) -> None:
    for offer, contact in life.relations():
        if (life.setting.today - offer.offered_on).days > A_WHILE and life.chance(MOVED):
            move_on(life, offer, contact)
    plan = plan_client(life.client_facts(), Policy())
    for one in (person for offer in plan.offers for person in offer.contacts):
        if one.standing is State.IN_NETWORK and life.chance(HELPED):
            help_out(life, one.contact_id, max(step.on for step in one.done))


def move_on(life: Life, offer: Offer, contact: Contact) -> None:
    rng, setting = life.rng, life.setting
    employer, field = setting.an_employer(rng, {offer.employer})
    weeks = (setting.today - offer.offered_on).days // 7
    started_on = setting.working_day((7, 7 * weeks), rng)
    at = max(contact.created_at, setting.office_hours(started_on, rng))
    move = Move(
        office_id=setting.office_id,
        id=new_id(),
        client_id=life.client.id,
        contact_id=contact.id,
        employer=employer,
        title=contact.title or rng.choice(field.jobs),
        area=setting.an_area(rng),
        started_on=started_on,
        old_email=contact.email,
        recorded_by=life.actor_id,
        recorded_at=at,
    )
    contact.move_id = move.id
    life.moves.append(move)
    life.enter(at, "move.added", move.id)


def help_out(life: Life, contact_id: UUID, since: date) -> None:
    rng, setting = life.rng, life.setting
    on = setting.working_day((0, max((setting.today - since).days, 0)), rng)
    at = setting.office_hours(on, rng)
    kind = drawn(rng, CAME)
    outcome = Outcome(
        office_id=setting.office_id,
        id=new_id(),
        client_id=life.client.id,
        contact_id=contact_id,
        kind=kind,
        happened_on=on,
        note=rng.choice(CAME_OF[kind]),
        recorded_by=life.actor_id,
        recorded_at=at,
    )
    life.outcomes.append(outcome)
    life.enter(at, "outcome.added", outcome.id, kind=kind, on=on.isoformat())


def acquaint(lives: Sequence[Life]) -> None:
    """Some people were met by several clients; one of them is known to be, and hears too much."""
    chances = sorted(met_at_one_employer(lives), key=len, reverse=True)
    for group in chances[:1]:
        person_id = new_id()
        for contact in group[:CROWD]:
            contact.person_id = person_id
        are_one(group[:CROWD])
    for group in chances[1 : PAIRS + 1]:
        are_one(group[:2])


def met_at_one_employer(lives: Iterable[Life]) -> Iterable[list[Contact]]:
    """Of each employer: people with an address whose step is open, each of another client."""
    found: dict[str, list[Contact]] = defaultdict(list)
    for life in lives:
        plan = plan_client(life.client_facts(), Policy())
        opening = {
            one.contact_id
            for offer in plan.offers
            for one in offer.contacts
            if one.window and one.window.opens_on <= writes_by(life.setting.today)
        }
        seen: set[str] = set()
        for offer, contact in life.relations():
            is_free = contact.email and not contact.move_id and contact.id in opening
            if is_free and offer.employer not in seen:
                seen.add(offer.employer)
                found[offer.employer].append(contact)
    return [group for group in found.values() if len(group) > 1]


def are_one(contacts: Sequence[Contact]) -> None:
    first = contacts[0]
    for contact in contacts[1:]:
        contact.name, contact.title, contact.email = first.name, first.title, first.email
        contact.linkedin_url = first.linkedin_url
