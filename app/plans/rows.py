"""Facts of the cycle, each made of one row."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.cycle import facts
from app.cycle.facts import NOWHERE, Snooze, Step, TouchKind
from app.cycle.meetings import Meeting, Mode
from app.cycle.plan import ContactPlan, NextStep, OfferPlan
from app.cycle.states import State
from app.cycle.steps import Progress
from app.cycle.windows import Window
from app.db.base import NEVER
from app.places import locate


def contact_fact(
    contact_id: UUID,
    touches: Sequence[facts.Touch],
    name: str,
    is_key: bool,
    area: str,
    closed_on: date | None,
    snoozed_step: str | None,
    snoozed_until: date | None,
    move_id: UUID | None = None,
) -> facts.Contact:
    """`area` is that of the last move, where there is one and it is known."""
    snooze = None
    if snoozed_step and snoozed_until:
        snooze = Snooze(Step(snoozed_step), snoozed_until)
    return facts.Contact(
        id=contact_id,
        name=name,
        is_key=is_key,
        place=locate(area),
        has_moved=move_id is not None,
        closed_on=closed_on,
        snooze=snooze,
        touches=tuple(touches),
    )


def offer_fact(
    offer_id: UUID,
    contacts: Sequence[facts.Contact],
    offered_on: date,
    respond_by: date | None,
    declined_on: date | None,
    declined_well: bool | None,
    area: str,
    job_started_on: date | None,
    job_area: str | None,
) -> facts.Offer:
    return facts.Offer(
        id=offer_id,
        offered_on=offered_on,
        respond_by=respond_by,
        declined_on=declined_on,
        declined_well=declined_well,
        place=locate(area),
        job_started_on=job_started_on,
        job_place=locate(job_area or ""),
        contacts=tuple(contacts),
    )


KINDS = {kind.value: kind for kind in TouchKind}  # of which there are more than of all else


def touch_fact(touch_id: UUID, kind: str, on: date, step: str | None) -> facts.Touch:
    return facts.Touch(touch_id, KINDS[kind], on, Step(step) if step else None)


STEPS = {step.value: step for step in Step}
STANDINGS = {"open": None, "not_declined": None} | {state.value: state for state in State}
MODES: dict[str | None, Mode | None] = {None: None} | {mode.value: mode for mode in Mode}
MEETINGS = {
    mode.value: Meeting(mode, theirs=NOWHERE, ours=NOWHERE, at_work=False, apart_km=None)
    for mode in Mode
}


def settled_contact(
    contact_id: UUID,
    standing: str,
    step: str | None,
    opens_on: date,
    due_on: date,
    stalls_on: date,
    mode: str | None,
    thanked_on: date,
) -> ContactPlan:
    """As much as the plan of the offer asks of it."""
    return ContactPlan(
        contact_id,
        Progress((), None, None, at_some_time(thanked_on)),
        Window(STEPS[step], opens_on, due_on, at_some_time(stalls_on)) if step else None,
        STANDINGS[standing],
        MEETINGS[mode] if mode else None,
    )


def settled_offer(
    offer_id: UUID,
    standing: str,
    _step: str | None,
    opens_on: date,
    due_on: date,
    stalls_on: date,
    next_step: str | None,
    next_contact_id: UUID | None,
    next_mode: str | None,
    next_others: int,
) -> OfferPlan:
    """Out of its columns in `KEPT`, as much as the plan of the whole client asks of it."""
    if next_step is None:
        return OfferPlan(offer_id, None, (), None, None, None, STANDINGS[standing], None)
    first = Window(STEPS[next_step], opens_on, due_on, stalls_on)
    following = NextStep(offer_id, next_contact_id, first, MODES[next_mode])
    return OfferPlan(offer_id, None, (), opens_on, due_on, stalls_on, None, following, next_others)


def at_some_time(day: date) -> date | None:
    return None if day == NEVER else day
