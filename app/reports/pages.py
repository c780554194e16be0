"""The cohort report as a page, and the people behind a figure for those who may see them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import visit
from app.accounts.visiting import Visiting, frame
from app.audit.at_once import a_place
from app.clock import today_in
from app.reports.addressing import Addressed, asked_at
from app.reports.asking import cohort_report, take_out
from app.reports.files import FileFormat, file_of
from app.reports.people import MOST_PEOPLE, look_behind, name_of_figure
from app.reports.queries import possible
from app.reports.view import about_asked, seen_of
from app.web.strict import Line
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)
BASE = "/o/{office}/reports"


@router.get(BASE)
def read_report(visiting: Visiting, address: Addressed) -> HTMLResponse:
    at = clock.now()
    with visit(visiting) as (session, member):
        asked = asked_at(address, session, member.access)
        report = cohort_report(session, member.access, asked, at)
        choices = possible(session, member.access)
        today = today_in(member.access.timezone)
    return page("reports/page.html", **seen_of(member, address, asked, choices, report, today))


@router.get(f"{BASE}/file")
def read_file(
    visiting: Visiting,
    address: Addressed,
    format: Annotated[FileFormat, Query()] = FileFormat.CSV,
) -> Response:
    """The report to hand on; that it was taken out is written down."""
    with a_place():
        with visit(visiting, write=True) as (session, member):
            asked = asked_at(address, session, member.access)
            report = take_out(session, member.access, asked, format, clock.now())
        return file_of(report, format)


@router.get(f"{BASE}/people")
def read_people(
    visiting: Visiting, address: Addressed, figure: Annotated[Line, Query()] = "clients"
) -> HTMLResponse:
    with visit(visiting, write=True) as (session, member):
        asked = asked_at(address, session, member.access)
        people = look_behind(session, member.access, asked, figure, "page", clock.now())
    seen: dict[str, Any] = {
        **frame(member, "reports"),
        "base": f"/o/{member.office_slug}/reports",
        "back": f"/o/{member.office_slug}/reports?{address.query()}",
        "title": name_of_figure(figure),
        "about": about_asked(address, asked),
        "people": people[:MOST_PEOPLE],
        "count": how_many(len(people), "line")
        if len(people) <= MOST_PEOPLE
        else f"The first {MOST_PEOPLE}",
    }
    return page("reports/people.html", **seen)
