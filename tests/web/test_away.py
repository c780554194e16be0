"""What is answered while the database is away."""

import sqlite3
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.accounts.tokens import make_token
from app.accounts.visiting import cookie_name
from app.db.engine import is_away
from app.main import create_app
from app.settings import Settings

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


def test_a_statement_that_is_wrong_is_no_sign_of_it() -> None:
    with pytest.raises(sqlite3.OperationalError) as told:
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")
    assert not is_away(told.value)
    assert not is_away(ValueError())
