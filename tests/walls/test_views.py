"""Whoever reads a client's record, or a list of people by a program, leaves word of it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.audit.viewed import Views
from app.clients.actions import note_looks
from tests.conftest import on_sqlite
from tests.walls.asking import ask, one, ways_of
from tests.walls.cast import Scene
from tests.walls.routes import Route, guarded

OF_A_CLIENT = {
    "client", "job", "offer", "contact", "touch", "note", "outcome", "move", "link", "news",
    "letter",
}  # fmt: skip
WITH_SOMEBODY = {"/o/{office}/settings/messages/{step}"}  # as an example
LISTS = {
    "clients": "clients",
    "jobs": "jobs",
    "offers": "offers",
    "contacts": "contacts",
    "touches": "touches",
    "moves": "moves",
    "outcomes": "outcomes",
    "notes": "notes",
    "news": "news",
    "share-links": "share_links",
    "caseload": "caseload",
    "today": "today",
    "employers/{employer}": "employer",
    "letters": "letters",
    "bounces": "bounces",
    "bounces/{bounce_id}": "bounces",  # an address: whose it is, is not known
    "unsubscribed": "unsubscribed",
    "imports/{import_id}/rows": "import_rows",
    "imports/{import_id}/rejected": "import_rows",
    "bulk-actions/{action_id}": "bulk_actions",
}
NOBODY_THERE = {"unsubscribed", "imports/{import_id}/rejected"}  # in the scene
# Of the API: what tells of nobody but ids, members of the office, or groups; what is a disclosure.
OF_NOBODY = {
    "removals", "policy", "views", "views/{view_id}", "bulk-actions", "draft-templates",
    "draft-templates/{step}", "employers", "groups", "groups/{kind}/{group_id}", "imports",
    "imports/{import_id}", "members", "members/invitations",
    "members/invitations/{invitation_id}", "members/{member_id}", "tokens", "tokens/{token_id}",
    "office", "errands", "errands/{errand_id}", "disclosures", "history",
    "reports/cohort", "reports/people", "reports/saved", "reports/saved/{saved_id}", "digest",
    "webhooks", "webhooks/{webhook_id}", "webhooks/{webhook_id}/deliveries",
    "webhook-deliveries/{delivery_id}",
    *(f"exports/{what}" for what in ("contacts", "clients", "offers", "touches", "employers")),
}  # fmt: skip
READING = [route for route in guarded() if route.method == "GET"]
API = "/api/v1/"


def is_of_a_client(route: Route) -> bool:
    return any(place.where == "path" and place.thing in OF_A_CLIENT for place in route.places)


def called(route: Route) -> str:
    return route.path.removeprefix(API)


ONE_CLIENT = [route for route in READING if is_of_a_client(route)]
OTHERS = [route for route in READING if not is_of_a_client(route)]
each_that_reads = pytest.mark.parametrize("route", READING, ids=lambda route: route.key)
each_of_a_client = pytest.mark.parametrize("route", ONE_CLIENT, ids=lambda route: route.key)


@pytest.fixture
def views(served: TestClient) -> Iterator[Views]:
    """What is noted in this test alone."""
    database = served.app.state.database  # type: ignore[attr-defined]
    before = database.afterwards
    yield Views(database, note_looks)
    database.afterwards = before


def test_what_the_api_tells_is_of_one_client_or_a_list_or_of_nobody() -> None:
    assert len(ONE_CLIENT) > 50
    told = {called(route) for route in OTHERS if route.is_api}
    assert told == set(LISTS) | OF_NOBODY


@on_sqlite  # what is noted meets no store
@each_that_reads
def test_whoever_reads_is_noted(
    served: TestClient, scene: Scene, route: Route, views: Views
) -> None:
    admin = scene.world.ours.admin
    answer = ask(served, admin, route, scene.our_things, ways_of(route)[0])
    assert answer.status_code == route.declared.ok, answer.text
    told = {(view.access.user_id, view.access.via) for view in views.waiting}
    seen = [(str(view.client_id or ""), view.what) for view in views.waiting]
    if is_of_a_client(route):
        assert seen == [(scene.our_things["client"], "")]
    elif route.path in WITH_SOMEBODY:
        ((client_id, _),) = seen
        assert client_id
    elif route.is_api and called(route) in LISTS.keys() - NOBODY_THERE:
        assert seen == [("", LISTS[called(route)])]
    else:
        assert seen == []
        return
    assert told == {(admin.user_id, "api" if route.is_api else "console")}


@on_sqlite
@each_of_a_client
def test_whom_nobody_was_shown_is_not_noted(
    served: TestClient, scene: Scene, route: Route, views: Views
) -> None:
    """Another office's, or by HEAD."""
    admin, ours, theirs = scene.world.ours.admin, scene.our_things, scene.their_things
    foreign = dict(ours)
    for place in route.places:
        if place.where == "path" and place.thing in OF_A_CLIENT:
            foreign |= one(theirs, place.thing)
    way = ways_of(route)[0]
    assert ask(served, admin, route, foreign, way).status_code == 404
    assert ask(served, admin, route, ours, way, by="HEAD").status_code == route.declared.ok
    assert views.waiting == []
