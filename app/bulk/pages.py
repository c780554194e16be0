"""What was done to many clients: who they are, and taking it back."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting, frame
from app.bulk.actions import undo
from app.bulk.queries import actions_of, items_of, one_action
from app.bulk.view import action_seen, actions_seen
from app.faults import ChangedMeanwhile
from app.web.api import known_id
from app.web.forms import Submitted
from app.web.pages import came_from, go_to, with_query
from app.web.templating import page

router = APIRouter(include_in_schema=False)
ROWS = 100


@router.get("/o/{office}/bulk-actions")
def list_actions(visiting: Visiting) -> HTMLResponse:
    with visit(visiting) as (session, member):
        access = member.access
        found = actions_of(session, access, limit=ROWS)
        today = clock.today_in(access.timezone)
        seen = actions_seen(session, access, found, clock.now(), today)
    return page("bulk/actions.html", **frame(member, "caseload"), rows=seen)


@router.get("/o/{office}/bulk-actions/{id}")
def read_action(visiting: Visiting, id: str) -> HTMLResponse:
    return action_page(visiting, known_id(id))


@router.post("/o/{office}/bulk-actions/{id}/undo")
def undo_action(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    """And back to the list, where it was undone there."""
    action_id, at = known_id(id), clock.now()
    leave_changed = values.get("leave_changed") == "yes"
    try:
        with visit(visiting, write=True) as (session, member):
            undo(session, member.access, action_id, at, leave_changed=leave_changed)
    except ChangedMeanwhile as error:
        return action_page(visiting, action_id, error.who)
    path = came_from(request)
    lists = (f"/o/{visiting.slug}/caseload", f"/o/{visiting.slug}/today")
    if path.startswith(lists):
        return go_to(with_query(path, "bulk", str(action_id)), request)
    return go_to(f"/o/{visiting.slug}/bulk-actions/{action_id}", request)


def action_page(
    visiting: Visitor, action_id: UUID, changed: Mapping[UUID, str] | None = None
) -> HTMLResponse:
    """`changed`: who kept it from being undone."""
    with visit(visiting) as (session, member):
        access = member.access
        action = one_action(session, access, action_id)
        items = items_of(session, access, action)
        today = clock.today_in(access.timezone)
        seen = action_seen(session, access, action, items, clock.now(), today, changed)
    status = 409 if changed else 200
    return page("bulk/action.html", status=status, **frame(member, "caseload"), **seen)
