"""What the worker does for the office, as the settings and programs see it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.errands.actions import CLAIM_LASTS, MOST_ATTEMPTS
from app.errands.models import Errand, State
from app.errands.queries import Retried
from app.errands.words import why
from app.imports.stages import LOOK, TAKE
from app.imports.undoing import UNDO
from app.imports.unread import READ
from app.office import answers
from app.office.letter_view import moment_of
from app.plans.applying import APPLY
from app.plans.queries import Applying
from app.web.answers import fields_of, plain
from app.web.words import how_many

WHAT = {
    READ: "Reading a large file",
    LOOK: "Looking through a sheet",
    TAKE: "Taking in a sheet",
    UNDO: "Undoing a sheet",
    APPLY: "Bringing clients’ dates up to the policy",
    "tidy": "Forgetting old sign-ins and answers",
    "tidy webhooks": "Forgetting what webhooks took long ago",
    "tidy letters": "Forgetting letters that left long ago",
    "tidy imports": "Forgetting the rows of old sheets",
    "tidy links": "Forgetting codes that clients asked for",
    "tidy bulk": "Forgetting what was done to many long ago",
    "schedule digests": "Seeing whose weekly letter is to be written",
    "send digest": "Writing an advisor’s weekly letter",
    "schedule reminders": "Seeing whose steps open today",
    "remind clients": "Writing clients’ reminders",
}
STATES = {
    State.FAILED: "Failed",
    State.AT_WORK: "At work",
    State.WAITING: "Waiting",
    State.DONE: "Done",
}


def states_seen(
    counts: Mapping[State, int], chosen: State | None, here: str
) -> list[tuple[str, str, int, bool]]:
    every = ("All", sum(counts.values()), None)
    named = [every, *((label, counts[state], state) for state, label in STATES.items())]
    return [
        (f"{here}?state={state}" if state else here, label, count, state == chosen)
        for label, count, state in named
    ]


def errands_seen(
    found: Sequence[Errand],
    anew: Mapping[UUID, Retried],
    most: int,
    at: datetime,
    zone: str,
    today: date,
) -> dict[str, Any]:
    """The one found beyond the most says that there are earlier ones."""
    shown = found[:most]
    return {
        "rows": [errand_seen(one, anew.get(one.id), at, zone, today) for one in shown],
        "next_after": shown[-1].id if len(found) > most else None,
    }


def errand_seen(
    one: Errand, anew: Retried | None, at: datetime, zone: str, today: date
) -> dict[str, Any]:
    state = one.state(at)
    return {
        "id": one.id,
        "what": WHAT.get(one.kind, one.kind.capitalize()),
        "import_id": one.details.get("import_id"),
        "state": state.value,
        "standing": standing_of(one, state, at, zone, today),
        "why": more_of(one, state, zone, today),
        "anew": anew and f"Tried again {moment_of(anew.at, zone, today)}, by {anew.by}",
        "is_in_pieces": one.kind == APPLY and state != State.FAILED,
        "may_retry": state == State.FAILED or (state == State.WAITING and one.run_at > at),
    }


def how_far(applying: Applying | None) -> str:
    """Of a policy's work, which is done in pieces."""
    return f"{applying.done:,} of {how_many(applying.clients, 'client')} done." if applying else ""


def standing_of(one: Errand, state: State, at: datetime, zone: str, today: date) -> str:
    if one.done_at:
        return f"Done {moment_of(one.done_at, zone, today)}"
    if one.failed_at:
        return "Given up"
    if state == State.AT_WORK and one.claimed_until:
        since = moment_of(one.claimed_until - CLAIM_LASTS, zone, today)
        return f"At work since {since}" + attempt_of(one)
    if one.run_at <= at:
        return "Waits for a worker to be free"
    when = moment_of(one.run_at, zone, today)
    return f"Again {when}{attempt_of(one)} failed" if one.attempts else f"Waits until {when}"


def more_of(one: Errand, state: State, zone: str, today: date) -> str:
    """Why an attempt failed, and where it was the last, when."""
    if one.failed_at:
        times = "one attempt" if one.attempts == 1 else f"{one.attempts} attempts"
        when = moment_of(one.failed_at, zone, today).capitalize()
        return f"{when}, after {times}. {why(one.last_error)}"
    return "" if state == State.DONE else why(one.last_error)


def attempt_of(one: Errand) -> str:
    return (
        f"; attempt {one.attempts} of {MOST_ATTEMPTS}" if one.attempts > 1 or one.last_error else ""
    )


def errand_json(one: Errand, anew: Retried | None, at: datetime) -> answers.Errand:
    return fields_of(
        answers.Errand,
        one,
        state=one.state(at),
        most_attempts=MOST_ATTEMPTS,
        retried_at=anew and plain(anew.at),
        error=one.last_error,
        why=why(one.last_error),
    )
