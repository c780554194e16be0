"""A cohort report as plain data: what was asked, and tables of cells, ready for every format.

No format computes or hides anything: a cell is what may be told, or `HIDDEN`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from app.reports.periods import Period


class Hidden(StrEnum):
    """A figure that would tell of a small group, or help to work one out."""

    HIDDEN = "hidden"


HIDDEN = Hidden.HIDDEN
Cell: TypeAlias = int | float | str | Hidden | None


class Kind(StrEnum):
    TEXT = "text"
    COUNT = "count"
    SHARE = "share"  # 0 to 1
    DAYS = "days"
    CHANGE = "change"  # of a count or of days, with its sign
    POINTS = "points"  # the change of a share


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    kind: Kind = Kind.COUNT
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`meaning` says what is counted, where each row is a figure of its own. `behind` names, by
    column, the figure whose people can be listed; in a table of groups they are those of `group`.
    """

    cells: tuple[Cell, ...]
    name: str = ""
    meaning: str = ""
    behind: Mapping[str, str] = field(default_factory=dict)
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    left_out: int = 0  # groups of which nothing can be told

    def cell(self, row: str, column: str) -> Cell:
        place = [one.name for one in self.columns].index(column)
        return next(one.cells[place] for one in self.rows if one.name == row)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def words_of(self, row: Row) -> str:
        """What a group is called."""
        return ", ".join(
            str(cell)
            for cell, column in zip(row.cells, self.columns, strict=True)
            if column.kind is Kind.TEXT
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A count whose people can be listed; `by` is a table of groups, blank where it is of all."""

    name: str
    by: str = ""
    group: tuple[str, ...] = ()


def figure_of(table: Table, row: Row, column: str) -> Figure | None:
    name = row.behind.get(column)
    return Figure(name, table.name if row.group else "", row.group) if name else None


@dataclass(frozen=True, slots=True)
class Heading:
    """What every format says on top."""

    office: str
    as_of: date
    cohort: str | None
    program: str | None
    advisor: str | None
    period: Period
    made_at: datetime
    made_by: str
    smallest_group: int
    beside: date | None = None  # the earlier day that it is compared with
    still_applying: bool = False  # a new policy has yet to reach some of the office's clients


@dataclass(frozen=True, slots=True)
class Report:
    heading: Heading
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def figures(self) -> Iterator[tuple[Figure, Cell, str]]:
        """Each that has people behind it, what is told of it, and of which group it is."""
        for table in self.tables:
            for row in table:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    figure = figure_of(table, row, column.name)
                    if figure:
                        yield figure, cell, table.words_of(row) if row.group else ""
