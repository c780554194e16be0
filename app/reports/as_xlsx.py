"""The report as a workbook: what was asked, a sheet for each table, and charts that are real."""

from io import BytesIO
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook

from app.reports.drawings import dashes_and_colour, shows
from app.reports.report import HIDDEN, Cell, Column, Kind, Report, Table
from app.reports.telling import NOTHING, heading_of, meanings_of, remarks_on, rows_told, title_of
from app.sheets.xlsx import NEVER_CLEVER

NUMBER = {
    Kind.TEXT: "@",
    Kind.COUNT: "#,##0",
    Kind.SHARE: "0%",
    Kind.DAYS: "#,##0",
    Kind.CHANGE: "+#,##0;-#,##0;0",
    Kind.POINTS: "+0%;-0%;0%",
}
LONGEST_NAME = 31  # of a sheet, and without these:
NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
WIDE, NARROW = 34, 14  # characters
DID, COULD = "#22703f", "#d3dedc"
COVERED = 4  # columns right of a table that its chart lies over
STEPS_DRAWN = ("Months drawn", "Share drawn")
DASHES = ("solid", "dash", "round_dot", "dash_dot")
COLOURS = (DID, "#1f56b5", "#8a5200", "#20242f")
WORDS_WIDE = 88  # characters
LINE = 15  # points
TWO_LINES = 2 * LINE  # points, for heads longer than their column is wide


def xlsx_file(report: Report) -> bytes:
    made = BytesIO()
    book = Workbook(made, {**NEVER_CLEVER, "constant_memory": False, "in_memory": True})
    book.set_properties({"title": f"Cohort report: {title_of(report)}", "author": "Regards"})
    sheets = Sheets(book, report)
    sheets.write_about()
    for table in report.tables:
        sheets.write_table(table)
    book.close()
    return made.getvalue()


class Sheets:
    def __init__(self, book: Workbook, report: Report):
        self.book, self.report = book, report
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.head_of_numbers = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"}
        )
        self.label = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.silent = book.add_format({"italic": True, "font_color": "#575d6b", "align": "right"})
        self.kinds = {
            kind: book.add_format({"num_format": number}) for kind, number in NUMBER.items()
        }

    def write_about(self) -> None:
        """What was asked, by whom and when; then what each figure counts."""
        sheet = self.book.add_worksheet("About")
        laid_out(sheet)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, WORDS_WIDE + 2)
        sheet.write_string(0, 0, f"Cohort report: {title_of(self.report)}", self.title)
        row = 2
        for label, words in heading_of(self.report):
            self.write_words(sheet, row, label, words)
            row += 1
        for table in self.report.tables:
            meanings = meanings_of(table, table.columns)
            if meanings:
                row += 1
                sheet.write_string(row, 0, table.title, self.head)
                sheet.write_string(row, 1, "What it counts", self.head)
                row += 1
            for label, words in meanings:
                self.write_words(sheet, row, label, words)
                row += 1

    def write_words(self, sheet: Any, row: int, label: str, words: str) -> None:
        """As high as they need: not every program makes room by itself."""
        lines = len(wrap(words, WORDS_WIDE)) or 1
        sheet.set_row(row, LINE * lines)
        sheet.write_string(row, 0, label, self.label)
        sheet.write_string(row, 1, words, self.text)

    def write_table(self, table: Table) -> None:
        sheet = self.book.add_worksheet(table.title.translate(NOT_IN_NAMES)[:LONGEST_NAME])
        laid_out(sheet)
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, TWO_LINES)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, WIDE if place == 0 else NARROW)
            head = self.head if column.kind is Kind.TEXT else self.head_of_numbers
            sheet.write_string(0, place, column.label or "Figure", head)
        rows = rows_told(table)
        for at, row in enumerate(rows, 1):
            for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                self.write_cell(sheet, at, place, cell, column)
        remarks = remarks_on(table, self.report.heading.smallest_group)
        below = len(rows) + 2
        for at, words in enumerate(remarks, below):
            sheet.write_string(at, 0, words)
        if rows and table.name in CHARTS and not self.report.heading.beside and shows(table):
            chart = CHARTS[table.name](self, sheet, table)
            sheet.insert_chart(below + len(remarks) + 1, 0, chart)

    def write_cell(self, sheet: Any, at: int, place: int, cell: Cell, column: Column) -> None:
        """A number is a number; what is hidden is a word, and no formula can add it up."""
        if cell is HIDDEN:
            sheet.write_string(at, place, HIDDEN.value, self.silent)
        elif cell is None:
            sheet.write_string(at, place, NOTHING, self.silent)
        elif isinstance(cell, str):
            sheet.write_string(at, place, cell, self.kinds[Kind.TEXT])
        else:
            sheet.write_number(at, place, cell, self.kinds[column.kind])


