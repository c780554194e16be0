"""The report as its page shows it: the filters, the words above, the tables and two drawings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from app.accounts.access import Permission
from app.accounts.door import Member
from app.accounts.visiting import frame
from app.reports.asked import Asked, Possible
from app.reports.drawings import drawings_of
from app.reports.files import MADE
from app.reports.people import MOST_PEOPLE, Looked
from app.reports.periods import Period, class_year, of_class_year, widened
from app.reports.report import HIDDEN, Cell, Column, Figure, Kind, Report, Row, Table, figure_of
from app.reports.saved import Saved
from app.reports.telling import (
    STILL_APPLYING,
    about,
    hiding,
    made,
    meanings_of,
    narrowed,
    remarks_on,
    rows_told,
    title_of,
    words_of,
)
from app.web.words import how_many, long_day

CLASS_YEARS = 6


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

    def query(self, **more: str | tuple[str, ...]) -> str:
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
        return urlencode({name: value for name, value in named.items() if value}, doseq=True)


def form_seen(
    member: Member, typed: Any, possible: Possible, today: date, errors: dict[str, str]
) -> dict[str, Any]:
    """What is asked, as it was typed."""
    base = f"/o/{member.office_slug}/reports"
    by_class_year = bool(typed.class_year) and not errors
    return {
        **frame(member, "reports"),
        "base": base,
        "saved_href": f"{base}/saved",
        "title": "Report",
        "about": "",
        "mind": "",
        "errors": errors,
        "selects": selects_of(typed, possible, today),
        "days": [
            ("from", "or from", "" if by_class_year else typed.begins_on),
            ("to", "to", "" if by_class_year else typed.ends_on),
            ("as_of", "As of", typed.as_of or ("" if errors else today.isoformat())),
        ],
    }


def seen_of(member: Member, address: Address, report: Report) -> dict[str, Any]:
    heading = report.heading
    may_see_people = member.access.may(Permission.READ_PEOPLE)
    base = f"/o/{member.office_slug}/reports"
    return {
        "title": title_of(report),
        "about": about(report),
        "widened": is_widened(address),
        "smallest_group": heading.smallest_group,
        "glance": [glance(row, address, base, may_see_people) for row in report.table("summary")],
        "is_silent": all(
            cell is HIDDEN
            for name in ("summary", "funnel", "standing")
            for row in report.table(name)
            for cell in row.cells[1:]
        ),
        "drawings": drawings_of(report),
        "tables": [
            table_seen(table, heading.smallest_group, address, base, may_see_people)
            for table in report.tables
            if table.name != "summary"
        ],
        "files": [
            (made.words, f"{base}/file?{address.query(format=format)}")
            for format, made in MADE.items()
        ],
        "hiding": hiding(heading.smallest_group),
        "made": made(report),
        "mind": mind(report),
        "compare_href": f"{base}/compare?{address.query()}",
        "to_save": [
            (name, value)
            for name, value in (
                ("cohort", address.cohort),
                ("program", address.program),
                ("advisor", address.advisor),
                ("class_year", address.class_year),
                ("begins_on", iso(address.begins_on)),
                ("ends_on", iso(address.ends_on)),
            )
            if value
        ],
    }


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def about_asked(address: Address, asked: Asked) -> str:
    of_class = " ".join(part for part in (address.program, address.cohort) if part)
    whose = ", ".join(part for part in (of_class, address.advisor) if part)
    declined = "" if asked.period.is_open else f", offers declined {asked.period.words}"
    return f"{whose or 'The whole office'}{declined}, on {long_day(asked.as_of)}"


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


def selects_of(typed: Any, possible: Possible, today: date) -> list[tuple[str, str, list[Option]]]:
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
        ("cohort", "Cohort", options("Every cohort", twice(possible.cohorts), typed.cohort)),
        ("program", "Program", options("Every program", twice(possible.programs), typed.program)),
        ("advisor", "Advisor", options("Everyone", possible.advisors, typed.advisor)),
        ("class_year", "Declined in", options("Any time", years, typed.class_year)),
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
        "href": people_path(Figure(row.behind["count"]), address, base) if may_see else "",
    }


def mind(report: Report) -> str:
    return STILL_APPLYING if report.heading.still_applying else ""


def people_path(figure: Figure, address: Address, base: str) -> str:
    query = address.query(figure=figure.name, by=figure.by, group=figure.group)
    return f"{base}/people?{query}"


def table_seen(
    table: Table, smallest_group: int, address: Address, base: str, may_see: bool
) -> dict[str, Any]:
    table = narrowed(table)

    def href(row: Row, cell: Cell, column: str) -> str:
        figure = figure_of(table, row, column)
        return people_path(figure, address, base) if may_see and figure and cell else ""

    def cells(row: Row) -> list[tuple[str, bool, bool, str]]:
        """Words, whether they are text, whether they are hidden, and where their people are."""
        return [
            (
                words_of(cell, column.kind),
                column.kind is Kind.TEXT,
                cell is HIDDEN,
                "" if cell is HIDDEN else href(row, cell, column.name),
            )
            for cell, column in zip(row.cells, table.columns, strict=True)
        ]

    return {
        "name": table.name,
        "title": table.title,
        "columns": [(column.label, column.kind is Kind.TEXT) for column in table.columns],
        "rows": [cells(row) for row in rows_told(table)],
        "remarks": remarks_on(table, smallest_group),
        "meanings": meanings_of(table, table.columns),
    }


def people_seen(looked: Looked, path: str, page: int) -> dict[str, Any]:
    first, last = (page - 1) * MOST_PEOPLE + 1, (page - 1) * MOST_PEOPLE + len(looked.people)
    lines = how_many(looked.count, "line")
    pages = [
        *([("Before", f"{path}&page={page - 1}")] if page > 1 else []),
        *([("Next", f"{path}&page={page + 1}")] if last < looked.count else []),
    ]
    return {
        "title": looked.title,
        "people": looked.people,
        "count": f"{lines}, here {first:,} to {last:,}" if pages and looked.people else lines,
        "pages": pages,
    }


# Saved, and beside an earlier day


def saved_seen(member: Member, found: Sequence[Saved], today: date) -> dict[str, Any]:
    base = f"/o/{member.office_slug}/reports"
    return {
        "base": base,
        "today": today.isoformat(),
        "rows": [
            {
                "id": one.id,
                "name": one.name,
                "words": filter_words(one.filters),
                "by": "" if one.owner_id == member.access.user_id else one.owner_name,
                "shared": one.shared,
                "version": one.version,
                "is_mine": one.owner_id == member.access.user_id,
                "may_remove": one.owner_id == member.access.user_id
                or member.access.may(Permission.MANAGE_OFFICE),
                "compare_href": f"{base}/compare?{query_of(one.filters)}",
            }
            for one in found
        ],
    }


def query_of(filters: dict[str, Any]) -> str:
    names = {"begins_on": "from", "ends_on": "to"}
    return urlencode({names.get(name, name): value for name, value in filters.items()})


def filter_words(filters: dict[str, Any]) -> str:
    """`MBA 2025, declined since 1 January 2025`."""
    group = " ".join(filters[name] for name in ("program", "cohort") if name in filters)
    year = filters.get("class_year")
    declined = f"class year {year}" if year else widened_words(days_of(filters))
    advisor = f"of {filters['advisor']}" if "advisor" in filters else ""
    return ", ".join(part for part in (group or "The whole office", advisor, declined) if part)


def days_of(filters: dict[str, Any]) -> dict[str, date]:
    names = ("begins_on", "ends_on")
    days: dict[str, date] = {}
    for name in names:
        if name in filters:
            days[name] = date.fromisoformat(filters[name])
    return days


def widened_words(days: dict[str, date]) -> str:
    period = widened(days.get("begins_on"), days.get("ends_on"))
    return "" if period.is_open else f"declined {period.words}"


def compared_seen(
    member: Member, address: Address, report: Report | None, beside: date | None, today: date
) -> dict[str, Any]:
    base = f"/o/{member.office_slug}/reports"
    day = beside.isoformat() if beside else ""
    named = urlencode({"with": day})
    return {
        "base": base,
        "back": f"{base}?{address.query()}",
        "kept": [(name, value) for name, value in parse_qsl(address.query()) if name != "as_of"],
        "as_of": iso(address.as_of or today),
        "with_day": day,
        "title": title_of(report) if report else "Beside an earlier day",
        "about": about(report) if report else "",
        "mind": mind(report) if report else "",
        "hiding": hiding(report.heading.smallest_group) if report else "",
        "made": made(report) if report else "",
        "files": [
            (made.words, f"{base}/compare/file?{address.query(format=format)}&{named}")
            for format, made in MADE.items()
        ]
        if report
        else [],
        "days": f"{long_day(report.heading.as_of)}, beneath each what it was on"
        f" {long_day(report.heading.beside)}"
        if report and report.heading.beside
        else "",
        "tables": [beside_seen(table, report.heading.smallest_group) for table in report.tables]
        if report
        else [],
    }


class Beside(NamedTuple):
    """One figure of two days; `was` and `change` are blank where they are not told."""

    now: str
    was: str
    change: str
    is_hidden: bool


def beside_seen(table: Table, smallest_group: int) -> dict[str, Any]:
    """For the eye: each figure is one column, with the earlier day beneath, so that all fit."""
    table = narrowed(table)
    texts = sum(column.kind is Kind.TEXT for column in table.columns)
    figures = table.columns[texts::3]

    def cells(row: Row) -> list[Beside]:
        told = row.cells[texts:]
        days = zip(told[::3], told[1::3], told[2::3], figures, strict=True)
        return [beside(*figure) for figure in days]

    return {
        "name": table.name,
        "title": table.title,
        "texts": [column.label for column in table.columns[:texts]],
        "figures": [column.label.rpartition(", ")[0] for column in figures],
        "rows": [(row.cells[:texts], cells(row)) for row in rows_told(table)],
        "remarks": remarks_on(table, smallest_group),
    }


def beside(then: Cell, now: Cell, change: Cell, column: Column) -> Beside:
    is_told = then is not None and not (then is HIDDEN and now is HIDDEN)
    moved = ""
    if isinstance(change, int | float):
        is_share = column.kind is Kind.SHARE
        moved = words_of(change, Kind.POINTS if is_share else Kind.CHANGE)
        if is_share:
            moved += " point" if moved.strip("+−") == "1" else " points"
    was = f"was {words_of(then, column.kind)}" if is_told else ""
    if moved.partition(" ")[0] == "0":
        was, moved = "as it was", ""
    return Beside(words_of(now, column.kind), was, moved, now is HIDDEN)
