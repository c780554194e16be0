"""Routes that are tried one by one only where one of them can be meant."""

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope

NAMES_THE_ROOM = 3  # of a path's parts: `/o/lakeside/caseload/…`, `/api/v1/clients/…`, `/p/…/plan`


class Room(APIRouter):
    def __init__(self, router: APIRouter, *, below: str = ""):
        super().__init__()
        self.routes.extend(router.routes)
        self.names = {name_in(f"{below}{one.path}") for one in iter_route_contexts(self.routes)}
        self.takes_any = any("{" in name for name in self.names)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if not self.takes_any and name_in(path) not in self.names:
            return Match.NONE, {}
        return super().matches(scope)


def name_in(path: str) -> str:
    """Empty where the path is shorter."""
    parts = path.split("/", NAMES_THE_ROOM + 1)
    return parts[NAMES_THE_ROOM] if len(parts) > NAMES_THE_ROOM else ""
