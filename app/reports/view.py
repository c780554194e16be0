"""The report as its page shows it: the filters, the words above, the tables and two drawings."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.accounts.access import Permission
from app.accounts.door import Member
from app.accounts.visiting import frame
from app.reports.asked import Asked, Possible
from app.reports.periods import Period, class_year, of_class_year, widened
from app.reports.report import HIDDEN, Cell, Kind, Report, Row, Table
from app.reports.telling import about, hiding, left_out, meanings_of, title_of, words_of
from app.web.words import long_day

CLASS_YEARS = 6
FILE_WORDS = {"csv": "CSV"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A report's address: its filters as they are written there; blank where unset."""

    cohort: str = ""
    program: str = ""
    advisor: str = ""  # an e-mail
    class_year: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    as_of: date | None = None

    @property
    def period(self) -> Period:
        if self.class_year.isdecimal() and len(self.class_year) == 4 and self.class_year > "1900":
            return of_class_year(int(self.class_year))
        return widened(self.begins_on, self.ends_on)

    def query(self, **more: str) -> str:
        named = {
            "cohort": self.cohort,
            "program": self.program,
            "advisor": self.advisor,
            "class_year": self.class_year,
            "from": self.begins_on.isoformat() if self.begins_on else "",
            "to": self.ends_on.isoformat() if self.ends_on else "",
            "as_of": self.as_of.isoformat() if self.as_of else "",
            **more,
        }
        return urlencode({name: value for name, value in named.items() if value})


def seen_of(
    member: Member, address: Address, asked: Asked, possible: Possible, report: Report, today: date
) -> dict[str, Any]:
    heading = report.heading
    may_see_people = member.access.may(Permission.READ_PEOPLE)
    base = f"/o/{member.office_slug}/reports"
    return {
        **frame(member, "reports"),
        "base": base,
        "title": title_of(report),
        "about": about(report),
        "selects": selects_of(address, possible, today),
        "as_of": asked.as_of.isoformat(),
        "begins_on": "" if address.class_year else iso(address.begins_on),
        "ends_on": "" if address.class_year else iso(address.ends_on),
        "widened": is_widened(address),
        "smallest_group": heading.smallest_group,
        "glance": [glance(row, address, base, may_see_people) for row in report.table("summary")],
        "is_silent": all(
            cell is HIDDEN
            for name in ("summary", "funnel", "standing")
            for row in report.table(name)
            for cell in row.cells[1:]
        ),
        "funnel": funnel_drawing(report.table("funnel")),
        "curve": curve_drawing(report.table("curve")),
        "tables": [
            table_seen(table, address, base, may_see_people)
            for table in report.tables
            if table.name != "summary"
        ],
        "files": [
            (words, f"{base}/file?{address.query(format=format)}")
            for format, words in FILE_WORDS.items()
        ],
        "hiding": hiding(heading.smallest_group),
    }


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def about_asked(address: Address, asked: Asked) -> str:
    of_class = " ".join(part for part in (address.program, address.cohort) if part)
    declined = "" if asked.period.is_open else f", offers declined {asked.period.words}"
    return f"{of_class or 'The whole office'}{declined}, on {long_day(asked.as_of)}"


def is_widened(address: Address) -> str:
    period = address.period
    if address.class_year or (period.begins_on, period.ends_on) == (
        address.begins_on,
        address.ends_on,
    ):
        return ""
    return (
        f"Taken as {period.words}: a period is made of whole half-years, so that two reports"
        " cannot be held against each other to single somebody out."
    )


Option = tuple[str, str, bool]


def selects_of(
    address: Address, possible: Possible, today: date
) -> list[tuple[str, str, list[Option]]]:
    def options(every: str, named: list[tuple[str, str]], current: str) -> list[Option]:
        known = {value for value, _ in named}
        extra = [(current, current)] if current and current not in known else []
        return [(value, words, value == current) for value, words in [("", every), *named, *extra]]

    this = class_year(today)
    years = [
        (str(year), f"Class year {year} (July {year - 1} to June {year})")
        for year in range(this, this - CLASS_YEARS, -1)
    ]
    return [
        ("cohort", "Cohort", options("Every cohort", twice(possible.cohorts), address.cohort)),
        ("program", "Program", options("Every program", twice(possible.programs), address.program)),
        ("advisor", "Advisor", options("Everyone", possible.advisors, address.advisor)),
        ("class_year", "Declined in", options("Any time", years, address.class_year)),
    ]


