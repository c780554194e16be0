"""Shared links as JSON."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app import clock
from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.accounts.queries import Colleague, colleagues_of
from app.audit.viewed import listed, viewed
from app.clients.queries import one_client
from app.links import actions as links
from app.links import answers, news
from app.links.forms import NewShareLink, Renewal
from app.links.models import News, ShareLink
from app.links.queries import held_link, links_of, list_all_links, one_link, open_links
from app.links.words import address_of
from app.web.answers import Listed, Somebody, fields_of
from app.web.api import (
    AnId,
    Tagged,
    check_tag,
    json_routes,
    known_id,
    made_at,
    once_by_key,
    today_of,
    versioned,
)
from app.web.calling import Calling, Managing
from app.web.lists import Page, UpdatedSince, paged
from app.web.strict import Id

router = json_routes("shared links")


@router.post(
    "/clients/{client_id}/share-links", status_code=201, response_class=made_at("/share-links/{id}")
)
def make_link(
    request: Request, calling: Calling, client_id: AnId, form: NewShareLink
) -> answers.MadeShareLink:
    """`url` is given this once; a repeat under the same key has none."""
    url: str | None = None
    settings = request.app.state.settings

    def act(session: Any, access: Access, at: datetime) -> answers.ShareLink:
        nonlocal url
        secret, made = links.make_link(
            session, access, known_id(client_id), form,
            today=today_of(access), at=at, key=settings.key,
        )  # fmt: skip
        url = address_of(settings, secret)
        return link_json(made, colleagues_of(session, access))

    link = once_by_key(calling, f"/clients/{client_id}/share-links", form, act)
    return {**link, "url": url}


@router.get("/clients/{client_id}/share-links")
def read_links(calling: Calling, client_id: AnId) -> answers.ShareLinks:
    """The newest first, the revoked ones among them."""
    with office_transaction(calling, write=False) as (session, access, _):
        client = one_client(session, access, known_id(client_id))
        viewed(session, access, client.id)
        people = colleagues_of(session, access)
        found = links_of(session, access, client.id)
        return {"items": [link_json(link, people) for link in found]}


@router.get("/share-links/{link_id}")
def read_link(calling: Calling, link_id: AnId) -> answers.ShareLink:
    with office_transaction(calling, write=False) as (session, access, _):
        link = one_link(session, access, known_id(link_id))
        viewed(session, access, link.client_id)
        return link_json(link, colleagues_of(session, access))


@router.patch("/share-links/{link_id}")
def renew_link(
    calling: Calling, link_id: AnId, matched: Tagged, form: Renewal
) -> answers.ShareLink:
    """The same link opens until another day."""
    with office_transaction(calling, write=True) as (session, access, _):
        check_tag(link_json(held_link(session, access, known_id(link_id)), {}), matched)
        link = links.renew_link(
            session, access, known_id(link_id), form, today=today_of(access), at=clock.now()
        )
        return link_json(link, colleagues_of(session, access))


@router.delete("/share-links/{link_id}", status_code=204)
def revoke_link(calling: Calling, link_id: AnId, matched: Tagged) -> Response:
    """At once, also for a page that is open."""
    with office_transaction(calling, write=True) as (session, access, _):
        check_tag(link_json(held_link(session, access, known_id(link_id)), {}), matched)
        links.revoke_link(session, access, known_id(link_id), clock.now())
    return Response(status_code=204)


@router.get("/share-links")
def list_links(
    calling: Managing,
    page: Annotated[Page, paged(answers.ShareLink)],
    updated_since: UpdatedSince = None,
    client_id: Annotated[Id | None, Query()] = None,
) -> answers.AllLinks:
    """All of the office, in the order in which they were made, the revoked ones among them;
    `links` open a plan today, of so many `clients`."""
    with office_transaction(calling, write=False) as (session, access, _):
        count, of = open_links(session, access, today_of(access))
        people = colleagues_of(session, access)
        found = list_all_links(
            session,
            access,
            limit=page.one_more,
            after=page.after,
            since=updated_since,
            client_id=client_id,
        )
        listed(session, access, "share_links", found, of_one=client_id is not None)
        told = page.told(found, lambda link: link_json(link, people))
    return {**told, "links": count, "clients": of}


@router.delete("/share-links", status_code=204)
def revoke_every_link(calling: Managing) -> Response:
    """All of the office, for admins."""
    with office_transaction(calling, write=True) as (session, access, _):
        links.revoke_every_link(session, access, clock.now())
    return Response(status_code=204)


# What clients told by them


@router.get("/news")
def read_news(
    calling: Calling,
    page: Annotated[Page, paged(answers.OpenNews)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.OpenNews]:
    """What nobody has looked at yet, the newest first: it counts already, but for a pause, which
    begins when it is accepted."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = news.open_news(
            session, access, limit=page.one_more, after=page.after, since=updated_since
        )
        listed(session, access, "news", found)
        return page.told(found, open_news_json)


@router.get("/news/{news_id}")
def read_one_news(calling: Calling, news_id: AnId) -> answers.News:
    """Also one that was accepted or undone."""
    with office_transaction(calling, write=False) as (session, access, _):
        one = news.one_news(session, access, known_id(news_id))
        viewed(session, access, one.client_id)
        return news_json(one)


@router.post("/news/{news_id}/accept")
def accept_news(calling: Calling, news_id: AnId) -> answers.News:
    def act(session: Any, access: Access, at: datetime) -> answers.News:
        return news_json(news.accept(session, access, known_id(news_id), at))

    return once_by_key(calling, f"/news/{news_id}/accept", None, act)


@router.post("/news/{news_id}/undo")
def undo_news(calling: Calling, news_id: AnId) -> answers.News:
    """What was before holds again, where nobody has changed it since."""

    def act(session: Any, access: Access, at: datetime) -> answers.News:
        today = today_of(access)
        return news_json(news.undo(session, access, known_id(news_id), today=today, at=at))

    return once_by_key(calling, f"/news/{news_id}/undo", None, act)


def news_json(one: News) -> answers.News:
    return fields_of(answers.News, one)


def open_news_json(one: tuple[News, str]) -> answers.OpenNews:
    return fields_of(answers.OpenNews, one[0], client=one[1])


def link_json(link: ShareLink, people: dict[UUID, Colleague]) -> answers.ShareLink:
    maker = people.get(link.made_by) if link.made_by else None
    return versioned(
        fields_of(
            answers.ShareLink,
            link,
            made_by=maker and fields_of(Somebody, maker),
            version="",
        ),
        "can_update",
        "expires_on",
        "revoked_at",
    )
