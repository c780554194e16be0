"""The report on paper: a tagged PDF (PDF/UA-1), set by Typst from plain data."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

from app.reports.drawings import drawings_of
from app.reports.report import HIDDEN, Kind, Report, Table
from app.reports.telling import (
    about,
    heading_of,
    hiding,
    meanings_of,
    narrowed,
    remarks_on,
    rows_told,
    title_of,
    words_of,
)
from app.web.templating import ROOT, render
from app.web.words import long_day

MEDIA_TYPE = "application/pdf"
PAPER = ROOT / "templates" / "reports" / "report.typ"
FONTS = ("manimgx_fonts", "manimgx_fonts_cjk")  # packages of Noto's files and nothing else


def pdf_file(report: Report) -> bytes:
    try:
        return printed(report, "ua-1")
    except typst.TypstError:
        # A letter that no font has is a box on paper, which PDF/UA forbids; tags and text stay.
        return printed(report, None)


def printed(report: Report, standard: Literal["ua-1"] | None) -> bytes:
    made: bytes = typst.compile(
        str(PAPER),
        format="pdf",
        font_paths=fonts(),
        pdf_standards=standard,
        sys_inputs={"report": json.dumps(on_paper(report))},
        timestamp=int(report.heading.made_at.timestamp()),
    )
    return made


@cache
def fonts() -> typst.Fonts:
    """The same on every machine."""
    return typst.Fonts(
        include_system_fonts=False, font_paths=[str(files(package)) for package in FONTS]
    )


def on_paper(report: Report) -> dict[str, Any]:
    heading = report.heading
    drawn = drawings_of(report)
    return {
        "title": f"Cohort report: {title_of(report)}",
        "office": heading.office,
        "wide": heading.beside is not None,
        "day": long_day(heading.as_of),
        "about": about(report),
        "facts": [fact for fact in heading_of(report) if fact[0] != "Smallest group"],
        "hiding": hiding(heading.smallest_group),
        "glance": [
            (row.cells[0], words_of(row.cells[1], Kind.COUNT), row.meaning)
            for row in report.table("summary")
            if not heading.beside
        ],
        "tables": [
            table_on_paper(table, heading.smallest_group, drawn.get(table.name))
            for table in report.tables
            if table.name != "summary" or heading.beside
        ],
    }


def table_on_paper(
    table: Table, smallest_group: int, drawing: dict[str, Any] | None
) -> dict[str, Any]:
    table = narrowed(table)
    return {
        "title": table.title,
        "columns": [(one.label or "Figure", one.kind is Kind.TEXT) for one in table.columns],
        "rows": [
            [
                (words_of(cell, column.kind), cell is HIDDEN)
                for cell, column in zip(row.cells, table.columns, strict=True)
            ]
            for row in rows_told(table)
        ],
        "remarks": remarks_on(table, smallest_group),
        "meanings": meanings_of(table, table.columns),
        "drawing": drawing and drawn_alone(table, drawing),
    }


def drawn_alone(table: Table, drawing: dict[str, Any]) -> dict[str, str]:
    svg = render(
        "reports/_drawing.svg",
        name=table.name,
        title=table.title,
        drawing=drawing,
        is_alone=True,
    )
    return {"svg": svg, "description": f"{table.title}. {drawing['description']}"}
