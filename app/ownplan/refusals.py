"""What is read where a link does not open: in plain words, and with what was typed."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from app.faults import LinkRanOut, NoLink
from app.web.language import day_of_year, ngettext
from app.web.language import gettext as _
from app.web.templating import page


def no_link(typed: Mapping[str, str] | None = None) -> HTMLResponse:
    """The same for what never was, is revoked, or was cut short: a stranger learns nothing."""
    return page(
        "plan/shut.html",
        status=404,
        title=_("This link opens nothing"),
        text=_(
            "Perhaps a part of it was lost on the way: open it once more from the message it came"
            " in. Perhaps it was taken back: then whoever gave it to you can make a new one."
        ),
        mail="",
        typed=typed,
    )


def ran_out(late: LinkRanOut, typed: Mapping[str, str] | None = None) -> HTMLResponse:
    who = late.advisor or late.office
    return page(
        "plan/shut.html",
        status=410,
        title=_("This link has run out"),
        text=_(
            "It opened your plan until %(day)s. Ask %(who)s for another; your plan is still there.",
            day=day_of_year(late.ended_on, late.ended_on),
            who=who,
        ),
        mail=late.email,
        typed=typed,
    )


def read_only(typed: Mapping[str, str] | None = None) -> HTMLResponse:
    return page(
        "plan/shut.html",
        status=403,
        title=_("This link is to read only"),
        text=_(
            "It shows your plan and changes nothing. Ask your advisor for one with which you can"
            " note what you have done."
        ),
        mail="",
        typed=typed,
    )


def guessed_too_often(until: datetime, at: datetime) -> HTMLResponse:
    seconds = max(1, int((until - at).total_seconds()))
    minutes = -(-seconds // 60)
    answer = page(
        "plan/shut.html",
        status=429,
        title=_("Too many attempts"),
        text=ngettext(
            "For safety, no link opens from here for %(num)d minute. Yours is all right: open it"
            " again then.",
            "For safety, no link opens from here for %(num)d minutes. Yours is all right: open it"
            " again then.",
            minutes,
        ),
        mail="",
        typed=None,
    )
    answer.headers["Retry-After"] = str(seconds)
    return answer


def answer_for_links(app: FastAPI) -> None:
    @app.exception_handler(NoLink)
    async def nothing(request: Request, _: NoLink) -> Response:
        return no_link()

    @app.exception_handler(LinkRanOut)
    async def too_late(request: Request, late: LinkRanOut) -> Response:
        return ran_out(late)
