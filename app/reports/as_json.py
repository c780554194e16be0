"""The report as JSON, for programs."""

import json
from typing import cast

from app.reports import answers
from app.reports.report import HIDDEN, Report, Row, Table
from app.reports.telling import remarks_on


def json_file(report: Report) -> bytes:
    return json.dumps(report_json(report), ensure_ascii=False, indent=2).encode()


def report_json(report: Report) -> answers.CohortReport:
    heading, period = report.heading, report.heading.period
    beside = {"compared_with": heading.beside.isoformat()} if heading.beside else {}
    asked: answers.Asked = {
        "cohort": heading.cohort,
        "program": heading.program,
        "advisor": heading.advisor,
        "from": period.begins_on.isoformat() if period.begins_on else None,
        "to": period.ends_on.isoformat() if period.ends_on else None,
    }
    told = {
        "office": heading.office,
        "as_of": heading.as_of.isoformat(),
        **beside,
        "asked": asked,
        "made_at": heading.made_at.isoformat().replace("+00:00", "Z"),
        "made_by": heading.made_by,
        "smallest_group": heading.smallest_group,
        "still_applying": heading.still_applying,
        **{table.name: table_json(table, heading.smallest_group) for table in report.tables},
    }
    return cast(answers.CohortReport, told)


def table_json(table: Table, smallest_group: int) -> answers.ReportTable:
    """A hidden figure is null, and named in `hidden`."""
    names = [column.name for column in table.columns]
    return {
        "title": table.title,
        "meanings": {
            **{column.name: column.meaning for column in table.columns if column.meaning},
            **{row.name: row.meaning for row in table.rows if row.meaning},
        },
        "rows": [row_json(names, row) for row in table.rows],
        "left_out": table.left_out,
        "remarks": remarks_on(table, smallest_group),
    }


def row_json(names: list[str], row: Row) -> answers.ReportRow:
    cells = dict(zip(names, row.cells, strict=True))
    told = {
        "key": row.name,
        **{name: None if cell is HIDDEN else cell for name, cell in cells.items()},
        "hidden": [name for name, cell in cells.items() if cell is HIDDEN],
    }
    return cast(answers.ReportRow, told)
