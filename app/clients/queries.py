"""Reads of clients and their jobs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import Membership, Role, User
from app.accounts.queries import all_of, one_of, read_again
from app.clients.listing import changed_since
from app.clients.models import Client, Job
from app.faults import BadInput, NotFound

HELD = (
    select(Client)
    .where(Client.office_id == bindparam("office_id"), Client.id == bindparam("client_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def held_client(session: Session, access: Access, client_id: UUID) -> Client:
    """For a change: held against other writers until the transaction ends."""
    access.require_of(Permission.WRITE_PEOPLE, client_id)
    whose = {"office_id": access.office_id, "client_id": client_id}
    client = session.scalars(HELD, whose).one_or_none()
    if client is None:
        raise NotFound
    return client


def one_client(session: Session, access: Access, client_id: UUID) -> Client:
    return one_of(session, access, Client, client_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which clients; all that is set holds together."""

    updated_since: datetime | None = None
    external_id: str | None = None
    email: str | None = None
    cohort: str | None = None
    program: str | None = None
    advisor_id: UUID | None = None


def list_clients(
    session: Session, access: Access, wanted: Wanted, *, limit: int, after: UUID | None
) -> list[tuple[Client, str | None]]:
    """In the order in which they were added, each with the advisor's e-mail."""
    access.require(Permission.READ_PEOPLE)
    found = (
        select(Client, User.email)
        .outerjoin(User, User.id == Client.advisor_id)
        .where(Client.office_id == access.office_id)
        .order_by(Client.id)
        .limit(limit)
    )
    for name in ("external_id", "email", "cohort", "program", "advisor_id"):
        value = getattr(wanted, name)
        if value is not None:
            found = found.where(getattr(Client, name) == value)
    if after is not None:
        found = found.where(Client.id > after)
    if wanted.updated_since is not None:
        found = found.where(changed_since(session, access, Client.id, wanted.updated_since))
    return [(client, email) for client, email in session.execute(found)]


def names_of_clients(
    session: Session, access: Access, client_ids: Collection[UUID]
) -> dict[UUID, str]:
    access.require(Permission.READ_PEOPLE)
    rows = session.execute(
        select(Client.id, Client.name).where(
            Client.office_id == access.office_id, Client.id.in_(client_ids)
        )
    )
    return {row.id: row.name for row in rows}


def jobs_of(session: Session, access: Access, client_id: UUID) -> list[Job]:
    """In the order of recording; the last is the latest."""
    return all_of(session, access, Job, client_id)


def one_job(session: Session, access: Access, job_id: UUID) -> Job:
    return one_of(session, access, Job, job_id)


def held_job(session: Session, access: Access, job_id: UUID) -> Job:
    job = one_of(session, access, Job, job_id)
    held_client(session, access, job.client_id)
    read_again(session, job)
    return job


def advisor_by_email(session: Session, access: Access, email: str) -> UUID:
    """A member who looks after clients; raises `BadInput` for anybody else."""
    user_id = session.scalars(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.office_id == access.office_id,
            User.email == email,
            Membership.role.in_([Role.ADMIN, Role.ADVISOR]),
            Membership.closed_at.is_(None),
        )
    ).one_or_none()
    if user_id is None:
        raise BadInput("advisor_email", "is not an advisor of this office")
    return user_id


def hold_advisors(session: Session, access: Access, emails: Iterable[str | None]) -> None:
    """Nobody shuts them out meanwhile. Before any client, so that no two writers wait in a ring."""
    named = {email for email in emails if email}
    if named:
        hold_members(session, access, User.email.in_(named))


def hold_members(session: Session, access: Access, *who: ColumnElement[bool]) -> None:
    """As `hold_advisors`; all of the office, where it is not known yet who will be named."""
    session.execute(
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.office_id == access.office_id, *who)
        .order_by(Membership.user_id)
        .with_for_update(read=True, of=Membership)
    ).all()


def email_of(session: Session, access: Access, user_id: UUID | None) -> str | None:
    """Of a member of this office."""
    if user_id is None:
        return None
    return session.scalars(
        select(User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == access.office_id, User.id == user_id)
    ).one_or_none()
