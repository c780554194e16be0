"""The same report of two days, side by side.

Both are reports as they would be told alone, so what is hidden in one stays hidden, and no change
is told from it.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.reports.report import HIDDEN, Cell, Column, Kind, Report, Row, Table

CURVES = ("curve", "curve_by_cohort")


def compared(then: Report, now: Report) -> Report:
    """For each figure what it was, what it is, and the change; groups of either day."""
    tables = tuple(
        side_by_side(then, now, table) for table in now.tables if table.name not in CURVES
    )
    return Report(replace(now.heading, beside=then.heading.as_of), tables)


def side_by_side(then: Report, now: Report, table: Table) -> Table:
    before = then.table(table.name)
    texts = [column for column in table.columns if column.kind is Kind.TEXT]
    figures = [column for column in table.columns if column.kind is not Kind.TEXT]
    earlier, later = ({row.name: row for row in one.rows} for one in (before, table))
    no_longer = [name for name in earlier if name not in later]
    # Whoever was there on a day is there on a later one: such a group is left out now, not gone.
    is_left_out = before.title == table.title  # else it stands in another one: months, half-years
    now_left_out = HIDDEN if is_left_out else None
    return Table(
        table.name,
        table.title,
        (*texts, *columns_of(figures, then, now)),
        tuple(
            beside(name, earlier.get(name), later.get(name), table, len(texts), now_left_out)
            for name in [*later, *no_longer]
        ),
        table.note,
        max(0, table.left_out - len(no_longer)) if is_left_out else table.left_out,
    )


def columns_of(figures: list[Column], then: Report, now: Report) -> Iterator[Column]:
    for column in figures:
        label = column.label
        was, is_ = (f"{one.heading.as_of:%-d %b %Y}" for one in (then, now))
        yield Column(f"{column.name}_then", f"{label}, {was}", column.kind)
        yield Column(f"{column.name}_now", f"{label}, {is_}", column.kind, column.meaning)
        if column.kind is Kind.SHARE:
            yield Column(f"{column.name}_change", "Change, points", Kind.POINTS)
        else:
            yield Column(f"{column.name}_change", "Change", Kind.CHANGE)


def beside(
    name: str, was: Row | None, is_: Row | None, table: Table, texts: int, left_out: Cell
) -> Row:
    known = is_ or was
    assert known is not None
    cells = list(known.cells[:texts])
    for place in range(texts, len(table.columns)):
        then = was.cells[place] if was else None
        now = is_.cells[place] if is_ else left_out
        cells += [then, now, change(then, now)]
    return Row(tuple(cells), name, known.meaning)


def change(then: Cell, now: Cell) -> Cell:
    if HIDDEN in (then, now):
        return HIDDEN
    if isinstance(then, int | float) and isinstance(now, int | float):
        return now - then
    return None
