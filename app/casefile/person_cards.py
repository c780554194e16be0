"""One contact's card on the page of a client."""

from datetime import date
from typing import Any

from app.casefile.acts import Act
from app.casefile.file import File
from app.casefile.happened import came_of
from app.casefile.kin_cards import kin_seen
from app.casefile.note_cards import quotes_of
from app.casefile.strips import drawn_strip
from app.clients.keys import slug_of
from app.cycle.facts import Step
from app.cycle.plan import ContactPlan
from app.cycle.states import State
from app.offers.models import Contact
from app.outcomes.actions import is_in_network
from app.people.models import Move
from app.people.queries import Kin
from app.people.words import around_employer
from app.plans.words import LOGS, how_to_meet
from app.web.words import short_day


def person_seen(
    file: File, person: Contact, plan: ContactPlan, *, chooses_key: bool
) -> dict[str, Any]:
    segments, summary = drawn_strip(plan, file.today)
    theirs = f"contacts/{person.id}"
    key = (
        Act("Not a key person", file.href(f"{theirs}/not-key"), post={})
        if person.is_key
        else Act("Make a key person", file.href(f"{theirs}/key"), post={})
    )
    acts = [Act("Another touch, or a skipped step", file.href(f"{theirs}/touches"))]
    if plan.state(file.today) is not State.OFF:  # there is nothing to write to them any more
        acts.append(Act("Draft a message", file.href(f"{theirs}/draft")))
    acts.append(key)
    if plan.window is not None and plan.window.step is not Step.KEEP_IN_TOUCH:
        acts.append(Act("Snooze", file.href(f"{theirs}/snooze")))
    if is_snoozed(person, plan, file.today):
        acts.append(Act("End the snooze", file.href(f"{theirs}/wake"), post={}))
    acts.append(Act("Moved to another employer", file.href(f"{theirs}/moves")))
    move = file.move_of(person)
    if move:
        acts.append(Act("Correct the move", file.href(f"moves/{move.id}/edit")))
    if is_in_network(person):
        acts.append(Act("What came of it", file.href(f"{theirs}/outcomes")))
    acts.append(Act("Add a note", file.href(f"{theirs}/notes/new")))
    acts.append(Act("Edit", file.href(f"{theirs}/edit")))
    acts.append(
        Act("Open again", file.href(f"{theirs}/reopen"), post={})
        if person.closed_on
        else Act("Close", file.href(f"{theirs}/close"))
    )
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "now": now_seen_of(file, move) if move else None,
        "kin": kin_seen(file.kin.get(person.id, Kin()), person, file.base),
        "is_key": person.is_key,
        "state": plan.state(file.today) or "not_declined",
        "segments": segments,
        "summary": f"{person.name}: {summary}",
        "note": person_note(file, person, plan, chooses_key=chooses_key),
        "came": came_of(file.outcomes, person.id, file.telling),
        "quotes": quotes_of(file.board, file.board.on_contact(person.id)),
        "acts": acts,
        "logs": list(LOGS.items()),
        "choose": key if chooses_key and not person.is_key and not person.closed_on else None,
    }


def now_seen_of(file: File, move: Move) -> dict[str, str]:
    """Where somebody is now, in three parts: the middle one leads to the employer."""
    before, after = around_employer(move, file.today)
    href = file.href(f"employers/{slug_of(move.employer_key)}")
    return {"before": before, "employer": move.employer, "href": href, "after": after}


def is_snoozed(person: Contact, plan: ContactPlan, today: date) -> bool:
    return (
        person.snoozed_until is not None
        and person.snoozed_until > today
        and plan.window is not None
        and plan.window.step == person.snoozed_step
    )


def person_note(file: File, person: Contact, plan: ContactPlan, *, chooses_key: bool) -> str | None:
    today = file.today
    if person.closed_on:
        return f"Closed {short_day(person.closed_on, today)}: {person.closed_reason}"
    if is_snoozed(person, plan, today) and person.snoozed_until:
        return f"Snoozed until {short_day(person.snoozed_until, today)}: {person.snooze_reason}"
    if plan.standing is State.PARKED and not chooses_key:
        return "Not a key person: nothing more to do."
    if plan.meeting is not None:
        return how_to_meet(plan.meeting, person.name, file.client.name)
    if plan.window is not None and plan.window.step is Step.KEEP_IN_TOUCH:
        if plan.window.opens_on <= today:
            return "It is time for a word again."
        return f"A word again around {short_day(plan.window.opens_on, today)}."
    return None
