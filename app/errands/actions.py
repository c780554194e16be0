"""Asking for an errand, taking it in hand, and telling how it ended.

A claim is known by its worker and its attempt. Once it has lapsed and another worker has taken the
errand, whatever the first one still has to say about it is refused.
"""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Text, Uuid, bindparam, or_, tuple_, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.db.base import new_id
from app.db.prepared import Prepared, Reader
from app.db.upserts import insert_into
from app.errands.models import RETRIED, Errand
from app.errands.queries import due_errands
from app.faults import NotFound

# After this a worker that has not been heard of is taken for lost.
CLAIM_LASTS = timedelta(minutes=5)

# After the first failure, the second, and so on; the one after the last sets the errand aside.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
MOST_ATTEMPTS = len(WAITS) + 1

LOST = "WorkerLost"  # what is noted of an errand that ended its worker each time

# So much of a wait may fall away by chance: what failed together does not come back together.
SPREAD = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One attempt at one errand, in the hands of one worker."""

    errand_id: UUID
    kind: str
    details: dict[str, Any]
    worker: str
    attempt: int


def enqueue(
    session: Session,
    access: Access,
    kind: str,
    details: dict[str, Any],
    run_at: datetime,
    once_key: str | None = None,
) -> UUID | None:
    """The new errand's id; none where its `once_key` was used before.

    It exists once the caller's transaction commits. `details` is JSON and names rows by their ids:
    no secrets, nothing personal.
    """
    return session.scalar(
        insert_into(session, Errand)
        .values(
            office_id=access.office_id,
            id=new_id(),
            kind=kind,
            details=details,
            run_at=run_at,
            once_key=once_key,
        )
        .on_conflict_do_nothing(index_elements=["office_id", "once_key"])
        .returning(Errand.id)
    )


def claim_some(
    session: Session,
    access: Access,
    worker: str,
    kinds: Collection[str],
    at: datetime,
    most: int,
) -> list[Claim]:
    """Those due errands that have waited longest, of the kinds this worker knows how to do.

    What was tried before is taken alone: if it ends its worker again, no other goes down with it.
    """
    # SQLite has no such lock clause and needs none: there, a writer is alone.
    due = session.execute(
        due_errands(access, kinds, at).limit(most).with_for_update(skip_locked=True)
    ).all()
    fresh = list(takewhile(lambda one: one.attempts == 0, due))
    chosen = fresh or due[:1]
    if not chosen:
        return []
    session.execute(
        update(Errand)
        .where(Errand.office_id == access.office_id, Errand.id.in_([one.id for one in chosen]))
        .values(claimed_by=worker, claimed_until=at + CLAIM_LASTS, attempts=Errand.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return [
        Claim(
            errand_id=one.id,
            kind=one.kind,
            details=one.details,
            worker=worker,
            attempt=one.attempts + 1,
        )
        for one in chosen
    ]


def give_back(session: Session, access: Access, claims: Collection[Claim]) -> None:
    """What was not begun is anybody's again, as if it had not been taken."""
    session.execute(
        update(Errand)
        .where(
            Errand.office_id == access.office_id,
            tuple_(Errand.id, Errand.claimed_by, Errand.attempts).in_(
                [(claim.errand_id, claim.worker, claim.attempt) for claim in claims]
            ),
        )
        .values(claimed_by=None, claimed_until=None, attempts=Errand.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def is_claimed(
    office_id: Any, errand_id: Any, worker: Any, attempt: Any
) -> tuple[ColumnElement[bool], ...]:
    """By that attempt of that worker: a claim that has passed on is refused by this alone."""
    return (
        Errand.office_id == office_id,
        Errand.id == errand_id,
        Errand.claimed_by == worker,
        Errand.attempts == attempt,
    )


# With each errand, so it is compiled once.
COMPLETE = Prepared(
    update(Errand)
    .where(
        *is_claimed(
            bindparam("office_id", type_=Uuid()),
            bindparam("errand_id", type_=Uuid()),
            bindparam("worker", type_=Text()),
            bindparam("attempt", type_=Integer()),
        )
    )
    .values(
        claimed_by=None,
        claimed_until=None,
        done_at=bindparam("at", type_=Errand.__table__.c.done_at.type),
        last_error=None,
    )
    .returning(Errand.id)
)


def complete(session: Session, access: Access, claim: Claim, at: datetime) -> bool:
    """False where the claim has passed on: then the errand is another's to do."""
    session.flush()
    ended = Reader.of(session).rows(
        COMPLETE,
        office_id=access.office_id,
        errand_id=claim.errand_id,
        worker=claim.worker,
        attempt=claim.attempt,
        at=at,
    )
    return bool(ended)


def fail(session: Session, access: Access, claim: Claim, error: str, at: datetime) -> bool:
    """Leaves the errand for later, or sets it aside for good; false as for `complete`.

    `error` is short and says nothing of any person.
    """
    if claim.attempt >= MOST_ATTEMPTS:
        return end_attempt(session, access, claim, failed_at=at, last_error=error)
    run_at = at + WAITS[claim.attempt - 1] * random.uniform(1 - SPREAD, 1)
    return end_attempt(session, access, claim, run_at=run_at, last_error=error)


def end_attempt(session: Session, access: Access, claim: Claim, **outcome: Any) -> bool:
    ended = session.execute(
        update(Errand)
        .where(*is_claimed(access.office_id, claim.errand_id, claim.worker, claim.attempt))
        .values(claimed_by=None, claimed_until=None, **outcome)
        .returning(Errand.id)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None


def retry(session: Session, access: Access, errand_id: UUID, at: datetime) -> None:
    """At once and with all its attempts anew, whether it was set aside or waits for its time.

    What is done, or in a worker's hands, is as good as not there.
    """
    access.require(Permission.MANAGE_OFFICE)
    begin_anew(session, access, errand_id, at)


def begin_anew(session: Session, access: Access, errand_id: UUID, at: datetime) -> None:
    """For whoever may try the thing itself again that the errand is about."""
    kind = session.scalar(
        update(Errand)
        .where(
            Errand.office_id == access.office_id,
            Errand.id == errand_id,
            Errand.done_at.is_(None),
            or_(Errand.claimed_until.is_(None), Errand.claimed_until <= at),
        )
        .values(
            run_at=at,
            attempts=0,
            failed_at=None,
            last_error=None,
            claimed_by=None,
            claimed_until=None,
        )
        .returning(Errand.kind)
        .execution_options(synchronize_session=False)
    )
    if kind is None:
        raise NotFound
    record(session, access, RETRIED, at=at, subject_id=errand_id, kind=kind)
