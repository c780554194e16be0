"""Whatever the address: the route that is looked up is the one that trying them all would find."""

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any, NoReturn

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message

from tests.walls.routes import described

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Reached(Exception):
    """A route, before it does anything."""


async def reach(self: object, scope: dict[str, Any], *_: object) -> NoReturn:
    raise Reached(scope["endpoint"], scope["path_params"])


def reached(app: ASGIApp, method: str, path: str) -> object:
    """The endpoint with what the path says to it, or the status."""
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    asked = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    try:
        app(asked, receive, send).send(None)  # type: ignore[attr-defined]
    except Reached as here:
        return here.args
    except StopIteration:
        return said[0]["status"]
    raise AssertionError("waits for something")


def addresses(app: FastAPI) -> Iterator[str]:
    """Of each route and of each two that may take the same, and what nobody takes."""
    templates = sorted({route.path or "" for route in iter_route_contexts(app.routes)})
    for pair in combinations_with_replacement([one.split("/") for one in templates], 2):
        parts = [said_by(names) for names in zip(*pair, strict=False)]
        if None not in parts and len(pair[0]) == len(pair[1]):
            yield "/".join(part or "" for part in parts)
    yield from ("", "/", "*", "//", "/o/", "/o/lakeside/nowhere", "/p/a/b/c", "/api/v1/clients/")
    yield from (
        "/static/nowhere.css",
        "/o/lakeside/clients/one/nowhere",
        "/o/lakeside/clients/new/",
    )


def said_by(names: tuple[str, ...]) -> str | None:
    """What fits all of them; None where nothing does."""
    words = {name for name in names if "{" not in name}
    return None if len(words) > 1 else next(iter(words), "something")


def test_what_is_looked_up_is_what_trying_all_would_find(monkeypatch: pytest.MonkeyPatch) -> None:
    app = described()
    for kind in (APIRoute, Route, Mount):
        monkeypatch.setattr(kind, "handle", reach)
    asked = [(method, path) for path in {*addresses(app)} for method in METHODS]
    found = {one: reached(app.router, *one) for one in asked}
    assert found == {one: reached(app.router.app, *one) for one in asked}
    reaching = {one[0] for one in found.values() if isinstance(one, tuple)}
    assert reaching.issuperset(
        route.endpoint or route.app for route in iter_route_contexts(app.routes)
    )
    assert {404, 307} == {one for one in found.values() if isinstance(one, int)}
