"""Setting up who is told, giving them a new secret, and sending again."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import hold_office
from app.audit.actions import record
from app.db.base import new_id
from app.faults import BadInput, Stale
from app.webhooks.forms import NewWebhook, WebhookChanges
from app.webhooks.kinds import Kind
from app.webhooks.models import Delivery, ToldPlan, Webhook, WebhookMark
from app.webhooks.noticing import begin_noticing
from app.webhooks.queries import one_delivery, one_webhook, open_webhooks, webhooks_of

SALT_BYTES = 16
OLD_SECRET_LASTS = timedelta(hours=24)
MOST_WEBHOOKS = 100  # of an office


def add_webhook(session: Session, access: Access, form: NewWebhook, at: datetime) -> Webhook:
    access.require(Permission.MANAGE_OFFICE)
    hold_office(session, access)
    if len(webhooks_of(session, access)) >= MOST_WEBHOOKS:
        raise BadInput("url", f"is one too many: an office has at most {MOST_WEBHOOKS}")
    begin_unless_at_it(session, access, at)
    made = Webhook(
        office_id=access.office_id, id=new_id(), url=form.url, name=form.name,
        kinds=[kind.value for kind in form.kinds], salt=token_hex(SALT_BYTES), generation=1,
        created_at=at, version=1,
    )  # fmt: skip
    session.add(made)
    session.flush()
    host = host_of(made)
    record(session, access, "webhook.added", at=at, subject_id=made.id, name=made.name, **host)
    return made


def host_of(webhook: Webhook) -> dict[str, Any]:
    """What stands behind it may be a secret."""
    return {"host": urlsplit(webhook.url).hostname or ""}


def begin_unless_at_it(session: Session, access: Access, at: datetime) -> None:
    if not open_webhooks(session, access):
        begin_noticing(session, access, at)


def change_webhook(
    session: Session, access: Access, webhook_id: UUID, form: WebhookChanges, at: datetime
) -> Webhook:
    hold_office(session, access)
    webhook = one_webhook(session, access, webhook_id, to_change=True)
    given = form.given()
    if given.pop("version", webhook.version) not in (webhook.version, None):
        raise Stale(webhook.version)
    was_active = webhook.stopped_at is None
    active = given.pop("active", was_active)
    if "kinds" in given:
        given["kinds"] = [kind.value for kind in given["kinds"]]
    given = {name: value for name, value in given.items() if getattr(webhook, name) != value}
    if active == was_active and not given:
        return webhook
    if active and not was_active:
        begin_unless_at_it(session, access, at)
        webhook.stopped_at = webhook.stopped_why = None
    elif not active and was_active:
        webhook.stopped_at, webhook.stopped_why = at, "asked"
    for name, value in given.items():
        setattr(webhook, name, value)
    webhook.version += 1
    session.flush()
    fields = sorted(given if active == was_active else [*given, "active"])
    host = host_of(webhook) if "url" in given else {}
    record(
        session, access, "webhook.changed", at=at, subject_id=webhook.id, name=webhook.name,
        fields=fields, **host,
    )  # fmt: skip
    return webhook


def remove_webhook(
    session: Session, access: Access, webhook_id: UUID, at: datetime, version: int | None = None
) -> None:
    """With all that was sent to it. Raises `Stale` where it has another version by now."""
    hold_office(session, access)
    webhook = one_webhook(session, access, webhook_id, to_change=True)
    if version not in (None, webhook.version):
        raise Stale(webhook.version)
    session.execute(
        delete(Delivery).where(
            Delivery.office_id == access.office_id, Delivery.webhook_id == webhook.id
        )
    )
    session.delete(webhook)
    session.flush()
    if not webhooks_of(session, access):
        for table in (ToldPlan, WebhookMark):
            session.execute(delete(table).where(table.office_id == access.office_id))
    record(session, access, "webhook.removed", at=at, subject_id=webhook_id, name=webhook.name)


def renew_secret(session: Session, access: Access, webhook_id: UUID, at: datetime) -> Webhook:
    """The one before signs as well for a day, so that the receiver can change over."""
    webhook = one_webhook(session, access, webhook_id, to_change=True)
    webhook.generation += 1
    webhook.old_secret_until = at + OLD_SECRET_LASTS
    session.flush()
    record(
        session, access, "webhook.secret_renewed", at=at, subject_id=webhook.id, name=webhook.name
    )
    return webhook


def try_webhook(session: Session, access: Access, webhook_id: UUID, at: datetime) -> Delivery:
    """Sends something that means nothing, to see whether it arrives."""
    webhook = one_webhook(session, access, webhook_id, to_change=True)
    if webhook.stopped_at is not None:
        raise BadInput("webhook", "is stopped: start it first")
    delivery = Delivery(
        office_id=access.office_id, id=new_id(), webhook_id=webhook.id, kind=Kind.TRIED,
        data={"webhook_id": str(webhook.id)}, happened_at=at, next_at=at, answer_words="",
    )  # fmt: skip
    session.add(delivery)
    session.flush()
    return delivery


def send_again(session: Session, access: Access, delivery_id: UUID, at: datetime) -> Delivery:
    """From the first attempt on, under the same id."""
    delivery = one_delivery(session, access, delivery_id, to_change=True)
    delivery.delivered_at = delivery.given_up_at = None
    delivery.claimed_by = delivery.claimed_until = None
    delivery.attempts, delivery.next_at = 0, at
    session.flush()
    name = one_webhook(session, access, delivery.webhook_id).name
    record(
        session, access, "webhook.sent_again", at=at, subject_id=delivery.webhook_id, name=name,
        count=1,
    )  # fmt: skip
    return delivery


def send_all_again(session: Session, access: Access, webhook_id: UUID, at: datetime) -> int:
    """What was given up; gives how many there are."""
    webhook = one_webhook(session, access, webhook_id)
    given_up = session.scalars(
        update(Delivery)
        .where(
            Delivery.office_id == access.office_id,
            Delivery.webhook_id == webhook.id,
            Delivery.given_up_at.is_not(None),
        )
        .values(given_up_at=None, attempts=0, next_at=at)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    if given_up:
        record(
            session, access, "webhook.sent_again", at=at, subject_id=webhook.id,
            name=webhook.name, count=len(given_up),
        )  # fmt: skip
    return len(given_up)
