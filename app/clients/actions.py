"""Taking clients on, changing what is known of them, and erasing them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.clients.forms import ClientChanges, JobChanges, NewClient, NewJob
from app.clients.models import Client, Job
from app.clients.queries import (
    advisor_by_email,
    email_of,
    held_client,
    held_job,
    hold_advisors,
    one_client,
)
from app.cycle.folding import fold
from app.faults import BadInput, Stale
from app.mail.models import Letter

TAKEN = "is another client's of this office"


def add_client(session: Session, access: Access, form: NewClient, at: datetime) -> Client:
    access.require(Permission.WRITE_PEOPLE)
    hold_advisors(session, access, [form.advisor_email])
    refuse_taken(session, access, form.given())
    client = Client(
        office_id=access.office_id,
        name=form.name,
        name_key=fold(form.name),
        email=form.email,
        external_id=form.external_id,
        program=form.program,
        cohort=form.cohort,
        area=form.area,
        area_key=fold(form.area),
        created_at=at,
    )
    if form.advisor_email:
        client.advisor_id = advisor_by_email(session, access, form.advisor_email)
    session.add(client)
    write_or_refuse(session)
    record(session, access, "client.added", at=at, client_id=client.id)
    return client


def change_client(
    session: Session, access: Access, client_id: UUID, form: ClientChanges, at: datetime
) -> Client:
    hold_advisors(session, access, [form.given().get("advisor_email")])
    client = held_client(session, access, client_id)
    changes = changes_to(client, form.given())
    refuse_taken(session, access, changes, client.id)
    if "name" in changes:
        changes["name_key"] = fold(changes["name"])
    if "area" in changes:
        changes["area_key"] = fold(changes["area"])
    if "advisor_email" in changes:
        email = changes.pop("advisor_email")
        if email != email_of(session, access, client.advisor_id):  # who may have left
            changes["advisor_id"] = email and advisor_by_email(session, access, email)
    pausing(client, changes)
    details = apply(client, changes)
    if "advisor_id" in details["fields"] and client.advisor_id:
        details["advisor_id"] = str(client.advisor_id)
    write_or_refuse(session)
    if "email" in details["fields"]:
        readdress(session, access, [client.id])
    if details["fields"]:
        record(session, access, "client.changed", at=at, client_id=client.id, **details)
    return client


def readdress(session: Session, access: Access, client_ids: Collection[UUID]) -> None:
    """What has not left goes where they are written to from now on, given up or not."""
    on_file = (
        select(Client.email)
        .where(Client.office_id == Letter.office_id, Client.id == Letter.client_id)
        .scalar_subquery()
    )
    session.execute(
        update(Letter)
        .where(
            Letter.office_id == access.office_id,
            Letter.client_id.in_(client_ids),
            Letter.sent_at.is_(None),
        )
        .values(to_email=on_file)
        .execution_options(synchronize_session=False)
    )


def pausing(client: Client, changes: dict[str, Any]) -> None:
    """Needs a reason for as long as it lasts; emptying the day lifts it."""
    until, reason = day_and_reason(client, changes, "paused_until", "pause_reason")
    if until and not reason:
        raise BadInput("pause_reason", "is needed with a pause")


def day_and_reason(
    thing: Any, changes: dict[str, Any], day: str, reason: str
) -> tuple[date | None, str | None]:
    """As they would be after the changes; nothing where those leave both alone. A day that is
    emptied takes its reason along, and there is no reason without a day."""
    if changes.keys().isdisjoint((day, reason)):
        return None, None
    if day in changes and changes[day] is None:
        changes[reason] = None
    on, why = (changes.get(name, getattr(thing, name)) for name in (day, reason))
    if on is None and why:
        raise BadInput(day, "is needed with a reason")
    return on, why


def refuse_taken(
    session: Session, access: Access, values: dict[str, Any], own_id: UUID | None = None
) -> None:
    for field in ("email", "external_id"):
        if not values.get(field):
            continue
        holder = session.scalars(
            select(Client.id).where(
                Client.office_id == access.office_id, getattr(Client, field) == values[field]
            )
        ).one_or_none()
        if holder is not None and holder != own_id:
            raise BadInput(field, TAKEN)


def write_or_refuse(session: Session) -> None:
    """Somebody else may have taken the e-mail or the number since it was looked for."""
    try:
        session.flush()
    except IntegrityError as error:
        for field in ("email", "external_id"):
            if f"uq_clients_office_id_{field}" in str(error.orig):
                raise BadInput(field, TAKEN) from None
        raise


def changes_to(thing: Any, given: dict[str, Any]) -> dict[str, Any]:
    """What was sent, less the version it was based on; raises `Stale` for an old one."""
    changes = dict(given)
    version = changes.pop("version", None)
    if version is not None and version != thing.version:
        raise Stale(thing.version)
    return changes


def apply(thing: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """Gives what the audit row tells: which fields differ, and which are empty or no now."""
    differing = {name: v for name, v in changes.items() if getattr(thing, name) != v}
    for name, value in differing.items():
        setattr(thing, name, value)
    if differing:
        thing.version += 1
    emptied = [name for name, value in differing.items() if not value]
    return {"fields": sorted(differing), "emptied": sorted(emptied)}


def note_look(session: Session, access: Access, client_id: UUID, today: date) -> None:
    """That somebody looked at the client: once a day, whoever it was."""
    one_client(session, access, client_id)
    note_looks(session, access, [client_id], today)


def note_looks(session: Session, access: Access, client_ids: Collection[UUID], today: date) -> None:
    """Nobody waits for it, since whoever changes a client just now sees them anyway."""
    not_seen_today = (
        select(Client.id)
        .where(
            Client.office_id == access.office_id,
            Client.id.in_(client_ids),
            or_(Client.looked_on.is_(None), Client.looked_on < today),
        )
        .with_for_update(key_share=True, skip_locked=True)
    )
    session.execute(
        update(Client)
        .where(Client.office_id == access.office_id, Client.id.in_(not_seen_today))
        .values(looked_on=today)
        .execution_options(synchronize_session=False)
    )


def add_job(session: Session, access: Access, client_id: UUID, form: NewJob, at: datetime) -> Job:
    client = held_client(session, access, client_id)
    job = Job(office_id=access.office_id, client_id=client.id, created_at=at, **form.model_dump())
    session.add(job)
    session.flush()
    record(session, access, "job.added", at=at, client_id=client.id, subject_id=job.id)
    return job


def change_job(
    session: Session, access: Access, job_id: UUID, form: JobChanges, at: datetime
) -> Job:
    job = held_job(session, access, job_id)
    changes = changes_to(job, form.given())
    details = apply(job, changes)
    if details["fields"]:
        record(
            session,
            access,
            "job.changed",
            at=at,
            client_id=job.client_id,
            subject_id=job.id,
            **details,
        )
    return job
