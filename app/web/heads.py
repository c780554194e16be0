"""HEAD: what GET would answer, without the answer. Link checkers and monitors ask so.

The routes know of GET alone, and so does the description of the API. The server sends no body where
it was asked by HEAD, whatever the routes make. What is written down when it is read, who took which
people out say, is not asked for so: nobody would have taken anything.
"""

from contextvars import ContextVar

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

BY_HEAD = "regards.by_head"
by_head: ContextVar[bool] = ContextVar("by_head", default=False)  # for what notes who looked


class Heads:
    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)
        inside = {**scope, "method": "GET", BY_HEAD: True}
        before = by_head.set(True)
        try:
            await self.app(inside, receive, send)
        finally:
            by_head.reset(before)
            scope.update({**inside, "method": "HEAD"})  # which route it was, for the log


async def refuse_head(request: Request) -> None:
    if BY_HEAD in request.scope:
        raise HTTPException(405)


WRITTEN_DOWN = Depends(refuse_head)
