"""Lists for programs that keep a copy: page by page, what changed since, and what is gone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from app import clock
from app.accounts.models import Role
from app.db.engine import Database
from app.links.models import ShareLink
from app.web.describing import good_answer
from tests.api.conftest import Speak
from tests.api.test_api import ABBOTT, made
from tests.api.test_client_lists import as_if_long_ago, since_now, some_clients
from tests.walls.cast import THE_WHOLE_CYCLE, a_side, speaking
from tests.walls.copying import another_file
from tests.walls.routes import all_routes, described

OF_CLIENTS = ("jobs", "offers", "contacts", "touches", "moves", "outcomes", "notes", "share-links")


Ids = dict[str, list[str]]


def a_full_file(dana: TestClient, client: str) -> Ids:
    """One of each, and as many touches as it takes until something can come of it."""
    job = made(dana, f"clients/{client}/jobs", {"employer": "3M"})
    offer = made(dana, f"clients/{client}/offers", ABBOTT)
    contact = made(dana, f"offers/{offer['id']}/contacts", {"name": "Grace Kim", "is_key": True})
    on = {"on": "2026-03-11"}
    touched = [
        made(dana, f"contacts/{contact['id']}/touches", {"kind": kind, **on})["id"]
        for kind in THE_WHOLE_CYCLE
    ]
    move = {"employer": "Stryker", "started_on": "2026-01-01"}
    outcome = {"kind": "advice", **on}
    return {
        "jobs": [job["id"]],
        "offers": [offer["id"]],
        "contacts": [contact["id"]],
        "touches": touched,
        "outcomes": [made(dana, f"contacts/{contact['id']}/outcomes", outcome)["id"]],
        "moves": [made(dana, f"contacts/{contact['id']}/moves", move)["id"]],
        "notes": [made(dana, f"clients/{client}/notes", {"text": "Call before nine."})["id"]],
        "share-links": [made(dana, f"clients/{client}/share-links", {})["id"]],
    }


def listed(dana: TestClient, path: str, **query: str) -> list[dict[str, Any]]:
    """All of it, two at a time."""
    found: list[dict[str, Any]] = []
    query["limit"] = "2"
    while True:
        answer = dana.get(path, params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= 2
        found += page["items"]
        if page["next_after"] is None:
            return found
        query["after"] = page["next_after"]


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


def test_all_that_is_recorded_comes_page_by_page(as_member: Speak) -> None:
    dana, stranger = as_member(), as_member()
    clients = some_clients(dana, 3)
    files = [a_full_file(dana, client) for client in clients]
    for things in OF_CLIENTS:
        assert ids(listed(dana, things)) == [one for file in files for one in file[things]], things
        own = listed(dana, things, client_id=clients[1])
        assert ids(own) == files[1][things], things
        assert listed(stranger, things) == []
        assert listed(stranger, things, client_id=clients[1]) == []
        some = dana.get(things, params={"fields": "id,client_id"}).json()["items"]
        assert all(set(one) == {"id", "client_id"} for one in some)


def test_each_list_names_every_field_that_its_items_have(as_member: Speak) -> None:
    """Otherwise `fields` could not ask for one of them."""
    dana = as_member()
    a_full_file(dana, some_clients(dana, 1)[0])
    made(dana, "views", {"name": "Mine"})
    made(dana, "reports/saved", {"name": "Mine"})
    made(dana, "groups", {"kind": "cohort", "name": "MBA 2031"})
    made(dana, "members/invitations", {"email": "new@example.edu", "role": "advisor"})
    hook = {"name": "CRM", "url": "https://hooks.example.edu", "kinds": ["touch.logged"]}
    made(dana, "webhooks", hook)
    lists = [one for one in all_routes() if one.method == "GET" and "fields" in one.query]
    assert len(lists) > 20
    told = 0
    for route in lists:
        if "{" in route.path:
            continue
        path = route.path.removeprefix("/api/v1/")
        items = dana.get(path).json()["items"]
        if items:
            told += 1
            every = ",".join(items[0])
            asked = dana.get(path, params={"fields": every})
            assert asked.status_code == 200, (path, asked.text)
            assert asked.json()["items"] == items
    assert told > 15


def test_what_changed_of_a_client_is_found_in_every_list(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    clients = some_clients(dana, 2)
    files = [a_full_file(dana, client) for client in clients]
    as_if_long_ago(database, dana)
    an_hour_ago = clock.now() - timedelta(hours=1)
    for things in OF_CLIENTS:
        assert listed(dana, things, **since_now()) == [], things
    assert dana.get("employers", params=since_now()).json()["items"] == []
    dana.post(f"touches/{files[1]['touches'][-1]}/void", json={"reason": "Not so"})
    dana.delete(f"notes/{files[1]['notes'][0]}")
    for things in OF_CLIENTS:
        assert ids(listed(dana, things, **since_now())) == files[1][things], things
    *_, touch = listed(dana, "touches", **since_now())
    assert touch["voided_at"]
    assert touch["void_reason"] == "Not so"
    (note,) = listed(dana, "notes", **since_now())
    assert note["removed_at"]
    assert note["text"] == ""
    (employer,) = dana.get("employers", params={**since_now(), "q": "Stryker"}).json()["items"]
    assert employer["arrived"] == 2  # of all, whoever changed
    # To be opened is no deed of the office's, and a change of the link all the same.
    as_if_long_ago(database, dana)
    office_id = dana.access.office_id  # type: ignore[attr-defined]
    with database.transaction(office_id, write=True) as session:
        session.execute(
            update(ShareLink)
            .where(ShareLink.office_id == office_id)
            .values(last_opened_at=an_hour_ago)
        )
        session.execute(
            update(ShareLink)
            .where(ShareLink.office_id == office_id, ShareLink.client_id == UUID(clients[0]))
            .values(last_opened_at=clock.now())
        )
    assert ids(listed(dana, "share-links", **since_now())) == files[0]["share-links"]


def test_who_is_gone_is_told(as_member: Speak, database: Database) -> None:
    ruth = as_member(Role.ADMIN)
    clients = some_clients(ruth, 3)
    assert listed(ruth, "removals") == []
    ruth.delete(f"clients/{clients[0]}")
    as_if_long_ago(database, ruth)
    ruth.delete(f"clients/{clients[2]}")
    assert [one["client_id"] for one in listed(ruth, "removals")] == [clients[0], clients[2]]
    (late,) = listed(ruth, "removals", **since_now())
    assert late["client_id"] == clients[2]
    assert late["removed_at"]
    assert listed(as_member(), "removals") == []


ALL_LISTS_TAKE = {"limit", "after", "fields", "updated_since"}
BY_CURSOR = "in an order of its own, so that its place is a `cursor`"
OF_ONE_CLIENT = "one client's, which are few; all of the office's are a list that takes them"
NO_TIME = "few, each with a `version`; of their changes no time is kept"
WITHOUT = {
    "caseload": ({"after", "updated_since"}, f"{BY_CURSOR}; of dates, by `as_of`"),
    "employers": ({"after"}, BY_CURSOR),
    "clients/{client_id}/history": ({"after", "updated_since"}, f"{BY_CURSOR}; by `from` and `to`"),
    "clients/{client_id}/notes": (ALL_LISTS_TAKE, OF_ONE_CLIENT),
    "clients/{client_id}/share-links": (ALL_LISTS_TAKE, OF_ONE_CLIENT),
    "draft-templates": (ALL_LISTS_TAKE, "one for each step"),
    "reports/people": (ALL_LISTS_TAKE, "behind one figure, by `page`"),
    "groups": ({"updated_since"}, "what they count are clients, who change without them"),
    "members": ({"updated_since"}, "they tell how many clients each has, who change without them"),
    "imports/{import_id}/rows": ({"updated_since"}, "looked through together: the import's time"),
    "reports/saved": ({"updated_since"}, NO_TIME),
    "views": ({"updated_since"}, NO_TIME),
    "webhooks": ({"updated_since"}, NO_TIME),
}
# Where something may change at any moment without a time of its own, it is always told.
TOLD_WHILE_OPEN = {"letters", "errands", "webhooks/{webhook_id}/deliveries", "imports"}


def all_lists() -> dict[str, set[str]]:
    """The parameters of each operation that answers with `items`, by its path."""
    found = {}
    for path, operations in described().openapi()["paths"].items():
        if "get" in operations:
            answer = good_answer(operations["get"]).get("content", {}).get("application/json", {})
            if "items" in (answer.get("example") or ()):
                parameters = operations["get"].get("parameters", ())
                found[path.removeprefix("/api/v1/")] = {one["name"] for one in parameters}
    return found


def test_all_lists_are_asked_alike_or_it_is_said_why_not() -> None:
    lacking = {path: ALL_LISTS_TAKE - taken for path, taken in all_lists().items()}
    assert {path: lacks for path, lacks in lacking.items() if lacks} == {
        path: lacks for path, (lacks, _why) in WITHOUT.items()
    }


# What an office has of these only once somebody has asked for it.
BEFORE = {
    "removals": ("DELETE", "clients/{client}"),
    "disclosures": ("GET", "exports/clients"),
    "unsubscribed": ("DELETE", "digest"),
}


@pytest.mark.parametrize(
    "path", sorted(path for path, taken in all_lists().items() if "updated_since" in taken)
)
def test_a_list_tells_what_changed_since(served: TestClient, database: Database, path: str) -> None:
    """All of it since long ago, and of what is to come nothing but what is still open."""
    side = a_side(database)
    things = another_file(database, side)

    def ask(path: str, method: str = "GET", **query: str) -> Any:
        answer = served.request(
            method, f"/api/v1/{path}", params=query, headers=speaking(side.admin, "/api/")
        )
        assert answer.status_code < 300, answer.text
        return answer

    if path in BEFORE:
        method, what = BEFORE[path]
        ask(what.format(**things), method)
    path_of_ours = path.replace("{webhook_id}", things["webhook"])
    ask("office")  # from now on the token has been used
    every = ask(path_of_ours).json()["items"]
    assert every
    assert ask(path_of_ours, updated_since="1999-01-01T00:00:00Z").json()["items"] == every
    to_come = ask(path_of_ours, updated_since="2990-01-01T00:00:00Z").json()["items"]
    assert to_come == [] or path in TOLD_WHILE_OPEN


def test_what_is_still_open_is_told_whatever_the_time(
    served: TestClient, database: Database
) -> None:
    """And what has ended since, and nothing else."""
    side = a_side(database)
    things = another_file(database, side)  # their letter and delivery have been given up
    since = {"updated_since": clock.now().isoformat()}
    headers = speaking(side.admin, "/api/")
    again = {
        "letters": f"letters/{things['letter']}/send-again",
        "errands": f"errands/{things['errand']}/retry",
        f"webhooks/{things['webhook']}/deliveries": (
            f"webhook-deliveries/{things['delivery']}/send-again"
        ),
    }
    for path, open_it in again.items():
        assert served.get(f"/api/v1/{path}", params=since, headers=headers).json()["items"] == []
        assert served.post(f"/api/v1/{open_it}", headers=headers).status_code < 300
        found = served.get(f"/api/v1/{path}", params=since, headers=headers).json()["items"]
        assert ids(found) == [open_it.split("/")[1]]


def test_small_lists_come_page_by_page_too(as_member: Speak) -> None:
    ruth = as_member()
    for name in ("One", "Two", "Three"):
        made(ruth, "views", {"name": name})
        made(ruth, "reports/saved", {"name": name})
        made(ruth, "tokens", {"name": name})
        # One name can be that of a cohort and of a program.
        made(ruth, "groups", {"kind": "cohort", "name": name})
        made(ruth, "groups", {"kind": "program", "name": name})
        invited = {"email": f"{name}@example.edu", "role": "advisor"}
        made(ruth, "members/invitations", invited)
        hook = {"name": name, "url": "https://hooks.example.edu", "kinds": ["touch.logged"]}
        made(ruth, "webhooks", hook)
    for path, many in {
        "views": 3, "reports/saved": 3, "tokens": 4, "groups": 6, "members/invitations": 3,
        "webhooks": 3, "members": 1,
    }.items():  # fmt: skip
        found = listed(ruth, path)
        assert len(found) == many, path
        assert found == ruth.get(path).json()["items"]
    assert len(listed(ruth, "groups", kind="cohort")) == 3


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("jobs", {"employer": "3m."}, 1),
        ("jobs", {"employer": "4M"}, 0),
        ("offers", {"employer": "ABBOTT"}, 1),
        ("contacts", {"email": "nobody@example.edu"}, 0),
        ("touches", {"kind": "connected"}, 1),
        ("touches", {"kind": "called"}, 0),
        ("outcomes", {"kind": "advice"}, 1),
        ("outcomes", {"kind": "hire"}, 0),
        ("offers", {"external_id": "O-1"}, 0),
    ],
)
def test_lists_are_narrowed(as_member: Speak, path: str, query: dict[str, str], found: int) -> None:
    dana = as_member(Role.ADVISOR)
    a_full_file(dana, some_clients(dana, 1)[0])
    assert len(listed(dana, path, **query)) == found


@pytest.mark.parametrize(
    "asked",
    ["clients?limit=1&limit=2", "caseload?state=due&state=stalled", "caseload?state=due&state=due"],
)
def test_what_is_asked_twice_is_not_guessed(as_member: Speak, asked: str) -> None:
    """Else one of the two would hold, and nobody would see which."""
    refused = as_member().get(asked)
    field = asked.partition("?")[2].partition("=")[0]
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": field, "message": "is given twice"}]
    stranger = as_member()
    del stranger.headers["Authorization"]
    assert stranger.get(asked).status_code == 401
