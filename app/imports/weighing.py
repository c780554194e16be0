"""What would become of each row of a sheet: by the very code that takes it in, without writing."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import members, users_by_email
from app.clients.models import Client, Job
from app.db.base import new_hex
from app.db.prepared import Among, Prepared, Reader
from app.imports.formats import CONTACTS, TURNED, Cells, Plan
from app.imports.models import Import
from app.imports.pieces import Sent
from app.imports.sheet import Fault, Row, columns_read, contradictions, read_row
from app.imports.taking import KEEPS_CLIENTS, Taking
from app.imports.things import OFFICE, TOLD, Table, Thing, clients_named
from app.offers.models import Contact, Offer
from app.plans.models import Touch

# What a spreadsheet shows where a formula failed.
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
FOLLOWS = {"name_key", "area_key", "job_id"}  # from what is told already


# One thing that was made or changed, and what of it: before and after. Without the former it was
# not there.
Note = tuple[Table, Thing, dict[str, Any] | None, dict[str, Any]]


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
        if any(before is None for _, _, before, _ in self.notes):
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
        self.notes.append((table, thing, None, {}))
        return thing

    def _note_change(self, table: Table, thing: Thing, becomes: dict[str, Any]) -> None:
        was = {name: thing[name] for name in becomes}
        self.notes.append((table, thing, was, becomes))


class Imagining(Noting):
    """The same, and nothing is written: whoever would be listed as an advisor is made up."""

    writes = False
    ids = count()  # of things that will never be anywhere: numbers are made in no time

    def _add(self, table: Table, values: dict[str, Any]) -> Thing:
        thing: Thing = TOLD_OF[table] | values
        thing["id"] = next(self.ids)
        self._new_ids.add(thing["id"])
        self.notes.append((table, thing, None, {}))
        return thing

    def know_advisors(self, rows: Sequence[Row]) -> None:
        named = sorted({row["advisor_email"] for row in rows if row["advisor_email"]})
        known, inside = users_by_email(self.session, named), members(self.session, self.access)
        for email in named:
            user = known.get(email)
            self.advisors[email] = user.id.hex if user else new_hex()
            if user and user.id in inside and inside[user.id] not in KEEPS_CLIENTS:
                self.refuse_advisor(rows, email)


def weigh(
    noting: Noting, held: Import, sent: Sequence[Sent], today: date
) -> tuple[list[Weighed], list[Row]]:
    """Of each row of a piece, in order, what becomes of it; and the rows that are taken."""
    weighed = {one.line: Weighed(one.line) for one in sent}
    rows: list[Row] = []
    known = Known(noting, held, sent)
    for one in sent:
        rows += known.rows_of(one, held, today, weighed[one.line].faults)
    rows = without_faults(rows, weighed)
    for fault in contradictions(rows):
        weighed[fault.line].faults.append(fault)
    rows = without_faults(rows, weighed)
    noting.know(rows)
    for fault in noting.faults:
        weighed[fault.line].faults.append(fault)
    rows = without_faults(rows, weighed)
    for row in rows:
        one_row = weighed[row.line]
        noting.notes, noting.faults = one_row.notes, one_row.faults
        noting.take(row)
        client = noting.by_email.get(row["client_email"])
        if client and not noting.is_new(client):
            one_row.client_id = client["id"]
    return list(weighed.values()), without_faults(rows, weighed)


def without_faults(rows: Sequence[Row], weighed: Mapping[int, Weighed]) -> list[Row]:
    return [row for row in rows if not weighed[row.line].faults]


class Known:
    """Whom the office has already, for sheets that name people by less than the own sheet does."""

    def __init__(self, noting: Noting, held: Import, sent: Sequence[Sent]):
        self.plan = Plan(held.header, held.mapping, held.day_order)
        self.turn = TURNED.get(held.format)
        self.columns = columns_read()
        reader, access = noting.reader, noting.access
        written = [one.cells for one in sent]
        numbers = self.plan.texts(written, "client_external_id")
        emails = {email.lower() for email in self.plan.texts(written, "client_email")}
        clients = clients_named(reader, access, numbers, emails)
        self.by_number = {one["external_id"]: one for one in clients if one["external_id"]}
        self.by_email = {one["email"]: one for one in clients}
        self.met: dict[str, list[Cells]] | None = None
        if held.format == CONTACTS:
            whom = {email.lower() for email in self.plan.texts(written, "contact_email")}
            self.met = met_by_email(noting.session, access, whom)

    def rows_of(self, one: Sent, held: Import, today: date, faults: list[Fault]) -> list[Row]:
        if one.fault:
            faults.append(Fault(one.line, "", one.fault))
            return []
        cells = self.plan.cells(one.cells)
        if is_unfit(cells.values()):
            for column, text in cells.items():
                if reason := unfit(text):
                    faults.append(Fault(one.line, column, reason))
            return []
        if self.met is not None:
            return [
                read_row(one.line, cells | whom, today, self.columns, faults)
                for whom in self.whoever_met(one.line, cells, faults)
            ]
        if self.turn:
            cells, reason = self.turn(cells)
            if reason:
                faults.append(Fault(one.line, "", reason))
                return []
        return [read_row(one.line, self.completed(cells), today, self.columns, faults)]

    def completed(self, cells: Cells) -> Cells:
        """A blank leaves what is there, name and e-mail too."""
        number = cells.get("client_external_id", "").strip()
        email = cells["client_email"].strip().lower()
        known = self.by_number.get(number) if number else self.by_email.get(email)
        if known is None:
            return cells
        return cells | {
            "client_email": cells["client_email"].strip() or known["email"],
            "client_name": cells["client_name"].strip() or known["name"],
        }

    def whoever_met(self, line: int, cells: Cells, faults: list[Fault]) -> list[Cells]:
        email = cells.get("contact_email", "").strip().lower()
        found = (self.met or {}).get(email, [])
        if not email:
            faults.append(Fault(line, "contact_email", "is blank"))
        elif not found:
            faults.append(Fault(line, "contact_email", "is nobody whom a client here has met"))
        return found


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


def met_by_email(
    session: Session, access: Access, emails: Collection[str]
) -> dict[str, list[Cells]]:
    """The contacts' own offers and clients, as a row of the own sheet names them."""
    found: dict[str, list[Cells]] = {}
    reader = Reader.of(session)
    for email, name, employer, title, offered_on, client_email, client_name in reader.rows(
        MET, office_id=access.office_id, emails=sorted(emails)
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


def is_unfit(texts: Collection[str]) -> bool:
    """Of all of a row together, since hardly ever one is."""
    return UNSTORABLE.search("\n".join(texts)) is not None or not ERRORS.isdisjoint(texts)


def unfit(text: str) -> str:
    if text in ERRORS:
        return f"holds an error of the spreadsheet, {text}"
    return "holds a character that cannot be stored" if UNSTORABLE.search(text) else ""


def findings_of(
    one: Weighed, shown: Mapping[str, str], advisors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """As they are kept, for the page and for programs; a column by its name in the sheet."""
    if one.faults:
        return [
            {"column": shown.get(fault.column, fault.column), "reason": fault.reason}
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
}


def name_of(table: Table, thing: Thing) -> str:
    if table is Touch:
        return f"{thing['kind']} on {thing['happened_on']}"
    if table in (Job, Offer):
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
            name: value if isinstance(value, bool) or value is None else as_text(value)
            for name, value in values.items()
        }
    )
