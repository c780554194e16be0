"""How much one token may ask in a minute, and what it is told of that.

Counted in this process alone, and only for tokens that have let somebody in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from time import monotonic

from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.refusals import refuse
from app.web.routes import API
from app.web.words import how_many

A_MINUTE = 60  # seconds


@dataclass(slots=True)
class Minute:
    """One token's, from the first request in it on."""

    began: float
    requests: int = 0

    def left(self, now: float) -> int:
        """In seconds; none where it is over."""
        return max(0, ceil(self.began + A_MINUTE - now))


class RateLimits:
    """Tells each token what it has left, in the fields that the IETF's draft on rate limits names
    `RateLimit` and `RateLimit-Policy`, and refuses what is too much."""

    def __init__(self, app: ASGIApp, most: int, now: Callable[[], float] = monotonic):
        self.app, self.most, self.now = app, most, now
        self.minutes: dict[bytes, Minute] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shown = Headers(scope=scope).get("authorization") if is_call(scope) else None
        if shown is None:
            return await self.app(scope, receive, send)
        # The token alone, as it is read: `bearer` may be written in many ways.
        key = sha256(get_authorization_scheme_param(shown)[1].encode()).digest()
        minute = self.minute_of(key)
        # Whoever believes the token says so: made-up ones must not fill the memory.
        scope.setdefault("state", {})["believe"] = lambda: self.minutes.setdefault(key, minute)

        async def send_with_rate(message: Message) -> None:
            if message["type"] == "http.response.start" and key in self.minutes:
                message["headers"] = [*message.get("headers", ()), *self.told(minute)]
            await send(message)

        if minute.requests >= self.most:
            answer = self.refusal(scope, minute)
            return await answer(scope, receive, send_with_rate)
        minute.requests += 1
        await self.app(scope, receive, send_with_rate)

    def minute_of(self, key: bytes) -> Minute:
        known = self.minutes.get(key)
        if known is not None and known.left(self.now()):
            return known
        self.minutes.pop(key, None)
        return Minute(self.now())

    def told(self, minute: Minute) -> Iterator[tuple[bytes, bytes]]:
        remaining, seconds = self.most - minute.requests, minute.left(self.now())
        yield b"ratelimit-policy", f'"minute";q={self.most};w={A_MINUTE}'.encode()
        yield b"ratelimit", f'"minute";r={remaining};t={seconds}'.encode()

    def refusal(self, scope: Scope, minute: Minute) -> ASGIApp:
        seconds = minute.left(self.now())
        return refuse(
            Request(scope),
            429,
            f"This token has made {how_many(self.most, 'call')} within a minute, the most it may.",
            next=f"Try again in {seconds} seconds.",
            headers={"Retry-After": str(seconds)},
        )


def is_call(scope: Scope) -> bool:
    return scope["type"] == "http" and str(scope["path"]).startswith(f"{API}/")
