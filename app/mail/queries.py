"""Reads of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.queries import happened_since
from app.faults import NotFound
from app.mail.models import Bounce, Letter, Subscription

AWAY = "the mail server takes nothing just now"
IS_OPEN = and_(Letter.sent_at.is_(None), Letter.given_up_at.is_(None))
# Its address was refused for good, and nobody has said since that it takes letters again.
IS_HELD = (
    select(Bounce.id)
    .where(Bounce.office_id == Letter.office_id, Bounce.email == Letter.to_email)
    .exists()
)


def due_letters(access: Access, at: datetime) -> Select[UUID]:
    """What may be sent now, what waited longest first."""
    return (
        select(Letter.id)
        .where(
            Letter.office_id == access.office_id,
            IS_OPEN,
            Letter.next_at <= at,
            or_(Letter.claimed_until.is_(None), Letter.claimed_until <= at),
            ~IS_HELD,
        )
        .order_by(Letter.next_at, Letter.id)
    )


def was_posted(session: Session, access: Access, once_key: str) -> bool:
    found = session.execute(
        select(Letter.id).where(Letter.office_id == access.office_id, Letter.once_key == once_key)
    )
    return found.first() is not None


def live_subscriptions(session: Session, access: Access, kind: str) -> Sequence[Subscription]:
    return session.scalars(
        select(Subscription)
        .where(
            Subscription.office_id == access.office_id,
            Subscription.kind == kind,
            Subscription.ended_at.is_(None),
        )
        .order_by(Subscription.id)
    ).all()


def letters_of(
    session: Session,
    access: Access,
    *,
    limit: int,
    after: UUID | None = None,
    since: datetime | None = None,
) -> Sequence[Letter]:
    """The newest first; `after` is the last one of the page before. Open ones may change at any
    moment, and are among them whatever `since`."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = select(Letter).where(
        Letter.office_id == access.office_id,
        or_(IS_OPEN, happened_since(since, Letter.sent_at, Letter.given_up_at)),
    )
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


def why_none_leaves(session: Session, access: Access, at: datetime) -> str:
    """What is noted at the letter that is next while no server takes any, else nothing."""
    access.require(Permission.MANAGE_OFFICE)
    next_one = due_letters(access, at).with_only_columns(Letter.trouble).limit(1)
    trouble = session.scalars(next_one).first() or ""
    return trouble if trouble.startswith(AWAY) else ""


def bounces_of(session: Session, access: Access, since: datetime | None = None) -> Sequence[Bounce]:
    """The newest first."""
    access.require(Permission.MANAGE_OFFICE)
    return session.scalars(
        select(Bounce)
        .where(Bounce.office_id == access.office_id, happened_since(since, Bounce.noted_at))
        .order_by(Bounce.id.desc())
    ).all()


def one_bounce(session: Session, access: Access, bounce_id: UUID) -> Bounce:
    access.require(Permission.MANAGE_OFFICE)
    found = session.get(Bounce, (access.office_id, bounce_id))
    if found is None:
        raise NotFound
    return found


def why_held(session: Session, access: Access, letters: Sequence[Letter]) -> dict[str, str]:
    """By address, what was answered there."""
    access.require(Permission.MANAGE_OFFICE)
    rows = session.execute(
        select(Bounce.email, Bounce.reason).where(
            Bounce.office_id == access.office_id,
            Bounce.email.in_({letter.to_email for letter in letters}),
        )
    )
    return {row.email: row.reason for row in rows}


def ended_subscriptions(
    session: Session, access: Access, *, limit: int | None = None, since: datetime | None = None
) -> Sequence[Subscription]:
    """Who wants no more of their letters, the latest first."""
    access.require(Permission.MANAGE_OFFICE)
    return session.scalars(
        select(Subscription)
        .where(
            Subscription.office_id == access.office_id,
            Subscription.ended_at.is_not(None),
            happened_since(since, Subscription.ended_at),
        )
        .order_by(Subscription.ended_at.desc(), Subscription.id)
        .limit(limit)
    ).all()
