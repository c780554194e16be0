"""The service asked in one step.

Starlette's own client goes eight times to the service's thread and back for each request, to hand
the answer over piece by piece; the suite sends some fifty thousand and reads every answer whole.
"""

import asyncio
from typing import Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

import anyio
from anyio.from_thread import BlockingPortal
from httpx2 import Request, Response
from starlette.testclient import _TestClientTransport
from starlette.types import Message

LOOPS: WeakKeyDictionary[BlockingPortal, asyncio.AbstractEventLoop] = WeakKeyDictionary()


def loop_of(portal: BlockingPortal) -> asyncio.AbstractEventLoop:
    """Asked of itself: through the portal, one waits for each task to begin and then to end."""
    if portal not in LOOPS:
        LOOPS[portal] = portal.call(asyncio.get_running_loop)
    return LOOPS[portal]


def answer_whole(client: _TestClientTransport, request: Request) -> Response:
    """What the service says, once it has said all of it and done what it does afterwards."""
    told: list[Message] = []
    over = anyio.Event()

    async def ask() -> None:
        bodies = iter([request.read()])

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

    with client.portal_factory() as portal:
        try:
            asyncio.run_coroutine_threadsafe(ask(), loop_of(portal)).result()
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
