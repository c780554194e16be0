"""What was done in the office, for its admins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.accounts.door import visit
from app.accounts.visiting import Visiting
from app.audit.asking import asked_by_form
from app.clock import today_in
from app.office.history import ENTRIES, history_seen, read_history
from app.office.view import BASE, framed
from app.office.words import OfficeKind
from app.web.api import known_id
from app.web.strict import Line
from app.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get(f"{BASE}/history")
def read_office_history(
    visiting: Visiting,
    actor: Annotated[Line, Query()] = "",
    token: Annotated[Line, Query()] = "",
    kind: Annotated[Line, Query()] = "",
    since: Annotated[Line, Query(alias="from")] = "",
    until: Annotated[Line, Query(alias="to")] = "",
    after: Annotated[Line, Query()] = "",
) -> HTMLResponse:
    """`after` is where the last page ended."""
    asked = asked_by_form(OfficeKind, actor=actor, token=token, kind=kind, since=since, until=until)
    place: UUID | None = known_id(after) if after else None
    with visit(visiting) as (session, member):
        history = read_history(session, member.access, asked, limit=ENTRIES + 1, after=place)
        today = today_in(member.access.timezone)
    path = f"/o/{visiting.slug}/settings/history"
    seen = history_seen(history, asked, today, path, after)
    return page("office/history.html", **framed(member, "history"), **seen)
