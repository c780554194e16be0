"""Calendars that ask again and again whether what they know still holds.

Mostly it does. So they are answered before anything else looks at the request, by one statement;
whatever is not just that question goes on to the route.
"""

from functools import lru_cache
from typing import Any

from anyio.to_thread import run_sync
from starlette.types import ASGIApp, Receive, Scope, Send

from app.db.engine import Database
from app.faults import LinkRanOut, NoLink
from app.links.door import glance_at_calendar
from app.ownplan.calendar import tag_of
from app.web.language import Language, chosen, speaking
from app.web.speaking import LONGEST, kept_in

BEGINS, ENDS = "/p/rgc_", "/plan.ics"
KEPT = b"private, no-cache"  # a program keeps its copy, and asks each time whether it still holds


class Polls:
    def __init__(self, app: ASGIApp, endpoint: Any):
        self.app, self.endpoint = app, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and is_calendar(scope["path"]):
            told = headers_of(scope)
            if known := told.get("if-none-match"):
                language = spoken_by(told.get("cookie", ""), told.get("accept-language", ""))
                token = scope["path"][len("/p/") : -len(ENDS)]
                tag = await run_sync(tag_if_known, database_of(scope), token, known, language)
                if tag:
                    scope["endpoint"] = self.endpoint  # for the log
                    await send(
                        {
                            "type": "http.response.start",
                            "status": 304,
                            "headers": [
                                (b"etag", tag.encode()),
                                (b"cache-control", KEPT),
                                (b"content-language", language.tag.encode()),
                                (b"vary", b"Accept-Language"),
                            ],
                        }
                    )
                    await send({"type": "http.response.body"})
                    return
        await self.app(scope, receive, send)


@lru_cache(1_000)
def spoken_by(cookies: str, accepted: str) -> Language:
    return chosen(kept_in(cookies), accepted[:LONGEST])


def tag_if_known(database: Database, token: str, known: str, language: Language) -> str:
    """Empty where it is not, or where the route has to say what is wrong."""
    try:
        opened = glance_at_calendar(database, token)
    except (NoLink, LinkRanOut):
        return ""
    except database.signs_of_being_away:
        return ""
    with speaking(language):
        tag = tag_of(opened)
    return tag if is_known(tag, known) else ""


def is_known(tag: str, given: str) -> bool:
    """Proxies that compress on the way make a tag weak."""
    tags = {one.strip().removeprefix("W/") for one in given.split(",")}
    return tag in tags or "*" in tags


def is_calendar(path: str) -> bool:
    return path.startswith(BEGINS) and path.endswith(ENDS)


def headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def database_of(scope: Scope) -> Database:
    found: Database = scope["app"].state.database
    return found
