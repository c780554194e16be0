"""What a client takes along: their plan on paper, and all that the office holds on it."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.audit.actions import record
from app.db.prepared import Reader
from app.faults import BadInput
from app.links.door import glance_at_plan, own_plan
from app.ownplan.files import attached
from app.ownplan.holding import Holding
from app.ownplan.paper import paper_of
from app.ownplan.queries import open_own_file
from app.ownplan.takeout import as_csv, as_json
from app.ownplan.view import frame_of
from app.sheets import csv_text
from app.web.forms import Submitted, read_input
from app.web.strict import Input
from app.web.templating import page

router = APIRouter(include_in_schema=False)


class Wanted(Input):
    format: Literal["json", "csv"]


FORMATS = {"json": (as_json, "application/json"), "csv": (as_csv, csv_text.MEDIA_TYPE)}


@router.get("/p/{link}/paper")
def read_paper(holding: Holding) -> HTMLResponse:
    with glance_at_plan(holding) as (reader, opened):
        today = clock.today_in(opened.access.timezone)
        file = open_own_file(reader, opened, today)
    return page(
        "plan/paper.html",
        **frame_of(opened, today),
        **paper_of(file),
        client_name=opened.client_name,
    )


@router.post("/p/{link}/data")
def take_data(holding: Holding, values: Submitted) -> Response:
    """A POST, since it is written down: whoever sees a person's record is on record."""
    with own_plan(holding, write=True) as (session, opened):
        wanted = read_input(Wanted, values, {})
        if isinstance(wanted, dict):
            raise BadInput("format", "must be json or csv")
        access, at = opened.access, clock.now()
        make, kind = FORMATS[wanted.format]
        today = clock.today_in(access.timezone)
        content = make(session, open_own_file(Reader.of(session), opened, today))
        record(
            session, access, "plan.taken", at=at, client_id=access.client_id, format=wanted.format
        )
    return attached(content, kind, f"staying-in-touch.{wanted.format}")
