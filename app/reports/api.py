"""The cohort report as JSON."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.responses import Response

from app import clock
from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.audit.at_once import a_place
from app.reports import answers, saved
from app.reports.addressing import APage, Figured, address_of, asked_at, asked_for
from app.reports.as_json import report_json
from app.reports.asked import Asked
from app.reports.asking import take_out
from app.reports.files import MADE, FileFormat, file_of
from app.reports.forms import NewSavedReport, ReportFilters, SavedReportChanges, in_order
from app.reports.people import MOST_PEOPLE, look_behind
from app.reports.periods import widened
from app.reports.report import Report
from app.reports.saved import Saved
from app.web.answers import Listed, fields_of
from app.web.api import (
    AnId,
    Matched,
    based_on,
    json_routes,
    known_id,
    made_at,
    once_by_key,
)
from app.web.calling import Calling, Reporting
from app.web.heads import WRITTEN_DOWN
from app.web.lists import Page, paged
from app.web.strict import Day, Line

router = json_routes("reports")


FORMATS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report",
        "content": {made.media_type.partition(";")[0]: {} for made in MADE.values()},
    },
}


Ask = Callable[[Any, Access], Asked]


async def asking(
    cohort: Annotated[Line | None, Query()] = None,
    program: Annotated[Line | None, Query()] = None,
    advisor: Annotated[Line | None, Query()] = None,
    from_: Annotated[Day | None, Query(alias="from")] = None,
    to: Annotated[Day | None, Query()] = None,
    as_of: Annotated[Day | None, Query()] = None,
) -> Ask:
    in_order(from_, to)

    def ask(session: Any, access: Access) -> Asked:
        return asked_for(
            session,
            access,
            as_of=as_of,
            cohort=cohort,
            program=program,
            advisor=advisor,
            period=widened(from_, to),
        )

    return ask


Asking = Annotated[Ask, Depends(asking)]


@router.get(
    "/reports/cohort",
    response_model=answers.CohortReport,
    responses=FORMATS,
    dependencies=[WRITTEN_DOWN],
)
def read_cohort_report(
    calling: Reporting,
    ask: Asking,
    with_: Annotated[Day | None, Query(alias="with")] = None,
    format: Annotated[FileFormat, Query()] = FileFormat.JSON,
) -> answers.CohortReport | Response:
    """Figures of groups, of offers declined from one day to another. The period is made of whole
    half-years; small groups are hidden, and what would give them away. `with` puts an earlier day
    beside it."""

    def taken_out() -> Report:
        with office_transaction(calling, write=True) as (session, access, _):
            asked = ask(session, access)
            return take_out(session, access, asked, format, clock.now(), with_)

    if format is FileFormat.JSON:
        return report_json(taken_out())
    with a_place():
        return file_of(taken_out(), format)


@router.get("/reports/people", dependencies=[WRITTEN_DOWN])
def read_people(
    calling: Calling, ask: Asking, figure: Figured, page: APage = 1
) -> answers.PeopleBehind:
    """Who is behind a figure that the report tells, by name, for those who may see persons.

    `figure` is the `key` of one of the summary's rows or of a step; `in_play`, `could_update`,
    `could_catch_up` or `year_over` for who could have; `state=` and a state; `outcome=` and its
    kind. Of one group, `by` is the table (`by_class`, `by_advisor`, `by_employer`, `by_area`,
    `by_decline`), `group` its key, of `by_class` the cohort and the program as two, and `figure`
    one of `clients`, `in_play`, `year_over` and `in_network`. `at_risk` is of the `curve`, whose
    groups are months."""
    with office_transaction(calling, write=True) as (session, access, _):
        asked = ask(session, access)
        looked = look_behind(session, access, asked, figure, "json", clock.now(), page)
    items: list[answers.Behind] = [
        {
            "client_id": str(one.client_id),
            "client_name": one.client,
            "contact_name": one.contact or None,
            "employer": one.employer or None,
        }
        for one in looked.people
    ]
    return {"items": items, "count": looked.count, "more": looked.count > page * MOST_PEOPLE}


# Saved ones


def saved_json(one: Saved) -> answers.SavedReport:
    filters = {name: one.filters.get(name) for name in ReportFilters.model_fields}
    return fields_of(answers.SavedReport, one, **filters)


@router.get("/reports/saved")
def list_saved_reports(
    calling: Reporting, page: Annotated[Page, paged(answers.SavedReport)]
) -> Listed[answers.SavedReport]:
    """One's own, and those that colleagues share."""
    with office_transaction(calling, write=False) as (session, access, _):
        return page.of_few(saved.saved_reports(session, access), saved_json)


@router.post("/reports/saved", status_code=201, response_class=made_at("/reports/saved/{id}"))
def save_report(calling: Reporting, form: NewSavedReport) -> answers.SavedReport:
    def act(session: Any, access: Access, at: datetime) -> answers.SavedReport:
        made = saved.save_report(session, access, form, at)
        return saved_json(saved.one_saved(session, access, made.id))

    return once_by_key(calling, "/reports/saved", form, act)


@router.patch("/reports/saved/{saved_id}")
def change_saved_report(
    calling: Reporting, saved_id: AnId, matched: Matched, form: SavedReportChanges
) -> answers.SavedReport:
    with office_transaction(calling, write=True) as (session, access, _):
        changed = saved.change_saved(
            session, access, known_id(saved_id), based_on(form, matched), clock.now()
        )
        return saved_json(saved.one_saved(session, access, changed.id))


@router.delete("/reports/saved/{saved_id}", status_code=204)
def remove_saved_report(calling: Reporting, saved_id: AnId, matched: Matched) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        saved.remove_saved(session, access, known_id(saved_id), clock.now(), matched)
    return Response(status_code=204)


@router.get(
    "/reports/saved/{saved_id}",
    response_model=answers.CohortReport,
    responses=FORMATS,
    dependencies=[WRITTEN_DOWN],
)
def run_saved_report(
    calling: Reporting,
    saved_id: AnId,
    as_of: Annotated[Day | None, Query()] = None,
    with_: Annotated[Day | None, Query(alias="with")] = None,
    format: Annotated[FileFormat, Query()] = FileFormat.JSON,
) -> answers.CohortReport | Response:
    """The report itself; `with` puts an earlier day beside it."""

    def taken_out() -> Report:
        with office_transaction(calling, write=True) as (session, access, _):
            found = saved.one_saved(session, access, known_id(saved_id))
            asked = asked_at(address_of(found.filters, as_of), session, access)
            return take_out(session, access, asked, format, clock.now(), with_)

    if format is FileFormat.JSON:
        return report_json(taken_out())
    with a_place():
        return file_of(taken_out(), format)
