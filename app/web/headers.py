"""What browsers are told with every answer: run nothing that is not ours, keep nothing private."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.templating import HTMX_ON_CDN, STATIC, static_url

# Below these, an address is a secret, or one was shown to get there.
SECRET = ("/p/", "/join/", "/login/password/", "/unsubscribe/")
A_YEAR = 365 * 24 * 3600
FOR_GOOD = f"public, max-age={A_YEAR}, immutable".encode()
ASK_AGAIN = b"no-cache"
KEEP_NOTHING = b"no-store"


class SecurityHeaders:
    """A route that needs another value sets it itself, and is left alone."""

    def __init__(self, app: ASGIApp, settings: Settings):
        self.app = app
        self.headers = [
            (name.encode(), value.encode()) for name, value in security_headers(settings).items()
        ]
        self.private = [
            *((name, value) for name, value in self.headers if name != b"referrer-policy"),
            (b"referrer-policy", b"no-referrer"),
            (b"x-robots-tag", b"noindex"),
        ]
        self.versioned = {
            static_url(str(file.relative_to(STATIC)))
            for file in STATIC.rglob("*")
            if file.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_already = list(message.get("headers", ()))
                names = {name.lower() for name, _ in set_already}
                told = self.private if scope["path"].startswith(SECRET) else self.headers
                ours = [*told, (b"cache-control", self.keeping(scope, message["status"]))]
                message["headers"] = set_already + [
                    header for header in ours if header[0] not in names
                ]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def keeping(self, scope: Scope, status: int) -> bytes:
        """For good only what an address with the version of this very content gave."""
        if not scope["path"].startswith("/static/") or status >= 400:
            return KEEP_NOTHING
        address = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        return FOR_GOOD if address in self.versioned else ASK_AGAIN


def security_headers(settings: Settings) -> dict[str, str]:
    scripts = "'self'"
    if not settings.htmx_from_app:
        # The one file, since the CDN serves anybody's scripts beside it.
        scripts = f"'self' {HTMX_ON_CDN}"
    headers = {
        "content-security-policy": content_policy({"script-src": scripts}),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(),"
        " payment=(), usb=()",
    }
    if settings.base_url.startswith("https://"):
        headers["strict-transport-security"] = f"max-age={A_YEAR}; includeSubDomains"
    return headers


def content_policy(changes: dict[str, str]) -> str:
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    } | changes
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
