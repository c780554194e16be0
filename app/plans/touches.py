"""What happened with a contact: logged, voided, never edited."""

import json
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Table, Text, cast, delete, func
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import all_of, read_again
from app.audit.actions import ENTRY, entry_of, record
from app.audit.models import ERASED
from app.clients.models import Client
from app.clients.queries import held_client
from app.cycle.facts import SKIPPABLE, Step, TouchKind
from app.cycle.warnings import Warning, warnings_for
from app.db.base import Base, new_id
from app.db.idempotency import forget_answers_about
from app.db.prepared import Reader, inserting
from app.faults import BadInput, NotFound
from app.plans.actions import changed_in, hold, plan_to_store
from app.plans.forms import NewTouch
from app.plans.models import Touch
from app.plans.rows import touch_fact
from app.plans.settled import hold_with_contact
from app.web.strict import Voiding

# Written while it holds the clients, so that to erase these is to wait for it first.
TOLD_BESIDE = ("told_plans", "webhook_deliveries")


# Logging is done all day, so its statements are compiled once; the plan goes into the store with
# the touch, and what the rules have to say is read off the same facts.
LOGGED = inserting(Touch)


class Logged(NamedTuple):
    """A touch as it was just stored: a `Touch` would take a tenth of the time of all."""

    office_id: UUID
    id: UUID
    client_id: UUID
    contact_id: UUID
    kind: TouchKind
    happened_on: date
    step: Step | None
    note: str
    recorded_by: UUID | None
    recorded_at: datetime
    voided_at: None = None
    voided_by: None = None
    void_reason: None = None


def log_touch(
    session: Session,
    access: Access,
    contact_id: UUID,
    form: NewTouch,
    *,
    today: date,
    at: datetime,
) -> tuple[Logged, tuple[Warning, ...]]:
    """The touch, and what the rules have to say of it; it counts all the same."""
    session.flush()
    reader = Reader.of(session)
    known, holding = hold_with_contact(reader, access, contact_id, changed_in(session))
    client_id = access.require_of(Permission.WRITE_PEOPLE, known.facts.id if known else None)
    if known is None:
        raise NotFound
    check_touch(form, today)
    touch = Logged(
        office_id=access.office_id,
        id=new_id(),
        client_id=client_id,
        contact_id=contact_id,
        kind=form.kind,
        happened_on=form.on,
        step=form.step,
        note=form.note,
        recorded_by=access.user_id,
        recorded_at=at,
    )
    fact = touch_fact(touch.id, form.kind, form.on, form.step)
    following = known._replace(facts=known.facts.with_touch(contact_id, fact))
    entry = entry_of(
        access,
        "touch.logged",
        at=at,
        client_id=client_id,
        subject_id=fact.id,
        kind=form.kind,
        on=form.on.isoformat(),
    )
    reader.write_each(
        [
            (LOGGED, touch._asdict()),
            (ENTRY, entry),
            *plan_to_store(access, following, holding),
        ]
    )
    said = warnings_for(following.facts, holding.policy, contact_id, fact, known.paced_on)
    return touch, said


def check_touch(form: NewTouch, today: date) -> None:
    if form.on > today:
        raise BadInput("on", "lies in the future")
    if form.kind is not TouchKind.SKIPPED:
        if form.step is not None:
            raise BadInput("step", "is only named when a step is skipped")
        return
    if form.step is None:
        raise BadInput("step", "is needed: which step is skipped?")
    if form.step not in SKIPPABLE:
        raise BadInput("step", f"must be one of {', '.join(SKIPPABLE)}")
    if not form.note:
        raise BadInput("note", "is needed: why is the step skipped?")


def void_touch(
    session: Session, access: Access, touch_id: UUID, form: Voiding, at: datetime
) -> Touch:
    touch = session.get(Touch, (access.office_id, touch_id))
    access.require_of(Permission.WRITE_PEOPLE, touch.client_id if touch else None)
    if touch is None:
        raise NotFound
    held_client(session, access, touch.client_id)
    read_again(session, touch)
    if touch.voided_at is None:
        touch.voided_at, touch.voided_by, touch.void_reason = at, access.user_id, form.reason
        session.flush()
        record(
            session, access, "touch.voided", at=at, client_id=touch.client_id, subject_id=touch.id
        )
    return touch


def touches_of(session: Session, access: Access, client_id: UUID) -> list[Touch]:
    """Voided ones too, in the order of recording."""
    return all_of(session, access, Touch, client_id)


def erase_client(session: Session, access: Access, client_id: UUID, at: datetime) -> None:
    """The client and all that hangs on them; that it was done stays on record."""
    access.require(Permission.ERASE_PEOPLE)
    client = held_client(session, access, client_id)
    session.expunge(client)
    for table in tables_about_clients():
        if table.name in TOLD_BESIDE:
            hold(session, access, [client_id], to_erase=True)
        which = table.c.id if table.name == Client.__tablename__ else table.c.client_id
        session.execute(
            delete(table).where(table.c.office_id == access.office_id, which == client_id)
        )
    forget_what_was_sent(session, access, client.email)
    forget_answers_about(session, access.office_id, client_id)
    record(session, access, ERASED, at=at, client_id=client_id)


def forget_what_was_sent(session: Session, access: Access, email: str) -> None:
    """Rows that came before the client was known, or were refused: those with this very e-mail."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if email and column.info.get("as_sent"):
                as_text = func.lower(cast(column, Text))
                among = as_text.contains(json.dumps(email.lower()), autoescape=True)
                session.execute(delete(table).where(table.c.office_id == access.office_id, among))


def tables_about_clients() -> list[Table]:
    """All that hold personal data of a client, by their columns' marks; what points comes first,
    and of that last what the worker writes beside all who work."""
    found = [
        table
        for table in reversed(Base.metadata.sorted_tables)
        if table.name == Client.__tablename__
        or ("client_id" in table.c and any(column.info.get("personal") for column in table.c))
    ]
    return sorted(found, key=lambda table: (table.name == "clients", table.name in TOLD_BESIDE))
