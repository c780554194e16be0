"""The page of one client."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.door import visit
from app.accounts.visiting import Visiting, frame
from app.audit.asking import asked_by_form
from app.audit.queries import Kind
from app.audit.viewed import viewed
from app.casefile.file import open_file
from app.casefile.history import (
    ENTRIES,
    history_seen,
    pager_of,
    read_cursor,
    read_history,
)
from app.casefile.view import seen_of
from app.clock import today_in
from app.plans.replies import answer_to
from app.web.api import known_id
from app.web.pages import came_from, if_there
from app.web.strict import Line
from app.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/o/{office}/clients/{id}")
def read_client(
    request: Request,
    visiting: Visiting,
    id: str,
    done: Annotated[Line, Query()] = "",
    history: Annotated[Line, Query()] = "",
) -> HTMLResponse:
    """`done` is a touch that was just logged, or taken back."""
    client_id = known_id(id)
    with visit(visiting) as (session, member):
        today = today_in(member.access.timezone)
        seen = seen_of(
            session,
            open_file(session, member, client_id, today),
            member,
            whole_history=history == "all",
        )
        answer = if_there(done, lambda: answer_to(session, member.access, known_id(done), today))
        if answer is not None and answer.client_id != client_id:
            answer = None
        viewed(session, member.access, client_id)
    seen["answer"] = answer
    seen["crumb"] = list_behind(came_from(request), visiting.slug)
    return page("casefile/page.html", **seen)


@router.get("/o/{office}/clients/{id}/history")
def read_whole_history(
    visiting: Visiting,
    id: str,
    actor: Annotated[Line, Query()] = "",
    token: Annotated[Line, Query()] = "",
    kind: Annotated[Line, Query()] = "",
    since: Annotated[Line, Query(alias="from")] = "",
    until: Annotated[Line, Query(alias="to")] = "",
    cursor: Annotated[Line, Query()] = "",
) -> HTMLResponse:
    client_id = known_id(id)
    asked = asked_by_form(Kind, actor=actor, token=token, kind=kind, since=since, until=until)
    after = read_cursor(cursor)
    with visit(visiting) as (session, member):
        history = read_history(session, member.access, client_id, asked, limit=ENTRIES, after=after)
        viewed(session, member.access, client_id)
    client_path = f"/o/{visiting.slug}/clients/{client_id}"
    path = f"{client_path}/history"
    today = today_in(member.access.timezone)
    seen = history_seen(history, asked, today, path, client_path)
    pager = pager_of(history, asked, path, cursor)
    return page("casefile/history.html", **frame(member, "caseload"), **seen, pager=pager)


def list_behind(path: str, slug: str) -> str:
    """The list as one left it."""
    caseload = f"/o/{slug}/caseload"
    return path if path.startswith(caseload) else caseload
