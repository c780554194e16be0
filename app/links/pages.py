"""A client's shared links: made, shown once, renewed and taken back; and all of an office's."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import Visitor, visit
from app.accounts.queries import names_of
from app.accounts.visiting import Visiting, frame
from app.audit.viewed import viewed
from app.clients.queries import one_client
from app.clock import today_in
from app.cycle.dates import add_days, add_months
from app.faults import BadInput, NotNow
from app.links import actions as links
from app.links import news
from app.links.forms import NewShareLink, Renewal
from app.links.queries import links_of, one_link, open_links
from app.links.words import address_of, links_seen, made_seen, posted_words
from app.office.view import BASE, Said, framed
from app.settings import Settings
from app.web.api import known_id
from app.web.forms import Form, Submitted, read_input, told
from app.web.language import NAMES
from app.web.pages import came_from, go_to
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)
SUBJECTS = {
    "expires_on": "The last day",
    "can_update": "What it opens",
    "by_mail": "The letter",
    "language": "The language",
    "sure": "The box",
}
SAID = {
    "revoked": "The link is taken back. It opens nothing any more, nor does a page that is open.",
    "renewed": "The same link opens for longer now; nothing needs to be sent again.",
}


@router.get("/o/{office}/clients/{id}/links")
def read_links(request: Request, visiting: Visiting, id: str, said: Said = "") -> HTMLResponse:
    settings: Settings = request.app.state.settings
    return links_page(visiting, known_id(id), settings, said=SAID.get(said, ""))


def links_page(
    visiting: Visitor,
    client_id: UUID,
    settings: Settings,
    form: Form | None = None,
    said: str = "",
    made: dict[str, Any] | None = None,
    refused: str = "",
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        access = member.access
        today = today_in(access.timezone)
        client = one_client(session, access, client_id)
        viewed(session, access, client.id)
        names = names_of(session, access)
        rows = links_seen(links_of(session, access, client.id), names, access.timezone, today)
    usual = {"can_update": "yes", "expires_on": add_days(today, links.GOOD_FOR).isoformat()}
    return page(
        "links/page.html",
        status=422 if form else 409 if refused else 200,
        **frame(member, "caseload"),
        client={
            "name": client.name,
            "email": client.email,
            "href": f"/o/{visiting.slug}/clients/{client.id}",
        },
        links=rows,
        links_base=f"/o/{visiting.slug}/share-links",
        form=form or Form(usual),
        today=today.isoformat(),
        latest=add_months(today, links.LONGEST).isoformat(),
        said=said,
        refused=refused,
        made=made,
        keeps_letters=bool(settings.key),
        languages=list(NAMES.items()),
    )


@router.post("/o/{office}/clients/{id}/links")
def make_link(request: Request, visiting: Visiting, id: str, values: Submitted) -> HTMLResponse:
    """Answers with the link itself: it is shown this once, and no address could hold it."""
    settings: Settings = request.app.state.settings
    given = read_input(NewShareLink, values, SUBJECTS)
    if isinstance(given, dict):
        return links_page(visiting, known_id(id), settings, Form(dict(values), given))
    try:
        with visit(visiting, write=True) as (session, member):
            access = member.access
            secret, link = links.make_link(
                session, access, known_id(id), given,
                today=today_in(access.timezone), at=clock.now(), key=settings.key,
            )  # fmt: skip
            client = one_client(session, access, link.client_id)
    except BadInput as error:
        return links_page(
            visiting, known_id(id), settings, Form(dict(values), told(error, SUBJECTS))
        )
    address = address_of(settings, secret)
    made = made_seen(address, link, client, member.name, given.language)
    if given.by_mail:
        made["posted"] = posted_words(client, settings.mail_lacks)
    return links_page(visiting, link.client_id, settings, made=made)


@router.post("/o/{office}/share-links/{id}/renew")
def renew_link(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    given = read_input(Renewal, values, SUBJECTS)
    if isinstance(given, dict):
        raise BadInput("expires_on", given["expires_on"])
    with visit(visiting, write=True) as (session, member):
        access = member.access
        today, at = today_in(access.timezone), clock.now()
        client_id = one_link(session, access, known_id(id)).client_id
        try:
            links.renew_link(session, access, known_id(id), given, today=today, at=at)
            refused = ""
        except NotNow as error:
            refused = error.words
    if refused:
        return links_page(visiting, client_id, request.app.state.settings, refused=refused)
    return go_to(f"/o/{visiting.slug}/clients/{client_id}/links?said=renewed", request)


@router.post("/o/{office}/share-links/{id}/revoke")
def revoke_link(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        link = links.revoke_link(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/clients/{link.client_id}/links?said=revoked", request)


# What a client told by a link


@router.post("/o/{office}/news/{id}/accept")
def accept_news(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        news.accept(session, member.access, known_id(id), clock.now())
    return back(request, visiting)


@router.post("/o/{office}/news/{id}/undo")
def undo_news(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        today = today_in(member.access.timezone)
        news.undo(session, member.access, known_id(id), today=today, at=clock.now())
    return back(request, visiting)


def back(request: Request, visiting: Visitor) -> Response:
    """To the page on which it was pressed."""
    path, own = came_from(request), f"/o/{visiting.slug}/"
    return go_to(path if path.startswith(own) else f"{own}today", request)


# All of an office's


@router.get(f"{BASE}/links")
def read_every_link(visiting: Visiting, said: Said = "") -> HTMLResponse:
    return every_link_page(visiting, said="All links are taken back." if said else "")


def every_link_page(visiting: Visitor, form: Form | None = None, said: str = "") -> HTMLResponse:
    with visit(visiting) as (session, member):
        access = member.access
        count, clients = open_links(session, access, today_in(access.timezone))
    context = framed(member, "links") | {"said": said}
    return page(
        "links/office.html",
        status=422 if form else 200,
        **context,
        count=count,
        words=f"{how_many(count, 'link')} of {how_many(clients, 'client')}",
        form=form or Form(),
    )


@router.post(f"{BASE}/links/revoke")
def revoke_every_link(request: Request, visiting: Visiting, values: Submitted) -> Response:
    if values.get("sure") != "yes":
        unsure = {"sure": "Tick the box first: every client would need a new link."}
        return every_link_page(visiting, Form({}, unsure))
    with visit(visiting, write=True) as (session, member):
        links.revoke_every_link(session, member.access, clock.now())
    return go_to(f"/o/{visiting.slug}/settings/links?said=revoked", request)
