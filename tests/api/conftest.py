"""The service over HTTP, with a cast: two advisors and an admin of one office, one of another."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts.actions import let_in, name_person
from app.accounts.models import Role
from app.db.engine import Database
from tests.cast import AT, an_office, make_api_token

Speak = Callable[..., TestClient]


@pytest.fixture(scope="session")
def served(serving: Callable[[str], TestClient]) -> TestClient:
    return serving("http://127.0.0.1:8000")


@pytest.fixture
def as_member(served: TestClient, database: Database) -> Speak:
    """A client that speaks as a new member of a new office, or of the office given."""

    def speak(role: Role = Role.ADMIN, access: object = None) -> TestClient:
        inside = access or an_office(database)
        email = f"{uuid4().hex}@careers.example.edu"
        with database.transaction(inside.office_id, write=True) as session:  # type: ignore[attr-defined]
            user = name_person(session, email=email, name="Dana Reed", at=AT)
            let_in(session, inside, user.id, role, AT)  # type: ignore[arg-type]
            token = make_api_token(session, inside, user.id, "test", AT)  # type: ignore[arg-type]
        client = TestClient(served.app, base_url="http://testserver/api/v1/")
        client.headers["Authorization"] = f"Bearer {token}"
        client.email, client.access = email, inside  # type: ignore[attr-defined]
        return client

    return speak
