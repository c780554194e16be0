"""Connections that say nothing, or hardly anything, are closed; whoever goes on is waited for."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from app.web.patience import Patience

GET = b"GET /%s HTTP/1.1\r\nHost: here\r\n"
POST = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 6\r\n\r\n"
A_WHILE = 1  # second
SLOW = 1.5


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """What was sent; after a while where it is asked for so."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(SLOW)
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    config = uvicorn.Config(
        answer, http=Patience, timeout_keep_alive=A_WHILE, log_config=None, lifespan="off"
    )
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def said(port: int, *pieces: bytes, every: float = 0.3) -> bytes:
    """What is answered until the connection is closed; each piece comes a little later."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
            except OSError:
                break
            time.sleep(every)
        heard = b""
        try:
            while piece := connection.recv(10_000):
                heard += piece
        except ConnectionResetError:
            pass
        return heard


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [GET % b""],
        [GET % b"", *([b"X-A: 1\r\n"] * 8)],
        [POST],
        [POST, b"abc"],
    ],
    ids=["nothing", "no end of headers", "dripping headers", "no body", "half a body"],
)
def test_whoever_says_too_little_is_let_go(port: int, pieces: list[bytes]) -> None:
    assert b"200 OK" not in said(port, *pieces)


def test_the_next_request_is_waited_for_no_longer(port: int) -> None:
    whole = GET % b"" + b"\r\n"
    assert said(port, whole, GET % b"", *([b"X-A: 1\r\n"] * 8)).count(b"200 OK") == 1


def test_whoever_goes_on_is_heard(port: int) -> None:
    assert said(port, POST, *(b"%d" % n for n in range(6))).endswith(b"012345")


def test_whoever_has_asked_may_wait_for_the_answer(port: int) -> None:
    assert b"200 OK" in said(port, GET % b"slow" + b"\r\n")
