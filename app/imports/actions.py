"""Taking an office's sheet in: the new is added, what differs changed, a blank leaves alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.actions import list_member, name_person
from app.accounts.models import Role
from app.accounts.queries import members, users_by_email
from app.audit.actions import record
from app.clients.models import Client, Job
from app.cycle.folding import fold
from app.db.base import new_id
from app.db.prepared import Prepared, Reader
from app.imports.sheet import (
    CLEAR,
    TOUCHES,
    Fault,
    Row,
    SheetRefused,
    client_key,
    offer_key,
    person_key,
)
from app.offers.models import Contact, Offer
from app.plans.models import Touch

Fact = TypeVar("Fact", Client, Job, Offer, Contact, Touch)
INSERT: dict[type, Prepared] = {
    table: Prepared(insert(table)) for table in (Client, Job, Offer, Contact, Touch)
}
KEEPS_CLIENTS = (Role.ADMIN, Role.ADVISOR)


@dataclass(slots=True)
class Outcome:
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    advisors_without_login: tuple[str, ...] = ()


def import_sheet(
    session: Session,
    access: Access,
    rows: Sequence[Row],
    at: datetime,
    taking: "Taking | None" = None,
) -> Outcome:
    """All rows or none: raises `SheetRefused` where the office's own data speaks against a row."""
    access.require(Permission.WRITE_PEOPLE)
    taking = taking or Taking(session, access, at)
    taking.know_advisors(rows)
    for row in rows:
        taking.take(row)
    if taking.faults:
        raise SheetRefused(taking.faults)
    taking.store()
    outcome = taking.outcome
    outcome.rows = len(rows)
    if outcome.created or outcome.updated:
        record(
            session,
            access,
            "sheet.imported",
            at=at,
            subject_id=taking.import_id,
            rows=outcome.rows,
            created=outcome.created,
            updated=outcome.updated,
        )
        taking.record_for_each_client()
    return outcome


