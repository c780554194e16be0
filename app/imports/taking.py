"""Rows of a sheet matched with what the office has: the new is added, what differs changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.actions import list_member, name_person
from app.accounts.models import Role
from app.accounts.queries import members, users_by_email
from app.audit.actions import entry_of
from app.audit.models import AuditEntry
from app.clients.actions import readdress
from app.clients.models import Client, Job
from app.clients.queries import hold_members
from app.cycle.folding import fold
from app.db.base import new_hex
from app.db.pouring import Poured, made_ready, pour_ready
from app.db.prepared import Reader
from app.imports.cells import CLEAR, ToldTouch
from app.imports.models import ImportDeed
from app.imports.sheet import TOUCHES, Fault, Row, cells_of, client_key, offer_key, person_key
from app.imports.things import (
    DEFAULTS,
    NAMED_BY,
    Batch,
    Change,
    Table,
    Thing,
    cleared,
    clients_named,
    keys_of,
    named_by,
    plan_before_stored,
    store_changes,
    things_of,
)
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.plans.actions import in_parts
from app.plans.models import Touch
from app.plans.queries import policy_that_holds

days_of_touches = cells_of(*(f"{touch}_on" for touch in TOUCHES))
KEEPS_CLIENTS = (Role.ADMIN, Role.ADVISOR)


@dataclass(slots=True)
class Outcome:
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    advisors_without_login: tuple[str, ...] = ()


class Ready(NamedTuple):
    """What is to be stored of some rows, as the store takes it."""

    batch: Batch
    tables: list[Poured]


class Taking:
    """One sheet on its way in, and what the office has already, by the keys of the sheet."""

    writes = True

    def __init__(self, session: Session, access: Access, at: datetime):
        self.session, self.access, self.at = session, access, at
        made = {"office_id": access.office_id.hex, "created_at": at}
        told = {"recorded_by": access.user_id, "recorded_at": at}
        self._blank = {table: defaults | made for table, defaults in DEFAULTS.items()}
        self._blank[Touch] |= told
        self._blank[Move] |= told
        session.flush()
        if self.writes:
            hold_members(session, access)
        self.reader = Reader.of(session)
        self.import_id: UUID | None = None  # of a sheet that was looked through before
        self.planned_by: int | None = None  # the version of the policy, when this began
        self.outcome = Outcome()
        self.advisors: dict[str, str] = {}  # their ids

    def know(self, rows: Sequence[Row]) -> None:
        """All that is to be read of the office for these, and nothing of others any more."""
        self.faults: list[Fault] = []
        self._taken: dict[tuple[str, str], Thing] = {}
        self._told: dict[Any, dict[str, Any]] = {}  # what was last told of a job or an offer
        self.batch = Batch()
        clients = clients_named(
            self.reader,
            self.access,
            {row.client_external_id for row in rows if row.client_external_id},
            {row.client_email for row in rows},
            held=self.writes,  # else the same sheet, taken in twice at once, would be here twice
        )
        self.by_number = {one["external_id"]: one for one in clients if one["external_id"]}
        self.by_email = {one["email"]: one for one in clients}
        ids = [one["id"] for one in clients]
        jobs, offers, contacts, touches, moves = (
            things_of(self.reader, self.access, table, ids)
            for table in (Job, Offer, Contact, Touch, Move)
        )
        self.jobs = {named_by(Job, job): job for job in jobs}
        self.offers = {named_by(Offer, offer): offer for offer in offers}
        self.people: dict[tuple[str, str, str], Thing] = {}
        for contact in contacts:
            self._know(contact)
        # A voided touch stays voided: bringing the sheet again must not bring it back.
        self.touches = Counter(
            (touch["contact_id"], touch["kind"], touch["happened_on"], touch["step"])
            for touch in touches
        )
        self.moves = {(one["contact_id"], one["employer"], one["started_on"]): one for one in moves}
        self.moved_on: dict[str, date] = {}  # the latest of each contact's
        for one in moves:
            if one["voided_at"] is None:
                since = self.moved_on.get(one["contact_id"], one["started_on"])
                self.moved_on[one["contact_id"]] = max(since, one["started_on"])
        self.know_advisors(rows)
        self.holding = policy_that_holds(self.session, self.access)
        if self.planned_by is None:
            self.planned_by = self.holding.version

    def _know(self, contact: Thing) -> None:
        if contact["email"]:
            self.people.setdefault((contact["offer_id"], "email", contact["email"]), contact)
        self.people.setdefault((contact["offer_id"], "name", contact["name"]), contact)

    def know_advisors(self, rows: Sequence[Row]) -> None:
        """An advisor whom nobody let in yet is listed, so that the caseload has its owner."""
        named = advisors_named(rows)
        known, inside = users_by_email(self.session, named), members(self.session, self.access)
        listed = []
        for email in named:
            user = known.get(email) or name_person(
                self.session, email=email, name=name_in(email), at=self.at
            )
            if user.id not in inside:
                list_member(self.session, self.access, user.id, Role.ADVISOR, self.at)
                listed.append(email)
            elif inside[user.id] not in KEEPS_CLIENTS:
                self.refuse_advisor(rows, email)
            self.advisors[email] = user.id.hex
        self.outcome.advisors_without_login += tuple(listed)

    def refuse_advisor(self, rows: Sequence[Row], email: str) -> None:
        self.faults += [
            Fault(row.line, "advisor_email", f"{email} is no advisor here")
            for row in rows
            if row.advisor_email == email
        ]

    def take(self, row: Row) -> None:
        client = self.take_client(row)
        if client is None:
            return
        job = self.take_job(row, client)
        if not row.offer_employer:
            return
        offer = self.take_offer(row, client, job)
        if row.contact_name:
            contact = self.take_person(row, offer)
            self.take_touches(row, contact)
            self.take_move(row, contact)

    def take_client(self, row: Row) -> Thing | None:
        """All rows of a client tell the same of them; see `contradictions`."""
        kind, key = client_key(row)
        if (kind, key) in self._taken:
            return self._taken[kind, key]
        email = row.client_email
        same_email = self.by_email.get(email)
        client = self.by_number.get(key) if kind == "external_id" else same_email
        if client is None and same_email is not None and same_email["external_id"] is None:
            client = same_email
        if same_email is not None and same_email is not client:
            self.faults.append(
                Fault(row.line, "client_email", "is the address of another client of this office")
            )
            return None
        values = {
            "name": row.client_name,
            "name_key": fold(row.client_name),
            "email": email,
            "external_id": row.client_external_id,
            "program": row.program,
            "cohort": row.cohort,
            "area": row.client_area,
            "area_key": folded(row.client_area),
            "advisor_id": self.advisors.get(row.advisor_email or ""),
            "paused_until": row.paused_until,
            "pause_reason": row.pause_reason,
        }
        if client is None:
            client = self._add(Client, values)
        else:
            self._change(Client, client, values)
        self.by_email[client["email"]] = client
        if client["external_id"]:
            self.by_number[client["external_id"]] = client
        self._taken[kind, key] = client
        return client

    def take_job(self, row: Row, client: Thing) -> Thing | None:
        if not row.job_employer:
            return None
        key = (client["id"], row.job_employer, row.job_title or "")
        details = {"area": row.job_area, "started_on": row.job_started_on}
        return self._take(Job, self.jobs, key, details)

    def take_offer(self, row: Row, client: Thing, job: Thing | None) -> Thing:
        details = {
            "job_id": job["id"] if job else None,
            "area": row.offer_area,
            "respond_by": row.respond_by,
            "declined_on": row.declined_on,
            "declined_well": row.declined_well,
            "reason": row.decline_reason,
        }
        return self._take(Offer, self.offers, (client["id"], *offer_key(row)), details)

    def _take(
        self, table: Table, known: dict[Any, Thing], key: tuple[Any, ...], details: dict[str, Any]
    ) -> Thing:
        """A job or an offer. Mostly the row before has told the same of it."""
        told = self._told.get(key)
        self._told[key] = details
        if key in known:
            thing = known[key]
            return thing if told == details else self._change(table, thing, details)
        names = dict(zip(NAMED_BY[table], key, strict=True))
        thing = known[key] = self._add(table, names | details)
        return thing

    def take_person(self, row: Row, offer: Thing) -> Thing:
        details = {
            "name": row.contact_name,
            "title": row.contact_title,
            "email": row.contact_email,
            "linkedin_url": row.contact_linkedin,
            "area": row.contact_area,
            "is_key": row.contact_key,
            "closed_on": row.closed_on,
            "closed_reason": row.closed_reason,
            "phone": row.contact_phone,
            "snoozed_until": row.snoozed_until,
            "snoozed_step": row.snoozed_step,
            "snooze_reason": row.snooze_reason,
        }
        known = self.person_known(row, offer)
        if known is not None:
            self._change(Contact, known, details)
            self._know(known)
            return known
        details["client_id"], details["offer_id"] = offer["client_id"], offer["id"]
        contact = self._add(Contact, details)
        self._know(contact)
        return contact

    def person_known(self, row: Row, offer: Thing) -> Thing | None:
        """By e-mail, else by name: whoever had no address so far may have one now."""
        known = self.people.get((offer["id"], *person_key(row)))
        if known is None and row.contact_email:
            namesake = self.people.get((offer["id"], "name", row.contact_name or ""))
            known = namesake if namesake and not namesake["email"] else None
        return known

    def take_touches(self, row: Row, contact: Thing) -> None:
        """Where the sheet tells all of them, the same may have happened twice on a day."""
        told: Counter[ToldTouch] = Counter()
        for touch in row.touches or ():
            told[touch] += 1
            self.take_touch(contact, touch, told[touch])
        for column, on in zip(TOUCHES, days_of_touches(row), strict=True):
            if on is not None:
                kind = row.caught_up_how if column == "caught_up" else column
                self.take_touch(contact, ToldTouch(kind or "", on), 1)

    def take_touch(self, contact: Thing, touch: ToldTouch, times: int) -> None:
        """Unless it is known so many times."""
        kind, on, step = touch
        known = contact["id"], kind, on, step
        if self.touches[known] >= times:
            return
        self.touches[known] += 1
        self._add(
            Touch,
            {
                "client_id": contact["client_id"],
                "contact_id": contact["id"],
                "kind": kind,
                "happened_on": on,
                "step": step,
            },
        )

    def take_move(self, row: Row, contact: Thing) -> None:
        """One that was voided stays so. The latest of them says where the person is now."""
        if not row.moved_to or row.moved_on is None:
            return
        key = contact["id"], row.moved_to, row.moved_on
        details = {"title": row.moved_title, "area": row.moved_area}
        if key in self.moves:
            move = self.moves[key]
            if move["voided_at"] is None:
                self._change(Move, move, details)
            return
        names = {
            "client_id": contact["client_id"],
            "contact_id": contact["id"],
            "employer": row.moved_to,
            "started_on": row.moved_on,
            "old_email": None if self.is_readdressed(contact) else contact["email"],
        }
        move = self.moves[key] = self._add(Move, names | details)
        if row.moved_on >= self.moved_on.get(contact["id"], row.moved_on):
            self.moved_on[contact["id"]] = row.moved_on
            self._change(Contact, contact, {"move_id": move["id"]})

    def is_readdressed(self, contact: Thing) -> bool:
        """By this very sheet: that address is not from before they moved."""
        changed = self.batch.changed.get(contact["id"])
        return changed is not None and "email" in changed.becomes

    def taken(self) -> Batch:
        """Clients who are new with their plan; the others are planned before the commit."""
        plan_before_stored(self.batch.made, self.holding)
        return self.batch

    def ready(self, batch: Batch, deeds: Sequence[dict[str, Any]] = ()) -> Ready:
        told = {AuditEntry: self.entries(batch), ImportDeed: deeds}
        return Ready(batch, made_ready(self.reader, {**batch.made, **told}))

    def store(self, ready: Ready) -> None:
        batch, tables = ready
        pour_ready(self.reader, tables)
        store_changes(self.reader, self.access, batch.changed.values())
        for some in in_parts(batch.readdressed):
            readdress(self.session, self.access, some)
        self.outcome.created += sum(map(len, batch.made.values()))
        self.outcome.updated += len(batch.changed)

    def entries(self, batch: Batch) -> list[dict[str, Any]]:
        """One for each client; those who are known are to be planned anew."""
        counts = batch.counts()
        known = {UUID(client_id) for client_id in counts.keys() - batch.new_ids}
        self.session.info.setdefault("clients_to_replan", set()).update(known)
        return [
            entry_of(self.access, "client.imported", at=self.at, client_id=UUID(client_id), **told)
            for client_id, told in counts.items()
        ]

    def is_new(self, thing: Thing) -> bool:
        return thing["id"] in self.batch.new_ids

    def _add(self, table: Table, values: dict[str, Any]) -> Thing:
        if table is Touch:  # of which there are more than of all else, and all is told
            thing: Thing = self._blank[table] | values
        else:
            thing = self._blank[table] | {
                name: value
                for name, value in values.items()
                if value is not None and value is not CLEAR
            }
            thing |= keys_of(table, thing)
        thing["id"] = new_hex()  # now, since later rows and the order of recording go by it
        self.batch.made[table].append(thing)
        self.batch.new_ids.add(thing["id"])
        return thing

    def _change(self, table: Table, thing: Thing, values: dict[str, Any]) -> Thing:
        """A blank cell leaves what is there."""
        differing = {
            name: value
            for name, value in values.items()
            if value is not None and value != thing[name]
        }
        if differing:
            differing = cleared(table, thing, differing)
        if not differing:
            return thing
        if self.is_new(thing):
            thing |= differing | keys_of(table, differing)
            return thing
        self._note_change(table, thing, differing)
        thing |= differing
        changed = self.batch.changed
        if thing["id"] not in changed:
            thing["version"] += 1
            changed[thing["id"]] = Change(table, thing, {"version": thing["version"]})
        changed[thing["id"]].becomes.update(differing | keys_of(table, differing))
        return thing

    def _note_change(self, table: Table, thing: Thing, becomes: dict[str, Any]) -> None:
        """For those who keep what was there before."""


def advisors_named(rows: Sequence[Row]) -> list[str]:
    return sorted({row.advisor_email for row in rows if row.advisor_email})


def folded(area: str | None) -> str | None:
    return fold(area) if area and area != CLEAR else area


def name_in(email: str) -> str:
    """`dana.reed@…` is Dana Reed until somebody says otherwise."""
    return email.partition("@")[0].replace(".", " ").replace("_", " ").title()
