"""A client's plan as calendar events: the day each window opens, and the day it is due."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from uuid import UUID

import icalendar
from icalendar import Calendar, Event, vDuration

from app.cycle.dates import add_days
from app.cycle.facts import Step
from app.cycle.plan import ContactPlan, OfferPlan
from app.cycle.windows import Window
from app.links.door import Edition
from app.ownplan.published import Published
from app.ownplan.queries import OwnFile, OwnOffer
from app.ownplan.view import found_in
from app.ownplan.words import Scene, title_of, why_of
from app.web.language import gettext as _
from app.web.templating import ROOT

OFFER_STEPS = (Step.DECLINE, Step.LIST_PEOPLE, Step.CHOOSE_KEY_PEOPLE)
CONTACT_STEPS = tuple(step for step in Step if step not in OFFER_STEPS)
AGAIN = timedelta(hours=12)  # when a program that heeds it looks again
COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)  # SEQUENCE is the seconds since then


@dataclass(frozen=True, slots=True)
class Told:
    """One step of one person, or of an offer, as the calendar tells it."""

    subject_id: UUID
    scene: Scene
    pends: bool


@cache
def edition_of_the_service() -> str:
    """Of the rules and the words, made of the files that hold them; the same in each process."""
    files = [*ROOT.glob("app/**/*.py"), *ROOT.glob("locale/**/*.[mp]o")]
    told = hashlib.sha256(icalendar.__version__.encode())
    for file in sorted(files):
        told.update(file.read_bytes())
    return told.hexdigest()


@lru_cache(10_000)
def tag_of(edition: Edition, language: str) -> str:
    """All that decides what the events say: the day does not, nor does the link.

    Whatever moves a plan is written down as a deed, and deeds are never taken away: counting them
    tells more than the last one's time, which is set before others may commit.
    """
    decides = edition_of_the_service(), language, *edition
    return f'"{hashlib.sha256(repr(decides).encode()).hexdigest()[:32]}"'


def calendar_of(file: OwnFile, changed_at: datetime, published: Published) -> bytes:
    """The same until something of the plan changes, whatever the day is."""
    told = [*pending_told(file), *gone_told(file, published)]
    return written(
        file,
        [
            event_of(one, moment, changed_at)
            for one in sorted(told, key=lambda one: (one.subject_id, one.scene.window.step))
            for moment in ("opens", "due")
        ],
    )


def next_event_of(file: OwnFile, contact_id: UUID, changed_at: datetime) -> bytes | None:
    """The next day of what pends with a person; today, where it has waited."""
    for one in pending_told(file):
        if one.subject_id == contact_id:
            event = event_of(one, "due" if one.scene.is_open else "opens", changed_at)
            if one.scene.is_late:
                lies_on(event, file.today)
            return written(file, [event])
    return None


def written(file: OwnFile, events: list[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Regards//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):  # RFC 7986's, and what Apple, Google and Outlook read
        calendar.add(name, _("Staying in touch"))
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(AGAIN))
    calendar.add("x-wr-timezone", file.opened.access.timezone)
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def event_of(told: Told, moment: str, changed_at: datetime) -> Event:
    window, what = told.scene.window, title_of(told.scene)
    is_due = moment == "due"
    event = Event()
    event.add("uid", f"{told.subject_id}-{window.step}-{moment}@regards")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", int((changed_at - COUNTED_FROM).total_seconds()))
    lies_on(event, window.due_on if is_due else window.opens_on)
    event.add("summary", _("By today: %(what)s", what=what) if is_due else what)
    event.add("status", "CONFIRMED" if told.pends else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    if told.pends and not told.scene.invited_on:  # else it says a day as it is said today
        event.add("description", why_of(told.scene))
    return event


def lies_on(event: Event, day: date) -> None:
    """All of that day; where it ended is the first moment that is no part of it."""
    for name, on in ("dtstart", day), ("dtend", add_days(day, 1)):
        event.pop(name, None)
        event.add(name, on)


def pending_told(file: OwnFile) -> Iterator[Told]:
    for one in found_in(file):
        yield Told(one.subject_id, one.scene, pends=True)


def gone_told(file: OwnFile, published: Published) -> Iterator[Told]:
    """Every step that does not pend: whoever may have an event of it is told that it is off."""
    for offer, plan in file.with_plans():
        yield from gone_of(file, offer, "", plan, OFFER_STEPS, published)
        for theirs in plan.contacts:
            name = file.people[theirs.contact_id].name
            yield from gone_of(file, offer, name, theirs, CONTACT_STEPS, published)


def gone_of(
    file: OwnFile,
    offer: OwnOffer,
    who: str,
    plan: OfferPlan | ContactPlan,
    steps: tuple[Step, ...],
    published: Published,
) -> Iterator[Told]:
    done = {one.step: one.on for one in plan.done} if isinstance(plan, ContactPlan) else {}
    subject_id = plan.contact_id if isinstance(plan, ContactPlan) else plan.offer_id
    for step in steps:
        if isinstance(plan, ContactPlan):
            may_be_there = published.may_have_had(plan, step)
        else:
            may_be_there = published.may_have_had_an_offers
        if may_be_there and (plan.window is None or plan.window.step is not step):
            day: date = done.get(step) or offer.declined_on or offer.offered_on
            window = Window(step, day, day, None)
            scene = Scene(window, offer.employer, who, None, None, file.today)
            yield Told(UUID(str(subject_id)), scene, pends=False)
