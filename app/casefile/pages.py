"""The page of one client."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.door import visit
from app.accounts.visiting import Visiting
from app.casefile.view import open_file, seen_of
from app.clock import today_in
from app.plans.answers import answer_to
from app.web.api import known_id
from app.web.pages import came_from
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
            open_file(session, member, client_id, today),
            member,
            whole_history=history == "all",
        )
        seen["answer"] = answer_to(session, member.access, known_id(done), today) if done else None
    seen["crumb"] = list_behind(came_from(request), visiting.slug)
    return page("casefile/page.html", **seen)


def list_behind(path: str, slug: str) -> str:
    """The list as one left it."""
    caseload = f"/o/{slug}/caseload"
    return path if path.startswith(caseload) else caseload
