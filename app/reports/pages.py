"""The cohort report as a page, and the people behind a figure for those who may see them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import visit
from app.accounts.visiting import Visiting, frame
from app.audit.at_once import a_place
from app.clock import today_in
from app.faults import BadInput
from app.reports.addressing import Addressed, APage, AsTyped, Figured, asked_at
from app.reports.asking import cohort_report, take_out
from app.reports.files import FileFormat, file_of
from app.reports.people import look_behind
from app.reports.queries import has_nobody, possible
from app.reports.view import about_asked, form_seen, people_path, people_seen, seen_of
from app.web.forms import told
from app.web.heads import WRITTEN_DOWN
from app.web.templating import page

router = APIRouter(include_in_schema=False)
BASE = "/o/{office}/reports"
SUBJECTS = {
    "cohort": "The cohort",
    "program": "The program",
    "advisor": "The advisor",
    "class_year": "The class year",
    "from": "The first day",
    "to": "The last day",
    "as_of": "The day of the report",
}


@router.get(BASE)
def read_report(visiting: Visiting, typed: AsTyped) -> HTMLResponse:
    at = clock.now()
    with visit(visiting) as (session, member):
        choices = possible(session, member.access)
        today = today_in(member.access.timezone)
        try:
            address = typed.address()
            asked = asked_at(address, session, member.access)
        except BadInput as error:
            form = form_seen(member, typed, choices, today, told(error, SUBJECTS))
            return page("reports/page.html", status=422, **form)
        report = cohort_report(session, member.access, asked, at)
        seen = seen_of(member, address, report)
        is_bare = seen["is_silent"] and not seen["to_save"]
        seen["has_nobody"] = is_bare and has_nobody(session, member.access)
    return page("reports/page.html", **(form_seen(member, typed, choices, today, {}) | seen))


@router.get(f"{BASE}/file", dependencies=[WRITTEN_DOWN])
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


@router.get(f"{BASE}/people", dependencies=[WRITTEN_DOWN])
def read_people(
    visiting: Visiting, address: Addressed, figure: Figured, page_: APage = 1
) -> HTMLResponse:
    with visit(visiting, write=True) as (session, member):
        asked = asked_at(address, session, member.access)
        looked = look_behind(session, member.access, asked, figure, "page", clock.now(), page_)
    base = f"/o/{member.office_slug}/reports"
    seen: dict[str, Any] = {
        **frame(member, "reports"),
        "base": base,
        "back": f"{base}?{address.query()}",
        "about": about_asked(address, asked),
        **people_seen(looked, people_path(figure, address, base), page_),
    }
    return page("reports/people.html", **seen)
