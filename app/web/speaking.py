"""The pages of clients speak the language that was chosen there, else the browser's own.

A calendar program has neither: it speaks what its address says.
"""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.language import chosen, speaking

COOKIE = "regards_language"
THEIRS = "/p/"
CALENDAR = "/plan.ics"
LONGEST = 1_000  # characters of what a browser asks for


class Languages:
    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(THEIRS):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        accepted = headers.get("accept-language", "")[:LONGEST]
        kept = told_in(scope) or kept_in(headers.get("cookie", ""))
        language = chosen(kept, accepted)
        saying = [(b"content-language", language.tag.encode()), (b"vary", b"Accept-Language")]

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *saying]
            await send(message)

        with speaking(language):
            await self.app(scope, receive, told)


def told_in(scope: Scope) -> str | None:
    asked = scope["query_string"]
    if not asked or not scope["path"].endswith(CALENDAR):
        return None
    return next(iter(parse_qs(asked.decode("latin-1")).get("language", ())), None)


def kept_in(cookies: str) -> str | None:
    if COOKIE not in cookies:
        return None
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None
