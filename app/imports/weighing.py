"""What would become of each row of a sheet: by the very code that takes it in, without writing."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import compress, count
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import members, users_by_email
from app.clients.models import Client, Job
from app.db.base import new_hex
from app.db.prepared import Among, Prepared, Reader
from app.imports.cells import HOLDS_UNSTORABLE, UNSTORABLE, Column, is_a_day
from app.imports.formats import (
    CONTACTS,
    NAMED_IN_PART,
    TURNED,
    Cells,
    Plan,
    Texts,
    as_iso,
)
from app.imports.models import Import
from app.imports.pieces import Sent
from app.imports.sheet import COLUMNS, Columns, Fault, Row, blank_beside, contradictions, mistakes
from app.imports.taking import KEEPS_CLIENTS, Taking, advisors_named
from app.imports.things import OFFICE, TOLD, Batch, Table, Thing, clients_named
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.plans.models import Touch

# What a spreadsheet shows where a formula failed.
ERRORS = {
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#GETTING_DATA",
}  # fmt: skip
FOLLOWS = {"name_key", "area_key", "job_id", "move_id"}  # from what is told already


# One thing that was made or changed, and what of it: before and after. Without the former it was
# not there.
Note = tuple[Table, Thing, dict[str, Any] | None, dict[str, Any]]
NOTHING: dict[str, Any] = {}


@dataclass(slots=True)
class Weighed:
    line: int
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    client_id: str | None = None

    @property
    def verdict(self) -> str:
        if self.faults:
            return "refused"
        for _, _, before, _ in self.notes:
            if before is None:
                return "created"
        return "updated" if self.notes else "unchanged"


TOLD_OF: dict[Table, Thing] = {table: dict.fromkeys(names) for table, names in TOLD.items()}


class Noting(Taking):
    """Takes a sheet in, and notes what it made and changed."""

    def __init__(self, session: Session, access: Access, at: datetime):
        super().__init__(session, access, at)
        self.notes: list[Note] = []

    def _add(self, table: Table, values: dict[str, Any]) -> Thing:
        thing = super()._add(table, values)
        self.notes.append((table, thing, None, NOTHING))
        return thing

    def _note_change(self, table: Table, thing: Thing, becomes: dict[str, Any]) -> None:
        was = {name: thing[name] for name in becomes}
        self.notes.append((table, thing, was, becomes))


class Imagining(Noting):
    """The same, and nothing is written: whoever would be listed as an advisor is made up."""

    writes = False
    ids = count()  # of things that will never be anywhere: numbers are made in no time

    def _add(self, table: Table, values: dict[str, Any]) -> Thing:
        thing: Thing = {**TOLD_OF[table], **values, "id": next(self.ids)}
        self.notes.append((table, thing, None, NOTHING))
        return thing

    def is_new(self, thing: Thing) -> bool:
        return isinstance(thing["id"], int)

    def know_advisors(self, rows: Sequence[Row]) -> None:
        named = advisors_named(rows)
        known, inside = users_by_email(self.session, named), members(self.session, self.access)
        for email in named:
            user = known.get(email)
            if user or email not in self.advisors:
                self.advisors[email] = user.id.hex if user else new_hex()
            if user and user.id in inside and inside[user.id] not in KEEPS_CLIENTS:
                self.refuse_advisor(rows, email)


class Piece(NamedTuple):
    """Some rows as they were sent, what becomes of each, and how many are taken, as what."""

    sent: Sequence[Sent]
    weighed: list[Weighed]
    taken: int
    batch: Batch


class Legible(NamedTuple):
    """Some rows as they were sent, what there is to say of each so far, and those that can be
    read: nothing of the office is needed for that."""

    sent: Sequence[Sent]
    weighed: dict[int, Weighed]
    rows: list[Row]

    def without(self, faults: Iterable[Fault], rows: list[Row]) -> list[Row]:
        faulty = set()
        for fault in faults:
            self.weighed[fault.line].faults.append(fault)
            faulty.add(fault.line)
        return [row for row in rows if row.line not in faulty] if faulty else rows


class Weighing:
    """Of one sheet, piece by piece."""

    def __init__(self, noting: Noting, held: Import, today: date):
        self.noting, self.held, self.today = noting, held, today
        self.plan, self.turn = Plan(held.header, held.mapping), TURNED.get(held.format)
        in_order = partial(as_iso, order=held.day_order)
        self.columns = {
            name: Column(name, in_order) if is_a_day(name) else Column(name) for name in COLUMNS
        }

    def read(self, sent: Sequence[Sent]) -> Legible:
        read = Legible(sent, {one.line: Weighed(one.line) for one in sent}, [])
        rows, faults = self.rows_of(sent)
        rows = read.without(faults, rows)
        return read._replace(rows=read.without(contradictions(rows), rows))

    def know(self, read: Legible) -> None:
        """All that is to be read of the office for a piece."""
        self.noting.know(read.rows)
        self._read = read._replace(rows=read.without(self.noting.faults, read.rows))

    def weighed(self) -> Piece:
        """The piece that is known. Nothing is asked of the store."""
        noting, read, taken = self.noting, self._read, 0
        for row in read.rows:
            one = read.weighed[row.line]
            noting.notes, noting.faults = one.notes, one.faults
            noting.take(row)
            taken += not one.faults
            client = noting.by_email.get(row.client_email)
            if client and not noting.is_new(client):
                one.client_id = client["id"]
        return Piece(read.sent, list(read.weighed.values()), taken, noting.taken())

    def rows_of(self, sent: Sequence[Sent]) -> tuple[list[Row], list[Fault]]:
        faults = [Fault(one.line, "", one.fault) for one in sent if one.fault]
        whole = [one for one in sent if not one.fault]
        lines, texts = [one.line for one in whole], self.plan.texts([one.cells for one in whole])
        if unfit := sorted(unfit_cells(texts)):
            faults += (Fault(lines[place], column, why) for place, _, column, why in unfit)
            gone = {place for place, *_ in unfit}
            kept = [place not in gone for place in range(len(lines))]
            lines = list(compress(lines, kept))
            texts = {name: list(compress(cells, kept)) for name, cells in texts.items()}
        if self.held.format == CONTACTS or self.turn:
            lines, texts = self.turned(lines, texts, faults)
        for column in self.columns.values():
            column.forget_many()
        in_part = frozenset(
            place for place, said in enumerate(texts.pop(NAMED_IN_PART, ())) if said
        )
        columns = Columns(lines, texts, self.columns)
        self.complete(columns, in_part)
        faults += columns.faults
        faults += mistakes(columns, self.today)
        return columns.rows(), faults

    def turned(
        self, lines: Sequence[int], texts: Texts, faults: list[Fault]
    ) -> tuple[list[int], Texts]:
        """Rows of formats that do not have one for each of ours."""
        rows = [dict(zip(texts, cells, strict=True)) for cells in zip(*texts.values(), strict=True)]
        found: list[tuple[int, Cells]] = []
        if self.turn:
            for line, cells in zip(lines, rows, strict=True):
                ours, reason = self.turn(cells)
                if reason:
                    faults.append(Fault(line, "", reason))
                else:
                    found.append((line, ours))
        else:
            met = met_by_email(self.noting.reader, self.noting.access, texts["contact_email"])
            for line, cells in zip(lines, rows, strict=True):
                email = known_by(cells["contact_email"])
                if not email:
                    faults.append(Fault(line, "contact_email", "is blank"))
                elif email not in met:
                    reason = "is nobody whom a client here has met"
                    faults.append(Fault(line, "contact_email", reason))
                found += ((line, cells | whom) for whom in met.get(email, ()))
        names = dict.fromkeys(name for _, cells in found for name in cells)
        return [line for line, _ in found], {
            name: [cells.get(name, "") for _, cells in found] for name in names
        }

    def complete(self, columns: Columns, in_part: frozenset[int]) -> None:
        """A blank leaves what is there, name and e-mail too, of whomever the office has."""
        unnamed = in_part.union(columns.blank("client_name"))
        blank = sorted(unnamed.union(columns.blank("client_email")))
        if not blank:
            return
        emails, names = columns.values["client_email"], columns.values["client_name"]
        numbers = columns.cells("client_external_id")
        clients = clients_named(
            self.noting.reader,
            self.noting.access,
            {numbers[place] for place in blank if numbers[place]},
            {emails[place] for place in blank if emails[place]},
        )
        by_number = {one["external_id"]: one for one in clients if one["external_id"]}
        by_email = {one["email"]: one for one in clients}
        for place in blank:
            number = numbers[place]
            known = by_number.get(number) if number else None
            same = by_email.get(emails[place])
            if known is None and same is not None and not (number and same["external_id"]):
                known = same
            if known is not None:
                emails[place] = emails[place] or known["email"]
                if place in unnamed:
                    names[place] = known["name"]


MET = Prepared(
    select(
        Contact.email, Contact.name, Offer.employer, Offer.title, Offer.offered_on,
        Client.email, Client.name,
    )
    .join(Offer, (Offer.office_id == Contact.office_id) & (Offer.id == Contact.offer_id))
    .join(Client, (Client.office_id == Contact.office_id) & (Client.id == Contact.client_id))
    .where(Contact.office_id == OFFICE, Among(Contact.__table__.c.email, "emails"))
    .order_by(Contact.id)
)  # fmt: skip


def met_by_email(reader: Reader, access: Access, written: Iterable[str]) -> dict[str, list[Cells]]:
    """The contacts' own offers and clients, as a row of the own sheet names them."""
    found: dict[str, list[Cells]] = {}
    emails = sorted({known_by(email) for email in written} - {""})
    for email, name, employer, title, offered_on, client_email, client_name in reader.rows(
        MET, office_id=access.office_id, emails=emails
    ):
        cells = {
            "client_email": client_email,
            "client_name": client_name,
            "offer_employer": employer,
            "offer_title": title,
            "offered_on": offered_on.isoformat(),
            "contact_name": name,
        }
        found.setdefault(email or "", []).append(cells)
    return found


