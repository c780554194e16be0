"""Every route of the service, whom it lets in, and every place of it where an id can stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import BaseModel

from app.accounts.models import Scope
from app.casefile.forms import SHEETS
from app.casefile.note_forms import NOTE_SHEETS
from app.casefile.outcome_forms import OUTCOME_SHEETS
from app.casefile.people_forms import PEOPLE_SHEETS
from app.casefile.touch_forms import LOG_SHEET, VOID_SHEET
from app.caseload.narrowing import ASKED, as_typed
from app.cycle.policy import Policy
from app.main import create_app
from app.settings import Settings
from app.today.question_sheets import QUESTION_SHEETS
from app.web.calling import caller, scope_needed
from tests.walls.declaring import Declared
from tests.walls.rooms import (
    casefile,
    caseload,
    imports,
    links,
    office,
    ownplan,
    people,
    reports,
    service,
    today,
    webhooks,
)

ROOMS = (
    casefile,
    caseload,
    imports,
    links,
    office,
    ownplan,
    people,
    reports,
    service,
    today,
    webhooks,
)
DECLARED: dict[str, Declared] = {key: told for room in ROOMS for key, told in room.DECLARED.items()}
assert len(DECLARED) == sum(len(room.DECLARED) for room in ROOMS)  # each in one room alone

# What each field of a query or a body is: the thing that it names, or nothing.
NAMES = {
    "job_id": "job",
    "client_id": "client",
    "advisor_email": "advisor",
    "advisor": "advisor",
    "done": "touch",
    "cursor": "cursor",
    "view": "view",
    "actor": "advisor",
    "offer_id": "offer",
    "contact_id": "contact",
    "other_id": "other",
    "hand_clients_to": "advisor",
    "bulk": "action",
    "snoozed": "contact",
    "paused": "client",
    "handed": "client",
    "client_ids": "client",
    "people": "contact",
    "declined-well": "offer",
    "job-start": "offer",
    "key-people": "offer",
    "pace": "client",
}
FIXED = {
    "step": "thank",
    "kind": "cohort",
    "what": "contacts",
    "line": "2",
    "sample": "invitation",
}  # words of a path that name nothing of an office
LISTS = {"client_ids"}  # of such ids
NAMING_NOTHING = {
    "active", "after", "token", "asks_for_code", "lang", "language",
    "reminds_clients", "weekday", "hour", "by_mail", "can_update", "code", "reply_to",
    "clients_left", "dry_run", "expires_on", "how", "invite",
    "leave_changed", "by", "group", "page",
    "marks", "more", "role", "said", "smallest_group", "timezone",
    "as_of", "area", "before", "closed_on", "closed_reason", "cohort", "declined_on",
    "declined_well", "email", "employer", "external_id", "class_year", "figure", "format",
    "from", "history", "is_key",
    "kind", "limit", "overdue_by", "unseen_for", "filters", "shared", "default",
    "never_contacted", "no_key_people", "has_link",
    "linkedin_url", "name", "next", "note", "noted", "offered_on", "on", "pause_reason",
    "paused_until", "phone", "pinned", "program", "purpose", "q", "reason", "recipient",
    "respond_by", "snooze_reason",
    "snoozed_until", "started_on", "state", "step", "subject", "text", "title", "to",
    "version", "kinds", "clients", "jobs", "offers", "contacts", "touches",
    "scopes", "fields", "updated_since", "url", "given_up",
    "retired",
    "was",  # only whom a way back would be offered to, see `tests/pages/test_put_off.py`
    "verdict", "mapping", "day_order", "cells", "mended",
    "until", "merge", "again", "begins_on", "ends_on", "with", *Policy.__slots__,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where an id can stand: `name` is the parameter's or field's, `thing` what it names."""

    where: Literal["path", "query", "body"]
    name: str
    thing: str

    def __str__(self) -> str:
        return f"{self.where} {self.name}"


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str  # as the route writes it
    query: tuple[str, ...]
    model: type[BaseModel] | None  # of the body
    scope: Scope | None = None  # that a token needs

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def declared(self) -> Declared:
        return DECLARED[self.key]

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def is_safe(self) -> bool:
        """Changes nothing, by its method; what it `logs` aside."""
        return self.method in ("GET", "MOUNT")

    @property
    def address(self) -> str:
        """With the words that name nothing of an office."""
        path = self.path
        for name, word in FIXED.items():
            path = path.replace(f"{{{name}}}", word)
        return path

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.query, *(self.model.model_fields if self.model else ()))

    @property
    def required(self) -> set[str]:
        model = self.model
        fields = model.model_fields.items() if model else ()
        return {name for name, field in fields if field.is_required()}

    @property
    def places(self) -> list[Place]:
        return list(places_in(self))

    def place_called(self, name: str) -> Place:
        return next(place for place in self.places if place.name == name)


def places_in(route: Route) -> Iterator[Place]:
    path = route.path.replace("/groups/{kind}/", "/groups/")
    for before, name in re.findall(r"(?:(\w+)/)?\{(\w+)\}", path):
        if name in FIXED:
            continue
        yield Place("path", name, "office" if name == "office" else thing_of(before))
    for name in route.query:
        if name in NAMES:
            yield Place("query", name, NAMES[name])
    for name in route.model.model_fields if route.model else ():
        if name in NAMES:
            yield Place("body", name, NAMES[name])


def thing_of(plural: str) -> str:
    if plural in ("p", "news"):
        return {"p": "link", "news": "news"}[plural]
    if plural in ("touches", "deliveries"):
        return {"touches": "touch", "deliveries": "delivery"}[plural]
    return plural.removesuffix("s")


ALL_SHEETS = (
    *SHEETS, *NOTE_SHEETS, *OUTCOME_SHEETS, *PEOPLE_SHEETS, *QUESTION_SHEETS, LOG_SHEET, VOID_SHEET,
)  # fmt: skip
FORMS = {f"/o/{{office}}/{sheet.path}": sheet for sheet in ALL_SHEETS}


def routes_of(app: FastAPI) -> Iterator[Route]:
    for found in iter_route_contexts(app.routes):
        for method in sorted(set(found.methods or {"MOUNT"}) - {"HEAD"}):
            yield a_route(method, found)


def a_route(method: str, found: RouteContext) -> Route:
    path = found.path or ""
    dependant = getattr(found.original_route, "dependant", None)
    query = tuple(query_of(dependant)) if dependant else ()
    body = getattr(found.original_route, "body_field", None)
    model = body.field_info.annotation if body else None
    if method == "POST" and path in FORMS:
        model = FORMS[path].model
    return Route(method, path, query, model, scope_of(method, dependant) if dependant else None)


def scope_of(method: str, dependant: Dependant) -> Scope | None:
    """As the route declares it, where it is a program’s."""
    for deeper in dependant.dependencies:
        if deeper.call is caller:
            return scope_needed(method, deeper.own_oauth_scopes or [])
    return None


def query_of(dependant: Dependant) -> Iterator[str]:
    """The route's own and those of what it depends on."""
    yield from (one.alias for one in dependant.query_params)
    if dependant.call is as_typed:  # which reads them by itself
        yield from ASKED
    for deeper in dependant.dependencies:
        yield from query_of(deeper)


@cache
def described() -> FastAPI:
    """The service before any database is there, so that each route can be a test."""
    return create_app(Settings(database_url="sqlite:///nowhere", _env_file=None))


@cache
def all_routes() -> tuple[Route, ...]:
    return tuple(routes_of(described()))


def guarded() -> list[Route]:
    """Those that let in only whom they know."""
    return [route for route in all_routes() if route.key in DECLARED and route.declared.needs]
