"""A client's own plan, by a shared link."""

from asyncio import to_thread

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from app import clock
from app.faults import LinkRanOut, NoLink
from app.links.actions import give_calendar
from app.links.door import (
    Holder,
    Opened,
    calendar_secret,
    exchange,
    glance_at_plan,
    own_plan,
)
from app.links.words import address_of
from app.ownplan.guessing import count_guess, key_of, shut_until
from app.ownplan.holding import HELD, Holding, cookie_name, holder_of
from app.ownplan.queries import open_own_page
from app.ownplan.refusals import guessed_too_often, no_link, ran_out
from app.ownplan.reminders import wants_reminders
from app.ownplan.told import told_seen
from app.ownplan.view import base_of, frame_of, seen_of
from app.ownplan.words import noted_words
from app.settings import Settings
from app.web.api import known_id
from app.web.forms import Submitted
from app.web.language import NAMES, spoken
from app.web.pages import if_there
from app.web.speaking import COOKIE, THEIRS
from app.web.templating import page

router = APIRouter(include_in_schema=False)
KEPT = 365 * 24 * 60 * 60  # seconds, for the language that was chosen
opening = APIRouter(include_in_schema=False)  # comes last: it takes whatever is left below /p/


async def read_plan(request: Request) -> HTMLResponse:
    """`done` is what was just told, or taken back; `noted` how many were, all at once; `now` whose
    step is to stand on top."""
    settings: Settings = request.app.state.settings
    holding = holder_of(request, request.path_params["link"])
    asked = request.query_params if request.scope["query_string"] else {}
    done, noted = asked.get("done", ""), asked.get("noted", "")
    now = asked.get("now", "")
    return await to_thread(plan_page, settings, holding, done, noted, now)


# Opened more often than the others, with nothing to parse: without what FastAPI adds to a route,
# and in a thread by the standard library's shorter way.
PLAN = Route("/p/{link}/plan", read_plan, methods=["GET"], include_in_schema=False)


def plan_page(settings: Settings, holding: Holder, done: str, noted: str, now: str) -> HTMLResponse:
    with glance_at_plan(holding) as (reader, opened):
        today = clock.today_in(opened.access.timezone)
        own = open_own_page(reader, opened, today)
        wanted = wants_reminders(reader, opened, own.wish)
    seen = seen_of(own.file, own.words, if_there(now, lambda: known_id(now)))
    seen |= told_seen(own.told, own.file, if_there(done, lambda: known_id(done)))
    if noted.isdecimal():
        seen["said"] = noted_words(int(noted[:3]))
    return page(
        "plan/page.html",
        **frame_of(opened, today),
        **seen,
        client_name=opened.client_name,
        reminders={"email": opened.client_email, "wanted": wanted}
        if opened.reminds and opened.client_email
        else None,
        calendar=calendar_seen(settings, holding, opened) if opened.has_calendar else None,
    )


@opening.get("/p/{token:path}")
def open_link(request: Request, token: str) -> Response:
    """Gives the browser a cookie for this link and sends it on to an address without the secret.

    Writes nothing of the office: programs that look at links before people do change nothing.
    """
    state, at = request.app.state, clock.now()
    address = request.client.host if request.client else ""
    key_hash = key_of(address, state.settings.secret_key.get_secret_value())
    if until := shut_until(state.database, key_hash, at):
        return guessed_too_often(until, at)
    try:
        cookie, opened = exchange(state.database, token)
    except NoLink:
        count_guess(state.database, key_hash, at)
        return no_link()
    except LinkRanOut as late:
        return ran_out(late)
    answer = RedirectResponse(f"{base_of(opened.link_id)}/plan", status_code=303)
    give_cookie(answer, state.settings, cookie, opened)
    return answer


def give_cookie(answer: Response, settings: Settings, cookie: str, opened: Opened) -> None:
    """Sent only below this link's own address, so that two links never meet in one browser."""
    answer.set_cookie(
        cookie_name(settings),
        cookie,
        max_age=HELD,
        path=base_of(opened.link_id),
        secure=settings.cookies_are_secure,
        httponly=True,
        samesite="lax",
    )


def calendar_seen(settings: Settings, holding: Holder, opened: Opened) -> dict[str, str]:
    plan = address_of(settings, calendar_secret(holding, opened)[0])
    address = f"{plan}/plan.ics?language={spoken.get().tag}"
    return {"address": address, "subscribe": f"webcal://{address.partition('://')[2]}"}


@router.post("/p/{link}/language")
def choose_language(request: Request, holding: Holding, values: Submitted) -> Response:
    """Kept by the browser, for all links that it opens."""
    with own_plan(holding, before_code=True):
        tag = values.get("language", "")
    if tag not in NAMES:
        raise NoLink
    answer = RedirectResponse(f"/p/{holding.link_id}/plan", 303)
    settings: Settings = request.app.state.settings
    answer.set_cookie(
        COOKIE,
        tag,
        max_age=KEPT,
        path=THEIRS,
        secure=settings.cookies_are_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/p/{link}/opened")
def opened_by_a_person(holding: Holding) -> Response:
    """Said by the page itself, once it is before somebody's eyes; the door notes it."""
    with own_plan(holding, write=True):
        pass
    return Response(status_code=204)


@router.post("/p/{link}/calendar")
def make_calendar(holding: Holding) -> Response:
    """For links from before there were calendars, of which only the holder knows the secret."""
    with own_plan(holding, write=True) as (session, opened):
        give_calendar(session, opened.access, calendar_secret(holding, opened)[1], clock.now())
    return RedirectResponse(f"{base_of(opened.link_id)}/plan#calendar-title", status_code=303)
