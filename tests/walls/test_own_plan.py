"""The matrix of a client's own plan: route × whose link it is, and whose ids are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import update

from app import clock
from app.accounts.tokens import token_from
from app.links import actions as links
from app.links.forms import NewShareLink
from app.links.models import ShareLink
from tests.walls.cast import Side, Things, World, a_file, of_nothing, untouched
from tests.walls.routes import Route, all_routes

TODAY = clock.today_in("UTC")
ROUTES = [route for route in all_routes() if route.path.startswith("/p/{link}/")]
each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
BODIES: dict[str, dict[str, Any]] = {
    "contacts/{id}/touches": {"kind": "met", "on": "2026-05-01"},
    "contacts/{id}/edit": {"title": "Director"},
    "offers/{id}/contacts/new": {"name": "Omar Haddad"},
    "offers/{id}/choose": {},
    "job": {"employer": "3M", "lives_in": "Boston, MA"},
    "pause": {"until": (TODAY + timedelta(30)).isoformat(), "reason": "ill"},
    "message": {"text": "Hello"},
    "news/{id}/undo": {},
    "opened": {},
    "language": {"language": "es"},
    "data": {"format": "json"},
    "connections": {},
    "connections/noted": {},
    "calendar": {},
}
FILES = {
    "connections": {
        "file": ("Connections.csv", b"First Name,Last Name,URL,Email Address,Company,Position,"
        b"Connected On\nGrace,Kim,,,3M,,12 Mar 2024\n")
    }
}  # fmt: skip
READS = ("/plan", "/paper", "/opened", "/language", "/data", ".vcf", ".ics")


@dataclass(frozen=True, slots=True)
class Holds:
    """A link and the cookie that it was exchanged for."""

    link: str
    cookie: str


NOTHING = Holds("", "")


def a_link(world: World, side: Side, things: Things, *, can_update: bool = True) -> Holds:
    with world.database.transaction(side.access.office_id, write=True) as session:
        secret, link = links.make_link(
            session,
            side.access,
            UUID(things["client"]),
            NewShareLink(can_update=can_update),
            today=TODAY,
            at=clock.now(),
        )
    return Holds(str(link.id), token_from(links.COOKIE_PREFIX, secret)[0])


def changed(world: World, side: Side, link: Holds, **values: Any) -> Holds:
    with world.database.transaction(side.access.office_id, write=True) as session:
        session.execute(
            update(ShareLink)
            .where(ShareLink.office_id == side.access.office_id, ShareLink.id == UUID(link.link))
            .values(values)
        )
    return link


def ask(served: TestClient, route: Route, held: Holds, things: Things, at: str = "") -> Response:
    """At the link's own address, or that of another link."""
    path = route.path.replace("{link}", at or held.link)
    for place in route.places:
        path = path.replace(f"{{{place.name}}}", things[place.thing])
    served.cookies.clear()
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"regards-plan={held.cookie}"}
    name = route.path.removeprefix("/p/{link}/")
    sent: dict[str, Any] = {}
    if route.method == "POST":
        sent = {"data": BODIES.get(name), "files": FILES.get(name)}
    return served.request(route.method, path, headers=headers, **sent)


def writes(route: Route) -> bool:
    return route.method == "POST" and not route.path.endswith((*READS, "/connections"))


def test_the_sweep_is_not_empty() -> None:
    assert len(ROUTES) == 27
    posts = {route.path for route in ROUTES if route.method == "POST"}
    assert {path.removeprefix("/p/{link}/") for path in posts} == set(BODIES)


@each_route
def test_an_update_link_lets_its_client_through(
    served: TestClient, world: World, route: Route
) -> None:
    """The positive control."""
    things = a_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    with untouched(world.database, world.theirs):
        answer = ask(served, route, held, things)
    expected = (303,) if writes(route) or route.path.endswith("language") else (200, 204)
    assert answer.status_code in expected, answer.text


@each_route
def test_a_link_to_read_reads_and_changes_nothing(
    served: TestClient, world: World, route: Route
) -> None:
    things = a_file(world.database, world.ours)
    held = a_link(world, world.ours, things, can_update=False)
    if route.path.endswith((*READS, "/calendar")):
        assert ask(served, route, held, things).status_code in (200, 204, 303)
        return
    with untouched(world.database, world.ours, world.theirs):
        answer = ask(served, route, held, things)
    assert answer.status_code == 403
    assert "This link is to read only" in answer.text
    assert world.ours.mark not in answer.text


def strangers(world: World, ours: Things) -> Iterator[tuple[str, Holds, str]]:
    """What each of them holds, and at which link's address they ask."""
    own = a_link(world, world.ours, ours)
    other = a_link(world, world.ours, a_file(world.database, world.ours))
    foreign = a_link(world, world.theirs, a_file(world.database, world.theirs))
    yield "another client's, at its own address", other, ""
    yield "another client's, at ours", other, own.link
    yield "another office's, at its own address", foreign, ""
    yield "another office's, at ours", foreign, own.link
    yield "none", NOTHING, own.link
    yield "the secret itself for a cookie", Holds(own.link, own.cookie.replace("rgp", "rgl")), ""
    at = clock.now()
    yield "revoked", changed(world, world.ours, a_link(world, world.ours, ours), revoked_at=at), ""


@each_route
def test_every_other_link_is_as_good_as_none(
    served: TestClient, world: World, route: Route
) -> None:
    """At its own address a link shows its own client; with our ids it finds nothing."""
    ours = a_file(world.database, world.ours)
    asks_for_ours = "{id}" in route.path
    for who, held, at in [*strangers(world, ours)]:
        if "own address" in who and not asks_for_ours:
            continue
        with untouched(world.database, world.ours, world.theirs):
            answer = ask(served, route, held, ours, at)
            nothing = ask(served, route, held, ours | of_nothing(), at)
        assert answer.status_code == nothing.status_code == 404, (who, answer.text)
        assert ours["client_name"] not in answer.text, who


@each_route
def test_one_that_ran_out_says_so_and_shows_nothing(
    served: TestClient, world: World, route: Route
) -> None:
    things = a_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    changed(world, world.ours, held, expires_on=TODAY - timedelta(1))
    with untouched(world.database, world.ours):
        answer = ask(served, route, held, things)
    assert answer.status_code == 410
    assert things["client_name"] not in answer.text


@pytest.mark.parametrize("path", ["/o/{office}/caseload", "/o/{office}/clients/{client}", "/"])
def test_the_pages_cookie_opens_no_page_of_the_office(
    served: TestClient, world: World, path: str
) -> None:
    things = a_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    served.cookies.clear()
    headers = {"Cookie": f"regards={held.cookie}; regards-plan={held.cookie}"}
    answer = served.get(path.format(**things), headers=headers)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_the_pages_cookie_is_no_token_of_the_api(served: TestClient, world: World) -> None:
    things = a_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    served.cookies.clear()
    bearer = {"Authorization": f"Bearer {held.cookie}"}
    assert served.get(f"/api/v1/clients/{things['client']}", headers=bearer).status_code == 401