def twice(names: list[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


def glance(row: Row, address: Address, base: str, may_see: bool) -> dict[str, Any]:
    label, count = row.cells
    return {
        "name": row.name,
        "label": label,
        "value": words_of(count, Kind.COUNT),
        "is_hidden": count is HIDDEN,
        "meaning": row.meaning,
        "href": people_path(row, address, base) if may_see else "",
    }


def people_path(row: Row, address: Address, base: str) -> str:
    return f"{base}/people?{address.query(figure=row.people)}" if row.people else ""


def table_seen(table: Table, address: Address, base: str, may_see: bool) -> dict[str, Any]:
    silent = set(silent_columns(table))
    columns = [column for column in table.columns if column.name not in silent]

    def cells(row: Row) -> list[tuple[str, bool, bool]]:
        """Words, whether they are text, whether they are hidden."""
        return [
            (words_of(cell, column.kind), column.kind is Kind.TEXT, cell is HIDDEN)
            for cell, column in zip(row.cells, table.columns, strict=True)
            if column.name not in silent
        ]

    return {
        "name": table.name,
        "title": table.title,
        "columns": [(column.label, column.kind is Kind.TEXT) for column in columns],
        "rows": [
            (cells(row), people_path(row, address, base) if may_see else "") for row in table.rows
        ],
        "note": table.note if table.name != "curve" else "",
        "silent": SHARES_HIDDEN if silent and table.rows else "",
        "left_out": left_out(table),
        "meanings": meanings_of(table, columns),
        "is_empty": not table.rows,
    }


SHARES_HIDDEN = (
    "Shares in the network are hidden in each of these groups: too few are in it, or too few are"
    " not yet."
)


def silent_columns(table: Table) -> list[str]:
    """The columns of a table of groups in which nothing is told."""
    if not table.name.startswith("by_"):
        return []
    return [
        column.name
        for place, column in enumerate(table.columns)
        if column.name in ("year_over", "in_network", "share")
        and all(row.cells[place] is HIDDEN for row in table.rows)
    ]


# The drawings, in their own units.

WIDTH, BAR, GAP, LABEL = 640, 22, 14, 130


def funnel_drawing(table: Table) -> dict[str, Any]:
    numbers = [cell for row in table for cell in row.cells[1:3] if isinstance(cell, int)]
    most = max(numbers, default=0) or 1
    room = WIDTH - LABEL - 120

    def long(cell: Cell) -> int:
        return round(room * cell / most) if isinstance(cell, int) else 0

    bars = []
    for place, row in enumerate(table):
        label, could, did, share, _ = row.cells
        bars.append(
            {
                "label": label,
                "y": place * (BAR + GAP),
                "could": long(could),
                "did": long(did),
                "words": bar_words(could, did, share),
                "words_at": LABEL + max(long(could), long(did)) + 8,
            }
        )
    return {
        "bars": bars,
        "height": len(bars) * (BAR + GAP) - GAP,
        "description": "; ".join(f"{bar['label']}: {bar['words']}" for bar in bars),
        "is_empty": not numbers,
    }


def bar_words(could: Cell, did: Cell, share: Cell) -> str:
    if isinstance(share, float):
        return f"{did:,} of {could:,}, {share * 100:.0f} %"
    if isinstance(did, int):
        return f"{did:,} did"
    return f"{could:,} could have" if isinstance(could, int) else "hidden"


TALL, LEFT, MOST_MONTHS = 220, 46, 36


def curve_drawing(table: Table) -> dict[str, Any]:
    points: list[Any] = [row.cells for row in table]

    def x(month: int) -> int:
        return LEFT + round((WIDTH - LEFT - 20) * month / MOST_MONTHS)

    def y(share: float) -> int:
        return round(TALL * (1 - share))

    path = f"M{x(0)} {y(0)}"
    for month, share, _ in points:
        path += f"H{x(month)}V{y(share)}"
    return {
        "path": path,
        "dots": [(x(month), y(share)) for month, share, _ in points],
        "months": [(month, x(month)) for month in range(0, MOST_MONTHS + 1, 6)],
        "shares": [(f"{tenth * 25} %", y(tenth / 4)) for tenth in range(5)],
        "description": "; ".join(
            f"after {month} months {share * 100:.0f} %, {at_risk:,} still on their way"
            for month, share, at_risk in points
        ),
        "is_empty": not points,
    }
