"""One person's cycle as a strip: connect, thank, the rest, update, catch-up, network."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from app.cycle.facts import Step
from app.cycle.plan import ContactPlan, DoneStep
from app.cycle.states import State


class Part(StrEnum):
    CONNECT = "connect"
    THANK = "thank"
    REST = "rest"
    UPDATE = "update"
    CATCH_UP = "catch_up"
    NETWORK = "network"


class Status(StrEnum):
    DONE = "done"
    CURRENT = "current"
    FUTURE = "future"
    NONE = "none"  # will not come, as things stand


PARTS = tuple(Part)
STEP_OF = {
    Part.CONNECT: Step.CONNECT,
    Part.THANK: Step.THANK,
    Part.UPDATE: Step.UPDATE,
    Part.CATCH_UP: Step.CATCH_UP,
    Part.NETWORK: Step.KEEP_IN_TOUCH,
}


Done: TypeAlias = Mapping[Step, DoneStep]


class Segment(NamedTuple):
    part: Part
    status: Status
    on: date | None = None  # done on that day; else opens or begins, where that is known
    until: date | None = None  # due; for the rest, its end
    skipped: bool = False
    state: State | None = None  # of the current segment


def strip_of(plan: ContactPlan, day: date) -> tuple[Segment, ...]:
    done = {one.step: one for one in plan.done}
    return tuple(
        [
            rest_of(plan, done, day) if part is Part.REST else part_of(plan, done, part, day)
            for part in PARTS
        ]
    )


def part_of(plan: ContactPlan, done: Done, part: Part, day: date) -> Segment:
    step = STEP_OF[part]
    if step in done:
        return Segment(part, Status.DONE, done[step].on, skipped=done[step].skipped)
    window = plan.window
    if window is None:
        return Segment(part, Status.NONE)
    if window.step != step:
        return future(plan, part)
    if part is Part.UPDATE and is_resting(plan, day):
        return Segment(part, Status.FUTURE, window.opens_on, window.due_on)
    return Segment(part, Status.CURRENT, window.opens_on, window.due_on, state=plan.state(day))


def future(plan: ContactPlan, part: Part) -> Segment:
    """Only key people have a day to catch up from; the others are thanked and no more."""
    if part in (Part.CONNECT, Part.THANK):
        return Segment(part, Status.FUTURE)
    if plan.catch_up_from is None:
        return Segment(part, Status.NONE)
    return Segment(part, Status.FUTURE, plan.catch_up_from if part is Part.CATCH_UP else None)


def rest_of(plan: ContactPlan, done: Done, day: date) -> Segment:
    """An update that pends ends the rest when it opens: later than planned after a pause."""
    window = plan.window
    if plan.rest_from is None:
        return future(plan, Part.REST) if window else Segment(Part.REST, Status.NONE)
    if Step.UPDATE in done:
        return Segment(Part.REST, Status.DONE, plan.rest_from, plan.rest_until)
    if window is None or window.step != Step.UPDATE:
        return Segment(Part.REST, Status.NONE)
    status = Status.CURRENT if is_resting(plan, day) else Status.DONE
    state = State.RESTING if status is Status.CURRENT else None
    return Segment(Part.REST, status, plan.rest_from, window.opens_on, state=state)


def is_resting(plan: ContactPlan, day: date) -> bool:
    return plan.state(day) is State.RESTING
