"""What wraps every request, around a handful of routes made for these tests."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

import pytest
from fastapi import APIRouter, FastAPI, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field
from starlette.staticfiles import StaticFiles

from app.faults import BadInput, NotAllowed, NotFound, NotNow, NotSignedIn, Stale, StillApplying
from app.main import create_app
from app.settings import Settings
from app.store import open_database
from app.web import metrics
from app.web.forms import Submitted
from app.web.logs import configure_logs
from app.web.middleware import middleware
from app.web.refusals import answer_faults
from app.web.templating import STATIC, serve_htmx

Serve = Callable[..., TestClient]

pages, api = APIRouter(), APIRouter(prefix="/api/v1")


class Named(BaseModel):
    name: str
    parts: Annotated[list[str], Field(min_length=1, max_length=2)] = ["1"]


@pages.get("/o/{office}/things/{name}")
def a_page(office: str, name: str, q: str = "") -> HTMLResponse:
    return HTMLResponse(f"<p>{len(name)}</p>")


@pages.post("/o/{office}/things/{name}")
def a_form(office: str, name: str, note: Annotated[str, Form()] = "") -> HTMLResponse:
    return HTMLResponse("<p>taken</p>")


@pages.post("/o/{office}/typed")
def what_was_typed(office: str, values: Submitted) -> HTMLResponse:
    return HTMLResponse("<p>taken</p>")


@pages.post("/o/{office}/signed-out")
def typed_while_signed_out(office: str, values: Submitted) -> None:
    raise NotSignedIn


@pages.post("/login")
@pages.post("/join/rgi_1")
@pages.post("/logout")
@pages.post("/unsubscribe")
def sign_in() -> HTMLResponse:
    return HTMLResponse("<p>in</p>")


@pages.api_route("/o/{office}/fails/{fault}", methods=["GET", "POST"])
@api.get("/fails/{fault}")
def fails(fault: str) -> None:
    raise {
        "not-found": NotFound(),
        "not-allowed": NotAllowed(),
        "not-signed-in": NotSignedIn(),
        "bad-input": BadInput("on", "lies in the future"),
        "question": BadInput("step", "is needed: which step is skipped?"),
        "stale": Stale(),
        "not-now": NotNow("The sheet is taken in already."),
        "still-applying": StillApplying(2, 5),
        "bug": RuntimeError("Dana Reed is not in the list"),
    }[fault]


@pages.get("/breaks-off")
def breaks_off() -> StreamingResponse:
    def half() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("Dana Reed is not in the list")

    return StreamingResponse(half())


@pages.get("/own-headers")
def own_headers() -> Response:
    return HTMLResponse("", headers={"Referrer-Policy": "no-referrer", "Cache-Control": "private"})


@api.get("/things")
def things(
    limit: Annotated[int, Query(ge=1, le=500)] = 1,
    limited: bool = False,
    kind: Literal["a", "b"] = "a",
) -> list[str]:
    return []


@api.post("/things")
def make_thing(request: Request, named: Named) -> dict[str, int]:
    return {"length": len(named.name)}


@api.get("/things/{id}")
def thing(id: str) -> dict[str, str]:
    return {}


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("web")
    return Settings(database_url=f"sqlite:///{folder}/web.sqlite3", _env_file=None)


@pytest.fixture(scope="session")
def serve(settings: Settings) -> Serve:
    """The routes above, with the settings as given."""

    def serve(raises: bool = True, **changes: Any) -> TestClient:
        changed = settings.model_copy(update=changes)
        app = FastAPI(middleware=middleware(changed))
        app.state.database = open_database(changed.database_url)
        serve_htmx(changed.htmx_from_app)
        app.mount("/static", StaticFiles(directory=STATIC))
        app.routes.extend([*metrics.router.routes, *pages.routes, *api.routes])
        answer_faults(app)
        return TestClient(app, follow_redirects=False, raise_server_exceptions=raises)

    return serve


@pytest.fixture
def client(serve: Serve) -> TestClient:
    return serve(raises=False)


@pytest.fixture(scope="session")
def started(settings: Settings) -> Iterator[FastAPI]:
    """The real service, once: what it is asked first takes it a second."""
    app = create_app(settings)
    with TestClient(app):
        yield app


@pytest.fixture
def service(started: FastAPI, settings: Settings) -> TestClient:
    """Its database is empty."""
    serve_htmx(settings.htmx_from_app)  # which is the process's, and may be another test's
    return TestClient(started, follow_redirects=False)


class Told:
    """What was logged: as text, and as the events of each line."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def told(settings: Settings) -> Iterator[Told]:
    told = Told()
    configure_logs(settings, told.stream)  # type: ignore[arg-type]
    yield told
    configure_logs(settings)
