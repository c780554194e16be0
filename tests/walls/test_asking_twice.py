"""Whatever a program does by POST, it can ask for twice: under one key it is done once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app import clock
from app.cycle.crowds import CROWD
from app.db.engine import Database
from app.errands.actions import enqueue
from app.errands.models import Errand
from app.imports import stages
from app.imports.models import Import
from app.imports.stages import LOOK
from app.people.actions import link
from app.people.forms import OtherContact
from app.web.describing import HARMLESS
from tests.cast import a_contact
from tests.walls.asking import filled
from tests.walls.cast import Side, Things, a_side, speaking
from tests.walls.copying import another_file
from tests.walls.routes import DECLARED, all_routes, described
from tests.walls.watching import digest

POSTS = {
    path: operations["post"]
    for path, operations in described().openapi()["paths"].items()
    if "post" in operations
}
KEYED = sorted(set(POSTS) - set(HARMLESS))
TOLD_ONCE = {"url", "secret", "link", "token", "links"}  # secrets, which are kept nowhere
REUSED = "This Idempotency-Key was used with another request."
KEY = "the same"


def test_a_post_takes_a_key_or_says_why_none_is_needed() -> None:
    takes = {path for path, post in POSTS.items() if key_of(post)}
    assert takes == set(KEYED)
    assert set(HARMLESS) < set(POSTS)


def test_nothing_else_claims_to_take_one() -> None:
    for operations in described().openapi()["paths"].values():
        for method, operation in operations.items():
            assert method == "post" or not key_of(operation)


def key_of(operation: Any) -> list[Any]:
    return [one for one in operation.get("parameters", ()) if one["name"].lower() == KEY_HEADER]


KEY_HEADER = "idempotency-key"


@pytest.fixture
def ours(database: Database) -> Side:
    return a_side(database)


@pytest.mark.parametrize("path", KEYED)
def test_under_one_key_it_is_done_once(
    served: TestClient, database: Database, ours: Side, path: str
) -> None:
    things = another_file(database, ours)
    things |= PREPARED.get(path, lambda *_: {})(database, ours, things)
    post = Posting(served, ours, path, things)
    first = post()
    assert first.status_code < 300, first.text
    after_first = digest(database, ours)

    again = post()
    assert again.status_code == first.status_code
    assert without_secrets(again.json()) == without_secrets(first.json())
    assert again.headers.get("location") == first.headers.get("location")
    assert digest(database, ours) == after_first  # which has a row for whatever was done

    if post.body is not None:
        other = post(another(post.body))
        assert (other.status_code, other.json()["detail"]) == (422, REUSED), other.text
    other = post(path="/api/v1/clients", body={"name": "Ana", "email": "ana@alumni.example.edu"})
    assert (other.status_code, other.json()["detail"]) == (422, REUSED)
    assert digest(database, ours) == after_first


@pytest.mark.parametrize("path", sorted(HARMLESS))
def test_without_a_key_a_repeat_does_no_harm(
    served: TestClient, database: Database, ours: Side, path: str
) -> None:
    post = Posting(served, ours, path, another_file(database, ours))
    logs = DECLARED[f"POST {path}"].logs
    first = post()
    assert first.status_code < 300, first.text
    after_first = digest(database, ours, but=logs)
    again = post()
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert digest(database, ours, but=logs) == after_first


class Posting:
    """Sends what the route is declared with, by the admin and under one key."""

    def __init__(self, served: TestClient, side: Side, path: str, things: Things):
        self.served, self.person = served, side.admin
        route = next(one for one in all_routes() if one.key == f"POST {path}")
        self.path = route.address
        for place in route.places:
            if place.where == "path":
                self.path = self.path.replace(f"{{{place.name}}}", things[place.thing])
        declared = filled(DECLARED[route.key].body, things)
        self.files = FILES.get(path)
        self.body = None if self.files else declared

    def __call__(self, body: Any = None, path: str = "") -> Response:
        path = path or self.path
        headers = speaking(self.person, path) | {KEY_HEADER: KEY}
        if self.files and path == self.path:
            return self.served.post(path, headers=headers, files=self.files)
        body = self.body if body is None else body
        sent = {} if body is None else {"json": body}
        return self.served.post(path, headers=headers, **sent)


def without_secrets(answer: Any) -> Any:
    return {name: value for name, value in answer.items() if name not in TOLD_ONCE}


OTHER_WORDS = ("name", "employer", "text", "note", "reason", "closed_reason", "cohort", "program")
OTHERWISE: dict[str, Any] = {
    "advisor_email": "somebody@careers.example.edu",
    "email": "somebody@alumni.example.edu",
    "pause_reason": "away",
}


def another(body: Any) -> Any:
    """One that says something else, in the same words as far as they are read strictly."""
    if not body:
        return {"leave_changed": True}
    for name, value in body.items():
        if name in OTHERWISE:
            return {**body, name: OTHERWISE[name]}
        if name in OTHER_WORDS:
            return {**body, name: f"{value}, or so"}
        if name == "on":
            return {**body, name: str(date.fromisoformat(value) - timedelta(days=1))}
        if name in ("client_ids", "other_id"):
            return {**body, name: [str(uuid4())] if name == "client_ids" else str(uuid4())}
        if isinstance(value, list) and isinstance(value[0], dict):
            return {**body, name: [another(value[0])]}
    return {**body, "expires_on": "2998-01-01"}  # of a shared link


SHEET = b"client_email,client_name\nzoe@alumni.example.edu,Zoe\n"
FILES = {"/api/v1/imports": {"file": ("sheet.csv", SHEET, "text/csv")}}


def taken_in(database: Database, side: Side, things: Things) -> Things:
    with database.transaction(side.access.office_id, write=True) as session:
        stages.take_in(session, side.access, UUID(things["import"]), clock.now())
    return {}


def failed_for_good(database: Database, side: Side, things: Things) -> Things:
    at = clock.now()
    with database.transaction(side.access.office_id, write=True) as session:
        held = session.get_one(Import, (side.access.office_id, UUID(things["import"])))
        details = {"import_id": things["import"]}
        held.status = "reading"
        held.errand_id = enqueue(session, side.access, LOOK, details, at)
        errand = session.get_one(Errand, (side.access.office_id, held.errand_id))
        errand.failed_at, errand.last_error, errand.attempts = at, "MemoryError", 5
    return {}


def one_of_a_crowd(database: Database, side: Side, things: Things) -> Things:
    """Three clients are about to write to one person."""
    first, *others = (a_contact(database, side.access) for _ in range(CROWD))
    with database.transaction(side.access.office_id, write=True) as session:
        for other in others:
            link(session, side.access, first, OtherContact(other_id=str(other)), clock.now())
    return {"contact": str(first)}


PREPARED: dict[str, Callable[[Database, Side, Things], Things]] = {
    "/api/v1/imports/{import_id}/undo": taken_in,
    "/api/v1/imports/{import_id}/again": failed_for_good,
    "/api/v1/contacts/{contact_id}/goes-first": one_of_a_crowd,
}
