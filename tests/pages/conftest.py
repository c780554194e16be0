"""The pages over HTTP, read by people who are signed in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import clock
from app.accounts.access import Access
from app.accounts.actions import let_in, name_person
from app.accounts.models import Role
from app.accounts.queries import offices_open_to
from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.sign_in.actions import open_sessions
from tests.cast import AT, an_office, import_into
from tests.conftest import Store, look_over
from tests.pages.real_sheet import RealOffice, a_real_office
from tests.pages.seen import Seen
from tests.pages.writing import as_csv

SITE = "http://testserver"
SignIn = Callable[..., "Person"]


@pytest.fixture(scope="session")
def app(serving: Callable[[str], TestClient]) -> FastAPI:
    return serving(SITE).app  # type: ignore[return-value]


@contextmanager
def running(settings: Settings) -> Iterator[FastAPI]:
    """The service, for any number of browsers."""
    with TestClient(create_app(settings)) as client:
        yield client.app  # type: ignore[misc]


@pytest.fixture
def today() -> date:
    return clock.today_in("UTC")


@pytest.fixture
def office(database: Database) -> Access:
    """A new one, as its operator."""
    return an_office(database)


class Person:
    """A member of an office, at a browser that is signed in. Addresses are the office's own."""

    def __init__(self, http: TestClient, user_id: UUID, email: str, slug: str):
        self.http, self.user_id, self.email, self.slug = http, user_id, email, slug

    def address(self, path: str) -> str:
        return path if path.startswith("/") else f"/o/{self.slug}/{path}"

    def sees(self, path: str, came_from: str = "", **query: str) -> Seen:
        headers = {"Referer": f"{SITE}{self.address(came_from)}"} if came_from else {}
        return Seen(self.http.get(self.address(path), params=query or None, headers=headers))

    def sends(self, path: str, fields: dict[str, str] | None = None, came_from: str = "") -> Seen:
        """A form, without script."""
        headers = {"Referer": f"{SITE}{self.address(came_from)}"} if came_from else {}
        return Seen(self.http.post(self.address(path), data=fields or {}, headers=headers))

    def presses(self, path: str, fields: dict[str, str], at: str = "caseload") -> Seen:
        """A form through htmx, on the page `at`."""
        headers = {"HX-Request": "true", "HX-Current-URL": f"{SITE}{self.address(at)}"}
        return Seen(self.http.post(self.address(path), data=fields, headers=headers))

    def fetches(self, path: str, **query: str) -> Seen:
        """A fragment, by htmx."""
        headers = {"HX-Request": "true"}
        return Seen(self.http.get(self.address(path), params=query or None, headers=headers))

    def goes_on(self, seen: Seen) -> Seen:
        assert seen.status == 303, seen.text
        return self.sees(seen.headers["location"])


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=SITE, follow_redirects=False, headers={"Origin": SITE})


@pytest.fixture
def sign_in(app: FastAPI, database: Database, office: Access) -> SignIn:
    """As a new member of the test's office, or of another; `email` for somebody known already."""

    def sign_in(
        role: Role = Role.ADVISOR,
        *,
        name: str = "Dana Reed",
        email: str = "",
        within: Access = office,
    ) -> Person:
        email = email or f"{uuid4().hex}@careers.example.edu"
        with database.transaction(within.office_id, write=True) as session:
            user = name_person(session, email=email, name=name, at=AT)
            let_in(session, within, user.id, role, AT)
        with database.between_offices(user_id=user.id) as session:
            offices = offices_open_to(session, user.id)
        cookie = open_sessions(database, user, offices, clock.now(), timedelta(days=1))
        http = browser(app)
        http.cookies.set("regards", cookie or "")
        slug = next(one.slug for one in offices if one.id == within.office_id)
        return Person(http, user.id, email, slug)

    return sign_in


@pytest.fixture
def dana(sign_in: SignIn) -> Person:
    """An advisor of the test's office."""
    return sign_in()


Import = Callable[..., None]


@pytest.fixture
def imported(database: Database, office: Access, today: date) -> Import:
    """Rows of the sheet, or the sheet itself, into the test's office."""

    def imported(*rows: dict[str, str], content: bytes = b"", within: Any = office) -> None:
        import_into(database, within, content or as_csv(rows), today)

    return imported


@pytest.fixture(scope="session")
def real(database: Database, store: Store) -> RealOffice:
    """The real sheet; read only, by everyone."""
    office = a_real_office(database)
    look_over(store)
    return office


@pytest.fixture
def ruth(sign_in: SignIn, real: RealOffice) -> Person:
    """An admin of the office with the real sheet, without clients of her own."""
    return sign_in(Role.ADMIN, name="Ruth Castellanos", within=real.access)
