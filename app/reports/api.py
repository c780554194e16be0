"""The cohort report as JSON."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from app import clock
from app.accounts.door import office_transaction
from app.accounts.queries import NOBODY, member_by_email
from app.audit.at_once import a_place
from app.reports.as_json import report_json
from app.reports.asked import Asked
from app.reports.asking import take_out
from app.reports.files import MADE, FileFormat, file_of
from app.reports.forms import in_order
from app.reports.periods import widened
from app.reports.report import Report
from app.web.api import Calling, json_routes, today_of
from app.web.problems import PROBLEM_SCHEMA, TITLES, Problem
from app.web.strict import Day, Line

router = json_routes("reports")


FORMATS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report",
        "content": {made.media_type.partition(";")[0]: {} for made in MADE.values()},
    },
    429: {
        "description": TITLES[429],
        "content": {Problem.media_type: {"schema": PROBLEM_SCHEMA}},
    },
}


@router.get("/reports/cohort", response_model=dict[str, Any], responses=FORMATS)
def read_cohort_report(
    calling: Calling,
    cohort: Annotated[Line | None, Query()] = None,
    program: Annotated[Line | None, Query()] = None,
    advisor: Annotated[Line | None, Query()] = None,
    from_: Annotated[Day | None, Query(alias="from")] = None,
    to: Annotated[Day | None, Query()] = None,
    as_of: Annotated[Day | None, Query()] = None,
    format: Annotated[FileFormat, Query()] = FileFormat.JSON,
) -> dict[str, Any] | Response:
    """Figures of groups, of offers declined from one day to another. The period is made of whole
    half-years; small groups are hidden, and what would give them away."""
    in_order(from_, to)

    def taken_out() -> Report:
        with office_transaction(calling, write=True) as (session, access, _):
            advisor_id = None
            if advisor is not None:
                advisor_id = member_by_email(session, access, advisor.lower()) or NOBODY
            asked = Asked(
                as_of=as_of or today_of(access),
                cohort=cohort,
                program=program,
                advisor_id=advisor_id,
                period=widened(from_, to),
            )
            return take_out(session, access, asked, format, clock.now())

    if format is FileFormat.JSON:
        return report_json(taken_out())
    with a_place():
        return file_of(taken_out(), format)
