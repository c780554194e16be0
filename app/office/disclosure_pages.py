"""What left the office, for its admins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.accounts.door import visit
from app.accounts.queries import names_of
from app.accounts.visiting import Visiting
from app.audit.disclosures import WhatLeft, disclosures
from app.clock import today_in
from app.office.view import BASE, disclosures_seen, framed
from app.web.api import known_id
from app.web.strict import Line
from app.web.templating import page

router = APIRouter(include_in_schema=False)
ROWS = 50


@router.get(f"{BASE}/disclosures")
def list_disclosures(
    visiting: Visiting,
    kind: Annotated[WhatLeft, Query()] = WhatLeft.FILES,
    after: Annotated[Line, Query()] = "",
) -> HTMLResponse:
    """`after` is where the last page ended."""
    place: UUID | None = known_id(after) if after else None
    with visit(visiting) as (session, member):
        found = disclosures(session, member.access, kind=kind, limit=ROWS + 1, after=place)
        names = names_of(session, member.access)
        today = today_in(member.access.timezone)
    seen = disclosures_seen(member, kind, found, ROWS, names, today)
    return page("office/disclosures.html", **framed(member, "disclosures"), **seen, after=after)
