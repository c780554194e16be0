"""Which errands are due."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.errands.models import Errand


def due_ids(access: Access, kinds: Collection[str], at: datetime) -> Select[UUID]:
    """What may be claimed: open, its time come, and in nobody's hands or in those of a lost one."""
    return (
        select(Errand.id)
        .where(
            Errand.office_id == access.office_id,
            Errand.kind.in_(kinds),
            Errand.done_at.is_(None),
            Errand.failed_at.is_(None),
            Errand.run_at <= at,
            or_(Errand.claimed_until.is_(None), Errand.claimed_until <= at),
        )
        .order_by(Errand.run_at, Errand.id)
    )


def anything_due(session: Session, access: Access, kinds: Collection[str], at: datetime) -> bool:
    return session.execute(due_ids(access, kinds, at).limit(1)).first() is not None


def not_done(session: Session, access: Access) -> Sequence[Errand]:
    """By their time, what was set aside last."""
    return session.scalars(
        select(Errand)
        .where(Errand.office_id == access.office_id, Errand.done_at.is_(None))
        .order_by(Errand.failed_at.is_not(None), Errand.run_at, Errand.id)
    ).all()
