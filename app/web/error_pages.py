"""What a person reads where a page cannot be shown."""

import re

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.web.language import gettext as _
from app.web.language import mark
from app.web.pages import is_htmx
from app.web.routes import office_in
from app.web.speaking import THEIRS
from app.web.templating import page, render

# title, detail where none is given, and what to do next
WORDS = {
    400: (
        "That could not be read",
        "The address or the form arrived garbled.",
        "Please try again.",
    ),
    403: ("Not allowed", "", "Ask an admin of your office if you need it."),
    404: (
        "That page is not here",
        "It may have been removed, or the address is not quite right.",
        "",
    ),
    405: ("That is not done this way", "This address takes no such request.", ""),
    409: ("Changed meanwhile", "Somebody else changed this.", "Reload the page, then try again."),
    413: ("Too large", "", "Send less at once, or a smaller file."),
    422: ("Something is not right", "", "Go back, correct it and try again."),
    429: ("Too many requests at once", "", "Wait a moment, then try again."),
    500: (
        "Something went wrong on our side",
        "What you did last may not have been saved.",
        "Go back and look before you try again. If it happens again, tell whoever runs Regards"
        " for you, with the reference below.",
    ),
    503: ("Not available just now", "", "Wait a moment, then try again."),
}
OTHER_WORDS = ("That did not work", "", "Go back and try again.")
# A client is told by the status alone: other details are for those who work in the office.
TO_CLIENTS = {
    400: (
        mark("That could not be read"),
        mark("The address or the form arrived garbled, so nothing was changed."),
        mark("Please try again from your plan."),
    ),
    403: (
        mark("That did not come from your plan"),
        mark("For safety, nothing was changed."),
        mark("Open your plan, and do it there."),
    ),
    404: (
        mark("That is no longer here"),
        mark("It may have been removed meanwhile, or the address is not quite right."),
        mark("Your plan shows how it stands."),
    ),
    405: (mark("That is not done this way"), mark("Nothing was changed."), ""),
    409: (
        mark("Somebody was changing the same at this moment"),
        mark("Nothing was changed."),
        mark("Please try again."),
    ),
    413: (
        mark("That was too much at once"),
        mark("Nothing was changed."),
        mark("Send a shorter text, or a smaller file."),
    ),
    422: (
        mark("That did not arrive as it was sent from your plan"),
        mark("Nothing was changed."),
        mark("Please try again from your plan."),
    ),
    500: (
        mark("Something went wrong on our side"),
        mark("What you did last may not have been saved."),
        mark(
            "Look at your plan before you try again. If it happens again, tell your advisor, with"
            " the reference below."
        ),
    ),
    503: (
        mark("Not available just now"),
        mark("What you did last may not have been saved."),
        mark("Wait a moment, then try again."),
    ),
}
TO_CLIENTS |= {415: TO_CLIENTS[422], 429: TO_CLIENTS[503]}
OTHERWISE = TO_CLIENTS[400]
OWN_PLAN = re.compile(r"/p/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/", re.ASCII)
SWAPPED_NOWHERE = {401, 403, 404, 429}  # by `htmx-config` in layout/base.html, 5xx too


def error_page(
    request: Request,
    status: int,
    title: str,
    detail: str = "",
    next: str = "",
    back: tuple[str, str] | None = None,
) -> HTMLResponse:
    is_in_sheet = is_htmx(request) and status not in SWAPPED_NOWHERE and status < 500
    html = render(
        "web/error.html",
        status=status,
        title=title,
        detail=detail,
        next=next,
        back=back,
        is_in_sheet=is_in_sheet,
        reference=request.scope.get("state", {}).get("request_id"),
    )
    answer = HTMLResponse(html, status)
    if is_in_sheet:
        # A whole page is no row of a table: its card alone, in the dialog.
        answer.headers.update(
            {"HX-Retarget": "#sheet", "HX-Reswap": "innerHTML", "HX-Reselect": ".card"}
        )
    return answer


def error_page_in_our_words(
    request: Request, status: int, detail: str = "", next: str = "", title: str = ""
) -> HTMLResponse:
    """The usual words of the status, where there are none of its own."""
    if request.scope["path"].startswith(THEIRS):
        return told_to_client(request, status)
    usual_title, usual_detail, usual_next = WORDS.get(status, OTHER_WORDS)
    if title:
        return error_page(request, status, title, detail, next, way_back(request))
    return error_page(
        request, status, usual_title, detail or usual_detail, next or usual_next, way_back(request)
    )


def told_to_client(request: Request, status: int) -> HTMLResponse:
    """In the language that is spoken; they have no page to go to but their plan."""
    plan = OWN_PLAN.match(request.scope["path"])
    title, detail, next = (_(words) if words else "" for words in TO_CLIENTS.get(status, OTHERWISE))
    answer = page(
        "plan/refused.html",
        status=status,
        title=title,
        text=detail,
        next=next,
        plan=f"{THEIRS}{plan[1]}/plan" if plan else "",
        reference=request.scope.get("state", {}).get("request_id"),
        mail="",
        typed=None,
    )
    if is_htmx(request):
        answer.headers["HX-Reswap"] = "none"  # they keep their plan; why, is said beside it
    return answer


def way_back(request: Request) -> tuple[str, str]:
    office = office_in(request.scope)
    if office:
        return f"/o/{office}", "Back to your first page"
    return "/", "To the first page"
