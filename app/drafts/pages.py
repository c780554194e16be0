"""A message ready to copy, or to open in a mail program, and to mark as sent."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import visit
from app.accounts.visiting import Visiting, frame
from app.db.base import new_id
from app.drafts.queries import draft_to
from app.drafts.texts import Occasion
from app.people.actions import confirm_email
from app.web.api import known_id
from app.web.pages import fragment, go_to, is_htmx
from app.web.strict import Line
from app.web.templating import page, render, render_blocks

router = APIRouter(include_in_schema=False)

TITLES = {
    Occasion.CONNECT: "Connect with {}",
    Occasion.THANK: "Thank {}",
    Occasion.UPDATE: "An update for {}",
    Occasion.INVITE_IN_PERSON: "Invite {}",
    Occasion.INVITE_REMOTE: "Invite {}",
    Occasion.KEEP_IN_TOUCH: "A word to {}",
    Occasion.NUDGE: "A nudge about {}",
}


@router.get("/o/{office}/contacts/{id}/draft")
def read_draft(
    request: Request,
    visiting: Visiting,
    id: str,
    to: Annotated[Line, Query()] = "",
) -> HTMLResponse:
    """`to=client` is the advisor's nudge to the client."""
    with visit(visiting) as (session, member):
        today = clock.today_in(member.access.timezone)
        draft = draft_to(session, member.access, known_id(id), today, nudge=to == "client")
    context = {
        **frame(member, "caseload"),
        "title": TITLES[draft.occasion].format(draft.contact_name),
        "draft": draft,
        "once": new_id().hex,
        "is_nudge": draft.occasion is Occasion.NUDGE,
    }
    if is_htmx(request):
        return fragment(render_blocks("drafts/draft.html", "sheet", **context, in_sheet=True))
    return page("drafts/draft.html", **context, in_sheet=False)


@router.post("/o/{office}/moves/{id}/email-holds")
def confirm_address(request: Request, visiting: Visiting, id: str) -> Response:
    """In the place of the question beside the draft; without script, the draft anew."""
    with visit(visiting, write=True) as (session, member):
        move = confirm_email(session, member.access, known_id(id), clock.now())
        contact_id = move.contact_id
    if is_htmx(request):
        return fragment(render("drafts/_confirmed.html"))
    return go_to(f"/o/{visiting.slug}/contacts/{contact_id}/draft", request)
