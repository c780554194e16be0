"""No more of the letters that come again and again: from within one of them, without signing in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app import clock
from app.faults import NotFound
from app.mail.models import Subscription
from app.mail.subscribing import behind_letter, end_subscription
from app.web.language import chosen, language, mark, speaking
from app.web.language import gettext as _
from app.web.speaking import LONGEST
from app.web.templating import page

router = APIRouter(include_in_schema=False)
WHAT = {
    "digest": mark("No weekly letter any more?"),
    "reminder": mark("No reminders any more?"),
}
BACK = {
    "digest": mark("You can turn them on again in the settings, under “My letter”."),
    "reminder": mark("You can turn them on again on your own plan."),
}


@router.get("/unsubscribe/{token}")
def ask_whether_to_leave(request: Request, token: str) -> HTMLResponse:
    """Only shows: programs that look at links before people do end nothing."""
    state = request.app.state
    try:
        with behind_letter(state.database, token, state.settings.key) as (_s, _a, office, one):
            return leaving_page(one, office.name, token)
    except NotFound:
        return dead_link(request)


@router.post("/unsubscribe/{token}")
def leave(request: Request, token: str) -> HTMLResponse:
    """As RFC 8058 wants it: a mail program posts here of itself, and whatever it sends will do."""
    state = request.app.state
    try:
        with behind_letter(state.database, token, state.settings.key, write=True) as found:
            session, access, office, one = found
            end_subscription(session, access, one, "letter", clock.now())
    except NotFound:
        return dead_link(request)
    return leaving_page(one, office.name, token)


def dead_link(request: Request) -> HTMLResponse:
    """In the language that the browser asks for, as nobody knows whose letter it was."""
    accepted = request.headers.get("accept-language", "")[:LONGEST]
    with speaking(chosen(None, accepted)):
        return page(
            "plan/shut.html",
            status=404,
            title=_("This link ends no letters"),
            text=_(
                "Perhaps a part of it was lost on the way: open it once more from the letter it"
                " came in. If that does not help, ask the office that sends you the letters."
            ),
            mail="",
            typed=None,
        )


def leaving_page(one: Subscription, office_name: str, token: str) -> HTMLResponse:
    with speaking(language(one.details.get("language", "en"))):
        return page(
            "office/leaving.html",
            title=_(WHAT[one.kind]),
            back=_(BACK[one.kind]),
            office_name=office_name,
            is_over=one.ended_at is not None,
            action=f"/unsubscribe/{token}",
        )