def laid_out(sheet: Any) -> None:
    """On paper one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def funnel_chart(sheets: Sheets, sheet: Any, table: Table) -> Any:
    chart = sheets.book.add_chart({"type": "bar"})
    names = [column.name for column in table.columns]
    last = len(table.rows)
    for column, colour in (("could", COULD), ("did", DID)):
        place = names.index(column)
        chart.add_series(
            {
                "name": [sheet.name, 0, place],
                "categories": [sheet.name, 1, 0, last, 0],
                "values": [sheet.name, 1, place, last, place],
                "fill": {"color": colour},
                "overlap": 100 if column == "did" else 0,
            }
        )
    chart.set_y_axis({"reverse": True})
    return titled(chart, table)


def curve_chart(sheets: Sheets, sheet: Any, table: Table) -> Any:
    """A chart joins points; that a curve goes up in steps are points of its own, beside it."""
    first = len(table.columns) + COVERED
    kinds = (Kind.COUNT, Kind.SHARE)
    sheet.set_column(first, first + 1, NARROW)
    for place, label in enumerate(STEPS_DRAWN, first):
        sheet.write_string(0, place, label, sheets.head_of_numbers)
    chart = sheets.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    months = [column.name for column in table.columns].index("months")
    row, drawn = 1, 1  # the next free line, of the table and of the corners beside it
    lines = list(lines_of(table).values())
    for at, points in enumerate(lines):
        corners = corners_of(points)
        for below, corner in enumerate(corners, drawn):
            for place, kind in enumerate(kinds):
                sheet.write_number(below, first + place, corner[place], sheets.kinds[kind])
        dashes, colour = dashes_and_colour(at)
        line = {"color": COLOURS[colour], "dash_type": DASHES[dashes], "width": 2}
        marker = {
            "type": "circle",
            "fill": {"color": COLOURS[colour]},
            "border": {"color": COLOURS[colour]},
        }
        for column, top, many, drawn_as, dots in (
            (first, drawn, len(corners), line, {"type": "none"}),
            (months, row, len(points), {"none": True}, marker),
        ):
            chart.add_series(
                {
                    "name": [sheet.name, row, 0] if months else [sheet.name, 0, column + 1],
                    "categories": [sheet.name, top, column, top + many - 1, column],
                    "values": [sheet.name, top, column + 1, top + many - 1, column + 1],
                    "line": drawn_as,
                    "marker": dots,
                }
            )
        row, drawn = row + len(points), drawn + len(corners)
    chart.set_x_axis({"name": table.columns[months].label, "min": 0})
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1})
    markers = list(range(1, 2 * len(lines), 2))
    chart.set_legend({"position": "bottom", "delete_series": markers} if months else {"none": True})
    return titled(chart, table)


def lines_of(table: Table) -> dict[str, list[tuple[int, float]]]:
    """Months and shares: of each cohort, or of all under no name."""
    found: dict[str, list[tuple[int, float]]] = {}
    for row in table:
        months, share = row.cells[-3:-1]
        assert isinstance(months, int)
        assert isinstance(share, float)
        found.setdefault(table.words_of(row), []).append((months, share))
    return found


def corners_of(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Of a curve, from nobody at the decline."""
    corners, before = [(0, 0.0)], 0.0
    for months, share in points:
        corners += [(months, before), (months, share)]
        before = share
    return corners


def titled(chart: Any, table: Table) -> Any:
    chart.set_title({"name": table.title, "name_font": {"size": 12}})
    chart.set_size({"width": 620, "height": 320})
    return chart


CHARTS = {"funnel": funnel_chart, "curve": curve_chart, "curve_by_cohort": curve_chart}
