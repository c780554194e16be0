"""Forgetting one's password, and setting a new one by the link of a letter."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from app import clock
from app.accounts.actions import SHORTEST_PASSWORD, password_hasher
from app.accounts.models import User
from app.settings import Settings
from app.sign_in.actions import Shut, forget_attempts, names_around
from app.sign_in.pages import BAD_EMAIL
from app.sign_in.passwords import problems_with_new
from app.sign_in.resets import count_asking, send_reset, set_password, whose_reset
from app.sign_in.turns import Turn
from app.web.forms import Form, Submitted
from app.web.strict import an_email
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)


@router.get("/login/forgotten")
def ask_for_address(request: Request) -> HTMLResponse:
    return forgotten_page(request, Form())


@router.post("/login/forgotten")
def forget(request: Request, values: Submitted) -> HTMLResponse:
    """Neither its words nor its time tell who has a login: looking for them comes afterwards."""
    settings: Settings = request.app.state.settings
    if settings.mail_lacks:
        return forgotten_page(request, Form())
    typed = values.get("email", "").strip()
    form, at = Form({"email": typed}), clock.now()
    try:
        email = an_email(typed)
    except ValueError:
        form.errors["email"] = f"E-mail {BAD_EMAIL}." if typed else "Enter your e-mail address."
        return forgotten_page(request, form, status=422)
    shut = count_asking(
        request.app.state.database,
        email=email,
        address=request.client.host if request.client else "",
        at=at,
        secret=settings.secret_key.get_secret_value(),
    )
    if shut:
        return shut_page(request, form, shut, at)
    answer = forgotten_page(request, form, sent_to=email)
    answer.background = BackgroundTask(
        send_reset, request.app.state.database, email, settings.key, at
    )
    return answer


def shut_page(request: Request, form: Form, shut: Shut, at: datetime) -> HTMLResponse:
    seconds = max(1, int((shut.until - at).total_seconds()))
    answer = forgotten_page(
        request, form, status=429, throttled=how_many(-(-seconds // 60), "minute")
    )
    answer.headers["Retry-After"] = str(seconds)
    return answer


def forgotten_page(
    request: Request, form: Form, *, status: int = 200, sent_to: str = "", throttled: str = ""
) -> HTMLResponse:
    return page(
        "sign_in/forgotten.html",
        status=status,
        form=form,
        sent_to=sent_to,
        throttled=throttled,
        mail_lacks=request.app.state.settings.mail_lacks,
    )


@router.get("/login/password/{token}")
def read_reset(request: Request, token: str) -> HTMLResponse:
    """Only shows: a preview of the link in somebody's mail uses nothing up."""
    user = whose_reset(request.app.state.database, token, clock.now())
    return password_page(token, user, Form()) if user else dead_link()


@router.post("/login/password/{token}")
def choose_password(request: Request, token: str, values: Submitted, turn: Turn) -> Response:
    database = request.app.state.database
    user = whose_reset(database, token, clock.now())
    if user is None:
        return dead_link()
    password = values.get("password", "")
    names = names_around(database, user)
    if errors := problems_with_new(password, values.get("again", ""), names):
        return password_page(token, user, Form({}, errors), status=422)
    user = set_password(database, token, password_hasher().hash(password))
    if user is None:
        return dead_link()
    settings: Settings = request.app.state.settings
    forget_attempts(database, user, settings.secret_key.get_secret_value())
    return RedirectResponse("/login?said=password", status_code=303)


def password_page(token: str, user: User, form: Form, *, status: int = 200) -> HTMLResponse:
    return page(
        "sign_in/new_password.html",
        status=status,
        action=f"/login/password/{token}",
        email=user.email,
        form=form,
        shortest=SHORTEST_PASSWORD,
    )


def dead_link() -> HTMLResponse:
    """The same for what never was, is used or too old: a stranger learns nothing."""
    return page("sign_in/dead_link.html", status=404)
