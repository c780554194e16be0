"""The report as one CSV file: what was asked, then its tables one after another."""

from collections.abc import Iterator

from app.reports.report import HIDDEN, Cell, Kind, Report, Table
from app.reports.telling import (
    NOTHING,
    heading_of,
    meanings_of,
    remarks_on,
    rows_told,
    title_of,
)
from app.sheets.csv_text import BYTE_ORDER_MARK, csv_of


def csv_file(report: Report) -> bytes:
    return BYTE_ORDER_MARK + csv_of(lines_of(report))


def lines_of(report: Report) -> Iterator[list[str]]:
    yield ["Cohort report", title_of(report)]
    for label, words in heading_of(report):
        yield [label, words]
    for table in report.tables:
        yield []
        yield from lines_of_table(table, report.heading.smallest_group)
    yield []
    yield ["What these count"]
    for table in report.tables:
        for label, words in meanings_of(table, table.columns):
            yield [table.title, label, words]


def lines_of_table(table: Table, smallest_group: int) -> Iterator[list[str]]:
    yield [table.title]
    yield [column.label or "Figure" for column in table.columns]
    kinds = [column.kind for column in table.columns]
    for row in rows_told(table):
        yield [plain(cell, kind) for cell, kind in zip(row.cells, kinds, strict=True)]
    for words in remarks_on(table, smallest_group):
        yield [words]


def plain(cell: Cell, kind: Kind) -> str:
    """A number as programs read it; a share is 0 to 1."""
    if cell is HIDDEN:
        return HIDDEN.value
    if cell is None:
        return NOTHING
    return f"{cell:.4f}" if kind in (Kind.SHARE, Kind.POINTS) else str(cell)
