"""What a client's own page shows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from app.clients.keys import profile_link
from app.cycle.facts import Step
from app.cycle.folding import fold
from app.cycle.plan import ContactPlan, OfferPlan
from app.cycle.states import State
from app.db.base import new_id
from app.drafts.queries import About, Draft, draft_about
from app.drafts.texts import Occasion, Words
from app.links.door import Opened
from app.ownplan.queries import OwnContact, OwnFile, OwnOffer
from app.ownplan.strips import own_strip
from app.ownplan.words import (
    Scene,
    coming_of,
    explained,
    happened_options,
    network_words,
    noting_words,
    presses_of,
    resting_text,
    resting_title,
    standing_words,
    title_of,
    when_of,
    why_of,
)
from app.web.language import day_of_year, ngettext
from app.web.language import gettext as _
from app.web.words import mail_address

SHOWN = 3  # of a list, before the rest is folded
MOST_UNFOLDED = 4  # people of a plan, before they are folded by employer


class Pending(NamedTuple):
    scene: Scene
    offer: OwnOffer
    contact: OwnContact | None
    plan: ContactPlan | None

    @property
    def subject_id(self) -> UUID:
        return self.contact.id if self.contact else self.offer.id

    @property
    def is_to_do(self) -> bool:
        """A word to the network is never asked for."""
        return self.scene.is_open and self.scene.window.step is not Step.KEEP_IN_TOUCH

    @property
    def order(self) -> date:
        """What stalls first comes first; what cannot stall comes last."""
        return self.scene.window.stalls_on or date.max


def base_of(link_id: UUID) -> str:
    return f"/p/{link_id}"


def pending_in(file: OwnFile) -> list[Pending]:
    """Every step that pends, the most pressing first."""
    return sorted(found_in(file), key=lambda one: one.order)


def found_in(file: OwnFile) -> Iterator[Pending]:
    for offer, plan in file.with_plans():
        if plan.window:
            scene = Scene(plan.window, told_apart(file, offer), "", None, None, file.today)
            yield Pending(scene, offer, None, None)
        for theirs in plan.contacts:
            if theirs.window:
                contact = file.people[theirs.contact_id]
                is_known = not theirs.anniversary_assumed
                scene = Scene(
                    theirs.window, contact.now_at or offer.employer, contact.name, theirs.mode,
                    theirs.invited_on, file.today,
                    file.policy.catch_up_months if is_known else None,
                )  # fmt: skip
                yield Pending(scene, offer, contact, theirs)


def told_apart(file: OwnFile, offer: OwnOffer) -> str:
    """The employer, and of several offers there, what was offered."""
    there = [one for one in file.offers.values() if fold(one.employer) == fold(offer.employer)]
    return f"{offer.employer} ({offer.title})" if there[1:] and offer.title else offer.employer


def now_of(pending: list[Pending], asked: UUID | None = None) -> Pending | None:
    """The one that is asked for, where it can be done; else the most pressing."""
    open_ones = [one for one in pending if one.scene.is_open]
    chosen = (one for one in open_ones if one.subject_id == asked)
    return next(chosen, open_ones[0] if open_ones else None)


def seen_of(
    file: OwnFile, words: Mapping[Occasion, Words], asked: UUID | None = None
) -> dict[str, Any]:
    """What `plan/page.html` needs, the frame aside; `asked` is whose step stands on top."""
    pending = pending_in(file)
    now = now_of(pending, asked)
    others = [one for one in pending if one is not now]
    later = sorted((one for one in others if not one.is_to_do), key=coming_order)
    to_do = {one.subject_id for one in pending if one.is_to_do}
    why, steps = explained(file.policy)
    network = network_seen(file)
    return {
        "now": now_seen(file, words, now) if now else waiting_seen(file, pending),
        "open": open_seen(file, [one for one in others if one.is_to_do]),
        "coming": [coming_seen(one) for one in later],
        "shown": SHOWN,
        "is_folded": len(file.people) > MOST_UNFOLDED,
        "offers": [offer_seen(file, offer, plan, to_do) for offer, plan in file.with_plans()],
        "network": network,
        "network_title": network_words(
            len(network), only_one(file), of_all=len(network) == len(file.people)
        ),
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


def now_seen(file: OwnFile, words: Mapping[Occasion, Words], one: Pending) -> dict[str, Any]:
    scene, step = one.scene, one.scene.window.step
    is_drafted = not (scene.invited_on and step is Step.CATCH_UP)
    return {
        "state": "overdue" if scene.is_late and step is not Step.KEEP_IN_TOUCH else "due",
        "title": title_of(scene),
        "why": why_of(scene),
        "when": when_of(scene),
        "contact": contact_seen(one.contact) if one.contact else None,
        "draft": draft_of(file, words, one) if is_drafted else None,
        "presses": presses_of(scene),
        "step": step.value,
        "offer_id": one.offer.id,
    }


def draft_of(file: OwnFile, words: Mapping[Occasion, Words], one: Pending) -> Draft | None:
    contact, offer, opened = one.contact, one.offer, file.opened
    if contact is None or one.plan is None:
        return None
    about = About(
        contact_id=contact.id,
        client_id=offer.client_id,
        contact=contact.name,
        client=opened.client_name,
        employer=offer.employer,
        title=offer.title,
        declined_on=offer.declined_on,
        area=contact.area,
        offer_area=offer.area,
        move_id=contact.move_id,
        now_at=contact.now_at or "",
        old_email=contact.old_email,
        job=offer.job or "",
        job_employer=offer.job_employer or "",
        job_started_on=offer.job_started_on,
        advisor=opened.advisor,
        email=contact.email or "",
        linkedin_url=contact.linkedin_url or "",
        client_email=opened.client_email,
        plan=one.plan,
    )
    draft = draft_about(about, words, file.today)
    return replace(draft, gaps=tuple(map(_, draft.gaps)))


def waiting_seen(file: OwnFile, pending: list[Pending]) -> dict[str, Any]:
    """Nothing to do today: until when silence is right, or what stands for good."""
    state = file.plan.state(file.today) or State.NO_OFFERS
    steps = [one for one in pending if one.scene.window.step is not Step.KEEP_IN_TOUCH]
    first = min(steps, key=lambda one: one.scene.window.opens_on, default=None)
    if first:
        title = resting_title(first.scene)
        text = resting_text(first.scene, thanked=thanked_among(file, first))
    else:
        title, text = standing_words(state, only_one(file), of_all=stands_for_all(file, state))
    return {
        "state": "resting" if first else state.value,
        "title": title,
        "why": text,
        "when": "",
        "contact": None,
        "draft": None,
        "presses": [],
        "step": "",
        "offer_id": None,
    }


def thanked_among(file: OwnFile, one: Pending) -> int:
    """How many it is about, one person or those of an offer; none unless each is thanked."""
    plans = [one.plan] if one.plan else file.plan_of(one.offer.id).contacts
    left = [plan for plan in plans if plan.standing is not State.CLOSED]
    return len(left) if all(map(is_thanked, left)) else 0


def only_one(file: OwnFile) -> str:
    """The name of whom the plan is about, where that is one person."""
    names = [person.name for person in file.people.values()]
    return names[0] if len(names) == 1 else ""


def is_thanked(plan: ContactPlan) -> bool:
    return any(one.step is Step.THANK and not one.skipped for one in plan.done)


def stands_for_all(file: OwnFile, state: State) -> bool:
    plans = [one for _, plan in file.with_plans() for one in plan.contacts]
    if state is State.PARKED and not all(map(is_thanked, plans)):
        return False
    return all(one.state(file.today) is state for one in plans)


def contact_seen(contact: OwnContact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email or "",
        "linkedin_url": profile_link(contact.linkedin_url),
    }


def open_seen(file: OwnFile, others: list[Pending]) -> list[dict[str, str]]:
    """Each leads to the same page with it on top."""
    plan = f"{base_of(file.opened.link_id)}/plan"
    return [coming_seen(one) | {"href": f"{plan}?now={one.subject_id}"} for one in others]


def coming_seen(one: Pending) -> dict[str, str]:
    scene = one.scene
    day = scene.window.due_on if scene.is_open else scene.window.opens_on
    words = coming_of(scene)
    return {"on": day.isoformat(), "when": coming_when(scene), "words": words, "href": ""}


def coming_when(scene: Scene) -> str:
    if not scene.is_open:
        return _("from %(day)s", day=scene.opens)
    if scene.window.step is Step.KEEP_IN_TOUCH:
        return _("whenever it suits you")
    if scene.is_late:
        return _("since %(day)s", day=scene.due)
    return _("by %(day)s", day=scene.due)


def offer_seen(file: OwnFile, offer: OwnOffer, plan: OfferPlan, to_do: set[UUID]) -> dict[str, Any]:
    return {
        "id": offer.id,
        "employer": offer.employer,
        "line": offer_line(offer, file.today),
        "note": offer_note(offer, plan),
        "how_many": how_many_words(
            len(plan.contacts), sum(one.contact_id in to_do for one in plan.contacts)
        ),
        "is_off": plan.standing is State.OFF,
        "may_choose": offer.declined_on is not None
        and any(one.done and one.standing is not State.CLOSED for one in plan.contacts),
        "people": [
            person_seen(file, file.people[one.contact_id], one, chooses(plan))
            for one in plan.contacts
        ],
    }


def chooses(plan: OfferPlan) -> bool:
    return plan.window is not None and plan.window.step is Step.CHOOSE_KEY_PEOPLE


def offer_line(offer: OwnOffer, today: date) -> str:
    parts = [", ".join(filter(None, (offer.title, offer.area)))]
    if offer.declined_on:
        parts.append(_("declined on %(day)s", day=day_of_year(offer.declined_on, today)))
    else:
        parts.append(_("offered on %(day)s", day=day_of_year(offer.offered_on, today)))
    return " · ".join(filter(None, parts))


def offer_note(offer: OwnOffer, plan: OfferPlan) -> str:
    if plan.standing is State.OFF:
        return _("Nothing more is planned here.")
    if not plan.contacts:
        return _("Nobody is listed here yet.")
    if offer.declined_on is None:
        return _("The steps begin on the day you turn the offer down.")
    return ""


def how_many_words(people: int, to_do: int) -> str:
    """Of an offer whose people are folded."""
    if people == to_do:
        return ngettext(
            "%(num)d person, who can hear from you now",
            "%(num)d people, and each can hear from you now",
            people,
        )
    parts = [ngettext("%(num)d person", "%(num)d people", people)]
    if to_do:
        parts.append(
            ngettext("%(num)d can hear from you now", "%(num)d can hear from you now", to_do)
        )
    return ", ".join(parts)


class Lead(NamedTuple):
    """Where something is done with a person."""

    href: str
    words: str
    is_elsewhere: bool = False


def person_seen(
    file: OwnFile, person: OwnContact, plan: ContactPlan, may_be_chosen: bool
) -> dict[str, Any]:
    today = file.today
    segments, summary = own_strip(plan, today)
    is_open = plan.standing not in (State.OFF, State.CLOSED)
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "now_at": person.now_at,
        "is_key": person.is_key,
        "leads": leads_of(file.opened, person, plan, today) if is_open else [],
        "segments": segments if is_open else [],
        "summary": f"{person.name}: {summary}",
        "note": person_note(plan, today, may_be_chosen),
        "is_open": is_open,
    }


def leads_of(opened: Opened, person: OwnContact, plan: ContactPlan, today: date) -> list[Lead]:
    """The first stands beside the person, the others are folded away."""
    theirs = f"{base_of(opened.link_id)}/contacts/{person.id}"
    leads = []
    if opened.access.can_update:
        leads.append(Lead(f"{theirs}/touches", noting_words(plan.window, today)))
    if person.email:
        leads.append(Lead(mail_address(person.email), _("Mail")))
    if profile := profile_link(person.linkedin_url):
        leads.append(Lead(profile, _("LinkedIn profile"), is_elsewhere=True))
    if opened.access.can_update:
        leads.append(Lead(f"{theirs}/edit", _("Correct")))
    leads.append(Lead(f"{theirs}/card.vcf", _("Card")))
    if plan.window:
        leads.append(Lead(f"{theirs}/event.ics", _("Add to calendar")))
    return leads


def person_note(plan: ContactPlan, today: date, may_be_chosen: bool) -> str:
    window = plan.window
    if plan.standing is State.CLOSED:
        return _("You are not writing to each other at present.")
    if plan.standing is State.PARKED and may_be_chosen:
        return ""
    if plan.standing is State.PARKED and not is_thanked(plan):
        return _("Nothing more is planned. If your paths cross again, all the better.")
    if plan.standing is State.PARKED:
        return _("Thanked. If your paths cross again, all the better.")
    if window and window.step is Step.KEEP_IN_TOUCH and window.opens_on > today:
        return _(
            "In your network. A word again around %(day)s.", day=day_of_year(window.opens_on, today)
        )
    return ""


def network_seen(file: OwnFile) -> list[dict[str, str]]:
    """Who is in it, and where they were met."""
    return [
        {"name": file.people[one.contact_id].name, "employer": offer.employer}
        for offer, plan in file.with_plans()
        for one in plan.contacts
        if one.state(file.today) is State.IN_NETWORK
        or (one.window is not None and one.window.step is Step.KEEP_IN_TOUCH)
    ]


def paused_words(file: OwnFile) -> str:
    until = file.paused_until
    if until is None or until <= file.today:
        return ""
    return _(
        "You are on a pause until %(day)s: nothing is expected of you meanwhile.",
        day=day_of_year(until, file.today),
    )


def job_words(file: OwnFile) -> str:
    job = file.job
    if job is None:
        return ""
    what = ", ".join(filter(None, (job.title, job.employer)))
    if job.started_on is None:
        return what
    day = day_of_year(job.started_on, file.today)
    if job.started_on > file.today:
        return _("%(job)s, from %(day)s", job=what, day=day)
    return _("%(job)s, since %(day)s", job=what, day=day)
