"""Which routes an address may mean: looked up by its shape, so that only those are tried.

A router tries its routes one by one. Of all that we have, an address fits two or three.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from starlette.routing import BaseRoute, Route, Router
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


class Directory:
    """Goes before the router of all routes, which itself answers where none is."""

    def __init__(self, router: Router):
        self._router = router
        self._by_shape = {
            shape: Router(routes, redirect_slashes=False, default=router.app)
            for shape, routes in by_shape(router.routes)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["router"] = self._router
        found = self._found(scope) if scope["type"] == "http" else None
        await (found or self._router).app(scope, receive, send)

    def _found(self, scope: Scope) -> Router | None:
        shape = shape_of(scope["path"].removeprefix(scope.get("root_path", "")))
        return next(filter(None, map(self._by_shape.get, ever_less_of(shape))), None)


def by_shape(routes: Sequence[BaseRoute]) -> Iterator[tuple[Shape, list[Route]]]:
    """For whatever shape an address may have, in the order in which they are to be tried."""
    taken = [(taken_by(route.path), route) for route in routes if isinstance(route, Route)]
    for parts, first in {(takes.parts, takes.first) for takes, _ in taken}:
        near = [
            (takes, route)
            for takes, route in taken
            if takes.first == first and takes.parts in (parts, None)
        ]
        for room in {ANY, *(takes.room for takes, _ in near)}:
            within = [(takes.last, route) for takes, route in near if takes.room in (room, ANY)]
            for last in {ANY, *(named for named, _ in within)}:
                fitting = [route for named, route in within if named in (last, ANY)]
                if fitting:
                    yield Shape(parts, first, room, last), fitting


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
