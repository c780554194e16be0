"""What is read where a link does not open: in plain words, and with what was typed."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from app.faults import LinkRanOut, NoLink, NotConfirmed
from app.links.confirming import DIGITS, GOOD_FOR
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


def code_wanted(
    request: Request,
    fault: NotConfirmed,
    typed: Mapping[str, str] | None = None,
    *,
    error: str = "",
    status: int = 403,
) -> HTMLResponse:
    """Where the office asks for a code by e-mail: how to get it, and where it is typed."""
    can_send = bool(fault.sent_to) and not request.app.state.settings.mail_lacks
    return page(
        "plan/code.html",
        status=status,
        title=_("First a code, so that your plan stays yours"),
        text=code_words(fault, can_send=can_send),
        base=f"/p/{fault.link_id}",
        asked=fault.asked,
        can_send=can_send,
        error=error,
        mail=fault.advisor_email,
        typed=typed,
    )


def code_words(fault: NotConfirmed, *, can_send: bool) -> str:
    if not fault.sent_to:
        return _(
            "%(office)s asks for a short code by e-mail before a plan opens, and has no e-mail"
            " address of yours. Your advisor can put that right.",
            office=fault.office,
        )
    if fault.asked:
        return _(
            "A letter with %(digits)d digits is on its way to %(address)s. Type them here; they"
            " are good for %(minutes)d minutes.",
            digits=DIGITS,
            address=hinted(fault.sent_to),
            minutes=int(GOOD_FOR.total_seconds()) // 60,
        )
    if not can_send:
        return _(
            "%(office)s asks for a short code by e-mail before a plan opens, and none can be sent"
            " at present. Please tell your advisor.",
            office=fault.office,
        )
    return _(
        "%(office)s asks for a short code before a plan opens. It goes to %(address)s, and is"
        " asked for once in each browser.",
        office=fault.office,
        address=hinted(fault.sent_to),
    )


def hinted(email: str) -> str:
    """Enough for whoever has the address, and little for anybody else."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}"


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

    @app.exception_handler(NotConfirmed)
    async def not_yet(request: Request, fault: NotConfirmed) -> Response:
        return code_wanted(request, fault)

    @app.exception_handler(LinkRanOut)
    async def too_late(request: Request, late: LinkRanOut) -> Response:
        return ran_out(late)
