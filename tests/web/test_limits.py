"""Whatever is sent, the answer is clean: never a fault of ours."""

import asyncio
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Message

from app.web.limits import PlainCookies
from tests.web.conftest import Serve

PROBLEM, PAGE = "application/problem+json", "text/html; charset=utf-8"
MOST = 1_000


def in_pieces(size: int) -> Iterator[bytes]:
    """Sent without a declared length."""
    for _ in range(0, size, 100):
        yield b" " * 100


@pytest.mark.parametrize("body", [b" " * (MOST + 1), pytest.param(None, id="in pieces")])
@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/things", PROBLEM), ("/o/kelley/things/1", PAGE), ("/nowhere", PAGE)],
)
def test_too_much_is_refused_in_our_words(
    serve: Serve, path: str, kind: str, body: bytes | None
) -> None:
    client = serve(max_body_bytes=MOST)
    headers = {"Content-Type": "application/json" if kind == PROBLEM else "multipart/form-data"}
    if kind == PAGE:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    content = in_pieces(MOST * 2) if body is None else body
    answer = client.post(path, content=content, headers=headers)
    if path == "/nowhere" and body is None:
        assert answer.status_code == 404  # nobody read it
        return
    assert answer.status_code == 413
    assert answer.headers.get_list("content-type") == [kind]
    assert "1,000 bytes" in answer.text
    if kind == PROBLEM:
        assert answer.json()["title"] == "Too large"
    assert len(answer.content) == int(answer.headers["content-length"])


def test_just_enough_is_taken(serve: Serve) -> None:
    client = serve(max_body_bytes=MOST)
    body = b'{"name": "' + b"x" * (MOST - 12) + b'"}'
    assert len(body) == MOST
    json = {"Content-Type": "application/json"}
    assert client.post("/api/v1/things", content=body, headers=json).status_code == 200
    pieces = client.post("/api/v1/things", content=iter([body[:300], body[300:]]), headers=json)
    assert pieces.status_code == 200


def test_no_cookie_takes_long_to_read(serve: Serve) -> None:
    """Python before 3.11.10 and 3.12.6 takes the square of what stands escaped in one."""
    client = serve()
    began = perf_counter()
    cookies = {"Cookie": 'regards_language="' + '\\"' * 15_000 + '"'}
    assert client.get("/p/nowhere", headers=cookies).status_code == 404
    assert perf_counter() - began < 1


def test_cookies_of_neighbours_leave_ours_as_they_are() -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["headers"])

    app = PlainCookies(inner)
    for cookie in (b'regards=rgs_1; theirs="\\"\\""; regards_language=es', b"a=b", b'x="\\""'):
        headers = [(b"host", b"testserver"), (b"cookie", cookie)]
        asyncio.run(app({"type": "http", "headers": headers}, None, None))  # type: ignore[arg-type]
    told = [dict(headers)[b"cookie"] for headers in seen]
    assert told == [b"regards=rgs_1; regards_language=es", b"a=b", b""]


