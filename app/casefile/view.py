"""What the page of one client shows."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Permission
from app.accounts.door import Member
from app.accounts.visiting import frame
from app.casefile.acts import Act
from app.casefile.file import File
from app.casefile.happened import happened
from app.casefile.note_cards import notes_seen, quotes_of
from app.casefile.now import Scene, now_of
from app.casefile.person_cards import person_seen
from app.clients.keys import slug_of
from app.clients.models import Client, Job
from app.cycle.facts import Step, TouchKind
from app.cycle.plan import ClientPlan, ContactPlan, OfferPlan
from app.cycle.states import State
from app.db.base import new_id
from app.links.news_words import news_seen, things_of
from app.links.words import is_open, links_seen
from app.offers.models import Contact, Offer
from app.web.spans import in_words
from app.web.words import long_day, mail_address, short_day

HISTORY = 25  # touches shown before one asks for all
MOST_BUTTONS = 6  # side by side


# What is pressed for the step that pends, and what is pressed beside it.
PRESS = {
    Step.CONNECT: TouchKind.CONNECTED,
    Step.THANK: TouchKind.THANKED,
    Step.UPDATE: TouchKind.UPDATED,
}
LOG_LABELS = {
    Step.CONNECT: "Log: connected today",
    Step.THANK: "Log: thanked today",
    Step.UPDATE: "Log: update sent today",
}


def seen_of(
    session: Session, file: File, member: Member, *, whole_history: bool = False
) -> dict[str, Any]:
    """What `casefile/page.html` needs."""
    client, today = file.client, file.today
    history = happened(file.touches, file.outcomes, file.moves.values(), file.telling)
    shown = history if whole_history else history[:HISTORY]
    may_erase = member.access.may(Permission.ERASE_PEOPLE)
    return {
        **frame(member, "caseload"),
        "client": {
            "id": client.id,
            "name": client.name,
            "line": line_of(file),
            "state": file.plan.state(today),
            "paused": paused_words(client, today),
        },
        "now": now_seen(file),
        "acts": acts_of(file, may_erase),
        "offers": [offer_seen(file, offer, plan) for offer, plan in with_plans(file)],
        "notes": notes_seen(file.board),
        "add_note": file.href(f"clients/{client.id}/notes/new"),
        "history": shown,
        "whole_history": file.href(f"clients/{client.id}/history"),
        "history_more": file.href(f"clients/{client.id}?history=all#history")
        if len(shown) < len(history)
        else None,
        "write_to": write_to(client),
        "about": about_of(file),
        "jobs": [job_seen(file, job) for job in file.jobs],
        "news": news_of(session, file, member.access.timezone),
        "share": share_seen(file, member.access.timezone),
        "today": today.isoformat(),
        "once": new_id().hex,
    }


def with_plans(file: File) -> Iterable[tuple[Offer, OfferPlan]]:
    plans = {plan.offer_id: plan for plan in file.plan.offers}
    return [(offer, plans[offer.id]) for offer in file.offers]


def line_of(file: File) -> str:
    """`MBA 2025 · Brand Manager at Procter & Gamble, Cincinnati · advisor Dana Reed`."""
    client = file.client
    cohort = (
        client.cohort if client.program in client.cohort else f"{client.program} {client.cohort}"
    )
    parts = [cohort.strip()]
    if file.jobs:
        parts.append(job_words(file.jobs[-1], file.today))
    advisor = file.names.get(client.advisor_id) if client.advisor_id else None
    parts.append(f"advisor {advisor}" if advisor else "no advisor yet")
    return " · ".join(filter(None, parts))


def job_words(job: Job, today: date) -> str:
    what = f"{job.title} at {job.employer}" if job.title else f"at {job.employer}"
    where = f", {job.area}" if job.area else ""
    since = ""
    if job.started_on:
        verb = "since" if job.started_on <= today else "from"
        since = f", {verb} {long_day(job.started_on)}"
    return f"{what}{where}{since}"


def paused_words(client: Client, today: date) -> str | None:
    if client.paused_until is None or client.paused_until <= today:
        return None
    return f"Paused until {long_day(client.paused_until)}: {client.pause_reason}"


def acts_of(file: File, may_erase: bool) -> list[Act]:
    own = f"clients/{file.client.id}"
    acts = [
        Act("Add an offer", file.href(f"{own}/offers/new")),
        Act("Add a job", file.href(f"{own}/jobs/new")),
    ]
    if paused_words(file.client, file.today):
        acts.append(Act("End the pause", file.href(f"{own}/resume"), post={}))
    else:
        acts.append(Act("Pause", file.href(f"{own}/pause")))
    acts.append(Act("Edit", file.href(f"{own}/edit")))
    if may_erase:
        acts.append(Act("Erase", file.href(f"{own}/erase")))
    return acts


def now_seen(file: File) -> dict[str, Any] | None:
    step = file.plan.next
    if step is None:
        return None
    offer = next(offer for offer in file.offers if offer.id == step.offer_id)
    contact = next((one for one in file.contacts if one.id == step.contact_id), None)
    move = file.move_of(contact) if contact else None
    theirs = plan_with(file.plan, step.contact_id)
    scene = Scene(
        file.client,
        offer,
        contact,
        step,
        file.client.next_others,
        file.today,
        theirs and theirs.meeting,
        theirs and theirs.invited_on,
        move.employer if move else "",
        None if theirs is None or theirs.anniversary_assumed else file.policy.catch_up_months,
    )
    now = now_of(file.plan, scene, file.today)
    if now is None:
        return None
    return {
        "state": now.state,
        "late": now.late,
        "title": now.title,
        "text": now.text,
        "acts": acts_now(file, scene),
    }


def plan_with(plan: ClientPlan, contact_id: UUID | None) -> ContactPlan | None:
    people = (person for offer in plan.offers for person in offer.contacts)
    return next((one for one in people if one.contact_id == contact_id), None)


def acts_now(file: File, scene: Scene) -> list[Act]:
    window, contact, offer = scene.step.window, scene.contact, scene.offer
    if window.step is Step.CHOOSE_KEY_PEOPLE:
        return choices_of_key_people(file, offer) if file.today >= window.opens_on else []
    if contact is None:
        return {
            Step.DECLINE: [Act("Record the answer", file.href(f"offers/{offer.id}/edit"), "main")],
            Step.LIST_PEOPLE: [
                Act("Add a person", file.href(f"offers/{offer.id}/contacts/new"), "main")
            ],
        }.get(window.step, [])
    if file.today < window.opens_on:
        return []
    theirs = f"contacts/{contact.id}"
    acts = []
    if window.step in PRESS:
        acts.append(
            Act(
                LOG_LABELS[window.step],
                file.href(f"{theirs}/touches"),
                "main",
                {"kind": PRESS[window.step].value},
            )
        )
        acts.append(Act("Another day, or a note", file.href(f"{theirs}/touches")))
    else:
        acts.append(Act("Log what happened", file.href(f"{theirs}/touches"), "main"))
    acts.append(Act("Draft a message", file.href(f"{theirs}/draft")))
    acts.append(Act("Nudge the client", file.href(f"{theirs}/draft?to=client")))
    acts.append(Act("Snooze", file.href(f"{theirs}/snooze")))
    acts.append(Act("Not pursuing", file.href(f"{theirs}/close")))
    return acts


def choices_of_key_people(file: File, offer: Offer) -> list[Act]:
    """A button each, where they are few enough; else they are chosen at the offer."""
    people = [one for one in file.contacts if one.offer_id == offer.id and not one.closed_on]
    return [
        Act(f"{person.name} is key", file.href(f"contacts/{person.id}/key"), post={})
        for person in people[:MOST_BUTTONS]
    ]


def offer_seen(file: File, offer: Offer, plan: OfferPlan) -> dict[str, Any]:
    people = [one for one in file.contacts if one.offer_id == offer.id]
    plans = {one.contact_id: one for one in plan.contacts}
    chooses = plan.window is not None and plan.window.step is Step.CHOOSE_KEY_PEOPLE
    return {
        "id": offer.id,
        "employer": offer.employer,
        "employer_href": file.href(f"employers/{slug_of(offer.employer_key)}"),
        "line": offer_line(offer, file.today),
        "state": plan.state(file.today) or State.PARKED,
        "acts": [
            Act("Add a person", file.href(f"offers/{offer.id}/contacts/new")),
            Act("Add a note", file.href(f"offers/{offer.id}/notes/new")),
            Act("Change the offer", file.href(f"offers/{offer.id}/edit")),
        ],
        "quotes": quotes_of(file.board, file.board.on_offer(offer.id)),
        "note": offer_note(file, offer, people, chooses),
        "people": [
            person_seen(file, person, plans[person.id], chooses_key=chooses) for person in people
        ],
    }


def offer_line(offer: Offer, today: date) -> str:
    parts = [", ".join(filter(None, (offer.title, offer.area)))]
    if offer.declined_on is None:
        by = f", answer wanted by {short_day(offer.respond_by, today)}" if offer.respond_by else ""
        parts.append(f"offered {short_day(offer.offered_on, today)}{by}")
    else:
        how = {True: ", professionally", False: ", not professionally", None: ""}
        parts.append(f"declined {long_day(offer.declined_on)}{how[offer.declined_well]}")
    if offer.reason:
        parts.append(f"reason: {offer.reason}")
    return " · ".join(filter(None, parts))


def offer_note(file: File, offer: Offer, people: list[Contact], chooses: bool) -> str | None:
    if offer.declined_well is False:
        return "It was not declined professionally: all bets are off, and no step follows here."
    if not people:
        return f"No people yet: whom did {file.client.name} get to know?"
    if chooses:
        return f"Who are the key people here? {enough_words(file.policy.key_people)}"
    if offer.declined_on is None:
        return "The cycle begins on the day the offer is declined."
    return None


def enough_words(people: int) -> str:
    """As many as the office suggests."""
    return {1: "One is enough.", 2: "A couple are enough."}.get(
        people, f"{in_words(people).capitalize()} are enough."
    )


def news_of(session: Session, file: File, timezone: str) -> list[dict[str, Any]]:
    """What the client told and nobody has looked at yet."""
    open_ones = [news for news in file.told if news.settled_at is None]
    if not open_ones:
        return []
    things = things_of(session, file.board.access, file.client.id)
    return [news_seen(news, file.client.name, things, timezone, file.today) for news in open_ones]


def share_seen(file: File, timezone: str) -> dict[str, Any]:
    """The links that open the client's own plan now."""
    opening = [link for link in file.links if is_open(link, file.today)]
    return {
        "href": file.href(f"clients/{file.client.id}/links"),
        "links": links_seen(opening, file.names, timezone, file.today),
    }


def write_to(client: Client) -> dict[str, Any]:
    return {"href": mail_address(client.email), "parts": re.split(r"(?=[@.])", client.email)}


def about_of(file: File) -> list[tuple[str, str]]:
    client = file.client
    return [
        ("Lives in", client.area),
        ("Program", client.program),
        ("Cohort", client.cohort),
        ("Number", client.external_id or ""),
    ]


def job_seen(file: File, job: Job) -> dict[str, Any]:
    start = "start not known"
    if job.started_on:
        verb = "since" if job.started_on <= file.today else "from"
        start = f"{verb} {long_day(job.started_on)}"
    return {
        "line": ", ".join(filter(None, (job.title, job.employer))),
        "detail": ", ".join(filter(None, (job.area, start))),
        "edit": Act("Edit", file.href(f"jobs/{job.id}/edit")),
    }
