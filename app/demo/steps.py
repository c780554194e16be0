"""How one relationship goes, step after step: the rules say what pends, chance on which day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from app.cycle.dates import add_days
from app.cycle.facts import Contact, Step, Touch, TouchKind
from app.cycle.plan import Mode
from app.cycle.policy import Policy
from app.cycle.steps import contact_window, progress_of
from app.cycle.windows import Window
from app.demo.words import NOTES, SKIPPED_FOR

SKIPPED = {Step.CONNECT: 0.05, Step.THANK: 0.03, Step.UPDATE: 0.04, Step.CATCH_UP: 0.03}
NOTED = 0.4
LAPSED = 0.35  # of the people in the network, at each time of writing


@dataclass(frozen=True, slots=True)
class Deed:
    """What becomes a touch once it is recorded."""

    kind: TouchKind
    on: date
    step: Step | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One contact, and what their cycle depends on."""

    contact: Contact
    declined_on: date
    slot: date | None
    mode: Mode
    waits: Step | None  # the step that is not taken, or not yet
    is_invited: bool  # to the catch-up that waits

    def pending(self, deeds: Sequence[Deed]) -> Window | None:
        touches = (Touch(n, deed.kind, deed.on, deed.step) for n, deed in enumerate(deeds))
        progress = progress_of(self.contact._replace(touches=tuple(touches)), self.declined_on)
        return contact_window(progress, self.declined_on, self.slot, Policy())


def deeds_until(today: date, relationship: Relationship, rng: Random) -> list[Deed]:
    """All that opened by today is done by today, up to the step that waits."""
    deeds: list[Deed] = []
    while (window := relationship.pending(deeds)) and window.opens_on <= today:
        if window.step == relationship.waits:
            if relationship.is_invited:
                deeds.append(an_invitation(window.opens_on, today, rng))
            break
        if window.step == Step.KEEP_IN_TOUCH and rng.random() < LAPSED:
            break
        deeds += taken(window, relationship.mode, today, rng)
    return [noted(deed, rng) for deed in deeds]


def taken(window: Window, mode: Mode, today: date, rng: Random) -> Iterator[Deed]:
    """Never later than today, however slow."""

    def within(least: int, most: int) -> date:
        so_far = (today - window.opens_on).days
        return add_days(window.opens_on, rng.randint(min(least, so_far), min(most, so_far)))

    if rng.random() < SKIPPED.get(window.step, 0):
        why = rng.choice(SKIPPED_FOR[window.step])
        yield Deed(TouchKind.SKIPPED, within(1, 3), window.step, why)
        return
    match window.step:
        case Step.CONNECT:
            yield Deed(TouchKind.CONNECTED, within(-6, -1) if rng.random() < 0.2 else within(1, 3))
        case Step.THANK:
            yield Deed(TouchKind.THANKED, within(1, 3))
            if rng.random() < 0.06 and (on := within(30, 100)) < today:
                yield Deed(TouchKind.HEARD_FROM, on)
        case Step.UPDATE:
            early, late = rng.random() < 0.07, rng.random() < 0.15
            days = (-70, -30) if early else (40, 80) if late else (2, 26)
            yield Deed(TouchKind.UPDATED, within(*days))
        case Step.CATCH_UP:
            met_on = within(*((6, 26) if rng.random() < 0.5 else (40, 330)))
            if rng.random() < 0.8 and (invited_on := within(1, 5)) < met_on:
                yield Deed(TouchKind.INVITED, invited_on)
            yield Deed(exchange(mode, rng), met_on)
        case _:
            heard = rng.random() < 0.25
            kind = TouchKind.HEARD_FROM if heard else exchange(mode, rng)
            yield Deed(kind, within(0, 35))


def an_invitation(opens_on: date, today: date, rng: Random) -> Deed:
    return Deed(TouchKind.INVITED, min(add_days(opens_on, rng.randint(1, 7)), today))


def exchange(mode: Mode, rng: Random) -> TouchKind:
    if mode is Mode.IN_PERSON and rng.random() < 0.85:
        return TouchKind.MET
    return rng.choice((TouchKind.CALLED, TouchKind.WROTE))


def noted(deed: Deed, rng: Random) -> Deed:
    if deed.note or deed.kind not in NOTES or rng.random() > NOTED:
        return deed
    return replace(deed, note=rng.choice(NOTES[deed.kind]))