def known_by(email: str) -> str:
    return email.strip().lower()


def unfit_cells(texts: Texts) -> Iterator[tuple[int, int, str, str]]:
    """Their rows, and the columns' places and names, and why. Hardly ever there is one."""
    for number, (name, cells) in enumerate(texts.items()):
        every = set(cells)
        if UNSTORABLE.search("\n".join(every)) or not ERRORS.isdisjoint(every):
            for place, text in enumerate(cells):
                if reason := unfit(text):
                    yield place, number, name, reason


def unfit(text: str) -> str:
    if text in ERRORS:
        return f"holds an error of the spreadsheet, {text}"
    return HOLDS_UNSTORABLE if UNSTORABLE.search(text) else ""


def findings_of(
    one: Weighed, shown: Mapping[str, str], advisors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """As they are kept, for the page and for programs; a column by its name in the sheet."""
    if one.faults:
        return [
            {"column": shown.get(fault.column, fault.column), "reason": reason_of(fault, shown)}
            for fault in one.faults
        ]
    found: list[dict[str, Any]] = []
    for table, thing, before, after in one.notes:
        what, name = WORDS[table], name_of(table, thing)
        if before is None:
            found.append({"what": what, "new": name})
        else:
            found += differences(f"{what} {name}", before, after, advisors)
    return found


def reason_of(fault: Fault, shown: Mapping[str, str]) -> str:
    return blank_beside(shown.get(fault.given, fault.given)) if fault.given else fault.reason


def differences(
    what: str, before: Mapping[str, Any], after: Mapping[str, Any], advisors: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for name, was in before.items():
        if name not in FOLLOWS:
            becomes = after[name]
            if name == "advisor_id":
                was, becomes = advisors.get(was, ""), advisors.get(becomes, "")
            yield {
                "what": what,
                "field": name.removesuffix("_id").replace("_", " "),
                "was": as_text(was),
                "becomes": as_text(becomes),
            }


WORDS: dict[Table, str] = {
    Client: "client",
    Job: "job",
    Offer: "offer",
    Contact: "contact",
    Touch: "touch",
    Move: "move",
}


def name_of(table: Table, thing: Thing) -> str:
    if table is Touch:
        what = f"{thing['kind']} {thing['step']}" if thing["step"] else thing["kind"]
        return f"{what} on {thing['happened_on']}"
    if table in (Job, Offer, Move):
        return f"{thing['employer']}, {thing['title']}" if thing["title"] else thing["employer"]
    return str(thing["name"])


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def as_json(values: dict[str, Any]) -> str:
    return json.dumps(
        {
            name: value if isinstance(value, int | None) else as_text(value)
            for name, value in values.items()
        }
    )
