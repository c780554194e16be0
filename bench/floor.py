"""The page's floor: its queries and its template behind a bare route, and nothing else.

No sign-in, no office in the transaction, no transaction; on PostgreSQL as the owner, for whom there
is no row-level security. Either with the context made once at the start, its rows thrown away, or
with the context built from the rows, as any route would have to.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import LifoQueue
from typing import Any
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from app.accounts.access import Access
from app.accounts.door import Member
from app.accounts.models import Role
from app.caseload.asked import Asked
from app.caseload.filters import Shape
from app.caseload.opened import open_list
from app.caseload.queries import CHOICES, choices, list_cases, statement_of
from app.caseload.view import ROWS, seen_of
from app.caseload.views import VIEWS, views_of
from app.clock import today_in
from app.db.prepared import Compiled, Prepared, Reader
from app.db.sqlite_values import for_sqlite
from app.plans.queries import LEFT, policy_being_applied
from app.settings import Settings
from app.web.templating import environment, serve_htmx
from bench.seed import SignedIn
from bench.stores import Store, open_driver

OWN = Shape(named=frozenset({"advisor_id"}))


@dataclass(frozen=True)
class Statement:
    text: str
    parameters: Any


def create_floor() -> Starlette:
    told = json.loads(os.environ["BENCH_FLOOR"])
    floor = Floor(told["url"], told["slug"], UUID(told["office_id"]), UUID(told["user_id"]))
    return Starlette(
        routes=[
            Route("/healthz", lambda request: PlainTextResponse("ok")),
            Route("/ready", floor.with_context_ready),
            Route("/built", floor.with_context_built),
        ]
    )


def environment_of(store: Store, person: SignedIn) -> dict[str, str]:
    told = {
        "url": store.owner_url,
        "slug": person.slug,
        "office_id": str(person.office_id),
        "user_id": str(person.user_id),
    }
    return {"BENCH_FLOOR": json.dumps(told)}


class Connections:
    """Driver connections that commit each statement by itself, as many as the service's pool."""

    def __init__(self, url: str):
        self.is_postgresql = url.startswith("postgresql")
        self.idle: LifoQueue[Any] = LifoQueue()
        for _ in range(Settings().pool_size):
            self.idle.put(open_driver(self.is_postgresql, url))

    @contextmanager
    def connection(self) -> Iterator[Any]:
        connection = self.idle.get()
        try:
            yield connection
        finally:
            self.idle.put(connection)


class Floor(Connections):
    def __init__(self, url: str, slug: str, office_id: UUID, user_id: UUID):
        super().__init__(url)
        serve_htmx(Settings().htmx_from_app)
        self.template = environment().get_template("caseload/page.html")
        access = Access(
            office_id=office_id, timezone="UTC", role=Role.ADVISOR, user_id=user_id, via="console"
        )
        with self.connection() as connection:
            possible = choices(Reader(connection, self.is_postgresql), access)
        names = {id_: (name, email) for id_, name, email in possible.advisors}
        self.member = Member(*names[user_id], access.role, "Office", slug, access, None)
        self.today = today_in("UTC")
        self.statements = (
            self.statement(CHOICES, office_id=office_id, user_id=user_id),
            self.statement(VIEWS, office_id=office_id, user_id=user_id),
            self.statement(
                statement_of(OWN),
                office_id=office_id,
                advisor_id=user_id,
                as_of=self.today,
                limit=ROWS + 1,
            ),
            self.statement(LEFT, office_id=office_id),
        )
        self.context = self.build()

    def statement(self, prepared: Prepared, **parameters: Any) -> Statement:
        compiled: Compiled = prepared.on_postgresql if self.is_postgresql else prepared.on_sqlite
        given = compiled.constants | parameters
        if self.is_postgresql:
            return Statement(compiled.text, given)
        return Statement(compiled.text, [for_sqlite(given[name]) for name in compiled.names or ()])

    def with_context_ready(self, request: Request) -> HTMLResponse:
        with self.connection() as connection:
            for statement in self.statements:
                connection.execute(statement.text, statement.parameters).fetchall()
        return HTMLResponse(self.template.render(**self.context))

    def with_context_built(self, request: Request) -> HTMLResponse:
        return HTMLResponse(self.template.render(**self.build()))

    def build(self) -> dict[str, Any]:
        """As the route does, by the same statements."""
        access = self.member.access
        with self.connection() as connection:
            reader = Reader(connection, self.is_postgresql)
            possible = choices(reader, access)
            views = views_of(reader, access)
            opened = open_list(Asked(), views, self.member, possible)
            listed = list_cases(reader, access, opened.filters, self.today, limit=ROWS)
            applying = policy_being_applied(reader, access)
        seen = seen_of(self.member, opened.asked, possible, listed, self.today, 0, opened, views)
        return seen | {"applying": applying, "answer": None, "oob": ""}
