"""Bad input in every field of every body of the API, generated from the models."""

import json
import unicodedata
from functools import cache
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.conftest import on_postgresql
from tests.walls.asking import filled
from tests.walls.cast import Things, World
from tests.walls.copying import another_file
from tests.walls.hostile import MARKUP, MAYBE_JSON, NEVER_JSON, STRANGE_TO_STORES, STRANGE_TO_TYPES
from tests.walls.routes import Route, all_routes
from tests.walls.watching import row_counts, untouched

JSON = {"Content-Type": "application/json"}
WITH_BODY = [route for route in all_routes() if route.is_api and route.model]
ANSWERED_WITH_A_FILE = {"POST /api/v1/exports/{what}"}
BODY_MAY_BE_LEFT_OUT = {"POST /api/v1/bulk-actions/{action_id}/undo"}
# What is said of one field may be the other's fault.
TOGETHER = [
    {"kind", "step", "note", "on"},
    {"paused_until", "pause_reason"},
    {"closed_on", "closed_reason"},
    {"recipient", "purpose"},
    {"begins_on", "ends_on"},
    {"snoozed_until", "snooze_reason"},
    {"offered_on", "declined_on"},
    {"rest_months", "update_months"},
]


@cache
def first_of_each_type() -> set[tuple[str, str]]:
    """Route and field: whatever else is declared the same is read by the same code."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for route in WITH_BODY:
        for name, field in route.model.model_fields.items():
            found.setdefault((repr(field.annotation), repr(field.metadata)), (route.key, name))
    return set(found.values())


def fault_of(field: str) -> set[str]:
    return {field}.union(*(group for group in TOGETHER if field in group))


def written(body: dict[str, Any], field: str, value: str) -> str:
    """The body as JSON, with the value as it stands."""
    parts = [f"{json.dumps(name)}: {json.dumps(given)}" for name, given in body.items()]
    return "{" + ", ".join([*parts, f"{json.dumps(field)}: {value}"]) + "}"


class Bad:
    """One route, sent with all sorts of values in one field after the other."""

    def __init__(self, served: TestClient, world: World, route: Route):
        self.served, self.world, self.route = served, world, route
        self.begin_anew()

    def begin_anew(self) -> None:
        """With another client, so that no file grows long."""
        self.things: Things = another_file(self.world.database, self.world.ours)
        self.path = self.route.address
        for place in self.route.places:
            if place.where == "path":
                self.path = self.path.replace(f"{{{place.name}}}", self.things[place.thing])

    def send(self, field: str, value: str) -> Response:
        declared = self.route.declared.body or {}
        things = self.things | {"new_email": f"{id(value)}.{field}@alumni.example.edu"}
        body = {name: filled(good, things) for name, good in declared.items() if name != field}
        token = {"Authorization": f"Bearer {self.world.ours.admin.bearer}"}
        return self.served.request(
            self.route.method,
            self.path,
            content=written(body, field, value).encode(),
            headers=JSON | token,
        )

    def check_refusal(self, answer: Response, field: str, value: str) -> None:
        reads_on = self.route.declared.reads and answer.status_code == 200
        if field == "version" and (answer.status_code == 409 or reads_on):
            return  # whole numbers are all versions, if not the one that is stored
        assert answer.status_code == 422, (field, value[:60], answer.text[:300])
        assert answer.headers["content-type"] == "application/problem+json"
        named = {error["field"].split(".")[0] for error in answer.json()["errors"]}
        assert named <= fault_of(field), (field, value[:60], answer.text[:300])


@on_postgresql  # which takes no text with NUL and no number of 65 bits; SQLite takes both
@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.key)
def test_what_no_field_can_hold_is_refused_at_its_field(
    served: TestClient, world: World, route: Route
) -> None:
    bad = Bad(served, world, route)
    with untouched(world.database, world.ours, world.theirs):
        for field in route.model.model_fields:
            for value in NEVER_JSON:
                bad.check_refusal(bad.send(field, value), field, value)


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.key)
def test_what_a_field_might_hold_is_kept_as_it_is_or_refused(
    served: TestClient, world: World, route: Route
) -> None:
    bad = Bad(served, world, route)
    for field in route.model.model_fields:
        texts = list(STRANGE_TO_STORES)
        if world.database.is_postgresql:  # one store is enough for these
            texts += MARKUP
            texts += STRANGE_TO_TYPES if (route.key, field) in first_of_each_type() else []
        bad.begin_anew()
        before, some_kept = row_counts(world.database, world.ours), False
        for value in [*MAYBE_JSON, *map(json.dumps, texts)]:
            answer = bad.send(field, value)
            if answer.status_code != route.declared.ok:
                bad.check_refusal(answer, field, value)
                assert row_counts(world.database, world.ours) == before
                continue
            if not (route.declared.reads or route.key in ANSWERED_WITH_A_FILE):
                kept = answer.json().get("void_reason" if route.path.endswith("void") else field)
                assert is_kept(json.loads(value), kept), (field, value)
                some_kept = True
            if route.path.endswith(("void", "{group_id}")):
                bad.begin_anew()  # the first voiding counts; a group's id follows its name
            before = row_counts(world.database, world.ours)
        if some_kept and MARKUP[0] in texts:
            check_pages(served, world, bad.things)


def is_kept(sent: Any, kept: Any) -> bool:
    if isinstance(sent, str):
        return kept == unicodedata.normalize("NFC", sent).strip()
    return sent == kept or sent is None or (type(sent) is int and kept == sent + 1)


def check_pages(served: TestClient, world: World, things: Things) -> None:
    """What was kept is shown, and none of it as markup."""
    for path in ("caseload", f"clients/{things['client']}"):
        address = f"/o/{world.ours.slug}/{path}"
        page = served.get(address, headers={"Cookie": f"regards={world.ours.admin.cookie}"})
        assert page.status_code == 200
        assert not [text for text in MARKUP if text in page.text]


@on_postgresql
@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.key)
def test_a_body_of_another_form_is_refused(served: TestClient, world: World, route: Route) -> None:
    bad = Bad(served, world, route)
    token = {"Authorization": f"Bearer {world.ours.admin.bearer}"}
    many = json.dumps({f"f{n}": n for n in range(2_000)})
    good = json.dumps({name: filled(v, bad.things) for name, v in route.declared.body.items()})
    with untouched(world.database, world.ours, world.theirs):
        for body, headers, statuses in (
            (b"", JSON, {422}),
            (b"{", JSON, {422}),
            (b"null", JSON, {422}),
            (b"[]", JSON, {422}),
            (b'"x"', JSON, {422}),
            (b"\xff\xfe{}", JSON, {400, 422}),
            (b"{}" * 2, JSON, {422}),
            (b"[" * 100_000, JSON, {400, 422}),
            (many.encode(), JSON, {422}),
            (good[:-1].encode() + b', "unknown": 1}', JSON, {422}),
            (good[:-1].encode() + b', "\\ud800": 1}', JSON, {422}),
            (good.encode(), {"Content-Type": "text/plain"}, {415}),
            (good.encode(), {}, {415}),
            (b"name=x", {"Content-Type": "application/x-www-form-urlencoded"}, {415}),
            (b'{"name": "' + b"x" * 10_000_000 + b'"}', JSON, {413}),
        ):
            if not body and route.key in BODY_MAY_BE_LEFT_OUT:
                continue
            answer = served.request(route.method, bad.path, content=body, headers=headers | token)
            assert answer.status_code in statuses, (body[:40], answer.text[:300])
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_field_named_twice_counts_as_its_last(served: TestClient, world: World) -> None:
    """As JSON readers have it; no second reader here could have it otherwise."""
    token = {"Authorization": f"Bearer {world.ours.admin.bearer}"}
    body = b'{"name": "First", "email": "twice@alumni.example.edu", "name": "Last"}'
    answer = served.post("/api/v1/clients", content=body, headers=JSON | token)
    assert answer.json()["name"] == "Last"


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a\tb", "é"])
def test_an_idempotency_key_that_is_none_is_refused(
    served: TestClient, world: World, key: str
) -> None:
    headers = {"Authorization": f"Bearer {world.ours.admin.bearer}"}
    raw = [*headers.items(), ("Idempotency-Key", key.encode("latin-1"))]
    body = {"name": "Maya", "email": "key@alumni.example.edu"}
    with untouched(world.database, world.theirs):
        answer = served.post("/api/v1/clients", json=body, headers=raw)
    if answer.status_code != 201:
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
