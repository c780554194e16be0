"""What is told of a request: an id, a line in the log, counts; and an answer where it failed."""

import re
import secrets
from time import perf_counter

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web import logs
from app.web.logs import log, request_id
from app.web.metrics import IN_PROGRESS, count, known_method
from app.web.refusals import refuse
from app.web.routes import Templates, office_in

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
NOBODY_WAITED = 499  # the client left before an answer began


class Requests:
    def __init__(self, app: ASGIApp):
        self.app = app
        self.templates: Templates | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        its_id = id_for(scope)
        scope.setdefault("state", {})["request_id"] = its_id
        status, began = NOBODY_WAITED, perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                id_header = (b"x-request-id", its_id.encode())
                message["headers"] = [*message.get("headers", ()), id_header]
            await send(message)

        before = request_id.set(its_id)
        IN_PROGRESS.inc()
        try:
            await self.app(scope, receive, send_with_id)
        except ClientDisconnect:  # amid what they sent: nobody is there to be answered
            return None
        except Exception as error:
            log.error("unexpected", exc_info=error)
            if status == NOBODY_WAITED:
                answer = refuse(Request(scope), 500)
                await answer(scope, receive, send_with_id)
            raise  # the server cuts off an answer that had begun
        finally:
            IN_PROGRESS.dec()
            self.tell(scope, status, perf_counter() - began)
            request_id.reset(before)

    def tell(self, scope: Scope, status: int, seconds: float) -> None:
        if self.templates is None:
            self.templates = Templates(scope["app"].routes)
        route, method = self.templates.of(scope), known_method(scope["method"])
        count(route, method, status, seconds)
        logs.requests.tell(method, route, status, seconds, office_in(scope) or "")


def id_for(scope: Scope) -> str:
    """The proxy's, where it gives one that is safe to write down."""
    named = (value for name, value in scope["headers"] if name == b"x-request-id")
    given = next(named, b"").decode("latin-1")
    return given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
