"""Taking a delivery in hand, and writing down what was answered.

A claim is known by its worker and its attempt: once it has lapsed and another worker has taken the
delivery, what the first one has to say of it is refused. So a receiver gets each at least once,
always under the same id.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import record
from app.webhooks.letters import tell_admins
from app.webhooks.models import Delivery, Webhook
from app.webhooks.posting import Answer
from app.webhooks.queries import due_deliveries

CLAIM_LASTS = timedelta(minutes=2)  # far longer than a POST may take

# After the first failure, the second, and so on: three days in all, then it is given up.
WAITS = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20),
    timedelta(hours=21),
)  # fmt: skip
MOST_ATTEMPTS = len(WAITS) + 1
GONE = 410  # says that nothing is wanted here any more
KEPT = timedelta(days=30)  # of what was taken; what was given up stays for somebody to look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One attempt at one delivery, in the hands of one worker."""

    delivery_id: UUID
    webhook: Webhook
    kind: str
    data: dict[str, Any]
    happened_at: datetime
    worker: str
    attempt: int


def claim_next(
    session: Session, access: Access, webhook_id: UUID, worker: str, at: datetime
) -> Claim | None:
    webhook = session.get(Webhook, (access.office_id, webhook_id))
    if webhook is None or webhook.stopped_at is not None:
        return None
    next_one = due_deliveries(access, webhook_id, at).limit(1).with_for_update(skip_locked=True)
    claimed = session.execute(
        update(Delivery)
        .where(
            Delivery.office_id == access.office_id,
            Delivery.id == next_one.correlate(None).scalar_subquery(),
        )
        .values(claimed_by=worker, claimed_until=at + CLAIM_LASTS, attempts=Delivery.attempts + 1)
        .returning(
            Delivery.id, Delivery.kind, Delivery.data, Delivery.happened_at, Delivery.attempts
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if claimed is None:
        return None
    delivery_id, kind, data, happened_at, attempt = claimed
    return Claim(
        delivery_id=delivery_id,
        webhook=webhook,
        kind=kind,
        data=data,
        happened_at=happened_at,
        worker=worker,
        attempt=attempt,
    )


def write_down(
    session: Session, access: Access, claim: Claim, answer: Answer, at: datetime
) -> bool:
    """False where the claim has passed on: then another worker's answer counts."""
    outcome: dict[str, Any] = {}
    is_last = claim.attempt >= MOST_ATTEMPTS or answer.status == GONE
    if answer.is_taken:
        outcome["delivered_at"] = at
    elif is_last:
        outcome["given_up_at"] = at
    else:
        outcome["next_at"] = at + WAITS[claim.attempt - 1]
    ended = session.execute(
        update(Delivery)
        .where(
            Delivery.office_id == access.office_id,
            Delivery.id == claim.delivery_id,
            Delivery.claimed_by == claim.worker,
            Delivery.attempts == claim.attempt,
        )
        .values(
            claimed_by=None,
            claimed_until=None,
            answered_at=at,
            answer_status=answer.status,
            answer_words=answer.words,
            answer_ms=answer.ms,
            **outcome,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).first()
    if ended is not None and is_last and not answer.is_taken:
        why = "refused" if answer.status == GONE else "silent"
        stop(session, access, claim.webhook.id, why, at)
    return ended is not None


def stop(session: Session, access: Access, webhook_id: UUID, why: str, at: datetime) -> None:
    """Nothing is sent there until an admin starts it again; what is open waits."""
    name = session.scalars(
        update(Webhook)
        .where(
            Webhook.office_id == access.office_id,
            Webhook.id == webhook_id,
            Webhook.stopped_at.is_(None),
        )
        .values(stopped_at=at, stopped_why=why, version=Webhook.version + 1)
        .returning(Webhook.name)
        .execution_options(synchronize_session=False)
    ).first()
    if name is not None:
        record(session, access, "webhook.stopped", at=at, subject_id=webhook_id, name=name, why=why)
        tell_admins(session, access, webhook_id, why, at)


def forget_old_deliveries(
    session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    """A daily errand."""
    session.execute(
        delete(Delivery).where(
            Delivery.office_id == access.office_id, Delivery.delivered_at < at - KEPT
        )
    )
