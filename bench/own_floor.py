"""The floors of a client's own plan: a bare route that reads one row, and the page's own queries
and template behind a bare route.

The queries are those that the page ran once, word for word; the context is the one it made of them,
or is built anew from the rows by the service's own functions.
"""

import json
import os
from typing import Any
from unittest.mock import patch
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.clock import today_in
from app.links.door import Holder, Opened
from app.ownplan import pages
from app.ownplan.queries import open_own_page
from app.ownplan.told import told_seen
from app.ownplan.view import frame_of, seen_of
from app.settings import Settings
from app.store import open_database
from app.web.templating import environment, serve_htmx
from bench.floor import Connections
from bench.recording import recorded
from bench.stores import Store

FLOOR = "bench.own_floor:create_floor"
ONE_ROW = "SELECT id, client_id FROM share_links WHERE office_id = {0} AND calendar_hash = {0}"


def environment_of(store: Store, link_id: UUID, cookie: str) -> dict[str, str]:
    told = {"url": store.owner_url, "link_id": str(link_id), "cookie": cookie}
    return {"BENCH_FLOOR": json.dumps(told)}


def create_floor() -> Starlette:
    told = json.loads(os.environ["BENCH_FLOOR"])
    floor = OwnFloor(told["url"], UUID(told["link_id"]), told["cookie"])
    return Starlette(
        routes=[
            Route("/healthz", lambda request: PlainTextResponse("ok")),
            Route("/row/{office}/{hash}", floor.one_row),
            Route("/ready", floor.with_context_ready),
            Route("/built", floor.with_context_built),
        ]
    )


class OwnFloor(Connections):
    def __init__(self, url: str, link_id: UUID, cookie: str):
        super().__init__(url)
        settings = Settings()
        serve_htmx(settings.htmx_from_app)
        self.database = open_database(url, settings.pool_size)
        self.template = environment().get_template("plan/page.html")
        self.select = ONE_ROW.format("%s" if self.is_postgresql else "?")
        self.statements: list[tuple[str, Any]] = []
        self.context: dict[str, Any] = {}
        self.opened: list[Opened] = []
        self.look_at_the_page(settings, Holder(self.database, cookie, link_id))

    def look_at_the_page(self, settings: Settings, holder: Holder) -> None:
        """What it runs, and what it shows."""

        def kept(_template: str, **context: Any) -> None:
            self.context = context

        def framed(opened: Opened, today: Any) -> dict[str, Any]:
            self.opened.append(opened)
            return frame_of(opened, today)

        with (
            recorded(self.database, self.statements),
            patch.object(pages, "page", kept),
            patch.object(pages, "frame_of", framed),
        ):
            pages.plan_page(settings, holder, "", "", "")

    def one_row(self, request: Request) -> Response:
        office_id = UUID(request.path_params["office"])
        given = [
            office_id if self.is_postgresql else office_id.hex,
            request.path_params["hash"],
        ]
        with self.connection() as connection:
            ((link_id, _),) = connection.execute(self.select, given).fetchall()
        return Response(status_code=304, headers={"ETag": f'"{link_id}"'})

    def with_context_ready(self, request: Request) -> HTMLResponse:
        with self.connection() as connection:
            for text, given in self.statements:
                connection.execute(text, given).fetchall()
        return HTMLResponse(self.template.render(**self.context))

    def with_context_built(self, request: Request) -> HTMLResponse:
        (opened,) = self.opened
        today = today_in(opened.access.timezone)
        with self.database.reading(opened.access.office_id) as reader:
            own = open_own_page(reader, opened, today)
        seen = seen_of(own.file, own.words) | told_seen(own.told, own.file, None)
        return HTMLResponse(self.template.render(**self.context | seen))
