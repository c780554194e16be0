"""The service asked in one step, in the thread that asks.

Starlette's own client goes eight times to the service's thread and back for each request, to hand
the answer over piece by piece, and the service once more to a thread of its own for each handler;
the suite sends some fifty thousand and reads every answer whole. Whoever asks at the same moment
does so in threads of their own, and so does the service then. What is asked over a socket, in
`tests/browser` and `tests/docs`, is served as it is by `regards serve`.
"""

from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from inspect import isawaitable
from typing import Any
from urllib.parse import unquote

import anyio
import pytest
import uvloop
from anyio._backends._asyncio import AsyncIOBackend
from httpx2 import Request, Response
from starlette.testclient import _TestClientTransport
from starlette.types import Message

FREE: list[AbstractEventLoop] = []
OURS: set[AbstractEventLoop] = set()
IN_A_THREAD = AsyncIOBackend.run_sync_in_worker_thread


@contextmanager
def asking_here() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_TestClientTransport, "handle_request", answer_whole)
        patch.setattr(AsyncIOBackend, "run_sync_in_worker_thread", run_here)
        yield
    while OURS:
        OURS.pop().close()


class Here:
    """As the portal to a loop in another thread is asked."""

    def call(self, act: Callable[..., Any], *given: Any) -> Any:
        async def ask() -> Any:
            done = act(*given)
            return await done if isawaitable(done) else done

        try:
            loop = FREE.pop()  # nobody else asks on it meanwhile
        except IndexError:
            loop = uvloop.new_event_loop()
            OURS.add(loop)
        try:
            return loop.run_until_complete(ask())
        finally:
            FREE.append(loop)


async def run_here(
    act: Callable[..., Any], given: tuple[Any, ...] = (), *more: Any, **how: Any
) -> Any:
    """What the service would do in a thread; what that notes for itself is gone afterwards, too."""
    if get_running_loop() in OURS:
        return copy_context().run(act, *given)
    return await IN_A_THREAD(act, given, *more, **how)


def answer_whole(client: _TestClientTransport, request: Request) -> Response:
    """What the service says, once it has said all of it and done what it does afterwards."""
    told: list[Message] = []

    async def ask() -> None:
        bodies = iter([request.read()])
        over = anyio.Event()

        async def receive() -> Message:
            for body in bodies:
                return {"type": "http.request", "body": body}
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            told.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                over.set()

        await client.app(scope_of(client, request), receive, send)

    try:
        Here().call(ask)
        check(told)
    except Exception:
        if client.raise_server_exceptions:
            raise
    if not told:
        return Response(500, request=request)
    start, *pieces = told
    body = b"".join(one.get("body", b"") for one in pieces)
    return Response(
        start["status"],
        headers=[(name.decode(), value.decode()) for name, value in start["headers"]],
        content=b"" if request.method == "HEAD" else body,
        request=request,
    )


def check(told: list[Message]) -> None:
    """One beginning, and one end behind which nothing comes."""
    start, *pieces = told
    assert start["type"] == "http.response.start"
    assert {piece["type"] for piece in pieces} == {"http.response.body"}
    more = [piece.get("more_body", False) for piece in pieces]
    assert all(more[:-1])
    assert not more[-1]


def scope_of(client: _TestClientTransport, request: Request) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": client.root_path,
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [
            (name.lower().encode(), value.encode()) for name, value in request.headers.multi_items()
        ],
        "client": client.client,
        "server": [url.host, url.port or {"http": 80, "https": 443}[url.scheme]],
        "state": client.app_state.copy(),
    }
