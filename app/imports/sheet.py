"""The office's own sheet: one row a person met, or one for an offer where nobody is listed yet.

Reads bytes into checked rows; nothing here knows the store. Every fault is named with its line
and column, and one fault refuses the whole sheet. Rows are read and checked column by column: many
have the same in theirs, and each of these is looked at once.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from app.cycle.facts import SKIPPABLE, Step
from app.imports.cells import Column, ToldTouch
from app.rings import without_collecting
from app.web.words import long_day

# What an export adds for its readers. It follows from the facts, so it is passed over here.
PLAN = ("plan_state", "plan_step", "plan_opens_on", "plan_due_on", "plan_stalls_on")
REQUIRED = ("client_email", "client_name")
MOST_ROWS = 200_000
TOUCHES = ("connected", "thanked", "updated", "invited", "caught_up")


class Row(NamedTuple):
    """One line's cells: text, dates, or yes and no; a blank cell is `None`."""

    line: int
    client_email: str
    client_name: str
    client_external_id: str | None
    program: str | None
    cohort: str | None
    client_area: str | None
    advisor_email: str | None
    job_employer: str | None
    job_title: str | None
    job_area: str | None
    job_started_on: date | None
    offer_employer: str | None
    offer_title: str | None
    offer_area: str | None
    offered_on: date | None
    respond_by: date | None
    declined_on: date | None
    declined_well: bool | None
    decline_reason: str | None
    contact_name: str | None
    contact_title: str | None
    contact_email: str | None
    contact_linkedin: str | None
    contact_area: str | None
    contact_key: bool | None
    connected_on: date | None
    thanked_on: date | None
    updated_on: date | None
    invited_on: date | None
    caught_up_on: date | None
    caught_up_how: str | None
    closed_on: date | None
    closed_reason: str | None
    # What an office that is being worked in has besides; an export gives it.
    contact_phone: str | None
    touches: tuple[ToldTouch, ...] | None  # all of them, in the order of recording
    snoozed_until: date | None
    snoozed_step: str | None
    snooze_reason: str | None
    paused_until: date | None
    pause_reason: str | None
    moved_to: str | None  # where they are now, if not where they were met
    moved_title: str | None
    moved_area: str | None
    moved_on: date | None


COLUMNS = Row._fields[1:]


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    column: str
    reason: str
    given: str = ""  # another column, which the reason names

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.reason}"


class SheetRefused(Exception):
    """Nothing of the sheet was taken; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


@without_collecting()
def read_sheet(content: bytes, today: date) -> list[Row]:
    """Raises `SheetRefused`. `today` is the office's: what happened cannot lie after it."""
    (_, header), *lines = lines_of(content)
    written = zip(header, zip(*(cells for _, cells in lines), strict=True), strict=True)
    texts = {name: cells for name, cells in written if name in COLUMNS}
    known = {name: Column(name) for name in texts}
    columns = Columns([line for line, _ in lines], texts, known)
    rows = columns.rows()
    faults = [*columns.faults, *mistakes(columns, today), *contradictions(rows)]
    if faults:
        raise SheetRefused(faults)
    return rows


def lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The header first."""
    reader = csv.reader(io.StringIO(decode(content), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not any(header):
            raise refused(1, "the file is empty, or begins with an empty line")
        check_header(header)
        yield 1, header
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
            yield reader.line_num, cells
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


class Columns:
    """Rows by their columns, and what of their cells cannot be read."""

    def __init__(
        self,
        lines: Sequence[int],
        texts: Mapping[str, Sequence[str]],
        columns: Mapping[str, Column],
    ):
        self.lines, self.faults = lines, list[Fault]()
        self._nothing = [None] * len(lines)
        self._unread: set[tuple[str, int]] = set()
        self.values = {name: self._read(columns[name], texts[name]) for name in texts}

    def _read(self, column: Column, written: Sequence[str]) -> list[Any]:
        try:
            return list(map(column.__getitem__, written))
        except ValueError:
            return [self._read_one(column, *one) for one in enumerate(written)]

    def _read_one(self, column: Column, place: int, text: str) -> Any:
        try:
            return column[text]
        except ValueError as error:
            self._unread.add((column.name, place))
            self.faults.append(Fault(self.lines[place], column.name, str(error)))
            return None

    def cells(self, name: str) -> Sequence[Any]:
        return self.values.get(name, self._nothing)

    def blank(self, name: str) -> list[int]:
        """In which rows there is nothing in this column."""
        return [
            place
            for place, value in enumerate(self.cells(name))
            if value is None and (name, place) not in self._unread
        ]

    def wrong(self, name: str, is_wrong: Callable[[Any], bool]) -> Iterator[tuple[int, Any]]:
        cells = self.cells(name)
        wrong = {value for value in set(cells) if value is not None and is_wrong(value)}
        if wrong:
            yield from ((place, value) for place, value in enumerate(cells) if value in wrong)

    def rows(self) -> list[Row]:
        return list(map(Row._make, zip(self.lines, *map(self.cells, COLUMNS), strict=True)))


# What may not be blank where one of these is given: nothing is passed over in silence.
NEEDS = {
    "offer_employer": (
        "contact_name", "offer_title", "offered_on", "respond_by", "declined_on", "decline_reason",
    ),
    "offered_on": ("offer_employer",),
    "job_employer": ("job_title", "job_started_on"),
    "caught_up_how": ("caught_up_on",),
    "caught_up_on": ("caught_up_how",),
    "closed_reason": ("closed_on",),
    "closed_on": ("closed_reason",),
    "snoozed_until": ("snoozed_step", "snooze_reason"),
    "snoozed_step": ("snoozed_until",),
    "snooze_reason": ("snoozed_until",),
    "moved_to": ("moved_title", "moved_area", "moved_on"),
    "moved_on": ("moved_to",),
    "paused_until": ("pause_reason",),
    "pause_reason": ("paused_until",),
}  # fmt: skip
OF_A_PERSON = ("connected_on", "thanked_on", "updated_on", "invited_on", "touches")
OF_A_PERSON_TOO = ("contact_", "closed_", "caught_up_", "snooze", "moved_")  # whatever begins so
PAST = ("offered_on", "declined_on", "closed_on", "moved_on", *(f"{touch}_on" for touch in TOUCHES))


def mistakes(columns: Columns, today: date) -> Iterator[Fault]:
    """What is wrong among the cells of rows that can each be read."""
    for place, column, reason in misplaced(columns, today):
        yield Fault(columns.lines[place], column, reason)
    for place, column, given in lacking(columns):
        yield Fault(columns.lines[place], column, blank_beside(given), given)


def blank_beside(given: str) -> str:
    return f"is blank although {given} is given"


def lacking(columns: Columns) -> Iterator[tuple[int, str, str]]:
    """What is blank, and what is given that needs it."""
    for needs, givers in NEEDS.items():
        for place in columns.blank(needs):
            given = next((one for one in givers if columns.cells(one)[place] is not None), "")
            if given:
                yield place, needs, given
    for place in columns.blank("contact_name"):
        for column, cells in columns.values.items():
            if is_of_a_person(column) and cells[place] is not None:
                yield place, "contact_name", column


def misplaced(columns: Columns, today: date) -> Iterator[tuple[int, str, str]]:
    for column in REQUIRED:
        for place in columns.blank(column):
            yield place, column, "is blank"
    for place, how in columns.wrong("caught_up_how", lambda how: how not in HOW):
        yield place, "caught_up_how", f"“{how[:40]}” is none of met, called, wrote"
    for column in ("declined_on", "moved_on"):
        days = zip(columns.cells("offered_on"), columns.cells(column), strict=True)
        for place, (offered_on, later_on) in enumerate(days):
            if offered_on and later_on and later_on < offered_on:
                yield place, column, f"lies before the day of the offer, {long_day(offered_on)}"
    for place, step in columns.wrong("snoozed_step", lambda step: step not in SNOOZED):
        yield place, "snoozed_step", f"“{step[:40]}” is none of {', '.join(SNOOZED)}"
    for column in PAST:
        for place, _ in columns.wrong(column, lambda day: day > today):
            yield place, column, "lies in the future"
    for place, touches in columns.wrong("touches", lambda told: any(t.on > today for t in told)):
        future = next(touch for touch in touches if touch.on > today)
        yield place, "touches", f"“{future.kind} {future.on}” lies in the future"


def is_of_a_person(column: str) -> bool:
    return column in OF_A_PERSON or column.startswith(OF_A_PERSON_TOO)


HOW = ("met", "called", "wrote")
SNOOZED = (*SKIPPABLE, Step.KEEP_IN_TOUCH)
OF_A_CLIENT = (
    "client_email", "client_name", "client_external_id", "program", "cohort", "client_area",
    "advisor_email", "paused_until", "pause_reason",
)  # fmt: skip
OF_AN_OFFER = ("offer_area", "respond_by", "declined_on", "declined_well", "decline_reason")


def cells_of(*columns: str) -> Callable[[Row], tuple[Any, ...]]:
    """Reads these of a row."""
    return itemgetter(*map(Row._fields.index, columns))


of_a_client, of_an_offer = cells_of(*OF_A_CLIENT), cells_of(*OF_AN_OFFER)


def client_key(row: Row) -> tuple[str, str]:
    """A client is known by the office's own number, else by e-mail."""
    number = row.client_external_id
    return ("external_id", number) if number else ("email", row.client_email)


def offer_key(row: Row) -> tuple[Any, ...]:
    return row.offer_employer, row.offer_title or "", row.offered_on


def person_key(row: Row) -> tuple[str, Any]:
    email = row.contact_email
    return ("email", email) if email else ("name", row.contact_name)


def contradictions(rows: Sequence[Row]) -> Iterator[Fault]:
    """The same thing told in two ways, or the same person twice."""
    clients: dict[Any, Row] = {}
    offers: dict[Any, Row] = {}
    people: dict[Any, Row] = {}
    emails: dict[str, Row] = {}
    for row in rows:
        client = client_key(row)
        earlier = clients.setdefault(client, row)
        if earlier is not row and of_a_client(earlier) != of_a_client(row):
            yield from differences(earlier, row, OF_A_CLIENT)
        if row.offer_employer and row.offered_on:
            offer = (client, *offer_key(row))
            earlier = offers.setdefault(offer, row)
            if earlier is not row and of_an_offer(earlier) != of_an_offer(row):
                yield from differences(earlier, row, OF_AN_OFFER)
            if row.contact_name:
                earlier = people.setdefault((offer, *person_key(row)), row)
                if earlier is not row:
                    yield Fault(
                        row.line, "contact_name", f"repeats the person of line {earlier.line}"
                    )
        email = row.client_email
        same = emails.setdefault(email, row) if email else row
        if same is not row and client != client_key(same):
            yield Fault(row.line, "client_email", f"is another client's on line {same.line}")


def differences(earlier: Row, row: Row, columns: Sequence[str]) -> Iterator[Fault]:
    for column in columns:
        if getattr(row, column) != getattr(earlier, column):
            yield Fault(row.line, column, f"differs from line {earlier.line}")
