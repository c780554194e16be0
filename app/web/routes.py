"""What may be told of an address: how the routes write it, and the office, never what it names."""

import re
from collections.abc import Sequence
from typing import Any

from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope

from app.web.heads import WRITTEN_DOWN

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST_SLUG = 63
API = "/api/v1"
UNMATCHED = "unmatched"


class Templates:
    """Addresses as the routes write them; the real ones hold ids, tokens and what people type."""

    def __init__(self, routes: Sequence[BaseRoute]):
        self.by_endpoint: dict[Any, list[tuple[re.Pattern[str], str]]] = {}
        for route in routes:
            assert isinstance(route, Route | Mount)
            endpoint = route.endpoint if isinstance(route, Route) else route.app
            known = self.by_endpoint.setdefault(endpoint, [])
            known.append((route.path_regex, route.path_format))

    def of(self, scope: Scope) -> str:
        """Where one endpoint serves several addresses, the one asked for."""
        known = self.by_endpoint.get(scope.get("endpoint"), [])
        if len(known) == 1:
            return known[0][1]
        matching = (template for pattern, template in known if pattern.match(scope["path"]))
        return next(matching, UNMATCHED)


def office_in(scope: Scope) -> str | None:
    """The office's short name, where the route has one and it can be one."""
    slug = scope.get("path_params", {}).get("office")
    if isinstance(slug, str) and len(slug) <= LONGEST_SLUG and SLUG.fullmatch(slug):
        return slug
    return None


def methods_at(routes: Sequence[BaseRoute], path: str) -> str:
    """For `Allow`: each method has a route of its own, and none knows of the others.

    Where a route is written just so, `members/invitations` say, it is no member's.
    """
    here = [
        route
        for route in routes
        if isinstance(route, Route) and route.methods and route.path_regex.match(path)
    ]
    just_so = [route for route in here if route.path_format == path]
    methods = {method for route in just_so or here for method in methods_of(route)}
    return ", ".join(sorted(methods))


def methods_of(route: Route) -> set[str]:
    methods = set(route.methods or ())
    if "GET" in methods and WRITTEN_DOWN not in getattr(route, "dependencies", ()):
        methods.add("HEAD")
    return methods
