"""Coming into an office by an invitation's link."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import clock
from app.accounts.actions import SHORTEST_PASSWORD, password_hasher
from app.accounts.models import User
from app.accounts.visiting import give_cookie
from app.office.forms import Joining
from app.office.joining import Welcome, come_in, welcome
from app.sign_in.actions import Shut
from app.sign_in.arriving import let_in_here, prove_here
from app.sign_in.passwords import bad_text, problems_with_new
from app.sign_in.turns import Turn
from app.web.forms import Form, Submitted, read_input
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)
WRONG = "This is not the password of your login."


@router.get("/join/{token}")
def read_invitation(request: Request, token: str) -> HTMLResponse:
    """Only shows: a preview of the link in somebody's mail uses nothing up."""
    welcomed = welcome(request.app.state.database, token, clock.now())
    if welcomed is None:
        return dead_link()
    return join_page(welcomed, token, Form({"name": welcomed.name}))


@router.post("/join/{token}")
def join(request: Request, token: str, values: Submitted, turn: Turn) -> Response:
    database, at = request.app.state.database, clock.now()
    welcomed = welcome(database, token, at)
    if welcomed is None:
        return dead_link()
    if welcomed.has_login:
        outcome = with_login(request, welcomed, token, values, at)
    else:
        outcome = without_login(request, welcomed, token, values, at)
    if isinstance(outcome, Form):
        return join_page(welcomed, token, outcome, status=422)
    if isinstance(outcome, Shut):
        return join_page(welcomed, token, Form(), status=429, until=outcome.until)
    if outcome is None:
        return dead_link()
    signed_in = let_in_here(request, outcome, at)
    answer = RedirectResponse(f"/o/{welcomed.office_slug}", status_code=303)
    if signed_in.cookie is not None:
        give_cookie(answer, request.app.state.settings, signed_in.cookie)
    return answer


def with_login(
    request: Request, welcomed: Welcome, token: str, values: dict[str, str], at: datetime
) -> User | Form | Shut | None:
    """Their password is asked for as at signing in, and guesses are counted as there."""
    password = values.get("password", "")
    if error := bad_text(password):
        return Form({}, {"password": error})
    proven = prove_here(request, welcomed.email, password, at)
    if proven is None:
        return Form({}, {"password": WRONG})
    return proven if isinstance(proven, Shut) else come_in(request.app.state.database, token, at)


def without_login(
    request: Request, welcomed: Welcome, token: str, values: dict[str, str], at: datetime
) -> User | Form | None:
    given = read_input(Joining, {"name": values.get("name", "")}, {"name": "Your name"})
    errors = dict(given) if isinstance(given, dict) else {}
    names = (values.get("name", ""), welcomed.email, welcomed.office_name)
    errors |= problems_with_new(values.get("password", ""), values.get("again", ""), names)
    if errors or isinstance(given, dict):
        return Form({"name": values.get("name", "")}, errors)
    return come_in(
        request.app.state.database,
        token,
        at,
        name=given.name,
        password_hash=password_hasher().hash(values["password"]),
    )


def join_page(
    welcomed: Welcome,
    token: str,
    form: Form,
    *,
    status: int = 200,
    until: datetime | None = None,
) -> HTMLResponse:
    seconds = max(1, int((until - clock.now()).total_seconds())) if until else 0
    answer = page(
        "office/join.html",
        status=status,
        invited=welcomed,
        action=f"/join/{token}",
        form=form,
        shortest=SHORTEST_PASSWORD,
        throttled=how_many(-(-seconds // 60), "minute") if until else None,
    )
    if until:
        answer.headers["Retry-After"] = str(seconds)
    return answer


def dead_link() -> HTMLResponse:
    """The same for what never was, is used, taken back or too old: a stranger learns nothing."""
    return page("office/dead_link.html", status=404)
