"""What happened with a contact: logged, voided, never edited. And the policy it is read by."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.clients.models import Client
from app.clients.queries import held_client
from app.cycle.facts import Step, TouchKind
from app.cycle.policy import Policy
from app.cycle.warnings import Warning, warnings_for
from app.db.base import Base
from app.db.idempotency import forget_answers_about
from app.faults import BadInput, NotFound
from app.offers.queries import held_contact
from app.plans.actions import replan
from app.plans.forms import NewTouch, PolicyNumbers, Voiding
from app.plans.models import OfficePolicy, Touch
from app.plans.queries import POLICY_FIELDS, cycle_facts, every_client_id, office_policy, touch_fact

SKIPPABLE = (Step.CONNECT, Step.THANK, Step.UPDATE, Step.CATCH_UP)


def log_touch(
    session: Session,
    access: Access,
    contact_id: UUID,
    form: NewTouch,
    *,
    today: date,
    at: datetime,
) -> tuple[Touch, tuple[Warning, ...]]:
    """The touch, and what the rules have to say of it; it counts all the same."""
    contact = held_contact(session, access, contact_id)
    check_touch(form, today)
    touch = Touch(
        office_id=access.office_id,
        client_id=contact.client_id,
        contact_id=contact.id,
        kind=form.kind,
        happened_on=form.on,
        step=form.step,
        note=form.note,
        recorded_by=access.user_id,
        recorded_at=at,
    )
    session.add(touch)
    session.flush()
    record(
        session,
        access,
        "touch.logged",
        at=at,
        client_id=contact.client_id,
        subject_id=touch.id,
        kind=form.kind,
        on=form.on.isoformat(),
    )
    (client,) = cycle_facts(session, access, [contact.client_id])
    fact = touch_fact(touch.id, form.kind, form.on, form.step)
    warnings = warnings_for(client, office_policy(session, access), contact.id, fact)
    return touch, warnings


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
    access.require(Permission.WRITE_PEOPLE)
    touch = session.get(Touch, (access.office_id, touch_id))
    if touch is None:
        raise NotFound
    held_client(session, access, touch.client_id)
    session.refresh(touch)
    if touch.voided_at is None:
        touch.voided_at, touch.voided_by, touch.void_reason = at, access.user_id, form.reason
        session.flush()
        record(
            session, access, "touch.voided", at=at, client_id=touch.client_id, subject_id=touch.id
        )
    return touch


def touches_of(session: Session, access: Access, client_id: UUID) -> list[Touch]:
    """Voided ones too, in the order of recording."""
    access.require(Permission.READ_PEOPLE)
    return list(
        session.scalars(
            select(Touch)
            .where(Touch.office_id == access.office_id, Touch.client_id == client_id)
            .order_by(Touch.id)
        )
    )


def change_policy(session: Session, access: Access, form: PolicyNumbers, at: datetime) -> Policy:
    """Recomputes the windows of all the office's clients."""
    access.require(Permission.CHANGE_POLICY)
    policy = Policy(**form.model_dump())
    for field, message in policy.problems().items():
        raise BadInput(field, message)
    stored = session.get(OfficePolicy, access.office_id, with_for_update=True)
    if stored is None:
        session.add(OfficePolicy(office_id=access.office_id, **form.model_dump()))
    else:
        for name in POLICY_FIELDS:
            setattr(stored, name, getattr(form, name))
        stored.version += 1
    session.flush()
    record(session, access, "policy.changed", at=at, **form.model_dump())
    replan(session, access, every_client_id(session, access))
    return policy


def erase_client(session: Session, access: Access, client_id: UUID, at: datetime) -> None:
    """The client and all that hangs on them; that it was done stays on record."""
    access.require(Permission.ERASE_PEOPLE)
    client = held_client(session, access, client_id)
    session.expunge(client)
    for table in tables_about_clients():
        which = table.c.id if table.name == Client.__tablename__ else table.c.client_id
        session.execute(
            delete(table).where(table.c.office_id == access.office_id, which == client_id)
        )
    forget_answers_about(session, access.office_id, client_id)
    record(session, access, "client.erased", at=at, client_id=client_id)


def tables_about_clients() -> list[Table]:
    """All that hold personal data of a client, by their columns' marks; what points comes first."""
    return [
        table
        for table in reversed(Base.metadata.sorted_tables)
        if table.name == Client.__tablename__
        or ("client_id" in table.c and any(column.info.get("personal") for column in table.c))
    ]
