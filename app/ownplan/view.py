"""What a client's own page shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.clients.models import Client, Job
from app.clients.queries import jobs_of, one_client
from app.cycle.facts import Step
from app.cycle.plan import ClientPlan, ContactPlan, OfferPlan, plan_client
from app.cycle.states import State
from app.db.base import new_id
from app.drafts.queries import Draft, draft_about, what_is_known
from app.links.door import Opened
from app.offers.models import Contact, Offer
from app.offers.queries import contacts_of, offers_of
from app.ownplan.strips import own_strip
from app.ownplan.words import (
    Scene,
    coming_of,
    explained,
    happened_options,
    presses_of,
    resting_text,
    resting_title,
    standing_words,
    title_of,
    when_of,
    why_of,
)
from app.people.queries import current_move
from app.plans.queries import cycle_facts, office_policy
from app.web.language import day_of_year
from app.web.language import gettext as _

MOST_COMING = 6


@dataclass(frozen=True, slots=True)
class Pending:
    scene: Scene
    offer: Offer
    contact: Contact | None

    @property
    def subject_id(self) -> UUID:
        return self.contact.id if self.contact else self.offer.id

    @property
    def order(self) -> date:
        """What stalls first comes first; what cannot stall comes last."""
        return self.scene.window.stalls_on or date.max


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A client's rows and plan, as they are on one day."""

    opened: Opened
    client: Client
    jobs: list[Job]
    offers: list[Offer]
    contacts: list[Contact]
    plan: ClientPlan
    today: date

    @property
    def base(self) -> str:
        return base_of(self.opened.link_id)

    def people_of(self, offer: Offer) -> list[Contact]:
        return [one for one in self.contacts if one.offer_id == offer.id]

    def people_met(self) -> list[tuple[Contact, str]]:
        """Whom they are in touch with, and at which employer they met."""
        return [
            (one, offer.employer)
            for offer in self.offers
            for one in self.people_of(offer)
            if one.closed_on is None
        ]


def base_of(link_id: UUID) -> str:
    return f"/p/{link_id}"


def open_own_file(session: Session, opened: Opened, today: date) -> OwnFile:
    access = opened.access
    client = one_client(session, access, access.client_id)
    (facts,) = cycle_facts(session, access, [client.id])
    return OwnFile(
        opened,
        client,
        jobs_of(session, access, client.id),
        offers_of(session, access, client.id),
        contacts_of(session, access, client.id),
        plan_client(facts, office_policy(session, access)),
        today,
    )


def pending_in(file: OwnFile) -> list[Pending]:
    """Every step that pends, the most pressing first."""
    return sorted(found_in(file), key=lambda one: one.order)


def found_in(file: OwnFile) -> Iterator[Pending]:
    offers = {offer.id: offer for offer in file.offers}
    contacts = {contact.id: contact for contact in file.contacts}
    for plan in file.plan.offers:
        offer = offers[plan.offer_id]
        if plan.window:
            scene = Scene(plan.window, offer.employer, "", None, None, file.today)
            yield Pending(scene, offer, None)
        for theirs in plan.contacts:
            if theirs.window:
                contact = contacts[theirs.contact_id]
                scene = Scene(
                    theirs.window, offer.employer, contact.name, theirs.mode,
                    theirs.invited_on, file.today,
                )  # fmt: skip
                yield Pending(scene, offer, contact)


def now_of(pending: list[Pending]) -> Pending | None:
    return next((one for one in pending if one.scene.is_open), None)


def seen_of(session: Session, file: OwnFile) -> dict[str, Any]:
    """What `plan/page.html` needs, the frame aside."""
    pending = pending_in(file)
    now = now_of(pending)
    later = sorted((one for one in pending if one is not now), key=coming_order)
    why, steps = explained()
    return {
        "now": now_seen(session, file, now) if now else waiting_seen(file, pending),
        "coming": [coming_seen(one) for one in later[:MOST_COMING]],
        "coming_more": max(0, len(later) - MOST_COMING),
        "offers": [offer_seen(file, offer, plan) for offer, plan in with_plans(file)],
        "network": network_seen(file),
        "paused": paused_words(file),
        "job": job_words(file),
        "why": why,
        "steps": steps,
        "happened": happened_options(),
        "today": file.today.isoformat(),
        "once": new_id().hex,
    }


def frame_of(opened: Opened, today: date) -> dict[str, Any]:
    """What `plan/layout.html` needs."""
    return {
        "base": base_of(opened.link_id),
        "office_name": opened.office_name,
        "advisor": opened.advisor,
        "advisor_email": opened.advisor_email,
        "may_update": opened.access.can_update,
        "until": day_of_year(opened.ends_on, today),
    }


def coming_order(one: Pending) -> tuple[bool, date]:
    """The steps of the cycle by day; a word to the network comes after them."""
    return one.scene.window.step is Step.KEEP_IN_TOUCH, one.scene.window.opens_on


def now_seen(session: Session, file: OwnFile, one: Pending) -> dict[str, Any]:
    scene, step = one.scene, one.scene.window.step
    draft = draft_of(session, file, one.offer, one.contact) if one.contact else None
    return {
        "state": "overdue" if scene.is_late and step is not Step.KEEP_IN_TOUCH else "due",
        "title": title_of(scene),
        "why": why_of(scene),
        "when": when_of(scene),
        "contact": contact_seen(one.contact) if one.contact else None,
        "draft": draft if draft and not (scene.invited_on and step is Step.CATCH_UP) else None,
        "draft_is_mail": bool(draft and draft.subject),
        "presses": presses_of(scene),
        "step": step.value,
        "offer_id": one.offer.id,
    }


