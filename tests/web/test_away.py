"""What is answered while the database is away."""

import sqlite3
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, make_url

from app.accounts.tokens import make_token
from app.accounts.visiting import cookie_name
from app.db.engine import Database, is_away
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import Speak
from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.conftest import Store

JSON = {"Accept": "application/json"}


def test_whoever_asks_while_it_is_away_is_asked_to_come_back() -> None:
    nobody = "postgresql://nobody@127.0.0.1:9/nowhere?connect_timeout=1"
    settings = Settings(database_url=nobody)
    client = TestClient(create_app(settings), raise_server_exceptions=False)
    token, cookie = (make_token(prefix, UUID(int=0))[0] for prefix in ("rga", "rgs"))
    client.cookies.set(cookie_name(settings), cookie)
    for path in ("/o/lakeside/caseload", "/api/v1/clients"):
        answer = client.get(path, headers={"Authorization": f"Bearer {token}", **JSON})
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "15"), path
        assert "does not answer" in answer.json()["detail"]
    page = client.get("/o/lakeside/caseload")
    assert page.status_code == 503
    assert "Not available just now" in page.text
    told = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/clients"]["get"]
    assert "503" in told["responses"]


@pytest.fixture
def read_only(store: Store) -> Iterator[TestClient]:
    """As on a standby, or where the disk was mounted anew after a fault."""
    only = "default_transaction_read_only=on"
    as_standby = make_url(store.service_url).update_query_dict({"options": f"-c {only}"})
    is_file = store.service_url.startswith("sqlite")
    url = store.service_url if is_file else as_standby.render_as_string(hide_password=False)
    app = create_app(Settings(database_url=url, _env_file=None))
    if is_file:
        engine = app.state.database.engine
        event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA query_only = ON"))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_one_that_lets_nobody_write_is_still_read(
    read_only: TestClient, as_member: Speak, database: Database
) -> None:
    speaker = as_member()
    read_only.headers["Authorization"] = speaker.headers["Authorization"]
    read = read_only.get("/api/v1/clients")
    assert (read.status_code, read.json()["items"]) == (200, [])
    new = {"name": "Maya Okafor", "email": "maya@alumni.example.edu"}
    written = read_only.post("/api/v1/clients", json=new)
    assert (written.status_code, written.headers.get("retry-after")) == (503, "15")
    assert "does not answer" in written.json()["detail"]
    typed = {"email": "ada@example.edu", "password": "a wrong one"}
    page = read_only.post("/login", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 503
    assert speaker.post("clients", json=new).status_code == 201


@pytest.mark.parametrize(("state", "is_so"), [("25P03", True), ("25P04", True), ("25P02", False)])
def test_whoever_took_postgresql_too_long_may_come_back(state: str, is_so: bool) -> None:
    assert is_away(psycopg.errors.lookup(state)()) == is_so


def test_a_statement_that_is_wrong_is_no_sign_of_it() -> None:
    with pytest.raises(sqlite3.OperationalError) as told:
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")
    assert not is_away(told.value)
    assert not is_away(ValueError())
