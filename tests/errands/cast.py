"""Errands asked for, and what became of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import record
from app.audit.models import AuditEntry
from app.db.across import Question
from app.db.engine import Database
from app.errands.actions import Claim, claim_some, complete, enqueue
from app.errands.models import Errand
from app.errands.rounds import Rounds
from app.errands.worker import Handler, Worker
from tests.cast import AT


def ask_for(
    database: Database,
    access: Access,
    kind: str,
    *,
    at: datetime = AT,
    once_key: str | None = None,
    **details: Any,
) -> None:
    with database.transaction(access.office_id, write=True) as session:
        enqueue(session, access, kind, details, at, once_key)


def claim(
    database: Database, access: Access, worker: str, kind: str, at: datetime = AT
) -> Claim | None:
    with database.transaction(access.office_id, write=True) as session:
        return next(iter(claim_some(session, access, worker, [kind], at, most=1)), None)


def finish(database: Database, access: Access, claim: Claim | None, at: datetime = AT) -> bool:
    assert claim is not None
    with database.transaction(access.office_id, write=True) as session:
        return complete(session, access, claim, at)


def errands_of(database: Database, access: Access) -> list[Errand]:
    with database.transaction(access.office_id, write=False) as session:
        return list(
            session.scalars(
                select(Errand).where(Errand.office_id == access.office_id).order_by(Errand.id)
            )
        )


def note(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand whose effect can be counted."""
    record(session, access, "noted", at=at, **details)


def notes_of(database: Database, access: Access) -> list[dict[str, Any]]:
    with database.transaction(access.office_id, write=False) as session:
        return list(
            session.scalars(
                select(AuditEntry.details)
                .where(AuditEntry.office_id == access.office_id, AuditEntry.action == "noted")
                .order_by(AuditEntry.id)
            )
        )


def a_worker(database: Database, name: str = "first", **handlers: Handler) -> Worker:
    return Worker(database, name, handlers=handlers, daily=())


def keep_worker_to(worker: Worker, *offices: Access) -> None:
    """As `keep_to`, for errands."""
    every = worker._offices

    def these(question: Question, **asked: object) -> list[Access]:
        due = {one.office_id for one in every(question, **asked)}
        return [one for one in offices if one.office_id in due]

    worker._offices = these  # type: ignore[method-assign]


def keep_to(rounds: Rounds, *offices: Access) -> None:
    """Serves these alone, as far as they are to be: those of other tests are in the same store."""
    every = rounds.offices

    def these(at: datetime) -> list[Access]:
        due = {one.office_id for one in every(at)}
        return [one for one in offices if one.office_id in due]

    rounds.offices = these  # type: ignore[method-assign]
