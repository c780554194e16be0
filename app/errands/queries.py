"""Which errands are due, and what there is to see of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.audit.models import AuditEntry
from app.audit.queries import happened_since
from app.errands.models import RETRIED, Errand, State
from app.faults import NotFound

IS_OPEN = and_(Errand.done_at.is_(None), Errand.failed_at.is_(None))


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


def is_told(access: Access, in_pieces: str) -> ColumnElement[bool]:
    """Of work of that kind, which comes in pieces, one that is done is told of by the next."""
    last = (
        select(Errand.id)
        .where(Errand.office_id == access.office_id, Errand.kind == in_pieces)
        .order_by(Errand.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return or_(Errand.kind != in_pieces, Errand.done_at.is_(None), Errand.id == last)


def condition_of(state: State, at: datetime) -> ColumnElement[bool]:
    match state:
        case State.FAILED:
            return Errand.failed_at.is_not(None)
        case State.AT_WORK:
            return and_(IS_OPEN, Errand.claimed_until > at)
        case State.WAITING:
            return and_(IS_OPEN, or_(Errand.claimed_until.is_(None), Errand.claimed_until <= at))
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
    since: datetime | None = None,
    in_pieces: str = "",
) -> Sequence[Errand]:
    """Asked for last first; `after` is the last one of the page before. Open ones may change at
    any moment, and are among them whatever `since`. Pieces of work `in_pieces` are as one."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = select(Errand).where(
        Errand.office_id == access.office_id,
        or_(IS_OPEN, happened_since(since, Errand.done_at, Errand.failed_at)),
    )
    if state is not None:
        wanted = wanted.where(condition_of(state, at))
    if in_pieces:
        wanted = wanted.where(is_told(access, in_pieces))
    if after is not None:
        wanted = wanted.where(Errand.id < after)
    return session.scalars(wanted.order_by(Errand.id.desc()).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Retried:
    """When somebody last asked for it anew, and who."""

    at: datetime
    by: str


def retried(session: Session, access: Access, errands: Sequence[Errand]) -> dict[UUID, Retried]:
    """By the errand; of those that were tried again because somebody asked for it."""
    access.require(Permission.MANAGE_OFFICE)
    found = session.execute(
        select(AuditEntry.subject_id, AuditEntry.at, User.name)
        .join(User, User.id == AuditEntry.actor_id, isouter=True)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id.is_(None),  # by which the index leads to these few
            AuditEntry.action == RETRIED,
            AuditEntry.subject_id.in_([errand.id for errand in errands]),
        )
        .order_by(AuditEntry.id)
    )
    return {row.subject_id: Retried(row.at, row.name or "the operator") for row in found}


def how_many_errands(
    session: Session, access: Access, at: datetime, in_pieces: str
) -> dict[State, int]:
    access.require(Permission.MANAGE_OFFICE)
    counts = session.execute(
        select(*(func.count().filter(condition_of(state, at)) for state in State)).where(
            Errand.office_id == access.office_id, is_told(access, in_pieces)
        )
    ).one()
    return dict(zip(State, counts, strict=True))


def how_many_pieces(session: Session, access: Access, kind: str) -> int:
    access.require(Permission.MANAGE_OFFICE)
    done = select(func.count()).where(
        Errand.office_id == access.office_id, Errand.kind == kind, Errand.done_at.is_not(None)
    )
    return session.scalars(done).one()


def one_errand(session: Session, access: Access, errand_id: UUID) -> Errand:
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