class Taking:
    """One sheet on its way in, and what the office has already, by the keys of the sheet."""

    def __init__(self, session: Session, access: Access, at: datetime):
        self.session, self.access, self.at = session, access, at
        self.import_id: UUID | None = None  # of a sheet that was looked through before
        self.outcome = Outcome()
        self.faults: list[Fault] = []
        self.advisors: dict[str, UUID] = {}
        self._changed: set[UUID] = set()
        self._told: dict[UUID, Counter[str]] = {}  # what became of each client, for their history
        # In the order in which rows may point to each other.
        self._new: dict[type, list[Any]] = {t: [] for t in (Client, Job, Offer, Contact, Touch)}
        clients = self._all(Client)
        self.by_number = {client.external_id: client for client in clients if client.external_id}
        self.by_email = {client.email: client for client in clients}
        self.jobs = {(job.client_id, job.employer, job.title): job for job in self._all(Job)}
        self.offers = {
            (offer.client_id, offer.employer, offer.title, offer.offered_on): offer
            for offer in self._all(Offer)
        }
        self.people: dict[tuple[UUID, str, str], Contact] = {}
        for contact in self._all(Contact):
            self._know(contact)
        # A voided touch stays voided: bringing the sheet again must not bring it back.
        self.touches = {
            (touch.contact_id, touch.kind, touch.happened_on) for touch in self._all(Touch)
        }

    def _all(self, table: type[Fact]) -> list[Fact]:
        return list(
            self.session.scalars(
                select(table).where(table.office_id == self.access.office_id).order_by(table.id)
            )
        )

    def _know(self, contact: Contact) -> None:
        if contact.email:
            self.people.setdefault((contact.offer_id, "email", contact.email), contact)
        self.people.setdefault((contact.offer_id, "name", contact.name), contact)

    def know_advisors(self, rows: Sequence[Row]) -> None:
        """An advisor whom nobody let in yet is listed, so that the caseload has its owner."""
        named = sorted({row["advisor_email"] for row in rows if row["advisor_email"]})
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
                lines = [row.line for row in rows if row["advisor_email"] == email]
                self.faults.append(Fault(lines[0], "advisor_email", f"{email} is no advisor here"))
            self.advisors[email] = user.id
        self.outcome.advisors_without_login = tuple(listed)

    def take(self, row: Row) -> None:
        client = self.take_client(row)
        if client is None:
            return
        job = self.take_job(row, client)
        if not row["offer_employer"]:
            return
        offer = self.take_offer(row, client, job)
        if row["contact_name"]:
            contact = self.take_person(row, offer)
            self.take_touches(row, contact)

    def take_client(self, row: Row) -> Client | None:
        kind, key = client_key(row)
        same_email = self.by_email.get(row["client_email"])
        client = self.by_number.get(key) if kind == "external_id" else same_email
        if client is None and same_email is not None and same_email.external_id is None:
            client = same_email
        if same_email is not None and same_email is not client:
            self.faults.append(
                Fault(row.line, "client_email", "is the address of another client of this office")
            )
            return None
        values = {
            "name": row["client_name"],
            "name_key": fold(row["client_name"]),
            "email": row["client_email"],
            "external_id": row["client_external_id"],
            "program": row["program"],
            "cohort": row["cohort"],
            "area": row["client_area"],
            "area_key": folded(row["client_area"]),
            "advisor_id": self.advisors.get(row["advisor_email"]),
        }
        if client is None:
            client = self._add(Client, values)
        else:
            self._change(client, values)
        self.by_email[client.email] = client
        if client.external_id:
            self.by_number[client.external_id] = client
        return client

    def take_job(self, row: Row, client: Client) -> Job | None:
        if not row["job_employer"]:
            return None
        key = (client.id, row["job_employer"], row["job_title"] or "")
        details = {"area": row["job_area"], "started_on": row["job_started_on"]}
        if key in self.jobs:
            return self._change(self.jobs[key], details)
        names = {"client_id": key[0], "employer": key[1], "title": key[2]}
        job = self._add(Job, names | details)
        self.jobs[key] = job
        return job

    def take_offer(self, row: Row, client: Client, job: Job | None) -> Offer:
        key = (client.id, *offer_key(row))
        details = {
            "job_id": job.id if job else None,
            "area": row["offer_area"],
            "respond_by": row["respond_by"],
            "declined_on": row["declined_on"],
            "declined_well": row["declined_well"],
            "reason": row["decline_reason"],
        }
        if key in self.offers:
            return self._change(self.offers[key], details)
        names = dict(zip(("client_id", "employer", "title", "offered_on"), key, strict=True))
        offer = self._add(Offer, names | details)
        self.offers[key] = offer
        return offer

    def take_person(self, row: Row, offer: Offer) -> Contact:
        details = {
            "name": row["contact_name"],
            "title": row["contact_title"],
            "email": row["contact_email"],
            "linkedin_url": row["contact_linkedin"],
            "area": row["contact_area"],
            "is_key": row["contact_key"],
            "closed_on": row["closed_on"],
            "closed_reason": row["closed_reason"],
        }
        known = self.people.get((offer.id, *person_key(row)))
        if known is not None:
            return self._change(known, details)
        names = {"client_id": offer.client_id, "offer_id": offer.id}
        contact = self._add(Contact, names | details)
        self._know(contact)
        return contact

    def take_touches(self, row: Row, contact: Contact) -> None:
        for column in TOUCHES:
            on = row[f"{column}_on"]
            kind = row["caught_up_how"] if column == "caught_up" else column
            if on is None or (contact.id, kind, on) in self.touches:
                continue
            self.touches.add((contact.id, kind, on))
            self._add(
                Touch,
                {
                    "client_id": contact.client_id,
                    "contact_id": contact.id,
                    "kind": kind,
                    "happened_on": on,
                    "recorded_by": self.access.user_id,
                    "recorded_at": self.at,
                },
            )

    def store(self) -> None:
        """New rows past the Session, which would keep an eye on each; what was changed by it."""
        reader = Reader.of(self.session.connection())
        for table, things in self._new.items():
            reader.write(INSERT[table], [row_of(thing) for thing in things])
            self.session.flush()
        whose = {
            thing.id if table is Client else thing.client_id
            for table, things in self._new.items()
            for thing in things
        }
        self.session.info.setdefault("clients_to_replan", set()).update(whose)

    def record_for_each_client(self) -> None:
        for client_id, counts in self._told.items():
            details: dict[str, Any] = dict(counts)
            record(
                self.session,
                self.access,
                "client.imported",
                at=self.at,
                client_id=client_id,
                **details,
            )

    def _tell(self, thing: Fact, what: str) -> None:
        if isinstance(thing, Client):
            self._told.setdefault(thing.id, Counter())[f"client_{what}"] += 1
        else:
            self._told.setdefault(thing.client_id, Counter())[what] += 1

    def _add(self, table: type[Fact], values: dict[str, Any]) -> Fact:
        given = {name: value for name, value in values.items() if value not in (None, CLEAR)}
        if table is not Touch:
            given["created_at"] = self.at
        # The id is made now, since later rows and the order of recording go by it.
        thing = table(office_id=self.access.office_id, id=new_id(), **given)
        self._new[table].append(thing)
        self._changed.add(thing.id)
        self.outcome.created += 1
        self._tell(thing, "created")
        return thing

    def _change(self, thing: Fact, values: dict[str, Any]) -> Fact:
        """A blank cell leaves what is there."""
        meant = {
            name: emptied(type(thing), name) if value == CLEAR else value
            for name, value in values.items()
            if value is not None
        }
        differing = {name: value for name, value in meant.items() if getattr(thing, name) != value}
        for name, value in differing.items():
            setattr(thing, name, value)
        if differing and thing.id not in self._changed and not isinstance(thing, Touch):
            thing.version += 1
            self._changed.add(thing.id)
            self.outcome.updated += 1
            self._tell(thing, "updated")
        return thing


def row_of(thing: Any) -> dict[str, Any]:
    """Column by column; what was not given is the column's default."""
    return {
        column.name: column.default.arg
        if (value := getattr(thing, column.name)) is None and column.default is not None
        else value
        for column in thing.__table__.columns
    }


def folded(area: str | None) -> str | None:
    return fold(area) if area and area != CLEAR else area


def emptied(table: type[Fact], name: str) -> Any:
    column = table.__table__.columns[name]
    return None if column.nullable else ""


def name_in(email: str) -> str:
    """`dana.reed@…` is Dana Reed until somebody says otherwise."""
    return email.partition("@")[0].replace(".", " ").replace("_", " ").title()
