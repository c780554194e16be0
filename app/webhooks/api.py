"""Webhooks as JSON."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from app import clock
from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.web.answers import Listed
from app.web.api import AnId, Matched, based_on, json_routes, known_id, made_at, once_by_key
from app.web.calling import Managing
from app.web.lists import Page, UpdatedSince, paged
from app.web.strict import Flag
from app.webhooks import actions, answers
from app.webhooks.forms import NewWebhook, WebhookChanges
from app.webhooks.queries import deliveries_of, one_delivery, one_webhook, webhooks_of
from app.webhooks.signing import secret_of
from app.webhooks.view import delivery_json, webhook_json

router = json_routes("webhooks")
MOST = 200
AtDelivery = made_at("/webhook-deliveries/{id}")


def service_key(request: Request) -> str:
    key: str = request.app.state.settings.secret_key.get_secret_value()
    return key


@router.get("/webhooks")
def list_webhooks(
    calling: Managing, page: Annotated[Page, paged(answers.Webhook)]
) -> Listed[answers.Webhook]:
    """Those that are stopped are among them."""
    with office_transaction(calling, write=False) as (session, access, _):
        return page.of_few(webhooks_of(session, access), webhook_json)


@router.post("/webhooks", status_code=201, response_class=made_at("/webhooks/{id}"))
def add_webhook(request: Request, calling: Managing, form: NewWebhook) -> answers.WebhookWithSecret:
    """`secret` is given this once; a repeat under the same Idempotency-Key has none.

    Each message is signed with it as Standard Webhooks tells: `webhook-id`, `webhook-timestamp`,
    `webhook-signature`. It is sent at least once, of one client in order, for three days.
    """
    secret: str | None = None

    def act(session: Any, access: Access, at: Any) -> answers.Webhook:
        nonlocal secret
        made = actions.add_webhook(session, access, form, at)
        secret = secret_of(made, made.generation, service_key(request))
        return webhook_json(made)

    made = once_by_key(calling, "/webhooks", form, act)
    return {**made, "secret": secret}


@router.get("/webhooks/{webhook_id}")
def read_webhook(calling: Managing, webhook_id: AnId) -> answers.Webhook:
    with office_transaction(calling, write=False) as (session, access, _):
        return webhook_json(one_webhook(session, access, known_id(webhook_id)))


@router.patch("/webhooks/{webhook_id}")
def change_webhook(
    calling: Managing, webhook_id: AnId, matched: Matched, form: WebhookChanges
) -> answers.Webhook:
    with office_transaction(calling, write=True) as (session, access, _):
        changed = actions.change_webhook(
            session, access, known_id(webhook_id), based_on(form, matched), clock.now()
        )
        return webhook_json(changed)


@router.delete("/webhooks/{webhook_id}", status_code=204)
def remove_webhook(calling: Managing, webhook_id: AnId, matched: Matched) -> Response:
    """With its deliveries."""
    with office_transaction(calling, write=True) as (session, access, _):
        actions.remove_webhook(session, access, known_id(webhook_id), clock.now(), matched)
    return Response(status_code=204)


@router.post("/webhooks/{webhook_id}/secret")
def renew_secret(
    request: Request, calling: Managing, webhook_id: AnId
) -> answers.WebhookWithSecret:
    """For a day both the old and the new one sign. `secret` is given this once; a repeat under
    the same Idempotency-Key has none."""
    secret: str | None = None

    def act(session: Any, access: Access, at: Any) -> answers.Webhook:
        nonlocal secret
        webhook = actions.renew_secret(session, access, known_id(webhook_id), at)
        secret = secret_of(webhook, webhook.generation, service_key(request))
        return webhook_json(webhook)

    webhook = once_by_key(calling, f"/webhooks/{webhook_id}/secret", None, act)
    return {**webhook, "secret": secret}


@router.post("/webhooks/{webhook_id}/try", status_code=202, response_class=AtDelivery)
def try_webhook(calling: Managing, webhook_id: AnId) -> answers.Delivery:
    """Sends a `webhook.tried`."""

    def act(session: Any, access: Access, at: Any) -> answers.Delivery:
        return delivery_json(actions.try_webhook(session, access, known_id(webhook_id), at))

    return once_by_key(calling, f"/webhooks/{webhook_id}/try", None, act)


@router.post("/webhooks/{webhook_id}/send-again", status_code=202)
def send_all_again(calling: Managing, webhook_id: AnId) -> answers.SentAgain:
    """What was given up."""

    def act(session: Any, access: Access, at: Any) -> answers.SentAgain:
        return {"deliveries": actions.send_all_again(session, access, known_id(webhook_id), at)}

    return once_by_key(calling, f"/webhooks/{webhook_id}/send-again", None, act)


@router.get("/webhooks/{webhook_id}/deliveries")
def list_deliveries(
    calling: Managing,
    webhook_id: AnId,
    page: Annotated[Page, paged(answers.Delivery, most=MOST, usual=50)],
    given_up: Annotated[Flag, Query()] = False,
    updated_since: UpdatedSince = None,
) -> Listed[answers.Delivery]:
    """The newest first."""
    with office_transaction(calling, write=False) as (session, access, _):
        webhook = one_webhook(session, access, known_id(webhook_id))
        found = deliveries_of(
            session,
            access,
            webhook.id,
            limit=page.one_more,
            after=page.after,
            given_up=given_up,
            since=updated_since,
        )
        return page.told(found, delivery_json)


@router.get("/webhook-deliveries/{delivery_id}")
def read_delivery(calling: Managing, delivery_id: AnId) -> answers.Delivery:
    """What became of it, of one that was tried say."""
    with office_transaction(calling, write=False) as (session, access, _):
        return delivery_json(one_delivery(session, access, known_id(delivery_id)))


@router.post(
    "/webhook-deliveries/{delivery_id}/send-again", status_code=202, response_class=AtDelivery
)
def send_again(calling: Managing, delivery_id: AnId) -> answers.Delivery:
    """Under the same message id."""

    def act(session: Any, access: Access, at: Any) -> answers.Delivery:
        return delivery_json(actions.send_again(session, access, known_id(delivery_id), at))

    return once_by_key(calling, f"/webhook-deliveries/{delivery_id}/send-again", None, act)
