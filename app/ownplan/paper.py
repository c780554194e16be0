"""A client's plan on paper: who, how to reach them, what happened, what comes and when."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.casefile.strips import Drawn
from app.cycle.facts import Step
from app.cycle.plan import OfferPlan
from app.cycle.states import State
from app.cycle.strip import Part
from app.ownplan.queries import OwnContact, OwnFile
from app.ownplan.strips import own_strip
from app.ownplan.view import (
    Pending,
    coming_when,
    job_words,
    now_of,
    offer_line,
    offer_note,
    paused_words,
    pending_in,
    waiting_seen,
)
from app.ownplan.words import explained, title_of, when_of, why_of
from app.web.language import gettext as _
from app.web.language import long_day, mark


def paper_of(file: OwnFile) -> dict[str, Any]:
    """What `plan/paper.html` needs, the frame aside."""
    in_order = pending_in(file)
    pending = {one.subject_id: one for one in in_order}
    why, steps = explained(file.policy)
    return {
        "as_of": long_day(file.today),
        "now": now_seen(file, in_order),
        "paused": paused_words(file),
        "job": job_words(file),
        "offers": [
            {
                "employer": offer.employer,
                "line": offer_line(offer, file.today),
                "note": offer_note(offer, plan),
                "next": next_words(pending.get(offer.id)),
                "people": [*people_of(file, plan, pending)],
            }
            for offer, plan in file.with_plans()
        ],
        "why": why,
        "steps": steps,
    }


def now_seen(file: OwnFile, in_order: list[Pending]) -> dict[str, str]:
    now = now_of(in_order)
    if now is None:
        waiting = waiting_seen(file, in_order)
        return {"title": waiting["title"], "why": waiting["why"], "when": ""}
    return {"title": title_of(now.scene), "why": why_of(now.scene), "when": when_of(now.scene)}


def people_of(
    file: OwnFile, plan: OfferPlan, pending: dict[UUID, Pending]
) -> Iterator[dict[str, Any]]:
    """Whom they write to no more is left out."""
    for theirs in plan.contacts:
        if theirs.standing in (State.OFF, State.CLOSED):
            continue
        person = file.people[theirs.contact_id]
        segments, _summary = own_strip(theirs, file.today)
        yield {
            "name": person.name,
            "title": person.title,
            "is_key": person.is_key,
            "reached": reached_by(person),
            "done": "; ".join(one.title for one in segments if is_worth_telling(one)),
            "next": next_words(pending.get(person.id)),
        }


def is_worth_telling(segment: Drawn) -> bool:
    return segment.status == "done" and segment.name != Part.REST


def reached_by(person: OwnContact) -> list[str]:
    profile = (person.linkedin_url or "").partition("://")[2].removeprefix("www.")
    return [one for one in (person.email, person.phone, profile) if one]


# Beside a name, so without it.
TO_DO = {
    Step.DECLINE: mark("Give them your answer"),
    Step.LIST_PEOPLE: mark("Note whom you got to know there"),
    Step.CHOOSE_KEY_PEOPLE: mark("Choose whom to stay close to"),
    Step.CONNECT: mark("Connect on LinkedIn"),
    Step.THANK: mark("Thank them in a few lines"),
    Step.UPDATE: mark("Write how you are doing"),
    Step.CATCH_UP: mark("Meet, or call"),
    Step.KEEP_IN_TOUCH: mark("Send a word, just so"),
}


def next_words(one: Pending | None) -> str:
    if one is None:
        return ""
    what = _(TO_DO[one.scene.window.step])
    return _("%(what)s, %(when)s", what=what, when=coming_when(one.scene))
