"""Which errands are due, and what there is to see of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.errands.models import Errand, State
from app.faults import NotFound


def due_errands(
    access: Access, kinds: Collection[str], at: datetime
) -> Select[UUID, str, dict[str, Any], int]:
    """What may be claimed: open, its time come, and in nobody's hands or in those of a lost one."""
    return (
        select(Errand.id, Errand.kind, Errand.details, Errand.attempts)
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


def condition_of(state: State, at: datetime) -> ColumnElement[bool]:
    is_open = and_(Errand.done_at.is_(None), Errand.failed_at.is_(None))
    match state:
        case State.FAILED:
            return Errand.failed_at.is_not(None)
        case State.AT_WORK:
            return and_(is_open, Errand.claimed_until > at)
        case State.WAITING:
            return and_(is_open, or_(Errand.claimed_until.is_(None), Errand.claimed_until <= at))
        case State.DONE:
            return Errand.done_at.is_not(None)


def errands_of(
    session: Session,
    access: Access,
    state: State | None,
    at: datetime,
    *,
    limit: int,
    after: UUID | None = None,
) -> Sequence[Errand]:
    """Asked for last first; `after` is the last one of the page before."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = select(Errand).where(Errand.office_id == access.office_id)
    if state is not None:
        wanted = wanted.where(condition_of(state, at))
    if after is not None:
        wanted = wanted.where(Errand.id < after)
    return session.scalars(wanted.order_by(Errand.id.desc()).limit(limit)).all()


def how_many_errands(session: Session, access: Access, at: datetime) -> dict[State, int]:
    access.require(Permission.MANAGE_OFFICE)
    counts = session.execute(
        select(*(func.count().filter(condition_of(state, at)) for state in State)).where(
            Errand.office_id == access.office_id
        )
    ).one()
    return dict(zip(State, counts, strict=True))


def held_errand(session: Session, access: Access, errand_id: UUID) -> Errand:
    access.require(Permission.MANAGE_OFFICE)
    found = session.get(Errand, (access.office_id, errand_id))
    if found is None:
        raise NotFound
    return found


def not_done(session: Session, access: Access) -> Sequence[Errand]:
    """By their time, what was set aside last."""
    return session.scalars(
        select(Errand)
        .where(Errand.office_id == access.office_id, Errand.done_at.is_(None))
        .order_by(Errand.failed_at.is_not(None), Errand.run_at, Errand.id)
    ).all()
