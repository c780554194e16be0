"""Which routes an address may mean: looked up by its shape, so that only those are tried.

A router tries its routes one by one, and those of a router included in it twice. Of all that we
have, an address fits two or three.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

ANY = "{}"  # where an address may say what it likes; where no route names what it says


class Shape(NamedTuple):
    """Of an address, or of those that a route takes.

    The room is the third part: `/o/lakeside/caseload/…`, `/api/v1/clients/…`, `/p/…/plan`.
    """

    parts: int | None  # how many; None: whatever
    first: str
    room: str
    last: str


class Entry(NamedTuple):
    takes: Shape
    prefix: str
    route: BaseRoute


class Directory:
    """Goes before the application's router, which answers where no route is."""

    def __init__(self, app: FastAPI):
        self._router = app.router
        self._entries: list[Entry] = []
        self._by_shape: dict[Shape, APIRouter] = {}

    def add(self, router: APIRouter, prefix: str = "") -> None:
        """In the order in which they are to be tried."""
        self._router.include_router(router, prefix=prefix)
        for route in router.routes:
            assert isinstance(route, Route)
            self._entries.append(Entry(taken_by(prefix + route.path), prefix, route))

    def add_plain(self, route: Route) -> None:
        self._router.routes.append(route)
        self._entries.append(Entry(taken_by(route.path), "", route))

    def open(self) -> None:
        """Once all are there."""
        router_of = cache(self._router_of)
        for parts, first in {(entry.takes.parts, entry.takes.first) for entry in self._entries}:
            near = [
                (at, takes.room, takes.last)
                for at, (takes, _, _) in enumerate(self._entries)
                if takes.first == first and takes.parts in (parts, None)
            ]
            lasts = {ANY, *(last for _, _, last in near)}
            for room in {ANY, *(room for _, room, _ in near)}:
                within = [(at, last) for at, named, last in near if named in (room, ANY)]
                for last in lasts:
                    fitting = tuple(at for at, named in within if named in (last, ANY))
                    if fitting:
                        self._by_shape[Shape(parts, first, room, last)] = router_of(fitting)
        self._router.middleware_stack = self

    def _router_of(self, places: Sequence[int]) -> APIRouter:
        router = APIRouter(redirect_slashes=False, default=self._router.app)
        for _, prefix, route in (self._entries[at] for at in places):
            part = APIRouter()
            part.routes.append(route)
            router.include_router(part, prefix=prefix)
        return router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["router"] = self._router
        found = self._found(scope) if scope["type"] == "http" else None
        await (found or self._router).app(scope, receive, send)

    def _found(self, scope: Scope) -> APIRouter | None:
        shape = shape_of(scope["path"].removeprefix(scope.get("root_path", "")))
        return next(filter(None, map(self._by_shape.get, ever_less_of(shape))), None)


def shape_of(path: str) -> Shape:
    parts = path.split("/")
    _, first, _, room = (*parts, "", "", "")[:4]
    return Shape(len(parts), first, room, parts[-1])


def taken_by(template: str) -> Shape:
    parts, first, room, last = shape_of(template)
    if last.endswith(":path}"):
        return Shape(None, first, ANY, ANY)
    return Shape(parts, first, *(ANY if "{" in name else name for name in (room, last)))


def ever_less_of(shape: Shape) -> Iterator[Shape]:
    """What it may be known by, the closest first."""
    yield shape
    yield shape._replace(last=ANY)
    yield shape._replace(room=ANY)
    yield shape._replace(room=ANY, last=ANY)
