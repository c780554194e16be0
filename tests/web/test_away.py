"""What is answered while the database is away."""

import sqlite3

import pytest
from fastapi.testclient import TestClient

from app.db.engine import is_away
from app.main import create_app
from app.settings import Settings

JSON = {"Accept": "application/json"}


def test_whoever_asks_while_it_is_away_is_asked_to_come_back() -> None:
    nobody = "postgresql://nobody@127.0.0.1:9/nowhere?connect_timeout=1"
    client = TestClient(create_app(Settings(database_url=nobody)), raise_server_exceptions=False)
    for path in ("/o/lakeside/caseload", "/api/v1/clients"):
        headers = {"Authorization": f"Bearer rgd_{'0' * 32}_{'0' * 40}", **JSON}
        client.cookies.set("regards", f"rgs_{'0' * 32}_{'0' * 40}")
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "15")
        assert "does not answer" in answer.json()["detail"]
    page = client.get("/o/lakeside/caseload")
    assert page.status_code == 503
    assert "Not available just now" in page.text


def test_a_statement_that_is_wrong_is_no_sign_of_it() -> None:
    with pytest.raises(sqlite3.OperationalError) as told:
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")
    assert not is_away(told.value)
    assert not is_away(ValueError())
