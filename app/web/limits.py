"""What a request may be: an address that can be read, a body that is not too large."""

import re

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.refusals import refuse, refuse_size

UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class ReadableAddress:
    """Refuses what no link of ours holds and what would trip whoever writes the address again."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_readable(scope):
            detail = "The address holds characters that cannot be read."
            answer = refuse(Request(scope), 400, detail)
            return await answer(scope, receive, send)
        await self.app(scope, receive, send)


def is_readable(scope: Scope) -> bool:
    try:
        query = scope.get("query_string", b"").decode()
    except UnicodeDecodeError:
        return False
    return not UNREADABLE.search(scope["path"] + query)


class PlainCookies:
    """Leaves out each cookie that holds an escape, as none of ours does: a neighbour's, or one made
    to be read for seconds, which Python's own reader takes before 3.11.10 and 3.12.6."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and any(map(is_escaped, scope["headers"])):
            scope["headers"] = [
                (name, without_escapes(value) if name == b"cookie" else value)
                for name, value in scope["headers"]
            ]
        await self.app(scope, receive, send)


def is_escaped(header: tuple[bytes, bytes]) -> bool:
    return header[0] == b"cookie" and b"\\" in header[1]


def without_escapes(cookies: bytes) -> bytes:
    return b";".join(one for one in cookies.split(b";") if b"\\" not in one).strip()


class BodyLimit:
    """Starlette's own limit, which routes may raise or lower, with its refusal in our words."""

    def __init__(self, app: ASGIApp, most: int):
        self.app = app
        self.limited = RequestBodyLimitMiddleware(app, max_body_size=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not brings_a_body(scope):
            return await self.app(scope, receive, send)
        refusal: Response | None = None

        async def send_in_our_words(message: Message) -> None:
            nonlocal refusal
            if message["type"] == "http.response.start" and is_plain_refusal(message):
                refusal = refuse_size(Request(scope))
            if refusal is None:
                await send(message)

        await self.limited(scope, receive, send_in_our_words)
        if refusal is not None:
            await refusal(scope, receive, send)


def brings_a_body(scope: Scope) -> bool:
    """As HTTP says it: without either header there is none."""
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def is_plain_refusal(message: Message) -> bool:
    media_type: bytes = dict(message.get("headers", ())).get(b"content-type", b"")
    return message["status"] == 413 and media_type.startswith(b"text/plain")
