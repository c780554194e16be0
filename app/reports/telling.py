"""A report in words: what each of its files says on top, and how each of them tells a cell."""

from collections.abc import Sequence

from app.reports.report import HIDDEN, Cell, Column, Kind, Report, Table
from app.web.words import how_many, long_day

NOTHING = "–"


def title_of(report: Report) -> str:
    heading = report.heading
    parts = [part for part in (heading.program, heading.cohort) if part]
    return " ".join(parts) or "The whole office"


def about(report: Report) -> str:
    heading = report.heading
    of_advisor = f"Clients of {heading.advisor}. " if heading.advisor else ""
    declined = (
        "Offers declined at any time"
        if heading.period == "all time"
        else f"Offers declined {heading.period}"
    )
    return f"{of_advisor}{declined}, as it stands on {long_day(heading.as_of)}."


def heading_of(report: Report) -> list[tuple[str, str]]:
    """What was asked, for which day, when it was made, by whom, and the threshold."""
    heading = report.heading
    return [
        ("Office", heading.office),
        ("Cohort", heading.cohort or "Every cohort"),
        ("Program", heading.program or "Every program"),
        ("Advisor", heading.advisor or "Everyone"),
        ("Offers declined", heading.period),
        ("As it stands on", long_day(heading.as_of)),
        ("Made", f"{long_day(heading.made_at.date())}, {heading.made_at:%H:%M} UTC"),
        ("Made by", heading.made_by),
        ("Smallest group", hiding(heading.smallest_group)),
    ]


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
        return f"{cell * 100:.0f} %"
    if kind is Kind.DAYS:
        return f"{cell:,.0f}" if cell == int(cell) else f"{cell:,.1f}"
    return f"{cell:,}"


def meanings_of(table: Table, columns: Sequence[Column]) -> list[tuple[str, str]]:
    return [
        *((str(row.cells[0]), row.meaning) for row in table.rows if row.meaning),
        *((column.label, column.meaning) for column in columns if column.meaning),
    ]


def remarks_on(table: Table) -> list[str]:
    """What stands below a table."""
    empty = "" if table.rows or table.left_out else NOBODY_TO_TELL_OF
    return [words for words in (empty, left_out(table), table.note) if words]


NOBODY_TO_TELL_OF = "There are too few people here to tell of."


def left_out(table: Table) -> str:
    if not table.left_out:
        return ""
    beside = "more" if table.rows else "in all"
    return f"{how_many(table.left_out, 'group')} {beside}: too small to tell of."
