"""Which browser holds which link."""

from typing import Annotated

from fastapi import Depends, Request

from app.links.door import Holder
from app.settings import Settings
from app.web.strict import an_id

HELD = 400 * 24 * 60 * 60  # seconds, as long as browsers keep any: a link may be renewed


def cookie_name(settings: Settings) -> str:
    return "__Secure-regards-plan" if settings.cookies_are_secure else "regards-plan"


def browser_cookie_name(settings: Settings) -> str:
    return "__Secure-regards-browser" if settings.cookies_are_secure else "regards-browser"


async def holder(request: Request, link: str) -> Holder:
    return holder_of(request, link)


def holder_of(request: Request, link: str) -> Holder:
    """Parses only; what it says is checked where the transaction opens."""
    state = request.app.state
    try:
        link_id = an_id(link)
    except ValueError:
        link_id = None
    return Holder(
        state.database,
        request.cookies.get(cookie_name(state.settings)),
        link_id,
        request.cookies.get(browser_cookie_name(state.settings)),
    )


Holding = Annotated[Holder, Depends(holder)]
