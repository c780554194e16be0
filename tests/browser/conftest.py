"""The service on a port of its own, and a browser that notes whatever goes wrong in a page."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from app import clock
from app.accounts.access import Access
from app.accounts.actions import let_in, name_person, set_first_password
from app.accounts.models import Office, Role
from app.accounts.queries import offices_open_to, operator_of
from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.sign_in.actions import open_sessions
from tests.browser.finding import HERE, IS_REQUIRED, NOT_TESTED, chromium
from tests.browser.looking import WIDE, Window
from tests.cast import AT, import_into
from tests.conftest import migrated_store
from tests.pages.writing import as_csv

ELSEWHERE = "regards.example"  # leads here, and browsers do not know it
ARGUMENTS = [
    f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if chromium() is not None or IS_REQUIRED:
        return
    ours = [item for item in items if HERE in item.path.parents]
    items[:] = [item for item in items if item not in ours]
    config.hook.pytest_deselected(items=ours)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of a worker."""
    found = chromium()
    if found is None:
        pytest.fail(NOT_TESTED, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Site:
    """The running service and its database."""

    url: str
    database: Database


@pytest.fixture(scope="package")
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    store = migrated_store("sqlite", "browser", request, tmp_path_factory.mktemp("browser"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(
            Settings(
                database_url=store.service_url, base_url=url, htmx_from_app=True,
                secret_key="made-up", mail_url="smtp://127.0.0.1:9", mail_from="a@b.example.edu",
                _env_file=None,
            )
        )  # fmt: skip
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        while not server.started:
            time.sleep(0.02)
        yield Site(url, app.state.database)
        server.should_exit = True
        serving.join()


@dataclass(frozen=True)
class Somewhere:
    """An office and one of its people."""

    access: Access
    slug: str
    user_id: UUID
    email: str
    cookie: str


SetUp = Callable[..., Somewhere]


@pytest.fixture(scope="package")
def set_up(site: Site) -> SetUp:
    """A new office with these rows of the sheet, and a member who is signed in."""

    def set_up(
        *rows: dict[str, str],
        role: Role = Role.ADMIN,
        named: str = "Office",
        password: str | None = None,
    ) -> Somewhere:
        office = Office(slug=f"o-{uuid4().hex[:12]}", name=named, timezone="UTC", created_at=AT)
        with site.database.between_offices(write=True) as session:
            session.add(office)
        access = operator_of(office)
        if rows:
            import_into(site.database, access, as_csv(rows), clock.today_in("UTC"))
        email = f"{uuid4().hex[:12]}@careers.example.edu"
        with site.database.transaction(office.id, write=True) as session:
            user = name_person(session, email=email, name="Dana Reed", at=AT)
            if password:
                set_first_password(user, password)
            let_in(session, access, user.id, role, AT)
        with site.database.between_offices(user_id=user.id) as session:
            offices = offices_open_to(session, user.id)
        lasting = timedelta(days=1)
        cookie = open_sessions(site.database, user, offices, clock.now(), lasting)
        return Somewhere(access, office.slug, user.id, email, cookie or "")

    return set_up


@pytest.fixture
def today() -> date:
    return clock.today_in("UTC")


Open = Callable[..., Window]


@pytest.fixture
def open_window(browser: Browser, site: Site) -> Iterator[Open]:
    """A window of a browser that is signed in there; at the end nothing may have gone wrong."""
    windows: list[Window] = []

    def open_window(where: Somewhere | None = None, **options: object) -> Window:
        windows.append(a_window(browser, site, where, **options))
        return windows[-1]

    yield open_window
    for window in windows:
        window.context.close()
    for window in windows:
        window.check()


def a_window(
    browser: Browser, site: Site, where: Somewhere | None = None, **options: object
) -> Window:
    options = {"viewport": WIDE} | options
    context = browser.new_context(
        base_url=site.url, reduced_motion="reduce", **options  # type: ignore[arg-type]
    )  # fmt: skip
    context.set_default_timeout(15_000)
    if where is not None:
        context.add_cookies([{"name": "regards", "value": where.cookie, "url": site.url}])
    return Window(context, site.url, f"/o/{where.slug}/" if where else "/")
