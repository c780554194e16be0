"""The matrix of a client's own plan: route × whose link it is, and whose ids are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import update

from app import clock
from app.accounts.models import Office
from app.accounts.tokens import make_token, token_from
from app.clients.models import Client
from app.links import actions as links
from app.links.actions import BROWSER_PREFIX, CALENDAR_PREFIX
from app.links.forms import NewShareLink
from app.links.models import Confirmation, ShareLink
from tests.walls.cast import Side, Things, World, of_nothing
from tests.walls.copying import another_file
from tests.walls.routes import Route, all_routes
from tests.walls.watching import untouched

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
    "reminders": {"reminders": "yes"},
    "data": {"format": "json"},
    "connections": {},
    "connections/noted": {},
    "calendar": {},
    "code": {},
    "confirm": {"code": "123456"},
}
FILES = {
    "connections": {
        "file": ("Connections.csv", b"First Name,Last Name,URL,Email Address,Company,Position,"
        b"Connected On\nGrace,Kim,,,3M,,12 Mar 2024\n")
    }
}  # fmt: skip
READS = (
    "/plan",
    "/paper",
    "/opened",
    "/language",
    "/reminders",
    "/data",
    ".vcf",
    ".ics",
    "/code",
    "/confirm",
)


@dataclass(frozen=True, slots=True)
class Holds:
    """A link and the cookie that it was exchanged for."""

    link: str
    cookie: str
    browser: str = ""


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
    cookies = f"regards-plan={held.cookie}; regards-browser={held.browser}"
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": cookies}
    name = route.path.removeprefix("/p/{link}/")
    sent: dict[str, Any] = {}
    if route.method == "POST":
        sent = {"data": BODIES.get(name), "files": FILES.get(name)}
    return served.request(route.method, path, headers=headers, **sent)


def writes(route: Route) -> bool:
    return route.method == "POST" and not route.path.endswith((*READS, "/connections"))


def test_the_sweep_is_not_empty() -> None:
    assert len(ROUTES) == 30
    posts = {route.path for route in ROUTES if route.method == "POST"}
    assert {path.removeprefix("/p/{link}/") for path in posts} == set(BODIES)


@each_route
def test_an_update_link_lets_its_client_through(
    served: TestClient, world: World, route: Route
) -> None:
    """The positive control."""
    things = another_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    with untouched(world.database, world.theirs):
        answer = ask(served, route, held, things)
    leads_on = writes(route) or route.path.endswith(
        ("/language", "/reminders", "/code", "/confirm")
    )
    expected = (303,) if leads_on else (200, 204)
    assert answer.status_code in expected, answer.text


@each_route
def test_a_link_to_read_reads_and_changes_nothing(
    served: TestClient, world: World, route: Route
) -> None:
    things = another_file(world.database, world.ours)
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
    other = a_link(world, world.ours, another_file(world.database, world.ours))
    foreign = a_link(world, world.theirs, another_file(world.database, world.theirs))
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
    ours = another_file(world.database, world.ours)
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
    things = another_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    changed(world, world.ours, held, expires_on=TODAY - timedelta(1))
    with untouched(world.database, world.ours):
        answer = ask(served, route, held, things)
    assert answer.status_code == 410
    assert things["client_name"] not in answer.text


@pytest.fixture
def asks_for_code(world: World) -> Iterator[None]:
    def set_to(value: bool) -> None:
        with world.database.between_offices(write=True) as session:
            session.get_one(Office, world.ours.access.office_id).asks_for_code = value

    set_to(True)
    yield
    set_to(False)


def confirmed(world: World, side: Side, things: Things, held: Holds, **changes: Any) -> Holds:
    """In a browser where the code was typed."""
    browser, token = make_token(BROWSER_PREFIX, side.access.office_id)
    with world.database.transaction(side.access.office_id, write=True) as session:
        client = session.get_one(Client, (side.access.office_id, UUID(things["client"])))
        session.add(
            Confirmation(
                office_id=side.access.office_id,
                **{
                    "client_id": client.id,
                    "link_id": UUID(held.link),
                    "browser_hash": token.hash,
                    "calendar_hash": token_from(CALENDAR_PREFIX, browser)[1].hash,
                    "sent_to": client.email,
                    "salt": "salt",
                    "asked_at": clock.now(),
                    "confirmed_at": clock.now(),
                }
                | changes,
            )
        )
    return replace(held, browser=browser)


@each_route
def test_where_a_code_is_asked_for_the_link_alone_shows_and_changes_nothing(
    served: TestClient, world: World, route: Route, asks_for_code: None
) -> None:
    things = another_file(world.database, world.ours)
    link = a_link(world, world.ours, things)
    elsewhere = a_link(world, world.ours, things)
    for who, held in {
        "no code": link,
        "asked, not typed": confirmed(world, world.ours, things, link, confirmed_at=None),
        "sent to another address": confirmed(world, world.ours, things, link, sent_to="a@b.edu"),
        "typed for another link": replace(
            link, browser=confirmed(world, world.ours, things, elsewhere).browser
        ),
        "the link's own secret for it": replace(link, browser=link.cookie),
    }.items():
        with untouched(world.database, world.theirs):
            answer = ask(served, route, held, things)
        if route.path.endswith(("/code", "/language")):
            assert answer.status_code == 303, who
        else:
            assert answer.status_code == (422 if route.path.endswith("/confirm") else 403), who
        assert things["client_name"] not in answer.text, who
        assert world.ours.mark not in answer.text, who


@each_route
def test_where_the_code_was_typed_the_client_gets_through(
    served: TestClient, world: World, route: Route, asks_for_code: None
) -> None:
    """The positive control."""
    things = another_file(world.database, world.ours)
    held = confirmed(world, world.ours, things, a_link(world, world.ours, things))
    assert ask(served, route, held, things).status_code in (200, 204, 303)


@pytest.mark.parametrize("path", ["/o/{office}/caseload", "/o/{office}/clients/{client}", "/"])
def test_the_pages_cookie_opens_no_page_of_the_office(
    served: TestClient, world: World, path: str
) -> None:
    things = another_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    served.cookies.clear()
    headers = {"Cookie": f"regards={held.cookie}; regards-plan={held.cookie}"}
    answer = served.get(path.format(**things), headers=headers)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_the_pages_cookie_is_no_token_of_the_api(served: TestClient, world: World) -> None:
    things = another_file(world.database, world.ours)
    held = a_link(world, world.ours, things)
    served.cookies.clear()
    bearer = {"Authorization": f"Bearer {held.cookie}"}
    assert served.get(f"/api/v1/clients/{things['client']}", headers=bearer).status_code == 401
