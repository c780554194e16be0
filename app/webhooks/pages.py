"""The settings' page of webhooks: who is told what, and what they answered."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting
from app.faults import BadInput, Stale
from app.office.view import BASE, Said, framed
from app.web.api import known_id
from app.web.forms import Form, Submitted, SubmittedLists, read_input, told
from app.web.pages import go_to
from app.web.strict import Line
from app.web.templating import page
from app.webhooks import actions
from app.webhooks.forms import NewWebhook, WebhookChanges
from app.webhooks.queries import deliveries_of, one_webhook, webhooks_of
from app.webhooks.signing import secret_of
from app.webhooks.view import deliveries_seen, kind_choices, webhook_seen

router = APIRouter(include_in_schema=False)
ROWS = 50
SUBJECTS = {"url": "The address", "name": "The name", "kinds": "What it is told", "webhook": "It"}
FASTER = "Somebody else changed this meanwhile, so nothing was saved. Look at it again below."


def as_sent(sent: dict[str, list[str]]) -> dict[str, str]:
    return {name: ",".join(values) for name, values in sent.items()} | {
        "kinds": ",".join(sent.get("kinds", []))
    }


@router.get(f"{BASE}/webhooks")
def list_webhooks(visiting: Visiting, said: Said = "") -> HTMLResponse:
    return webhooks_page(visiting, Form({"kinds": "client.stalled"}), said=said)


def webhooks_page(visiting: Visitor, form: Form, said: str = "") -> HTMLResponse:
    with visit(visiting) as (session, member):
        found = webhooks_of(session, member.access)
        zone, today = member.access.timezone, clock.today_in(member.access.timezone)
    return page(
        "webhooks/list.html",
        status=422 if form.errors else 200,
        **framed(member, "webhooks", said),
        rows=[webhook_seen(one, zone, today) for one in found],
        form=form,
        kinds=kind_choices(form.values.get("kinds", "").split(",")),
    )


@router.post(f"{BASE}/webhooks")
def add_webhook(request: Request, visiting: Visiting, sent: SubmittedLists) -> Response:
    """Answers with the secret itself: it is shown this once."""
    values = as_sent(sent)
    given = read_input(NewWebhook, values, SUBJECTS)
    if isinstance(given, dict):
        return webhooks_page(visiting, Form(values, given))
    try:
        with visit(visiting, write=True) as (session, member):
            made = actions.add_webhook(session, member.access, given, clock.now())
    except BadInput as error:
        return webhooks_page(visiting, Form(values, told(error, SUBJECTS)))
    secret = secret_of(made, made.generation, service_key(request))
    return webhook_page(visiting, made.id, secret=secret)


def service_key(request: Request) -> str:
    key: str = request.app.state.settings.secret_key.get_secret_value()
    return key


@router.get(f"{BASE}/webhooks/{{id}}")
def read_webhook(
    visiting: Visiting, id: str, said: Said = "", after: Annotated[Line, Query()] = ""
) -> HTMLResponse:
    place = known_id(after) if after else None
    return webhook_page(visiting, known_id(id), said=said, after=place)


def webhook_page(
    visiting: Visitor,
    webhook_id: UUID,
    form: Form | None = None,
    said: str = "",
    after: UUID | None = None,
    secret: str = "",
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        webhook = one_webhook(session, member.access, webhook_id)
        found = deliveries_of(session, member.access, webhook.id, limit=ROWS + 1, after=after)
        zone, today = member.access.timezone, clock.today_in(member.access.timezone)
    frame = framed(member, "webhooks", said)
    here = f"{frame['base']}/webhooks/{webhook.id}"
    kept = {"url": webhook.url, "name": webhook.name, "kinds": ",".join(webhook.kinds)}
    form = form or Form(kept)
    return page(
        "webhooks/one.html",
        status=422 if form.errors else 200,
        **frame,
        **deliveries_seen(
            found, ROWS, here, zone, today, is_stopped=webhook.stopped_at is not None
        ),
        here=here,
        one=webhook_seen(webhook, zone, today),
        form=form,
        # What was typed is of what was read, until one is told that somebody saved since.
        version=form.values.get("version") or webhook.version,
        kinds=kind_choices(form.values.get("kinds", "").split(",")),
        secret=secret,
        after=after,
        any_given_up=any(one.given_up_at for one in found),
    )


@router.post(f"{BASE}/webhooks/{{id}}")
def change_webhook(request: Request, visiting: Visiting, id: str, sent: SubmittedLists) -> Response:
    values, webhook_id = as_sent(sent), known_id(id)
    given = read_input(WebhookChanges, values, SUBJECTS)
    errors = given if isinstance(given, dict) else {}
    if isinstance(given, WebhookChanges):
        try:
            with visit(visiting, write=True) as (session, member):
                actions.change_webhook(session, member.access, webhook_id, given, clock.now())
        except Stale:
            errors = {"": FASTER}
            values.pop("version", None)
        else:
            return back(request, visiting, webhook_id, "webhook")
    return webhook_page(visiting, webhook_id, Form(values, errors))


def back(request: Request, visiting: Visitor, webhook_id: UUID, said: str) -> Response:
    return go_to(f"/o/{visiting.slug}/settings/webhooks/{webhook_id}?said={said}", request)


def switch(request: Request, visiting: Visitor, id: str, active: bool, said: str) -> Response:
    change = WebhookChanges(active=active)
    with visit(visiting, write=True) as (session, member):
        actions.change_webhook(session, member.access, known_id(id), change, clock.now())
    return back(request, visiting, known_id(id), said)


@router.post(f"{BASE}/webhooks/{{id}}/stop")
def stop(request: Request, visiting: Visiting, id: str) -> Response:
    return switch(request, visiting, id, False, "webhook-stopped")


@router.post(f"{BASE}/webhooks/{{id}}/start")
def start(request: Request, visiting: Visiting, id: str) -> Response:
    return switch(request, visiting, id, True, "webhook-started")


@router.post(f"{BASE}/webhooks/{{id}}/secret")
def renew_secret(request: Request, visiting: Visiting, id: str) -> HTMLResponse:
    with visit(visiting, write=True) as (session, member):
        webhook = actions.renew_secret(session, member.access, known_id(id), clock.now())
    secret = secret_of(webhook, webhook.generation, service_key(request))
    return webhook_page(visiting, webhook.id, secret=secret)


@router.post(f"{BASE}/webhooks/{{id}}/try")
def try_webhook(request: Request, visiting: Visiting, id: str) -> Response:
    try:
        with visit(visiting, write=True) as (session, member):
            actions.try_webhook(session, member.access, known_id(id), clock.now())
    except BadInput as error:
        words = told(error, SUBJECTS)["webhook"]
        return webhook_page(visiting, known_id(id), kept_form(visiting, id, words))
    return back(request, visiting, known_id(id), "webhook-tried")


def kept_form(visiting: Visitor, id: str, words: str) -> Form:
    with visit(visiting) as (session, member):
        webhook = one_webhook(session, member.access, known_id(id))
    values: dict[str, Any] = {"url": webhook.url, "name": webhook.name}
    return Form(values | {"kinds": ",".join(webhook.kinds)}, {"": words})


@router.post(f"{BASE}/webhooks/{{id}}/send-again")
def send_all_again(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        actions.send_all_again(session, member.access, known_id(id), clock.now())
    return back(request, visiting, known_id(id), "webhook-again")


@router.post(f"{BASE}/webhook-deliveries/{{id}}/send-again")
def send_again(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        delivery = actions.send_again(session, member.access, known_id(id), clock.now())
    return back(request, visiting, delivery.webhook_id, "webhook-again")


@router.get(f"{BASE}/webhooks/{{id}}/remove")
def ask_to_remove(visiting: Visiting, id: str) -> HTMLResponse:
    with visit(visiting) as (session, member):
        webhook = one_webhook(session, member.access, known_id(id))
    here = f"/o/{visiting.slug}/settings/webhooks/{webhook.id}"
    return page("webhooks/remove.html", **framed(member, "webhooks"), here=here, name=webhook.name)


@router.post(f"{BASE}/webhooks/{{id}}/remove")
def remove_webhook(request: Request, visiting: Visiting, id: str, _: Submitted) -> Response:
    with visit(visiting, write=True) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        actions.remove_webhook(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/settings/webhooks?said=webhook-removed", request)
