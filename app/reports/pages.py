"""The cohort report as a page, and the people behind a figure for those who may see them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import Member, visit
from app.accounts.queries import NOBODY, member_by_email
from app.accounts.visiting import Visiting, frame
from app.audit.at_once import a_place
from app.audit.disclosures import disclosed
from app.clock import today_in
from app.faults import BadInput
from app.reports.asked import Asked
from app.reports.asking import cohort_report, take_out
from app.reports.files import FileFormat, file_of
from app.reports.forms import in_order, told
from app.reports.people import MOST_PEOPLE, name_of_figure, people_behind
from app.reports.queries import possible
from app.reports.view import Address, about_asked, seen_of
from app.web.strict import Line, a_day
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)
BASE = "/o/{office}/reports"


def day_in(field: str, text: str) -> date | None:
    """Blank is none: a form sends all its fields."""
    try:
        return a_day(text) if text else None
    except ValueError as error:
        raise BadInput(field, str(error)) from None


async def address(
    cohort: Annotated[Line, Query()] = "",
    program: Annotated[Line, Query()] = "",
    advisor: Annotated[Line, Query()] = "",
    class_year: Annotated[Line, Query()] = "",
    from_: Annotated[Line, Query(alias="from")] = "",
    to: Annotated[Line, Query()] = "",
    as_of: Annotated[Line, Query()] = "",
) -> Address:
    begins_on, ends_on = day_in("from", from_), day_in("to", to)
    in_order(begins_on, ends_on)
    return Address(
        cohort=cohort,
        program=program,
        advisor=advisor.lower(),
        class_year=class_year,
        begins_on=begins_on,
        ends_on=ends_on,
        as_of=day_in("as_of", as_of),
    )


Addressed = Annotated[Address, Depends(address)]


def asked_at(address: Address, session: Any, member: Member) -> Asked:
    advisor_id = None
    if address.advisor:
        advisor_id = member_by_email(session, member.access, address.advisor) or NOBODY
    return Asked(
        as_of=address.as_of or today_in(member.access.timezone),
        cohort=address.cohort or None,
        program=address.program or None,
        advisor_id=advisor_id,
        period=address.period,
    )


@router.get(BASE)
def read_report(visiting: Visiting, address: Addressed) -> HTMLResponse:
    at = clock.now()
    with visit(visiting) as (session, member):
        asked = asked_at(address, session, member)
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
            asked = asked_at(address, session, member)
            report = take_out(session, member.access, asked, format, clock.now())
        return file_of(report, format)


@router.get(f"{BASE}/people")
def read_people(
    visiting: Visiting, address: Addressed, figure: Annotated[Line, Query()] = "clients"
) -> HTMLResponse:
    """Who is behind a figure; that they were looked at is written down."""
    with visit(visiting, write=True) as (session, member):
        asked = asked_at(address, session, member)
        people = people_behind(session, member.access, asked, figure)
        disclosed(
            session,
            member.access,
            "people_behind_a_report",
            format="page",
            clients=len({one.client_id for one in people[:MOST_PEOPLE]}),
            filters={**told(asked), "figure": figure},
            as_of=asked.as_of,
            at=clock.now(),
        )
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
