"""Calendars that ask again and again whether what they know still holds.

Mostly it does. So they are answered before anything else looks at the request: those of one office
that wait at the same moment together, by one statement. Whatever is not just that question goes on
to the route.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from app.accounts.tokens import read_token
from app.db.engine import MAY_BE_AWAY, Database
from app.links.actions import CALENDAR_PREFIX
from app.links.door import Edition, glance_at_calendars
from app.ownplan.calendar import tag_of
from app.web.gathering import Gathering
from app.web.language import spoken

BEGINS, ENDS = "/p/rgc_", "/plan.ics"
KEPT = b"private, no-cache"  # a program keeps its copy, and asks each time whether it still holds


class Polls:
    def __init__(self, app: ASGIApp, endpoint: Any):
        self.app, self.endpoint = app, endpoint
        self.editions = Gathering(editions_of)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and is_calendar(scope["path"]):
            told = dict(scope["headers"])
            if known := told.get(b"if-none-match"):
                tag = await self.tag_of(scope)
                if tag and is_known(tag, known.decode("latin-1")):
                    scope["endpoint"] = self.endpoint  # for the log
                    await send(
                        {
                            "type": "http.response.start",
                            "status": 304,
                            "headers": [
                                (b"etag", tag.encode()),
                                (b"cache-control", KEPT),
                            ],
                        }
                    )
                    await send({"type": "http.response.body"})
                    return
        await self.app(scope, receive, send)

    async def tag_of(self, scope: Scope) -> str:
        """Empty where the route has to say what is wrong."""
        token = read_token(CALENDAR_PREFIX, scope["path"][len("/p/") : -len(ENDS)])
        if token is None:
            return ""
        database: Database = scope["app"].state.database
        try:
            edition = await self.editions.ask((database, token.office_id), token.hash)
        except MAY_BE_AWAY:
            return ""
        return tag_of(edition, spoken.get().tag) if edition else ""


def editions_of(
    place: tuple[Database, UUID], calendar_hashes: Sequence[str]
) -> list[Edition | None]:
    found = glance_at_calendars(*place, calendar_hashes)
    return [found.get(one) for one in calendar_hashes]


def is_known(tag: str, given: str) -> bool:
    """Proxies that compress on the way make a tag weak."""
    tags = {one.strip().removeprefix("W/") for one in given.split(",")}
    return tag in tags or "*" in tags


def is_calendar(path: str) -> bool:
    return path.startswith(BEGINS) and path.endswith(ENDS)
