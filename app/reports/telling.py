"""A report in words: what each of its files says on top, and how each of them tells a cell."""

from collections.abc import Sequence
from dataclasses import replace
from math import floor

from app.reports.report import HIDDEN, Cell, Column, Kind, Report, Row, Table
from app.web.words import how_many, long_day

NOTHING = "–"


def title_of(report: Report) -> str:
    heading = report.heading
    parts = [part for part in (heading.program, heading.cohort) if part]
    return " ".join(parts) or heading.advisor or "The whole office"


def about(report: Report) -> str:
    heading = report.heading
    of_advisor = f"Clients of {heading.advisor}. " if heading.advisor else ""
    declined = (
        "Offers declined at any time"
        if heading.period.is_open
        else f"Offers declined {heading.period.words}"
    )
    beside = f", beside {long_day(heading.beside)}" if heading.beside else ""
    return f"{of_advisor}{declined}, as it stands on {long_day(heading.as_of)}{beside}."


def heading_of(report: Report) -> list[tuple[str, str]]:
    """What was asked, for which day, when it was made, by whom, and the threshold."""
    heading = report.heading
    return [
        ("Office", heading.office),
        ("Cohort", heading.cohort or "Every cohort"),
        ("Program", heading.program or "Every program"),
        ("Advisor", heading.advisor or "Everyone"),
        ("Offers declined", heading.period.words),
        ("As it stands on", long_day(heading.as_of)),
        *([("Compared with", long_day(heading.beside))] if heading.beside else []),
        ("Made", made_at(report)),
        ("Made by", heading.made_by),
        *([("To mind", STILL_APPLYING)] if heading.still_applying else []),
        ("Smallest group", hiding(heading.smallest_group)),
    ]


def made_at(report: Report) -> str:
    at = report.heading.made_at
    return f"{long_day(at.date())}, {at:%H:%M} UTC"


def made(report: Report) -> str:
    """For paper that a page is printed on, where nothing else says so."""
    heading = report.heading
    return f"{heading.office}. Made {made_at(report)}, by {heading.made_by}."


# Without the office's numbers: how many clients there are is for the report alone to tell.
STILL_APPLYING = (
    "New rules are being applied just now, and some figures are still by the old ones. Make the"
    " report again in a few minutes."
)


def hiding(smallest_group: int) -> str:
    return (
        f"A figure is hidden where fewer than {smallest_group} clients are behind it, or where it"
        " would give such a figure away together with others, in this report or beside another one."
    )


def words_of(cell: Cell, kind: Kind) -> str:
    if cell is HIDDEN:
        return HIDDEN.value
    if cell is None:
        return NOTHING
    if isinstance(cell, str):
        return cell
    if kind is Kind.SHARE:
        return f"{nearest(cell * 100)} %"
    if kind is Kind.POINTS:
        return signed(nearest(cell * 100))
    return signed(nearest(cell)) if kind is Kind.CHANGE else f"{nearest(cell):,}"


def nearest(number: float) -> int:
    """As workbooks show it. A median of days may lie between two."""
    return floor(round(number, 9) + 0.5)


def signed(change: int) -> str:
    return f"{change:+,}".replace("-", "−") if change else "0"


def meanings_of(table: Table, columns: Sequence[Column]) -> list[tuple[str, str]]:
    return [
        *((str(row.cells[0]), row.meaning) for row in table.rows if row.meaning),
        *((column.label, column.meaning) for column in columns if column.meaning),
    ]


def rows_told(table: Table) -> tuple[Row, ...]:
    """None where every figure is hidden: one sentence says so."""
    figures = [place for place, one in enumerate(table.columns) if one.kind is not Kind.TEXT]
    is_untold = all(row.cells[place] is HIDDEN for row in table.rows for place in figures)
    return () if is_untold else table.rows


def narrowed(table: Table) -> Table:
    """For the eye: without the columns of a table of groups in which nothing is told."""
    silent = silent_columns(table)
    if not silent or not rows_told(table):
        return table
    kept = [place for place, one in enumerate(table.columns) if one.name not in silent]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in kept)) for row in table.rows
        ),
        note=" ".join(part for part in (SHARES_HIDDEN, table.note) if part),
    )


SHARES_HIDDEN = (
    "Shares in the network are hidden in each of these groups: too few are in it, or too few are"
    " not yet."
)


def silent_columns(table: Table) -> list[str]:
    """Where two days stand side by side, a figure goes with both days and its change, or not."""
    if not table.name.startswith("by_"):
        return []
    silent: list[str] = []
    for figure in ("year_over", "in_network", "share"):
        columns = [place for place, one in enumerate(table.columns) if one.name.startswith(figure)]
        cells = {row.cells[place] for row in table.rows for place in columns}
        if HIDDEN in cells and cells <= {HIDDEN, None}:
            silent += [table.columns[place].name for place in columns]
    return silent


def remarks_on(table: Table, smallest_group: int) -> list[str]:
    """What stands below a table."""
    if not rows_told(table) and (table.rows or table.left_out):
        return [nothing_told(smallest_group)]
    empty = "" if table.rows else NOBODY_TO_TELL_OF
    more = (
        f"{how_many(table.left_out, 'group')} more: too small to tell of, or would give one away."
    )
    return [words for words in (empty, table.left_out and more, table.note) if words]


NOBODY_TO_TELL_OF = "There are too few people here to tell of."


def nothing_told(smallest_group: int) -> str:
    return (
        f"Every figure here is of fewer than {smallest_group} people, or would give such a figure"
        " away, so nothing is shown."
    )
