"""The office's own sheet: one row a person met, or one for an offer where nobody is listed yet.

Reads bytes into checked rows; nothing here knows the store. Every fault is named with its line
and column, and one fault refuses the whole sheet.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import ne
from typing import Any

from app.imports.emails import read_email
from app.sheets.csv_text import unguarded

COLUMNS = (
    "client_email", "client_name", "client_external_id", "program", "cohort", "client_area",
    "advisor_email", "job_employer", "job_title", "job_area", "job_started_on", "offer_employer",
    "offer_title", "offer_area", "offered_on", "respond_by", "declined_on", "declined_well",
    "decline_reason", "contact_name", "contact_title", "contact_email", "contact_linkedin",
    "contact_area", "contact_key", "connected_on", "thanked_on", "updated_on", "invited_on",
    "caught_up_on", "caught_up_how", "closed_on", "closed_reason",
)  # fmt: skip
# What an export adds for its readers. It follows from the facts, so it is passed over here.
PLAN = ("plan_state", "plan_step", "plan_opens_on", "plan_due_on", "plan_stalls_on")
REQUIRED = ("client_email", "client_name")
# A cell that empties what is there; a blank one leaves it alone. What things are known by, and what
# happened, cannot be emptied by a sheet.
CLEAR = "**CLEAR**"
CLEARABLE = {
    "program", "cohort", "client_area", "job_area", "job_started_on", "offer_area", "respond_by",
    "declined_well", "decline_reason", "contact_title", "contact_linkedin", "contact_area",
}  # fmt: skip
LONGEST_CELL = 2_000  # characters
MOST_ROWS = 200_000
FIRST_YEAR, LAST_YEAR = 1900, 2999
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TOUCHES = ("connected", "thanked", "updated", "invited", "caught_up")


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.reason}"


class SheetRefused(Exception):
    """Nothing of the sheet was taken; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Row:
    """One line's cells by column: text, dates, or yes and no; a blank cell is `None`."""

    line: int
    cells: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells.get(column)


def read_sheet(content: bytes, today: date) -> list[Row]:
    """Raises `SheetRefused`. `today` is the office's: what happened cannot lie after it."""
    faults: list[Fault] = []
    known = columns_read()
    rows = [read_row(line, cells, today, known, faults) for line, cells in lines_of(content)]
    faults += contradictions(rows)
    if faults:
        raise SheetRefused(sorted(faults, key=lambda fault: fault.line))
    return rows


