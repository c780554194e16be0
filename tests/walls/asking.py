"""Requests made from the declared routes, and answers made comparable."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.walls.cast import ASKED_FOR, Person, Things, of_nothing, speaking
from tests.walls.routes import LISTS, Place, Route, guarded


@dataclass(frozen=True, slots=True)
class Way:
    """How a request is sent: as a program, by a plain browser, or by htmx."""

    name: str
    headers: tuple[tuple[str, str], ...] = ()


PROGRAM = Way("program")
PLAIN = Way("plain")
HTMX = Way("htmx", (("HX-Request", "true"),))
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BETWEEN = "\n\0\n"  # of what an answer says, so that it is gone through in one go
ONCE = re.compile(r'name="once" value="[^"]+"|"(once|made_at)": ?"[^"]+"')


def ways_of(route: Route) -> tuple[Way, ...]:
    return (PROGRAM,) if route.is_api else (PLAIN, HTMX)


# What changes nothing unless this was done before.
HERE = "POST /o/{office}"
FIRST = {
    f"{HERE}/clients/{{id}}/resume": f"{HERE}/clients/{{id}}/pause",
    f"{HERE}/contacts/{{id}}/wake": f"{HERE}/contacts/{{id}}/snooze",
    f"{HERE}/contacts/{{id}}/reopen": f"{HERE}/contacts/{{id}}/close",
    f"{HERE}/contacts/{{id}}/key": f"{HERE}/contacts/{{id}}/not-key",
    f"{HERE}/offers/{{id}}/key-people": f"{HERE}/contacts/{{id}}/not-key",
    f"{HERE}/notes/{{id}}/unpin": f"{HERE}/notes/{{id}}/pin",
}


def ask(
    served: TestClient,
    person: Person,
    route: Route,
    things: Things,
    way: Way = PLAIN,
    put: dict[Place, Any] | None = None,
    by: str = "",
    **headers: str,
) -> Response:
    """With what `things` names in the path, and in the places of `put` what stands there; `by`
    another method than the route's."""
    put = put or {}
    path = route.address
    for place in route.places:
        if place.where == "path":
            path = path.replace(f"{{{place.name}}}", put.get(place, things[place.thing]))
    query = {place.name: value for place, value in put.items() if place.where == "query"}
    body = {
        place.name: [value] if place.name in LISTS and value else value
        for place, value in put.items()
        if place.where == "body"
    }
    sent: dict[str, Any] = {"params": query} if query else {}
    if route.declared.body is not None:
        given = {name: filled(value, things) for name, value in route.declared.body.items()} | body
        sent["json" if route.is_api else "data"] = given
    served.cookies.clear()
    return served.request(
        by or (route.method if route.method != "MOUNT" else "GET"),
        path,
        headers=speaking(person, path, **dict(way.headers), **headers),
        **sent,
    )


def do_first(served: TestClient, person: Person, route: Route, things: Things) -> None:
    for one in guarded():
        if one.key == FIRST.get(route.key):
            answer = ask(served, person, one, things)
            assert answer.status_code == one.declared.ok, answer.text


def filled(value: Any, things: Things) -> Any:
    if isinstance(value, list):
        return [filled(one, things) for one in value]
    if isinstance(value, dict):
        return {name: filled(one, things) for name, one in value.items()}
    if not isinstance(value, str):
        return value
    for name in ("new_email", "client_name", "advisor", "admin", "client", "contact", "other",
        "job", "offer"):  # fmt: skip
        value = value.replace(f"{{{name}}}", things[name])
    return value


@lru_cache(10_000)
def written_as(value: str) -> tuple[str, ...]:
    """In an answer, each way once: most values are ids, which are always the same."""
    return tuple(dict.fromkeys((value, quote(value), quote(quote(value)), escape(value))))


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer gives away, without what differs each time or was sent along."""

    status: int
    text: str
    headers: tuple[tuple[str, str], ...]


def told_by(answer: Response, *sent: str) -> Told:
    told = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("x-request-id", "content-length", "ratelimit")
    }
    said = BETWEEN.join([answer.text, *told.values()])
    for value in sorted(sent, key=len, reverse=True):
        for written in written_as(value):
            said = said.replace(written, "SENT")
    request_id = answer.headers.get("x-request-id", "")
    said = said.replace(request_id, "REQUEST") if request_id else said
    text, *values = ONCE.sub("ONCE", said).split(BETWEEN)
    return Told(answer.status_code, text, tuple(sorted(zip(told, values, strict=True))))


@dataclass(frozen=True, slots=True)
class Aim:
    """One place of one route, in which a foreign thing stands, and one that is nowhere."""

    label: str
    at: Place | None  # all at once where none is named
    route: Route
    way: Way
    foreign: tuple[Things, dict[Place, Any]]
    nothing: tuple[Things, dict[Place, Any]]

    def answers(self, served: TestClient, person: Person) -> tuple[Told, Told, Response]:
        foreign, nothing = (
            ask(served, person, self.route, things, self.way, put)
            for things, put in (self.foreign, self.nothing)
        )
        return (
            told_by(foreign, *named_in(*self.foreign)),
            told_by(nothing, *named_in(*self.nothing)),
            foreign,
        )


def named_in(things: Things, put: dict[Place, Any]) -> list[str]:
    return [value for name, value in things.items() if name not in ASKED_FOR] + [*put.values()]


def without_typed(text: str, things: Things) -> str:
    """What was typed is shown again to whoever typed it."""
    for name in ASKED_FOR:
        text = text.replace(things[name], "")
    return text


def aims_at(route: Route, own: Things, foreign: Things, ways: Iterable[Way]) -> Iterator[Aim]:
    """Each place in turn, all else being one's own; then all places at once."""
    nothing = of_nothing() | {name: foreign[name] for name in ASKED_FOR}
    for way in ways:
        for place in route.places:
            if place.where == "path":
                yield Aim(
                    f"{place} {way.name}",
                    place,
                    route,
                    way,
                    (own | one(foreign, place.thing), {}),
                    (own | one(nothing, place.thing), {}),
                )
            else:
                yield Aim(
                    f"{place} {way.name}",
                    place,
                    route,
                    way,
                    (own, {place: foreign[place.thing]}),
                    (own, {place: nothing[place.thing]}),
                )
        if any(place.where == "path" for place in route.places):
            yield Aim(f"all {way.name}", None, route, way, (foreign, {}), (nothing, {}))


def one(things: Things, thing: str) -> Things:
    return {name: things[name] for name in (thing, *ASKED_FOR)}
