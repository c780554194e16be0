"""Reads of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.faults import NotFound
from app.mail.models import Letter

IS_OPEN = and_(Letter.sent_at.is_(None), Letter.given_up_at.is_(None))


def due_letters(access: Access, at: datetime) -> Select[UUID]:
    """What may be sent now, what waited longest first."""
    return (
        select(Letter.id)
        .where(
            Letter.office_id == access.office_id,
            IS_OPEN,
            Letter.next_at <= at,
            or_(Letter.claimed_until.is_(None), Letter.claimed_until <= at),
        )
        .order_by(Letter.next_at, Letter.id)
    )


def letters_of(
    session: Session, access: Access, *, limit: int, after: UUID | None = None
) -> Sequence[Letter]:
    """The newest first; `after` is the last one of the page before."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = select(Letter).where(Letter.office_id == access.office_id)
    if after is not None:
        wanted = wanted.where(Letter.id < after)
    return session.scalars(wanted.order_by(Letter.id.desc()).limit(limit)).all()


def held_letter(session: Session, access: Access, letter_id: UUID) -> Letter:
    access.require(Permission.MANAGE_OFFICE)
    found = session.get(Letter, (access.office_id, letter_id), with_for_update=True)
    if found is None:
        raise NotFound
    return found


def one_letter(session: Session, access: Access, letter_id: UUID) -> Letter:
    access.require(Permission.MANAGE_OFFICE)
    found = session.get(Letter, (access.office_id, letter_id))
    if found is None:
        raise NotFound
    return found


def letters_waiting(session: Session, access: Access) -> int:
    access.require(Permission.MANAGE_OFFICE)
    return session.execute(
        select(func.count()).where(Letter.office_id == access.office_id, IS_OPEN)
    ).scalar_one()
