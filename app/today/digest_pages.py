"""One's own weekly letter, in the settings."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting
from app.office.view import BASE, Said, framed
from app.office.words import SUBJECTS
from app.today.digest import choose_digest, end_digest, own_choice
from app.today.digest_letters import when_words
from app.today.forms import WEEKDAYS, DigestChoice, Weekday
from app.web.forms import Form, Submitted, read_input
from app.web.pages import go_to
from app.web.templating import page

router = APIRouter(include_in_schema=False)
USUAL = {"weekday": Weekday.MONDAY.value, "hour": "8"}
HOURS = [(str(hour), f"{hour}:00") for hour in range(24)]


@router.get(f"{BASE}/digest")
def read_digest(request: Request, visiting: Visiting, said: Said = "") -> HTMLResponse:
    return digest_page(request, visiting, said=said)


def digest_page(
    request: Request, visiting: Visitor, form: Form | None = None, said: str = ""
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.READ_SETTINGS)
        chosen = own_choice(session, member.access)
    holds = USUAL
    if chosen:
        weekday, hour = chosen.details["weekday"], chosen.details["hour"]
        holds = {"weekday": WEEKDAYS[weekday].value, "hour": str(hour)}
    return page(
        "office/digest.html",
        status=422 if form else 200,
        **framed(member, "digest", said),
        form=form or Form(dict(holds)),
        when=when_words(weekday, hour) if chosen else "",
        weekdays=[(one.value, one.capitalize()) for one in WEEKDAYS],
        hours=HOURS,
        zone=member.access.timezone.replace("_", " "),
        mail_lacks=request.app.state.settings.mail_lacks,
    )


@router.post(f"{BASE}/digest")
def change_digest(request: Request, visiting: Visiting, values: Submitted) -> Response:
    given = read_input(DigestChoice, values, SUBJECTS)
    if isinstance(given, dict):
        return digest_page(request, visiting, Form(dict(values), given))
    with visit(visiting, write=True) as (session, member):
        choose_digest(session, member.access, given, clock.now())
    return go_to(f"/o/{visiting.slug}/settings/digest?said=digest", request)


@router.post(f"{BASE}/digest/end")
def stop_digest(request: Request, visiting: Visiting) -> Response:
    with visit(visiting, write=True) as (session, member):
        end_digest(session, member.access, clock.now())
    return go_to(f"/o/{visiting.slug}/settings/digest?said=digest-ended", request)
