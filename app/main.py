"""The service: routes, errors, and what operators ask of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles

from app.casefile import api as casefile
from app.casefile import forms as casefile_forms
from app.casefile import pages as casefile_pages
from app.caseload import api as caseload
from app.caseload import pages as caseload_pages
from app.db.engine import Database
from app.faults import NotAllowed, NotFound
from app.settings import Settings
from app.sign_in import pages as sign_in_pages
from app.store import open_database
from app.web.problems import Problem, answer_with_problems, problem
from app.web.templating import STATIC, serve_htmx

operators = APIRouter(include_in_schema=False)


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.database.dispose()

    app = FastAPI(
        title="Regards",
        summary="The stay-in-touch console for career-services offices",
        openapi_url="/api/v1/openapi.json",
        docs_url="/api/v1/docs",
        redoc_url=None,
        lifespan=lifespan,
        max_body_size=settings.max_body_bytes,
    )
    app.state.settings = settings
    app.state.database = open_database(settings.database_url, settings.pool_size)
    serve_htmx(settings.htmx_from_app)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.include_router(operators)
    # The forms before the page: `clients/new` is no client's id.
    for pages in (sign_in_pages, caseload_pages, casefile_forms, casefile_pages):
        app.include_router(pages.router)
    for room in (casefile, caseload):
        app.include_router(room.router, prefix="/api/v1")
    answer_with_problems(app)
    answer_refusals(app)
    return app


def answer_refusals(app: FastAPI) -> None:
    @app.exception_handler(NotFound)
    async def not_found(_: Request, __: NotFound) -> Problem:
        return problem(404, "There is no such thing in this office.")

    @app.exception_handler(NotAllowed)
    async def not_allowed(_: Request, __: NotAllowed) -> Problem:
        return problem(403, "Your role in this office does not allow this.")


@operators.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@operators.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Whether the database answers and is at the newest migration."""
    if is_newest(request.app.state.database):
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "the database is not at the newest migration"}, 503)


def is_newest(database: Database) -> bool:
    config = Config(str(Path(__file__).parent.parent / "alembic.ini"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
