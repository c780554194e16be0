"""The service: routes, errors, and what operators ask of it."""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from app.audit.viewed import Views
from app.bulk import api as bulk
from app.bulk import pages as bulk_pages
from app.casefile import api as casefile
from app.casefile import areas as casefile_areas
from app.casefile import clients_api, lists_api, upserts_api
from app.casefile import forms as casefile_forms
from app.casefile import note_forms as casefile_note_forms
from app.casefile import outcome_forms as casefile_outcome_forms
from app.casefile import pages as casefile_pages
from app.casefile import people_forms as casefile_people_forms
from app.caseload import api as caseload
from app.caseload import bulk_api as caseload_bulk
from app.caseload import bulk_pages as caseload_bulk_pages
from app.caseload import pages as caseload_pages
from app.caseload import view_api as views
from app.caseload import view_pages
from app.clients.actions import note_looks
from app.collector import look_seldom
from app.db.migrating import answers_and_is_newest
from app.drafts import api as drafts
from app.drafts import message_api, message_pages
from app.drafts import pages as drafts_pages
from app.employers import api as employers
from app.employers import pages as employers_pages
from app.errands.worker import start_beside
from app.exports import api as exports
from app.exports import pages as exports_pages
from app.groups import api as groups
from app.groups import pages as groups_pages
from app.imports import api as imports
from app.imports import pages as imports_pages
from app.links import api as links
from app.links import pages as links_pages
from app.notes import api as notes
from app.office import api as office
from app.office import (
    disclosure_pages,
    errand_pages,
    history_pages,
    join_pages,
    leaving_pages,
    letter_pages,
    policy_pages,
)
from app.office import pages as office_pages
from app.outcomes import api as outcomes
from app.ownplan import code_pages as own_code
from app.ownplan import connection_pages as own_connections
from app.ownplan import deeds as own_deeds
from app.ownplan import file_pages as own_files
from app.ownplan import pages as own_pages
from app.ownplan import reminder_pages as own_reminders
from app.ownplan import taking_pages as own_taking
from app.ownplan.polling import Polls
from app.ownplan.refusals import answer_for_links
from app.people import api as people
from app.places import cities
from app.reports import api as reports
from app.reports import pages as reports_pages
from app.reports import saved_pages as saved_reports_pages
from app.settings import Settings
from app.sign_in import own_login_pages, reset_pages
from app.sign_in import pages as sign_in_pages
from app.store import open_database
from app.today import api as today
from app.today import digest_pages, question_pages
from app.today import pages as today_pages
from app.web import docs, metrics
from app.web.describing import describe
from app.web.directory import Directory
from app.web.heads import Heads
from app.web.logs import configure_logs
from app.web.middleware import middleware
from app.web.refusals import answer_faults
from app.web.templating import STATIC, serve_htmx
from app.webhooks import api as webhooks
from app.webhooks import pages as webhooks_pages
from app.work import DAILY, HANDLERS, SAMPLES, STARTING, WRITERS, alongside, desk_of

# The forms before the page: `clients/new` is no client's id.
CONSOLE = (
    sign_in_pages,
    reset_pages,
    own_login_pages,
    today_pages,
    question_pages,
    caseload_pages,
    view_pages,
    exports_pages,
    imports_pages,
    caseload_bulk_pages,
    bulk_pages,
    drafts_pages,
    message_pages,
    employers_pages,
    casefile_areas,
    casefile_forms,
    casefile_note_forms,
    casefile_outcome_forms,
    casefile_people_forms,
    casefile_pages,
    office_pages,
    groups_pages,
    policy_pages,
    disclosure_pages,
    history_pages,
    letter_pages,
    errand_pages,
    join_pages,
    leaving_pages,
    digest_pages,
    reports_pages,
    saved_reports_pages,
    links_pages,
    webhooks_pages,
)
OWN_PLAN = (own_pages, own_files, own_deeds, own_code, own_connections, own_reminders, own_taking)
API = (
    clients_api, upserts_api, lists_api, casefile, caseload, caseload_bulk, views, bulk, drafts,
    message_api, employers, exports, groups, imports, links, notes, office, outcomes, people,
    reports, today, webhooks,
)  # fmt: skip

# Threads for what only reads, and so keeps the processor busy and waits for hardly anything: with
# more of them, a fifth of the time goes into passing Python's one lock around.
READERS = 3

operators = APIRouter(include_in_schema=False)
# FastAPI's own would tell whole addresses and exceptions' words to whatever collects them.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    # Read before somebody waits for it; half a second, once a process.
    threading.Thread(target=cities, name="gazetteer", daemon=True).start()
    end = (
        start_beside(
            app.state.database,
            handlers=HANDLERS,
            daily=DAILY,
            starting=STARTING,
            alongside=alongside(app.state.database, settings),
        )
        if settings.with_worker
        else None
    )
    end_views = app.state.views.start()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(READERS))
    look_seldom()
    yield
    if end is not None:
        end()
    end_views()
    app.state.database.dispose()


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    configure_logs(settings)
    polls = Middleware(Polls, endpoint=own_files.read_calendar)
    app = FastAPI(
        title="Regards",
        summary="The stay-in-touch console for career-services offices",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # ours, in web/docs.py, needs no script in the page
        redoc_url=None,
        lifespan=lifespan,
        middleware=middleware(settings, polls),
        telemetry=NO_TELEMETRY,
    )
    app.state.settings = settings
    app.state.writers, app.state.masked_desk = WRITERS, desk_of(settings, masked=True)
    app.state.samples = SAMPLES
    app.state.database = open_database(settings.database_url, settings.pool_size)
    app.state.views = Views(app.state.database, note_looks)
    serve_htmx(settings.htmx_from_app)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.routes.append(own_pages.PLAN)
    # Not by `include_router`, which would keep a second description of each route, and look it up
    # for each request.
    for part in (metrics, docs, *OWN_PLAN, *CONSOLE, *API):
        app.routes.extend(part.router.routes)
    app.routes.extend([*operators.routes, *own_pages.opening.routes])
    app.router.middleware_stack = Heads(Directory(app.router))
    describe(app)
    answer_faults(app)
    answer_for_links(app)
    return app


@operators.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@operators.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Whether the database answers and is at the newest migration."""
    if answers_and_is_newest(request.app.state.database):
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "the database is away or not at the newest migration"}, 503)
