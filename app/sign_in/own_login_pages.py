"""One's own sign-in: in which browsers it holds, ending it there, and another password."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.accounts.actions import SHORTEST_PASSWORD, password_hasher
from app.accounts.door import Member, visit
from app.accounts.models import User
from app.accounts.visiting import Visiting, cookie_of, frame, give_cookie
from app.clock import in_zone
from app.settings import Settings
from app.sign_in.actions import Shut, names_around
from app.sign_in.arriving import let_in_here, prove_here
from app.sign_in.own_login import (
    SignedInBrowser,
    browsers_of,
    change_password,
    end_browsers,
    is_browser_of,
)
from app.sign_in.passwords import bad_text, problems_with_new
from app.sign_in.turns import Turn
from app.web.forms import Form, Submitted
from app.web.pages import go_to
from app.web.templating import page
from app.web.words import how_many, near_day

router = APIRouter(include_in_schema=False)
BASE = "/o/{office}/me"
OTHERS = "others"
WRONG = "This is not your password."
SAID = {
    "ended": "It is signed out there.",
    "password": "Your new password holds. Every other browser is signed out.",
}


@router.get(BASE)
def my_sign_in(request: Request, visiting: Visiting, said: str = "") -> HTMLResponse:
    with visit(visiting) as (_, member):
        pass
    return sign_in_page(request, member, Form(), said=SAID.get(said, ""))


@router.post(BASE)
def sign_out_elsewhere(
    request: Request, visiting: Visiting, values: Submitted, turn: Turn
) -> Response:
    with visit(visiting) as (_, member):
        pass
    at = clock.now()
    which = values.get("browser", "")
    proven = proven_or_told(request, member, values.get("password", ""), "password", at)
    if not isinstance(proven, User):
        form, shut = proven
        form.values = {"browser": which}
        return sign_in_page(request, member, form, shut=shut)
    others = other_browsers(request, member, at)
    meant = [one for one in others if which in (OTHERS, str(one.id))]
    end_browsers(request.app.state.database, proven.id, meant, at)
    return go_to(f"/o/{member.office_slug}/me?said=ended", request)


def proven_or_told(
    request: Request, member: Member, password: str, field: str, at: datetime
) -> User | tuple[Form, datetime | None]:
    """Their password is asked for as at signing in, and guesses are counted as there."""
    if error := bad_text(password):
        return Form({}, {field: error}), None
    proven = prove_here(request, member.email, password, at)
    if isinstance(proven, Shut):
        return Form(), proven.until
    return proven or (Form({}, {field: WRONG}), None)


def other_browsers(request: Request, member: Member, at: datetime) -> list[SignedInBrowser]:
    return [one for one in all_browsers(request, member, at) if not is_this(request, one)]


def all_browsers(request: Request, member: Member, at: datetime) -> list[SignedInBrowser]:
    state = request.app.state
    return browsers_of(state.database, whose(member), at, state.settings.session_idles)


def whose(member: Member) -> UUID:
    assert member.access.user_id is not None
    return member.access.user_id


def is_this(request: Request, browser: SignedInBrowser) -> bool:
    return is_browser_of(browser, cookie_of(request))


def sign_in_page(
    request: Request,
    member: Member,
    form: Form,
    *,
    said: str = "",
    shut: datetime | None = None,
) -> HTMLResponse:
    settings: Settings = request.app.state.settings
    found = all_browsers(request, member, clock.now())
    seen = [(is_this(request, one), browser_seen(one, member)) for one in found]
    others = [one for its_this, one in seen if not its_this]
    form.values.setdefault("browser", OTHERS)
    return own_page(
        "sign_in/own.html",
        member,
        form,
        shut,
        said=said,
        this=next((one for its_this, one in seen if its_this), None),
        others=others,
        choices=[(OTHERS, "All of these")] if len(others) > 1 else [],
        days=how_many(settings.session_days, "day"),
        idles=in_hours(settings.session_idle_hours),
    )


def in_hours(hours: int) -> str:
    days, left = divmod(hours, 24)
    return how_many(hours, "hour") if left else how_many(days, "day")


def browser_seen(browser: SignedInBrowser, member: Member) -> dict[str, Any]:
    zone = member.access.timezone
    today = clock.today_in(zone)
    began, used = in_zone(browser.began_at, zone), browser.last_used_at
    return {
        "id": str(browser.id),
        "name": browser.name or "A browser",
        "began": f"{near_day(began.date(), today)} at {began:%H:%M}",
        "used": near_day(in_zone(used, zone).date(), today) if used else "",
    }


def own_page(
    template: str, member: Member, form: Form, shut: datetime | None, **shown: Any
) -> HTMLResponse:
    seconds = max(1, int((shut - clock.now()).total_seconds())) if shut else 0
    answer = page(
        template,
        status=429 if shut else 422 if form.errors else 200,
        form=form,
        own=f"/o/{member.office_slug}/me",
        throttled=how_many(-(-seconds // 60), "minute") if shut else "",
        **frame(member, ""),
        **shown,
    )
    if shut:
        answer.headers["Retry-After"] = str(seconds)
    return answer


@router.get(f"{BASE}/password")
def ask_for_password(visiting: Visiting) -> HTMLResponse:
    with visit(visiting) as (_, member):
        pass
    return password_page(member, Form())


@router.post(f"{BASE}/password")
def choose_another(request: Request, visiting: Visiting, values: Submitted, turn: Turn) -> Response:
    with visit(visiting) as (_, member):
        pass
    state, at = request.app.state, clock.now()
    proven = proven_or_told(request, member, values.get("current", ""), "current", at)
    if not isinstance(proven, User):
        return password_page(member, *proven)
    password = values.get("password", "")
    names = names_around(state.database, proven)
    if errors := problems_with_new(password, values.get("again", ""), names):
        return password_page(member, Form({}, errors))
    made = password_hasher().hash(password)
    changed_at = change_password(state.database, member.access, proven, made)
    if changed_at is None:
        return password_page(member, Form({}, {"current": WRONG}))
    signed_in = let_in_here(request, proven, changed_at)
    answer = RedirectResponse(f"/o/{member.office_slug}/me?said=password", status_code=303)
    if signed_in.cookie is not None:
        give_cookie(answer, state.settings, signed_in.cookie)
    return answer


def password_page(member: Member, form: Form, shut: datetime | None = None) -> HTMLResponse:
    return own_page("sign_in/own_password.html", member, form, shut, shortest=SHORTEST_PASSWORD)
