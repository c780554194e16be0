"""What is told of reports: the report itself, who is behind a figure, and saved ones."""

from typing import NotRequired

from pydantic import ConfigDict, with_config
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from app.web.answers import Day, Email, Id, Moment

Asked = TypedDict(
    "Asked",
    {
        "cohort": str | None,
        "program": str | None,
        "advisor": str | None,
        "from": Day | None,
        "to": Day | None,
    },
)


FIGURE: JsonDict = {"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]}


@with_config(ConfigDict(extra="allow", json_schema_extra={"additionalProperties": FIGURE}))
class ReportRow(TypedDict):
    """Beside these its figures, by column: numbers, words, or null. Those of a small group are null
    and named in `hidden`."""

    key: str
    hidden: list[str]


class ReportTable(TypedDict):
    """`meanings` say what is counted, by column and by row; of `left_out` groups nothing can be
    told."""

    title: str
    meanings: dict[str, str]
    rows: list[ReportRow]
    left_out: int
    remarks: list[str]


class CohortReport(TypedDict):
    """With an earlier day beside it, the figures are named `…_then`, `…_now` and `…_change`, and
    there are no curves."""

    office: str
    as_of: Day
    compared_with: NotRequired[Day]
    asked: Asked
    made_at: Moment
    made_by: str
    smallest_group: int
    still_applying: bool
    summary: ReportTable
    funnel: ReportTable
    standing: ReportTable
    outcomes: ReportTable
    by_class: ReportTable
    by_advisor: ReportTable
    by_employer: ReportTable
    by_area: ReportTable
    by_decline: ReportTable
    curve: NotRequired[ReportTable]
    curve_by_cohort: NotRequired[ReportTable]


class Behind(TypedDict):
    """One who is counted in a figure: a client, or a person whom they met."""

    client_id: Id
    client_name: str
    contact_name: str | None
    employer: str | None


class PeopleBehind(TypedDict):
    """`count` is of all pages; with `more` there is another."""

    items: list[Behind]
    count: int
    more: bool


class SavedReport(TypedDict):
    id: Id
    name: str
    cohort: str | None
    program: str | None
    advisor: Email | None
    class_year: str | None
    begins_on: Day | None
    ends_on: Day | None
    shared: bool
    owner_email: Email
    version: int
