"""One person's cycle as the strip that the page draws, and in words for who cannot see it."""

from datetime import date
from typing import NamedTuple

from app.cycle.plan import ContactPlan
from app.cycle.states import State
from app.cycle.strip import Part, Segment, Status, strip_of
from app.web.words import MONTHS, how_many, short_day

NAMES = {
    Part.CONNECT: "connect",
    Part.THANK: "thank",
    Part.REST: "rest",
    Part.UPDATE: "update",
    Part.CATCH_UP: "catch up",
    Part.NETWORK: "in network",
}
DONE = {
    Part.CONNECT: "connected",
    Part.THANK: "thanked",
    Part.REST: "rested",
    Part.UPDATE: "updated",
    Part.CATCH_UP: "caught up",
    Part.NETWORK: "in the network",
}
LATE = {State.STALLED: "late", State.OVERDUE: "overdue", State.DUE: "due"}


class Drawn(NamedTuple):
    name: str
    label: str
    status: str  # done, late, overdue, due, resting, future or none
    title: str


def drawn_strip(plan: ContactPlan, today: date) -> tuple[list[Drawn], str]:
    """The segments, and a sentence for all of them."""
    segments = [drawn(segment, plan, today) for segment in strip_of(plan, today)]
    told = [segment.title for segment in segments if segment.status != "none"]
    return segments, ("; ".join(told) if told else "No step follows")


def drawn(segment: Segment, plan: ContactPlan, today: date) -> Drawn:
    status = status_of(segment)
    return Drawn(
        segment.part.value,
        label_of(segment, status, today),
        status,
        title_of(segment, status, plan, today),
    )


def status_of(segment: Segment) -> str:
    if segment.status is Status.NONE:
        return "none"
    if segment.status is Status.DONE:
        return "done"
    if segment.part is Part.NETWORK:
        return "done" if segment.status is Status.CURRENT else "future"
    if segment.status is Status.CURRENT and segment.state in LATE:
        return LATE[segment.state]
    if segment.part is Part.REST and segment.status is Status.CURRENT:
        return "resting"
    return "future"


def label_of(segment: Segment, status: str, today: date) -> str:
    part, on = segment.part, segment.on
    if part is Part.NETWORK or status == "none":
        return ""
    if part is Part.REST:
        if status == "resting" and segment.until:
            return f"until {short_day(segment.until, segment.until)}"
        return "rested" if status == "done" else "rest"
    if status == "done":
        # There is no room for all of a date: what is left out stands in the title.
        return "skipped" if segment.skipped else month_or_day(on, today) if on else ""
    if status in ("late", "overdue") and segment.until:
        return f"{NAMES[part]} {(today - segment.until).days} d"
    if status == "future" and on:
        return month_of(on)
    return NAMES[part]


def month_or_day(on: date, today: date) -> str:
    """`6 Nov`, and of another year `Nov 2025`."""
    return short_day(on, today) if on.year == today.year else month_of(on)


def month_of(on: date) -> str:
    return f"{MONTHS[on.month - 1][:3]} {on.year}"


def title_of(segment: Segment, status: str, plan: ContactPlan, today: date) -> str:
    part, on, until = segment.part, segment.on, segment.until
    if part is Part.NETWORK:
        return DONE[part] if status == "done" else "then in the network"
    if status == "done":
        if segment.skipped and on:
            return f"{NAMES[part]} skipped {short_day(on, today)}"
        if part is Part.REST:
            return f"rested until {short_day(until, today)}" if until else "rested"
        return f"{DONE[part]} {short_day(on, today)}" if on else DONE[part]
    if status in ("late", "overdue") and until:
        return f"{NAMES[part]} {how_many((today - until).days, 'day')} late"
    if status == "due" and until:
        return f"{NAMES[part]} due by {short_day(until, today)}"
    if status == "resting" and until:
        return f"resting until {short_day(until, today)}"
    if part is Part.CATCH_UP and plan.anniversary_assumed and on:
        return f"{NAMES[part]} from {short_day(on, today)}, assumed: the job's start is not known"
    return f"{NAMES[part]} from {short_day(on, today)}" if on else f"then {NAMES[part]}"
