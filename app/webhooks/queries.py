"""Reads of webhooks and of what was sent to them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.access import Access, Permission
from app.audit.queries import happened_since
from app.faults import NotFound
from app.webhooks.models import Delivery, Webhook

IS_OPEN = and_(Delivery.delivered_at.is_(None), Delivery.given_up_at.is_(None))


def webhooks_of(session: Session, access: Access) -> Sequence[Webhook]:
    access.require(Permission.MANAGE_OFFICE)
    return session.scalars(
        select(Webhook).where(Webhook.office_id == access.office_id).order_by(Webhook.id)
    ).all()


def one_webhook(
    session: Session, access: Access, webhook_id: UUID, *, to_change: bool = False
) -> Webhook:
    access.require(Permission.MANAGE_OFFICE)
    found = session.get(Webhook, (access.office_id, webhook_id), with_for_update=to_change or None)
    if found is None:
        raise NotFound
    return found


def open_webhooks(session: Session, access: Access) -> Sequence[Webhook]:
    return session.scalars(
        select(Webhook)
        .where(Webhook.office_id == access.office_id, Webhook.stopped_at.is_(None))
        .order_by(Webhook.id)
    ).all()


def deliveries_of(
    session: Session,
    access: Access,
    webhook_id: UUID,
    *,
    limit: int,
    after: UUID | None = None,
    given_up: bool = False,
    since: datetime | None = None,
) -> Sequence[Delivery]:
    """The newest first; `after` is the last one of the page before. Open ones may change at any
    moment, and are among them whatever `since`."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = select(Delivery).where(
        Delivery.office_id == access.office_id,
        Delivery.webhook_id == webhook_id,
        or_(IS_OPEN, happened_since(since, Delivery.delivered_at, Delivery.given_up_at)),
    )
    if given_up:
        wanted = wanted.where(Delivery.given_up_at.is_not(None))
    if after is not None:
        wanted = wanted.where(Delivery.id < after)
    return session.scalars(wanted.order_by(Delivery.id.desc()).limit(limit)).all()


def one_delivery(
    session: Session, access: Access, delivery_id: UUID, *, to_change: bool = False
) -> Delivery:
    access.require(Permission.MANAGE_OFFICE)
    found = session.get(
        Delivery, (access.office_id, delivery_id), with_for_update=to_change or None
    )
    if found is None:
        raise NotFound
    return found


def due_deliveries(access: Access, webhook_id: UUID, at: datetime) -> Select[UUID]:
    """What may be sent now: of each client what happened first, before what happened later."""
    earlier = aliased(Delivery)
    waits = exists().where(
        earlier.office_id == access.office_id,
        earlier.webhook_id == webhook_id,
        earlier.client_id == Delivery.client_id,
        earlier.id < Delivery.id,
        earlier.delivered_at.is_(None),
        earlier.given_up_at.is_(None),
    )
    return (
        select(Delivery.id)
        .where(
            Delivery.office_id == access.office_id,
            Delivery.webhook_id == webhook_id,
            IS_OPEN,
            Delivery.next_at <= at,
            in_nobodys_hands(at),
            ~waits,
        )
        .order_by(Delivery.id)
    )


def in_nobodys_hands(at: datetime) -> ColumnElement[bool]:
    return or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= at)


def webhooks_with_something_due(session: Session, access: Access, at: datetime) -> list[UUID]:
    return list(
        session.scalars(
            select(Webhook.id)
            .where(
                Webhook.office_id == access.office_id,
                Webhook.stopped_at.is_(None),
                exists().where(
                    Delivery.office_id == access.office_id,
                    Delivery.webhook_id == Webhook.id,
                    IS_OPEN,
                    Delivery.next_at <= at,
                ),
            )
            .order_by(Webhook.id)
        )
    )
