"""Signing in and out, and choosing an office."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.accounts.access import PERMISSIONS, Permission
from app.accounts.queries import OpenOffice, offices_open_to, person_by_id
from app.accounts.visiting import cookie_name, give_cookie
from app.sign_in.actions import Shut
from app.sign_in.arriving import leave, let_in_here, person_of, prove_here
from app.sign_in.turns import Turn
from app.web.forms import Form, Submitted
from app.web.pages import local_path
from app.web.strict import an_email, plain_text
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)

WRONG = "E-mail and password do not belong together."
SAID = {"password": "Your new password holds. Sign in with it."}


@router.get("/login")
def ask_to_sign_in(next: str = "", said: str = "") -> HTMLResponse:
    """`said` is a key of what was just done."""
    return login_page(Form(), local_path(next), said=SAID.get(said, ""))


def login_page(form: Form, after: str, *, status: int = 200, **shown: str) -> HTMLResponse:
    usual: dict[str, Any] = {"throttled": None, "said": ""}
    return page("sign_in/login.html", status=status, form=form, next=after, **(usual | shown))


@router.post("/login")
def log_in(request: Request, values: Submitted, turn: Turn) -> Response:
    after = local_path(values.get("next"))
    email, password = values.get("email", "").strip(), values.get("password", "")
    form = Form({"email": email}, problems_with(email, password))
    if form.errors:
        return login_page(form, after, status=422)
    at = clock.now()
    outcome = prove_here(request, an_email(email), password, at)
    if isinstance(outcome, Shut):
        seconds = max(1, int((outcome.until - at).total_seconds()))
        shut = login_page(form, after, status=429, throttled=how_many(-(-seconds // 60), "minute"))
        shut.headers["Retry-After"] = str(seconds)
        return shut
    if outcome is None:
        form.errors[""] = WRONG
        return login_page(form, after, status=422)
    signed_in = let_in_here(request, outcome, at)
    if signed_in.cookie is None:
        return page("sign_in/offices.html", me=signed_in.user, offices=[])
    answer = RedirectResponse(after or "/", status_code=303)
    give_cookie(answer, request.app.state.settings, signed_in.cookie)
    return answer


def problems_with(email: str, password: str) -> dict[str, str]:
    errors = {}
    try:
        an_email(email)
    except ValueError:
        errors["email"] = "Enter your e-mail address." if not email else f"E-mail {BAD_EMAIL}."
    try:
        plain_text(password)
    except ValueError as error:
        errors["password"] = f"Password {error}."
    if not password:
        errors["password"] = "Enter your password."
    return errors


BAD_EMAIL = "is not an e-mail address"


@router.post("/logout")
def log_out(request: Request) -> Response:
    leave(request, clock.now())
    answer = RedirectResponse("/login", status_code=303)
    settings = request.app.state.settings
    # A browser takes back a `__Host-` cookie only under the terms on which it was set.
    answer.delete_cookie(
        cookie_name(settings), secure=settings.cookies_are_secure, httponly=True, samesite="lax"
    )
    return answer


@router.get("/")
def choose_an_office(request: Request) -> Response:
    """Where only one is open, straight there."""
    person = person_of(request)
    if person is None:
        return RedirectResponse("/login", status_code=303)
    with request.app.state.database.between_offices(user_id=person[1]) as session:
        offices = offices_open_to(session, person[1])
        me = person_by_id(session, person[1])
    if len(offices) == 1:
        return RedirectResponse(first_page(offices[0]), status_code=303)
    return page(
        "sign_in/offices.html",
        me=me,
        offices=[(office.slug, office.name, office.role.value) for office in offices],
    )


@router.get("/o/{office}")
def enter_office(request: Request, office: str) -> Response:
    person = person_of(request)
    if person is not None:
        with request.app.state.database.between_offices(user_id=person[1]) as session:
            for theirs in offices_open_to(session, person[1]):
                if theirs.slug == office:
                    return RedirectResponse(first_page(theirs), status_code=303)
    return RedirectResponse(f"/o/{office}/today", status_code=303)


def first_page(office: OpenOffice) -> str:
    """Whoever sees no persons begins with the reports."""
    may_see_people = Permission.READ_PEOPLE in PERMISSIONS[office.role]
    return f"/o/{office.slug}/{'today' if may_see_people else 'reports'}"
