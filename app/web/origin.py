"""Requests that change something prove that they come from a page of ours.

No token is needed in forms: every browser of today says where a request was made, and a page
cannot make it say otherwise. A program without a cookie has nothing that another site could use.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.refusals import refuse

SAFE = {"GET", "HEAD", "OPTIONS"}
GIVE_OR_TAKE, GIVE_BELOW = ("/login", "/logout"), ("/login/", "/join/")  # the cookie
PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int]  # scheme, host, port


class SameOrigin:
    def __init__(self, app: ASGIApp, base_url: str):
        self.app = app
        self.base = origin_of(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE:
            headers = Headers(scope=scope)
            is_ours = self.is_proven(scope, headers)
            scope.setdefault("state", {})["is_ours"] = is_ours
            if needs_proof(scope, headers) and not is_ours:
                answer = refuse(
                    Request(scope),
                    403,
                    "This did not come from a page of this site, so nothing was changed.",
                    next="Open the page here and send it again. A program sends its token"
                    " as “Authorization: Bearer …”, and no cookie.",
                )
                return await answer(scope, receive, send)
        await self.app(scope, receive, send)

    def is_proven(self, scope: Scope, headers: Headers) -> bool:
        """`Sec-Fetch-Site` decides where it is sent, which older browsers and plain HTTP do not do.

        Its `none` stands for what a person began outside any page: a bookmark, a typed address.
        Those only ever read, so it proves nothing here. Nor does `same-site`: a neighbour under
        the same domain is not ours.
        """
        sites = headers.getlist("sec-fetch-site")
        if sites:
            return sites == ["same-origin"]
        origins = headers.getlist("origin")
        if len(origins) != 1:
            return False
        told = origin_of(origins[0])
        return told is not None and told in (self.base, own_origin(scope, headers))


def needs_proof(scope: Scope, headers: Headers) -> bool:
    """Signing in always does: someone else's login in my browser would collect what I then type.

    No cookie is sent with another site's form, but what the answer sets is kept.
    """
    path = scope["path"]
    return "cookie" in headers or path in GIVE_OR_TAKE or path.startswith(GIVE_BELOW)


def own_origin(scope: Scope, headers: Headers) -> Origin | None:
    return origin_of(f"{scope['scheme']}://{headers.get('host', '')}")


def origin_of(address: str) -> Origin | None:
    """`None` for what has none, `null` among it."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
