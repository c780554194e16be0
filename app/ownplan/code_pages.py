"""The code by e-mail: asked for, typed, and then the plan."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.faults import NotConfirmed, TooManyCodes
from app.links.confirming import ask_for_code, confirm
from app.links.door import Holder, Opened, own_plan
from app.ownplan.holding import HELD, Holding, browser_cookie_name
from app.ownplan.refusals import code_wanted
from app.ownplan.view import base_of
from app.web.forms import Submitted
from app.web.language import gettext as _
from app.web.language import ngettext, spoken

router = APIRouter(include_in_schema=False)


@router.post("/p/{link}/code")
def send_code(request: Request, holding: Holding) -> Response:
    settings, at = request.app.state.settings, clock.now()
    try:
        with own_plan(holding, write=True, before_code=True) as (session, opened):
            if settings.mail_lacks or not opened.client_email or not opened.asks_for_code:
                return on_to_plan(opened)
            secret = ask_for_code(session, opened.access, opened.client_email, spoken.get().tag, at)
    except TooManyCodes as full:
        return refused(request, holding, too_many_words(full, at), status=429, full=full, at=at)
    answer = on_to_plan(opened)
    answer.set_cookie(
        browser_cookie_name(settings),
        secret,
        max_age=HELD,
        path=base_of(opened.link_id),
        secure=settings.cookies_are_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/p/{link}/confirm")
def type_code(request: Request, holding: Holding, values: Submitted) -> Response:
    typed = "".join(str(int(one)) for one in values.get("code", "") if one.isdecimal())
    key = request.app.state.settings.key
    with own_plan(holding, write=True, before_code=True) as (session, opened):
        left = confirm(session, opened.access, holding.browser_hash, typed, key, clock.now())
    if left is None:
        return on_to_plan(opened)
    return refused(request, holding, wrong_words(left))


def on_to_plan(opened: Opened) -> Response:
    return RedirectResponse(f"{base_of(opened.link_id)}/plan", status_code=303)


def refused(
    request: Request,
    holding: Holder,
    words: str,
    status: int = 422,
    full: TooManyCodes | None = None,
    at: datetime | None = None,
) -> HTMLResponse | Response:
    """The page again, with what was wrong at the field; or the plan, where it is open by now."""
    try:
        with own_plan(holding) as (_session, opened):
            return on_to_plan(opened)
    except NotConfirmed as fault:
        answer = code_wanted(request, fault, error=words, status=status)
    if full and at:
        answer.headers["Retry-After"] = str(max(1, int((full.until - at).total_seconds())))
    return answer


def wrong_words(left: int) -> str:
    if not left:
        return _("This code is no good any more. Let another one be sent to you.")
    return ngettext(
        "This is not the code of our last letter. You can try %(num)d more time.",
        "This is not the code of our last letter. You can try %(num)d more times.",
        left,
    )


def too_many_words(full: TooManyCodes, at: datetime) -> str:
    minutes = -(-max(1, int((full.until - at).total_seconds())) // 60)
    return ngettext(
        "Several codes were sent already. Look among your letters, also where unwanted ones"
        " land; in %(num)d minute another one can be sent.",
        "Several codes were sent already. Look among your letters, also where unwanted ones"
        " land; in %(num)d minutes another one can be sent.",
        minutes,
    )
