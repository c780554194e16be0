"""The cohort report as JSON."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from app import clock
from app.accounts.door import office_transaction
from app.accounts.queries import NOBODY, member_by_email
from app.audit.at_once import a_place
from app.reports.asked import Asked
from app.reports.asking import take_out
from app.reports.files import MADE, FileFormat, file_of
from app.reports.forms import in_order
from app.reports.periods import widened
from app.reports.report import HIDDEN, Report, Table
from app.web.api import Calling, json_routes, today_of
from app.web.problems import PROBLEM_SCHEMA, TITLES, Problem
from app.web.strict import Day, Line

router = json_routes("reports")


class Format(StrEnum):
    JSON = "json"
    CSV = FileFormat.CSV


FORMATS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report",
        "content": {kind.partition(";")[0]: {} for _, kind in MADE.values()},
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
    format: Annotated[Format, Query()] = Format.JSON,
) -> dict[str, Any] | Response:
    """Figures of groups, of offers declined from one day to another. The period is made of whole
    half-years; small groups are hidden, and what would give them away."""
    in_order(from_, to)

    def taken_out() -> tuple[Report, Asked]:
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
            return take_out(session, access, asked, format.value, clock.now()), asked

    if format is Format.JSON:
        return report_json(*taken_out())
    with a_place():
        return file_of(taken_out()[0], FileFormat(format))


def report_json(report: Report, asked: Asked) -> dict[str, Any]:
    heading = report.heading
    return {
        "office": heading.office,
        "as_of": heading.as_of.isoformat(),
        "asked": {
            "cohort": heading.cohort,
            "program": heading.program,
            "advisor": heading.advisor,
            "from": asked.period.begins_on and asked.period.begins_on.isoformat(),
            "to": asked.period.ends_on and asked.period.ends_on.isoformat(),
        },
        "made_at": heading.made_at.isoformat().replace("+00:00", "Z"),
        "made_by": heading.made_by,
        "smallest_group": heading.smallest_group,
        **{table.name: table_json(table) for table in report.tables},
    }


def table_json(table: Table) -> dict[str, Any]:
    """A hidden figure is null, and named in `hidden`."""
    names = [column.name for column in table.columns]
    return {
        "title": table.title,
        "meanings": {
            **{column.name: column.meaning for column in table.columns if column.meaning},
            **{row.name: row.meaning for row in table.rows if row.meaning},
        },
        "rows": [
            {
                "key": row.name,
                **{
                    name: None if cell is HIDDEN else cell
                    for name, cell in zip(names, row.cells, strict=True)
                },
                "hidden": [
                    name for name, cell in zip(names, row.cells, strict=True) if cell is HIDDEN
                ],
            }
            for row in table.rows
        ],
        "left_out": table.left_out,
    }
