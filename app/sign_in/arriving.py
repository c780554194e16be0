"""A browser that somebody comes in by: it gets a session of its own, and the one it had ends."""

import re
from datetime import datetime
from uuid import UUID

from fastapi import Request

from app import clock
from app.accounts.models import User
from app.accounts.queries import is_signed_in, user_of_session
from app.accounts.tokens import read_token
from app.accounts.visiting import cookie_of
from app.sign_in.actions import Shut, SignedIn, let_browser_in, offices_of, prove, sign_out

# What stands in `User-Agent` and what people call it; the first that is found.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Windows", "Windows"), ("Mac OS X", "a Mac"), ("Linux", "Linux"),
)  # fmt: skip


def browser_named(user_agent: str) -> str:
    """`Firefox on Windows`; no version, nor anything else by which it could be told from others."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if re.search(rf"\b{mark}\b", user_agent)), "")
    return f"{browser or 'A browser'} on {system}" if system else browser


def prove_here(request: Request, email: str, password: str, at: datetime) -> User | Shut | None:
    state = request.app.state
    return prove(
        state.database,
        email=email,
        password=password,
        address=request.client.host if request.client else "",
        at=at,
        secret=state.settings.secret_key.get_secret_value(),
    )


def let_in_here(request: Request, user: User, at: datetime) -> SignedIn:
    leave(request, at)
    state = request.app.state
    browser = browser_named(request.headers.get("user-agent", ""))
    return let_browser_in(state.database, user, at, state.settings.session_lasts, browser)


def leave(request: Request, at: datetime) -> None:
    person = person_of(request)
    if person is not None:
        cookie, user_id = person
        sign_out(request.app.state.database, cookie, user_id, at)


def person_of(request: Request) -> tuple[str, UUID] | None:
    """The cookie and whose it is, as long as it lets them in anywhere."""
    cookie = cookie_of(request)
    token = read_token("rgs", cookie) if cookie else None
    if cookie is None or token is None:
        return None
    database, at = request.app.state.database, clock.now()
    idles = request.app.state.settings.session_idles
    with database.transaction(token.office_id, write=False) as session:
        user_id = user_of_session(session, token)
        if user_id is None:
            return None
        if is_signed_in(session, token.office_id, token, at, idles):
            return cookie, user_id
    for office in offices_of(database, user_id):
        with database.transaction(office.id, write=False) as session:
            if is_signed_in(session, office.id, token, at, idles):
                return cookie, user_id
    return None