def draft_of(session: Session, file: OwnFile, offer: Offer, contact: Contact) -> Draft:
    """From the rows that are here already."""
    access = file.opened.access
    job = next((job for job in file.jobs if job.id == offer.job_id), None)
    move = current_move(session, access, contact)
    known = what_is_known(
        file.client, offer, contact, job, file.opened.advisor, move, file.plan, file.today
    )
    return draft_about(session, access, known)


def waiting_seen(file: OwnFile, pending: list[Pending]) -> dict[str, Any]:
    """Nothing to do today: until when silence is right, or what stands for good."""
    state = file.plan.state(file.today) or State.NO_OFFERS
    steps = [one for one in pending if one.scene.window.step is not Step.KEEP_IN_TOUCH]
    first = min(steps, key=lambda one: one.scene.window.opens_on, default=None)
    if first:
        title, text = resting_title(first.scene), resting_text(first.scene)
    else:
        title, text = standing_words(state)
    return {
        "state": "resting" if first else state.value,
        "title": title,
        "why": text,
        "when": "",
        "contact": None,
        "draft": None,
        "draft_is_mail": False,
        "presses": [],
        "step": "",
        "offer_id": None,
    }


def contact_seen(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email or "",
        "linkedin_url": contact.linkedin_url or "",
    }


def coming_seen(one: Pending) -> dict[str, str]:
    scene = one.scene
    day = scene.window.due_on if scene.is_open else scene.window.opens_on
    return {"on": day.isoformat(), "when": coming_when(scene), "words": coming_of(scene)}


def coming_when(scene: Scene) -> str:
    if not scene.is_open:
        return _("from %(day)s", day=scene.opens)
    if scene.window.step is Step.KEEP_IN_TOUCH:
        return _("whenever it suits you")
    if scene.is_late:
        return _("since %(day)s", day=scene.due)
    return _("by %(day)s", day=scene.due)


def with_plans(file: OwnFile) -> list[tuple[Offer, OfferPlan]]:
    plans = {plan.offer_id: plan for plan in file.plan.offers}
    return [(offer, plans[offer.id]) for offer in file.offers]


def offer_seen(file: OwnFile, offer: Offer, plan: OfferPlan) -> dict[str, Any]:
    plans = {one.contact_id: one for one in plan.contacts}
    return {
        "id": offer.id,
        "employer": offer.employer,
        "line": offer_line(offer, file.today),
        "note": offer_note(file, offer, plan),
        "is_off": plan.standing is State.OFF,
        "may_choose": offer.declined_on is not None and any(one.done for one in plan.contacts),
        "people": [person_seen(file, one, plans[one.id]) for one in file.people_of(offer)],
    }


def offer_line(offer: Offer, today: date) -> str:
    parts = [", ".join(filter(None, (offer.title, offer.area)))]
    if offer.declined_on:
        parts.append(_("declined on %(day)s", day=day_of_year(offer.declined_on, today)))
    else:
        parts.append(_("offered on %(day)s", day=day_of_year(offer.offered_on, today)))
    return " · ".join(filter(None, parts))


def offer_note(file: OwnFile, offer: Offer, plan: OfferPlan) -> str:
    if plan.standing is State.OFF:
        return _("Nothing more is planned here.")
    if not file.people_of(offer):
        return _("Nobody is listed here yet.")
    if offer.declined_on is None:
        return _("The steps begin on the day you turn the offer down.")
    return ""


def person_seen(file: OwnFile, person: Contact, plan: ContactPlan) -> dict[str, Any]:
    segments, summary = own_strip(plan, file.today)
    is_open = plan.standing not in (State.OFF, State.CLOSED)
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "is_key": person.is_key,
        "email": person.email or "",
        "linkedin_url": person.linkedin_url or "",
        "segments": segments if is_open else [],
        "summary": f"{person.name}: {summary}",
        "note": person_note(plan, file.today),
        "is_open": is_open,
        "has_event": plan.window is not None,
    }


def person_note(plan: ContactPlan, today: date) -> str:
    window = plan.window
    if plan.standing is State.CLOSED:
        return _("You are not writing to each other at present.")
    if plan.standing is State.PARKED:
        return _("Thanked. If your paths cross again, all the better.")
    if window and window.step is Step.KEEP_IN_TOUCH and window.opens_on > today:
        return _(
            "In your network. A word again around %(day)s.", day=day_of_year(window.opens_on, today)
        )
    return ""


def network_seen(file: OwnFile) -> list[dict[str, str]]:
    """Who is in it, and where they were met."""
    offers = {offer.id: offer for offer in file.offers}
    contacts = {contact.id: contact for contact in file.contacts}
    return [
        {"name": contacts[one.contact_id].name, "employer": offers[plan.offer_id].employer}
        for plan in file.plan.offers
        for one in plan.contacts
        if one.state(file.today) is State.IN_NETWORK
        or (one.window is not None and one.window.step is Step.KEEP_IN_TOUCH)
    ]


def paused_words(file: OwnFile) -> str:
    until = file.client.paused_until
    if until is None or until <= file.today:
        return ""
    return _(
        "You are on a pause until %(day)s: nothing is expected of you meanwhile.",
        day=day_of_year(until, file.today),
    )


def job_words(file: OwnFile) -> str:
    if not file.jobs:
        return ""
    job = file.jobs[-1]
    what = ", ".join(filter(None, (job.title, job.employer)))
    if job.started_on is None:
        return what
    return _("%(job)s, since %(day)s", job=what, day=day_of_year(job.started_on, file.today))
