"""What every request passes on its way to a route."""

from starlette.middleware import Middleware

from app.settings import Settings
from app.web.headers import SecurityHeaders
from app.web.limits import BodyLimit, PlainCookies, ReadableAddress
from app.web.origin import SameOrigin
from app.web.rates import RateLimits
from app.web.requests import Requests
from app.web.speaking import Languages


def middleware(settings: Settings, *early: Middleware) -> list[Middleware]:
    """From the outside in: each refusal is told of, and carries the headers, like any answer.

    What comes `early` answers before anything looks at the request.
    """
    return [
        Middleware(PlainCookies),
        Middleware(SecurityHeaders, settings=settings),
        Middleware(Languages),
        Middleware(Requests),
        *early,
        Middleware(ReadableAddress),
        Middleware(RateLimits, most=settings.api_calls_per_minute),
        Middleware(BodyLimit, most=settings.max_body_bytes),
        Middleware(SameOrigin, base_url=settings.base_url),
    ]
