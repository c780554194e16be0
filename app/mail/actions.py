"""Putting a letter into the outbox, taking one in hand, and writing down what became of it.

A claim is known by its worker and its attempt, as with webhooks: once it has lapsed and another
worker has the letter, what the first one says of it is refused. So a letter leaves at least once,
always under the same Message-ID, and twice only where the moment between the mail server's yes and
the commit was cut off.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.tidying import forget_old_resets
from app.audit.actions import record
from app.db.base import new_id
from app.db.upserts import insert_into
from app.faults import BadInput
from app.mail.bouncing import note_bounce
from app.mail.models import Letter
from app.mail.queries import due_letters, held_letter

# Why a letter was given up that nobody needs any more: to send it again would change nothing.
TOO_LATE = "it was not sent in time, and would be of no use any more"
NOT_WANTED = "what it was about was over before it was sent"
OVER = (TOO_LATE, NOT_WANTED)

CLAIM_LASTS = timedelta(minutes=5)  # far longer than sending one may take

# After the first failure, the second, and so on: two days in all, then it is given up.
WAITS = (
    timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30),
    timedelta(hours=2), timedelta(hours=6), timedelta(hours=12), timedelta(hours=24),
)  # fmt: skip
MOST_ATTEMPTS = len(WAITS) + 1
KEPT = timedelta(days=90)  # what was sent, and what is of no use any more


@dataclass(frozen=True, slots=True)
class Claim:
    letter: Letter
    worker: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one attempt. `trouble` is empty where the letter left."""

    trouble: str = ""
    for_good: bool = False  # no further attempt would help
    bounced: bool = False  # nor would any other letter to this address
    is_attempt: bool = True  # else it was about us, and would have been the same with any letter


def post_letter(
    session: Session,
    access: Access,
    kind: str,
    to_email: str,
    details: dict[str, Any],
    *,
    at: datetime,
    good_for: timedelta | None = None,
    client_id: UUID | None = None,
    once_key: str | None = None,
) -> UUID:
    """In the transaction of what it tells of, so that both happen or neither."""
    letter_id = new_id()
    session.execute(
        insert_into(session, Letter)
        .values(
            office_id=access.office_id,
            id=letter_id,
            kind=kind,
            client_id=client_id,
            to_email=to_email,
            details=details,
            once_key=once_key,
            made_at=at,
            good_until=at + good_for if good_for else None,
            attempts=0,
            next_at=at,
            trouble="",
        )
        .on_conflict_do_nothing(index_elements=["office_id", "once_key"])
    )
    return letter_id


def claim_next(session: Session, access: Access, worker: str, at: datetime) -> Claim | None:
    next_one = due_letters(access, at).limit(1).with_for_update(skip_locked=True)
    claimed = session.scalars(
        update(Letter)
        .where(
            Letter.office_id == access.office_id,
            Letter.id == next_one.correlate(None).scalar_subquery(),
        )
        .values(claimed_by=worker, claimed_until=at + CLAIM_LASTS, attempts=Letter.attempts + 1)
        .returning(Letter)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).one_or_none()
    return Claim(claimed, worker, claimed.attempts) if claimed else None


def note_away(session: Session, access: Access, words: str, at: datetime) -> None:
    """At the letter that is next: no attempt of it, but whoever looks sees why it waits."""
    next_one = due_letters(access, at).limit(1)
    session.execute(
        update(Letter)
        .where(
            Letter.office_id == access.office_id,
            Letter.id == next_one.correlate(None).scalar_subquery(),
            Letter.trouble != words,
        )
        .values(trouble=words)
        .execution_options(synchronize_session=False)
    )


def write_down(
    session: Session, access: Access, claim: Claim, outcome: Outcome, at: datetime
) -> bool:
    """False where the claim has passed on: then another worker's outcome counts."""
    changes: dict[str, Any]
    if not outcome.trouble:
        changes = {"sent_at": at, "to_email": claim.letter.to_email}  # there may be another by now
    elif not outcome.is_attempt:
        changes = {"next_at": at + WAITS[0], "attempts": claim.attempt - 1}
    elif outcome.for_good or claim.attempt >= MOST_ATTEMPTS:
        changes = {"given_up_at": at}
        if outcome.trouble == NOT_WANTED:
            changes["good_until"] = at
    else:
        changes = {"next_at": at + WAITS[claim.attempt - 1]}
    ended = session.execute(
        update(Letter)
        .where(
            Letter.office_id == access.office_id,
            Letter.id == claim.letter.id,
            Letter.claimed_by == claim.worker,
            Letter.attempts == claim.attempt,
        )
        .values(claimed_by=None, claimed_until=None, trouble=outcome.trouble, **changes)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    ).first()
    if ended is not None and outcome.bounced:
        note_bounce(session, access, claim.letter, outcome.trouble, at)
    return ended is not None


def send_again(session: Session, access: Access, letter_id: UUID, at: datetime) -> Letter:
    """What was given up gets all its attempts anew; what was sent is not sent twice."""
    letter = held_letter(session, access, letter_id)
    if letter.given_up_at is None:
        raise BadInput("letter", "cannot be sent again: it was sent, or still waits to be")
    if letter.good_until is not None and letter.good_until <= at:
        raise BadInput("letter", "is of no use any more: its time has passed")
    letter.given_up_at, letter.attempts, letter.next_at = None, 0, at
    record(
        session, access, "letter.sent_again", at=at, client_id=letter.client_id,
        subject_id=letter.id, kind=letter.kind,
    )  # fmt: skip
    return letter


def forget_old_letters(
    session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    """A daily errand. What was given up and could still be sent again stays until somebody does."""
    before = at - KEPT
    session.execute(
        delete(Letter).where(
            Letter.office_id == access.office_id,
            or_(Letter.sent_at < before, Letter.good_until < before),
        )
    )
    forget_old_resets(session, access, at)
