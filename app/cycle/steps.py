"""The steps of an offer and of a contact: what does each, when it opens and when it is due."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from app.cycle.dates import add_days, add_months, earliest
from app.cycle.facts import EXCHANGES, Contact, Offer, Step, Touch, TouchKind
from app.cycle.policy import Policy
from app.cycle.windows import Window, stalling_window

DONE_BY = {
    Step.CONNECT: frozenset({TouchKind.CONNECTED}),
    Step.THANK: frozenset({TouchKind.THANKED}),
    Step.UPDATE: EXCHANGES | {TouchKind.UPDATED},
    Step.CATCH_UP: EXCHANGES,
}
BY_DAY = attrgetter("on", "id")  # on one day in the order of recording
WITHOUT_CONTACT = frozenset({TouchKind.INVITED, TouchKind.SKIPPED})


class Progress(NamedTuple):
    """The touches of one contact that count, in order, and those that did a step."""

    touches: Sequence[Touch]
    connect: Touch | None
    thank: Touch | None
    rest_from: date | None = None
    update: Touch | None = None
    catch_up: Touch | None = None


def progress_of(contact: Contact, declined_on: date | None) -> Progress:
    touches = in_order(contact.touches)
    connect = first_doing(Step.CONNECT, touches)
    thank = first_doing(Step.THANK, touches)
    if declined_on is None or connect is None or thank is None:
        return Progress(touches, connect, thank)
    rest_from = max(declined_on, connect.on, thank.on)
    update = first_doing(Step.UPDATE, touches, since=rest_from) if contact.is_key else None
    if update is None:
        return Progress(touches, connect, thank, rest_from)
    others = [touch for touch in touches if touch is not update]
    catch_up = first_doing(Step.CATCH_UP, others, since=update.on)
    return Progress(touches, connect, thank, rest_from, update, catch_up)


def in_order(touches: Iterable[Touch]) -> list[Touch]:
    counting = [touch for touch in touches if not touch.voided]
    counting.sort(key=BY_DAY)
    return counting


def first_doing(step: Step, touches: Iterable[Touch], since: date = date.min) -> Touch | None:
    """Skipping a step does it, whatever the day; else only what happened since counts."""
    kinds = DONE_BY[step]
    for touch in touches:
        if touch.kind == TouchKind.SKIPPED:
            if touch.step == step:
                return touch
        elif touch.kind in kinds and touch.on >= since:
            return touch
    return None


def offer_window(offer: Offer, resting: Iterable[date | None], policy: Policy) -> Window | None:
    """The offer's own step; `resting` are the days since when its people rest."""
    if offer.is_off:
        return None
    if offer.declined_on is None:
        answer_by = offer.respond_by or add_days(offer.offered_on, policy.decline_days)
        due_on = max(offer.offered_on, answer_by)
        return stalling_window(Step.DECLINE, offer.offered_on, due_on, policy.grace_days)
    if not offer.contacts:
        due_on = add_days(offer.declined_on, policy.connect_days)
        return stalling_window(Step.LIST_PEOPLE, offer.declined_on, due_on, policy.grace_days)
    if any(contact.is_key for contact in offer.contacts):
        return None
    rest_from = earliest(resting)
    return resting_window(Step.CHOOSE_KEY_PEOPLE, rest_from, policy) if rest_from else None


def contact_window(
    progress: Progress, declined_on: date, slot: date | None, policy: Policy
) -> Window | None:
    """The first step not done. Only key people have a slot, and steps after `thank`."""
    if progress.connect is None:
        due_on = add_days(declined_on, policy.connect_days)
        return stalling_window(Step.CONNECT, declined_on, due_on, policy.grace_days)
    if progress.thank is None or progress.rest_from is None:
        opens_on = max(declined_on, progress.connect.on)
        due_on = add_days(opens_on, policy.thank_days)
        return stalling_window(Step.THANK, opens_on, due_on, policy.grace_days)
    if slot is None:
        return None
    if progress.update is None:
        return resting_window(Step.UPDATE, progress.rest_from, policy)
    if progress.catch_up is None:
        opens_on = catch_up_opens_on(slot, progress.update.on)
        due_on = max(add_months(opens_on, 1), replies_by(progress, progress.update.on, policy))
        return stalling_window(Step.CATCH_UP, opens_on, due_on, policy.grace_days)
    opens_on = add_months(last_touched_on(progress, progress.catch_up), policy.keep_in_touch_months)
    return Window(Step.KEEP_IN_TOUCH, opens_on, add_months(opens_on, 1), None)


def resting_window(step: Step, rest_from: date, policy: Policy) -> Window:
    due_on = add_months(rest_from, policy.update_months)
    return stalling_window(step, rest_until(rest_from, policy), due_on, policy.grace_days)


def rest_until(rest_from: date, policy: Policy) -> date:
    return add_months(rest_from, policy.rest_months)


def catch_up_opens_on(slot: date, updated_on: date) -> date:
    return max(slot, add_months(updated_on, 1))


def replies_by(progress: Progress, updated_on: date, policy: Policy) -> date:
    """How long the last invitation since the update may wait; the first of days without one."""
    invited_on = last_invited_on(progress, updated_on)
    return add_days(invited_on, policy.reply_days) if invited_on else date.min


def last_invited_on(progress: Progress, updated_on: date) -> date | None:
    """Since the update: an earlier invitation was for something else."""
    return max(
        (
            touch.on
            for touch in progress.touches
            if touch.kind == TouchKind.INVITED and touch.on >= updated_on
        ),
        default=None,
    )


def last_touched_on(progress: Progress, last_step: Touch) -> date:
    return next(
        (touch.on for touch in reversed(progress.touches) if touch.kind not in WITHOUT_CONTACT),
        last_step.on,
    )
