"""A message ready to copy, or to open in a mail program, and to mark as sent."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import visit
from app.accounts.visiting import Visiting, frame
from app.audit.viewed import viewed
from app.db.base import new_id
from app.drafts.queries import draft_to
from app.drafts.texts import Occasion
from app.people.actions import confirm_email, doubt_email
from app.web.api import known_id
from app.web.pages import fragment, go_to, is_htmx
from app.web.strict import Line
from app.web.templating import page, render, render_blocks

router = APIRouter(include_in_schema=False)

HOLDS = "holds"  # what is said after an address was confirmed
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
    said: Annotated[Line, Query()] = "",
) -> HTMLResponse:
    """`to=client` is the advisor's nudge to the client; `said` that an address was confirmed."""
    with visit(visiting) as (session, member):
        today = clock.today_in(member.access.timezone)
        draft = draft_to(session, member.access, known_id(id), today, nudge=to == "client")
        viewed(session, member.access, draft.client_id)
    context = {
        **frame(member, "caseload"),
        "title": TITLES[draft.occasion].format(draft.contact_name),
        "draft": draft,
        "once": new_id().hex,
        "is_nudge": draft.occasion is Occasion.NUDGE,
        "confirmed": draft.move_id if said == HOLDS else None,
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
        context = {**frame(member, "caseload"), "confirmed": move.id}
        return fragment(render("drafts/_confirmed.html", **context))
    return go_to(f"/o/{visiting.slug}/contacts/{contact_id}/draft?said={HOLDS}", request)


@router.post("/o/{office}/moves/{id}/email-in-doubt")
def doubt_address(request: Request, visiting: Visiting, id: str) -> Response:
    """The question again, in the place of the answer that is taken back."""
    with visit(visiting, write=True) as (session, member):
        move = doubt_email(session, member.access, known_id(id), clock.now())
        today = clock.today_in(member.access.timezone)
        draft = draft_to(session, member.access, move.contact_id, today)
    if is_htmx(request):
        context = {**frame(member, "caseload"), "draft": draft}
        return fragment(render("drafts/_doubt.html", **context))
    return go_to(f"/o/{visiting.slug}/contacts/{draft.contact_id}/draft", request)
