"""An id, a line in the log and an answer for every request."""

import asyncio
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import Serve, Told


def test_a_request_is_one_line_without_what_was_typed(client: TestClient, told: Told) -> None:
    client.post(
        "/o/kelley/things/Dana%20Reed?q=Priya&token=rga_made_up",
        data={"note": "met Sam Okafor"},
        headers={
            "Authorization": "Bearer let-me-in",
            "Cookie": "regards=rgs_secret",
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": "Grace's laptop",
        },
    )
    (line,) = told.lines
    assert line.pop("ms") >= 0
    assert line.pop("at").startswith("20")
    assert len(line.pop("request_id")) == 16
    assert line == {
        "event": "request",
        "level": "info",
        "method": "POST",
        "route": "/o/{office}/things/{name}",
        "status": 200,
        "office": "kelley",
    }


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/v1/things/Dana", "/api/v1/things/{id}"),
        ("/static/regards.css?v=1", "/static/{path}"),
        ("/static/Dana.css", "/static/{path}"),
        ("/Dana", "unmatched"),
        ("/api/v1/things/Dana/", "unmatched"),
        ("/Dana%00", "unmatched"),
    ],
)
def test_an_address_is_told_as_the_routes_write_it(
    client: TestClient, told: Told, path: str, route: str
) -> None:
    client.get(path)
    assert [line["route"] for line in told.lines] == [route]
    assert "Dana" not in told.text


def test_an_address_that_takes_no_such_method_is_told_too(client: TestClient, told: Told) -> None:
    assert client.delete("/api/v1/things").status_code == 405
    assert [(line["method"], line["route"]) for line in told.lines] == [
        ("DELETE", "/api/v1/things")
    ]


@pytest.mark.parametrize("office", ["Dana%20Reed", "x" * 64, "rga_0011", "-", "a@b"])
def test_what_cannot_be_an_office_is_not_told(client: TestClient, told: Told, office: str) -> None:
    client.get(f"/o/{office}/things/1")
    assert [line.get("office") for line in told.lines] == [None]


def test_the_id_of_a_proxy_is_kept(client: TestClient, told: Told) -> None:
    given = "0198c3f2-5b6e-7c1d-9e2f-aabbccddeeff"
    answer = client.get("/api/v1/things", headers={"X-Request-Id": given})
    assert answer.headers.get_list("x-request-id") == [given]
    assert [line["request_id"] for line in told.lines] == [given]


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "Dana Reed 12345", 'a"b\\c12345', "rga_0011223344"]
)
def test_any_other_id_is_replaced(client: TestClient, told: Told, given: str) -> None:
    answer = client.get("/api/v1/things", headers={"X-Request-Id": given})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert [line["request_id"] for line in told.lines] == [answer.headers["x-request-id"]]


def test_each_request_has_an_id_of_its_own(client: TestClient) -> None:
    ids = {client.get("/api/v1/things").headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5


def test_a_bug_is_told_with_where_it_is_and_answered(client: TestClient, told: Told) -> None:
    answer = client.get("/o/kelley/fails/bug?q=Priya")
    assert answer.status_code == 500
    reference = answer.headers["x-request-id"]
    assert f"reference {reference}" in answer.text
    fault, line = told.lines
    assert fault["event"] == "unexpected"
    assert fault["level"] == line["level"] == "error"
    assert fault["request_id"] == line["request_id"] == reference
    assert 'conftest.py", line' in fault["exception"]
    assert fault["exception"].endswith("builtins.RuntimeError")
    assert line["status"] == 500
    assert "Dana" not in told.text
    assert "Priya" not in told.text


def test_a_program_learns_the_reference_of_a_bug(client: TestClient) -> None:
    answer = client.get("/api/v1/fails/bug")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] in answer.json()["detail"]


def test_a_bug_goes_on_to_the_server_and_so_to_the_tests(serve: Serve) -> None:
    with pytest.raises(RuntimeError, match="Dana"):
        serve().get("/o/kelley/fails/bug")


def test_an_answer_that_breaks_off_is_told_and_not_ended(serve: Serve, told: Told) -> None:
    with pytest.raises(RuntimeError):
        serve().get("/breaks-off")
    assert [line["event"] for line in told.lines] == ["unexpected", "request"]


def test_whoever_leaves_amid_what_they_send_is_no_fault_of_ours(serve: Serve, told: Told) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        raise AssertionError("nobody is there to be answered")

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"9")]
    scope = {
        "type": "http", "method": "POST", "path": "/o/kelley/typed", "query_string": b"",
        "headers": headers, "scheme": "http", "server": ("testserver", 80), "root_path": "",
    }  # fmt: skip
    asyncio.run(serve().app(scope, receive, send))  # type: ignore[arg-type]
    assert [(line["event"], line["status"]) for line in told.lines] == [("request", 499)]
