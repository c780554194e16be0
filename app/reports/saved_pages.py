"""Saved reports: named, run again, compared with an earlier day."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting, frame
from app.audit.at_once import a_place
from app.clock import today_in
from app.cycle.dates import add_months
from app.faults import BadInput, Stale
from app.reports import saved
from app.reports.addressing import Addressed, address_of, asked_at, day_in
from app.reports.asking import comparison, take_out
from app.reports.files import FileFormat, file_of
from app.reports.forms import NewSavedReport, SavedReportChanges
from app.reports.view import Address, compared_seen, saved_seen
from app.web.api import known_id
from app.web.forms import Form, Submitted, read_input, told
from app.web.heads import WRITTEN_DOWN
from app.web.pages import go_to
from app.web.strict import Line
from app.web.templating import page

router = APIRouter(include_in_schema=False)
BASE = "/o/{office}/reports"
SUBJECTS = {
    "advisor": "The advisor",
    "name": "The name",
    "begins_on": "The first day",
    "ends_on": "The last day",
}
SAID = {
    "saved": "The report is saved.",
    "changed": "It is saved.",
    "removed": "The saved report is gone; no figure is.",
}
FASTER = "Somebody else changed it meanwhile, so nothing was saved."


@router.get(f"{BASE}/saved")
def list_saved(visiting: Visiting, said: Annotated[Line, Query()] = "") -> HTMLResponse:
    return saved_page(visiting, Form(), SAID.get(said, ""))


def saved_page(visiting: Visitor, form: Form, said: str = "") -> HTMLResponse:
    with visit(visiting) as (session, member):
        found = saved.saved_reports(session, member.access)
        today = today_in(member.access.timezone)
    return page(
        "reports/saved.html",
        status=422 if form.errors else 200,
        **frame(member, "reports"),
        **saved_seen(member, found, today),
        form=form,
        said=said,
    )


@router.post(f"{BASE}/saved")
def save(request: Request, visiting: Visiting, values: Submitted) -> Response:
    given = read_input(NewSavedReport, values, SUBJECTS)
    if isinstance(given, dict):
        return saved_page(visiting, Form(dict(values), given))
    try:
        with visit(visiting, write=True) as (session, member):
            saved.save_report(session, member.access, given, clock.now())
    except BadInput as error:
        return saved_page(visiting, Form(dict(values), told(error, SUBJECTS)))
    return go_to(f"/o/{visiting.slug}/reports/saved?said=saved", request)


@router.get(f"{BASE}/saved/{{id}}")
def open_saved(
    request: Request, visiting: Visiting, id: str, as_of: Annotated[Line, Query()] = ""
) -> Response:
    """Its report, of today or of the day that is asked for."""
    with visit(visiting) as (session, member):
        found = saved.one_saved(session, member.access, known_id(id))
    address = address_of(found.filters, day_in("as_of", as_of))
    return go_to(f"/o/{visiting.slug}/reports?{address.query()}", request)


@router.post(f"{BASE}/saved/{{id}}")
def change(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    given = read_input(SavedReportChanges, values, SUBJECTS)
    errors = given if isinstance(given, dict) else {}
    if isinstance(given, SavedReportChanges):
        try:
            with visit(visiting, write=True) as (session, member):
                saved.change_saved(session, member.access, known_id(id), given, clock.now())
        except BadInput as error:
            errors = told(error, SUBJECTS)
        except Stale:
            errors = {"": FASTER}
        else:
            return go_to(f"/o/{visiting.slug}/reports/saved?said=changed", request)
    return saved_page(visiting, Form(dict(values), errors))


@router.post(f"{BASE}/saved/{{id}}/remove")
def remove(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        saved.remove_saved(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/reports/saved?said=removed", request)


# Beside an earlier day


def earlier_day(address: Address, text: str, today: date) -> date:
    """A year before, where none is named."""
    return day_in("with", text) or add_months(address.as_of or today, -12)


@router.get(f"{BASE}/compare")
def compare(
    visiting: Visiting,
    address: Addressed,
    with_: Annotated[Line, Query(alias="with")] = "",
) -> HTMLResponse:
    error, report, beside = "", None, None
    with visit(visiting) as (session, member):
        member.access.require(Permission.READ_REPORTS)
        today = today_in(member.access.timezone)
        try:
            beside = earlier_day(address, with_, today)
            asked = asked_at(address, session, member.access)
            report = comparison(session, member.access, asked, beside, clock.now())
        except BadInput as wrong:
            error = told(wrong, {"with": "The day to compare with"})[wrong.field]
    seen: dict[str, Any] = compared_seen(member, address, report, beside, today)
    status = 422 if error else 200
    return page(
        "reports/compare.html", status=status, **frame(member, "reports"), **seen, error=error
    )


@router.get(f"{BASE}/compare/file", dependencies=[WRITTEN_DOWN])
def read_compared(
    visiting: Visiting,
    address: Addressed,
    with_: Annotated[Line, Query(alias="with")] = "",
    format: Annotated[FileFormat, Query()] = FileFormat.CSV,
) -> Response:
    with a_place():
        with visit(visiting, write=True) as (session, member):
            beside = earlier_day(address, with_, today_in(member.access.timezone))
            asked = asked_at(address, session, member.access)
            report = take_out(session, member.access, asked, format, clock.now(), beside)
        return file_of(report, format)
