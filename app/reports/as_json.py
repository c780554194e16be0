"""The report as JSON, for programs."""

import json
from typing import Any

from app.reports.report import HIDDEN, Report, Table
from app.reports.telling import remarks_on


def json_file(report: Report) -> bytes:
    return json.dumps(report_json(report), ensure_ascii=False, indent=2).encode()


def report_json(report: Report) -> dict[str, Any]:
    heading, period = report.heading, report.heading.period
    return {
        "office": heading.office,
        "as_of": heading.as_of.isoformat(),
        **({"compared_with": heading.beside.isoformat()} if heading.beside else {}),
        "asked": {
            "cohort": heading.cohort,
            "program": heading.program,
            "advisor": heading.advisor,
            "from": period.begins_on and period.begins_on.isoformat(),
            "to": period.ends_on and period.ends_on.isoformat(),
        },
        "made_at": heading.made_at.isoformat().replace("+00:00", "Z"),
        "made_by": heading.made_by,
        "smallest_group": heading.smallest_group,
        "still_applying": heading.still_applying,
        **{table.name: table_json(table, heading.smallest_group) for table in report.tables},
    }


def table_json(table: Table, smallest_group: int) -> dict[str, Any]:
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
        "remarks": remarks_on(table, smallest_group),
    }
