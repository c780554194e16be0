"""What is said of a touch and of what comes next, as an advisor would say it."""

from datetime import date

from app.cycle.facts import Step, TouchKind
from app.cycle.folding import fold
from app.cycle.meetings import Meeting, Mode
from app.cycle.places import is_blank
from app.cycle.plan import ContactPlan, OfferPlan
from app.cycle.states import State
from app.cycle.windows import Window
from app.web.words import near_day, short_day

DID = {
    TouchKind.CONNECTED: "Connected with {}",
    TouchKind.THANKED: "Thanked {}",
    TouchKind.UPDATED: "Sent {} an update",
    TouchKind.INVITED: "Invited {}",
    TouchKind.MET: "Met {}",
    TouchKind.CALLED: "Called {}",
    TouchKind.WROTE: "Wrote to {}",
    TouchKind.HEARD_FROM: "Heard from {}",
}
# What an advisor presses to say that something happened, in the order of the cycle.
LOGS = {
    TouchKind.CONNECTED: "Connected",
    TouchKind.THANKED: "Thanked",
    TouchKind.UPDATED: "Sent an update",
    TouchKind.INVITED: "Invited, no answer yet",
    TouchKind.MET: "Met",
    TouchKind.CALLED: "Called",
    TouchKind.WROTE: "Wrote to each other",
    TouchKind.HEARD_FROM: "Heard from them",
}
STEP_NAMES = {
    Step.DECLINE: "answer",
    Step.LIST_PEOPLE: "listing people",
    Step.CHOOSE_KEY_PEOPLE: "choosing key people",
    Step.CONNECT: "connecting",
    Step.THANK: "the thank-you note",
    Step.UPDATE: "the update",
    Step.CATCH_UP: "the catch-up",
    Step.KEEP_IN_TOUCH: "keeping in touch",
}


def what_was_done(kind: str, step: str | None, name: str) -> str:
    """`Thanked Hiroshi Silva`."""
    if kind == TouchKind.SKIPPED:
        return f"Skipped {STEP_NAMES[Step(step or '')]} with {name}"
    return DID[TouchKind(kind)].format(name)


def what_comes_next(plan: ContactPlan, offer: OfferPlan, name: str, today: date) -> str:
    """With that one person, as a sentence; `offer` is where they were met."""
    if plan.standing is State.PARKED and offer.window is not None:
        return choose_key_people(offer.window, today)
    if plan.window is None:
        return {
            State.PARKED: f"{name} is not a key person: nothing more to do.",
            State.OFF: "The offer was not declined professionally, so no step follows.",
            State.CLOSED: "The relationship is closed, so no step follows.",
        }.get(plan.standing or State.NO_OFFERS, "The cycle begins when the offer is declined.")
    return NEXT[plan.window.step](plan.window, plan.mode, today)


def connect(window: Window, mode: Mode | None, today: date) -> str:
    return f"Next: connect on LinkedIn, {by(window, today)}."


def thank(window: Window, mode: Mode | None, today: date) -> str:
    return f"Next: a brief note of thanks, {by(window, today)}."


def update(window: Window, mode: Mode | None, today: date) -> str:
    due = short_day(window.due_on, today)
    if today < window.opens_on:
        opens = short_day(window.opens_on, today)
        return f"Next: let things lie until {opens}; the update is due by {due}."
    return f"Next: the update, due {due}."


def choose_key_people(window: Window, today: date) -> str:
    """Of an offer, once somebody there is thanked and nobody is key."""
    if today < window.opens_on:
        opens, due = (short_day(day, today) for day in (window.opens_on, window.due_on))
        return f"Next: let things lie until {opens}; the key people are chosen by {due}."
    return f"Next: choose the key people, {by(window, today)}."


def catch_up(window: Window, mode: Mode | None, today: date) -> str:
    how = "in person" if mode is Mode.IN_PERSON else "by call or e-mail"
    if today < window.opens_on:
        opens, due = (short_day(day, today) for day in (window.opens_on, window.due_on))
        return f"Next: catch up {how}, from {opens} to {due}."
    return f"Next: catch up {how}, {by(window, today)}."


def by(window: Window, today: date) -> str:
    """What is late is not told as if it were ahead."""
    return f"{'due' if window.due_on < today else 'by'} {near_day(window.due_on, today)}"


HOW = {Mode.IN_PERSON: "In person", Mode.REMOTE: "By call or e-mail"}


def how_to_meet(meeting: Meeting, contact: str, client: str) -> str:
    """`In person: Grace Kim is in St. Paul, MN, 15 km from Minneapolis, MN, where Maya lives.`"""
    return f"{HOW[meeting.mode]}: {why_so(meeting, contact, client)}."


def why_so(meeting: Meeting, contact: str, client: str) -> str:
    theirs, ours = meeting.theirs.name, meeting.ours.name
    for place, who in ((meeting.theirs, contact), (meeting.ours, client)):
        if is_blank(place):
            return f"it is not known where {who} lives or works"
    does = "works" if meeting.at_work else "lives"
    if fold(theirs) == fold(ours) or (meeting.apart_km is not None and meeting.apart_km < 1):
        return f"{contact} is in {theirs}, where {client} {does}"
    if meeting.apart_km is None:
        return f"{contact} is in {theirs}, and {client} {does} in {ours}"
    apart = f"{meeting.apart_km:,.0f} km"
    return f"{contact} is in {theirs}, {apart} from {ours}, where {client} {does}"


def keep_in_touch(window: Window, mode: Mode | None, today: date) -> str:
    if today < window.opens_on:
        return f"In the network. A word again around {short_day(window.opens_on, today)}."
    return "In the network. It is time for a word again."


NEXT = {
    Step.CONNECT: connect,
    Step.THANK: thank,
    Step.UPDATE: update,
    Step.CATCH_UP: catch_up,
    Step.KEEP_IN_TOUCH: keep_in_touch,
}