def lines_of(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(decode(content), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        check_header(header)
        count = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise refused(reader.line_num, f"more than {MOST_ROWS:,} rows")
            if len(cells) != len(header):
                raise refused(
                    reader.line_num, f"{len(cells)} cells where the header has {len(header)}"
                )
            yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise refused(reader.line_num, f"not readable as CSV ({error})") from error
    if not count:
        raise refused(1, "the sheet has a header and no rows")


def decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused(1, "the file is UTF-16; save it as CSV in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(line, "not UTF-8, perhaps Windows-1252; save it as CSV in UTF-8") from error
    if "\0" in text:
        raise refused(text[: text.index("\0")].count("\n") + 1, "holds a NUL character")
    return text


def check_header(header: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name for name in header if name not in COLUMNS + PLAN]
    twice = sorted({name for name in header if header.count(name) > 1})
    faults = [Fault(1, name, "this column is needed and missing") for name in missing]
    faults += [Fault(1, name or "(blank)", "this column is not known") for name in unknown]
    faults += [Fault(1, name, "this column stands twice") for name in twice]
    if faults:
        raise SheetRefused(faults)


def refused(line: int, reason: str) -> SheetRefused:
    return SheetRefused([Fault(line, "", reason)])


def read_row(
    line: int, cells: dict[str, str], today: date, known: dict[str, "Column"], faults: list[Fault]
) -> Row:
    try:
        values = {
            column: value
            for column, written in cells.items()
            if written and (value := known[column][written]) is not None
        }
    except ValueError:
        values = dict(readable(line, cells, known, faults))
    faults += [Fault(line, column, reason) for column, reason in mistakes(values, cells, today)]
    return Row(line, values)


def readable(
    line: int, cells: dict[str, str], known: dict[str, "Column"], faults: list[Fault]
) -> Iterator[tuple[str, Any]]:
    """Cell by cell, of a row with some that are not."""
    for column, written in cells.items():
        try:
            value = known[column][written]
        except ValueError as error:
            faults.append(Fault(line, column, str(error)))
            continue
        if value is not None:
            yield column, value


def columns_read() -> dict[str, "Column"]:
    return {name: Column(name) for name in (*COLUMNS, *PLAN)}


class Column(dict[str, Any]):
    """What was read from its cells: the same is written again and again in one sheet."""

    def __init__(self, name: str):
        self.name = name
        self.read = read_nothing if name in PLAN else reader_for(name)

    def __missing__(self, written: str) -> Any:
        """`None` where it is blank. Raises `ValueError` with what is wrong."""
        text = " ".join(unicodedata.normalize("NFC", unguarded(written)).split())
        read = partial(cleared, self.name) if text == CLEAR else partial(self.read, text)
        value = self[written] = read() if text else None
        return value


def read_nothing(_: str) -> None:
    pass


def cleared(column: str) -> str:
    if column not in CLEARABLE:
        raise ValueError("cannot be emptied by a sheet")
    return CLEAR


def reader_for(column: str) -> Callable[[str], Any]:
    if column.endswith("_on") or column == "respond_by":
        return read_day
    if column.endswith("_email"):
        return read_email
    if column in ("declined_well", "contact_key"):
        return read_yes_or_no
    return read_text


def read_text(text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise ValueError(f"longer than {LONGEST_CELL:,} characters")
    return text


def read_day(text: str) -> date:
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a day; write it as 2026-05-03") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the year must be between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def read_yes_or_no(text: str) -> bool:
    answers = {"yes": True, "no": False}
    if text.lower() not in answers:
        raise ValueError(f"“{text[:40]}” is neither yes nor no")
    return answers[text.lower()]


def mistakes(
    values: dict[str, Any], cells: dict[str, str], today: date
) -> Iterator[tuple[str, str]]:
    """What is wrong among the cells of one row that can each be read."""

    def is_blank(column: str) -> bool:
        return column not in values and not unguarded(cells.get(column, "")).strip()

    for column in REQUIRED:
        if is_blank(column):
            yield column, "is blank"
    for column, needs in (
        ("contact_name", "offer_employer"),
        ("offer_employer", "offered_on"),
        ("job_started_on", "job_employer"),
        ("caught_up_on", "caught_up_how"),
        ("caught_up_how", "caught_up_on"),
        ("closed_on", "closed_reason"),
    ):
        if column in values and is_blank(needs):
            yield needs, f"is blank although {column} is given"
    if is_blank("contact_name"):
        for column in values:
            if column.startswith(("contact_", "closed_", "caught_up_")) or column in OF_A_PERSON:
                yield "contact_name", f"is blank although {column} is given"
    how = values.get("caught_up_how")
    if how is not None and how not in ("met", "called", "wrote"):
        yield "caught_up_how", f"“{how[:40]}” is none of met, called, wrote"
    offered_on, declined_on = values.get("offered_on"), values.get("declined_on")
    if offered_on and declined_on and declined_on < offered_on:
        yield "declined_on", "lies before the day of the offer"
    for column in PAST:
        if (day := values.get(column)) and day > today:
            yield column, "lies in the future"


OF_A_PERSON = ("connected_on", "thanked_on", "updated_on", "invited_on")
PAST = ("offered_on", "declined_on", "closed_on", *(f"{touch}_on" for touch in TOUCHES))
OF_A_CLIENT = (
    "client_email", "client_name", "client_external_id", "program", "cohort", "client_area",
    "advisor_email",
)  # fmt: skip
OF_AN_OFFER = ("offer_area", "respond_by", "declined_on", "declined_well", "decline_reason")


def client_key(row: Row) -> tuple[str, str]:
    """A client is known by the office's own number, else by e-mail."""
    number = row.cells.get("client_external_id")
    return ("external_id", number) if number else ("email", row["client_email"])


def offer_key(row: Row) -> tuple[str, str, date]:
    cell = row.cells
    return cell["offer_employer"], cell.get("offer_title", ""), cell["offered_on"]


def person_key(row: Row) -> tuple[str, str]:
    email = row.cells.get("contact_email")
    return ("email", email) if email else ("name", row.cells["contact_name"])


def contradictions(rows: Sequence[Row]) -> Iterator[Fault]:
    """The same thing told in two ways, or the same person twice."""
    clients: dict[Any, Row] = {}
    offers: dict[Any, Row] = {}
    people: dict[Any, Row] = {}
    emails: dict[str, Row] = {}
    for row in rows:
        cell = row.cells.get
        client = client_key(row)
        if differ(earlier := clients.setdefault(client, row), row, OF_A_CLIENT):
            yield from differences(earlier, row, OF_A_CLIENT)
        if cell("offer_employer") and cell("offered_on"):
            offer = (client, *offer_key(row))
            if differ(earlier := offers.setdefault(offer, row), row, OF_AN_OFFER):
                yield from differences(earlier, row, OF_AN_OFFER)
            if cell("contact_name"):
                earlier = people.setdefault((offer, *person_key(row)), row)
                if earlier is not row:
                    yield Fault(
                        row.line, "contact_name", f"repeats the person of line {earlier.line}"
                    )
        email = cell("client_email")
        same = emails.setdefault(email, row) if email else row
        if same is not row and client != client_key(same):
            yield Fault(row.line, "client_email", f"is another client's on line {same.line}")


def differ(earlier: Row, row: Row, columns: Sequence[str]) -> bool:
    return earlier is not row and any(
        map(ne, map(row.cells.get, columns), map(earlier.cells.get, columns))
    )


def differences(earlier: Row, row: Row, columns: Sequence[str]) -> Iterator[Fault]:
    for column in columns:
        if row[column] != earlier[column]:
            yield Fault(row.line, column, f"differs from line {earlier.line}")