BODIES = {
    "deep list": b"[" * 100_000,
    "deep object": b'{"name":' * 100_000,
    "deep and closed": b'{"name":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "deep enough to be read": b'{"name":' + b"[" * 900 + b"]" * 900 + b"}",
    "no UTF-8": b'{"name": "\xff\xfe"}',
    "lone surrogate": b'{"name": "\\ud800"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "cut off": b'{"name": "x',
    "NUL": b"\0",
    "NaN": b'{"name": NaN}',
    "huge number": b'{"name": 1e999}',
    "very long number": b'{"name": ' + b"9" * 10_000 + b"}",
    "empty": b"",
    "null": b"null",
}
KINDS = [
    "application/json",
    "application/json; charset=\xff",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=\xe9",
    "text/plain",
    "\xff",
    "",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("path", ["/api/v1/things", "/o/kelley/things/1"])
def test_no_body_is_a_fault_of_ours(client: TestClient, path: str, body: bytes, kind: str) -> None:
    headers = {"Content-Type": kind.encode("latin-1"), "Origin": b"http://testserver"}
    answer = client.post(path, content=body, headers=headers)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == (PROBLEM if path.startswith("/api") else PAGE)


def answer_to(app: ASGIApp, **changes: Any) -> tuple[int, dict[bytes, bytes]]:
    """The status and headers for a raw scope, as no client would send it."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/",
        "raw_path": b"/",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
        "client": ("127.0.0.1", 5),
        "server": ("testserver", 80),
        "state": {},
    } | changes
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent[0]["status"], dict(sent[0]["headers"])


PATHS = [
    "/\0",
    "/o/kelley/things/\0",
    "/api/v1/things/a\0b",
    "/api/v1/things/\ud800",
    "/o/\ud800/things/1/",
    "/api/v1/things/1\n",
    "/api/v1/things/1\r\nSet-Cookie: a=b/",
    "/\x7f",
    "/\x1b[31m",
    "/static/\0",
    "/static/\ud800",
]


@pytest.mark.parametrize("path", PATHS)
def test_an_address_that_cannot_be_read_is_refused(client: TestClient, path: str) -> None:
    status, headers = answer_to(client.app, path=path)
    assert status == 400
    assert headers[b"content-type"].decode() == (PROBLEM if path.startswith("/api/v1/") else PAGE)


@pytest.mark.parametrize("query", [b"\xff", b"q=\xc3", b"q=\xed\xa0\x80", b"q=\0", b"q=\n"])
@pytest.mark.parametrize("path", ["/api/v1/things", "/api/v1/things/", "/o/kelley/things/1"])
def test_so_is_such_a_query(client: TestClient, path: str, query: bytes) -> None:
    assert answer_to(client.app, path=path, query_string=query)[0] == 400


ODD = [
    {"path": "/" + "x" * 70_000},
    {"path": "/static/" + "x" * 5_000},
    {"path": "/static/" + "x/" * 3_000},
    {"path": "/static/../../app/main.py"},
    {"path": "/static//etc/passwd"},
    {"path": "/static/."},
    {"path": "/static/"},
    {"path": "/static"},
    {"path": "//elsewhere.example/"},
    {"path": "/api/v1//things/"},
    {"path": "/\ufffd\ufffd"},
    {"path": "/api/v1/things/李/"},
    {"path": "*", "method": "OPTIONS"},
    {"path": ""},
    {"path": "/api/v1/things", "query_string": b"limit=%ff%fe&limit=%00"},
    {"path": "/api/v1/things", "query_string": b"&&&=%&%%%=%zz"},
    {"path": "/api/v1/things", "query_string": b"limit=" + b"9" * 5_000},
    {"path": "/o/kelley/things/1", "query_string": "q=Déjà".encode()},
    {"method": "MADE-UP"},
    {"method": ""},
    {"headers": []},
    {"headers": [(b"host", b"\xff\xfe")]},
    {"headers": [(b"host", b"a b:c@d/e?f#g")], "path": "/api/v1/things/"},
    {"headers": [(b"host", b"[::1")], "path": "/api/v1/things/"},
    {"headers": [(b"accept", b"\xff\0"), (b"cookie", b"\xff=\xfe;;="), (b"x-request-id", b"\xff")]},
    {"headers": [(b"content-length", b"-1")], "path": "/api/v1/things", "method": "POST"},
    {"headers": [(b"content-length", b"9" * 400)], "path": "/api/v1/things", "method": "POST"},
    {"headers": [(b"content-length", b"9" * 5_000)], "path": "/api/v1/things", "method": "POST"},
    {"headers": [(b"content-length", b"\xb2")], "path": "/api/v1/things", "method": "POST"},
    {"headers": [(b"hx-request", b"true"), (b"hx-current-url", b"http://[\xff")]},
    {
        "headers": [(b"host", b"x"), (b"cookie", b"a"), (b"origin", b"\xff://\0")],
        "method": "POST",
        "path": "/login",
    },
    {
        "headers": [(b"hx-request", b"true"), (b"hx-current-url", b"http://[::\xff]/x")],
        "path": "/o/kelley/fails/not-signed-in",
    },
    {"path": "/o/\ufffd李/fails/not-signed-in"},
    {"scheme": "made-up", "path": "/login", "method": "POST"},
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: str(odd)[:60])
def test_no_odd_request_is_a_fault_of_ours(client: TestClient, odd: dict[str, Any]) -> None:
    status, _ = answer_to(client.app, **odd)
    assert 200 <= status < 500


@pytest.mark.parametrize(
    "odd",
    [odd for odd in ODD if not odd.get("path", "/").startswith("/o/")],  # its database is empty
    ids=lambda odd: str(odd)[:60],
)
def test_nor_is_it_one_of_the_service(service: TestClient, odd: dict[str, Any]) -> None:
    status, _ = answer_to(service.app, **odd)
    assert 200 <= status < 500
