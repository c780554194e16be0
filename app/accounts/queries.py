"""Reads of offices and people."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Membership, Office, Role, User


def office_by_slug(session: Session, slug: str) -> Office | None:
    return session.scalars(select(Office).where(Office.slug == slug)).one_or_none()


def all_offices(session: Session) -> list[Office]:
    return list(session.scalars(select(Office).order_by(Office.slug)))


def find_user(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email)).one_or_none()


def users_by_email(session: Session, emails: Iterable[str]) -> dict[str, User]:
    users = session.scalars(select(User).where(User.email.in_(list(emails))))
    return {user.email: user for user in users}


def members(session: Session, access: Access) -> dict[UUID, Role]:
    rows = session.execute(
        select(Membership.user_id, Membership.role).where(
            Membership.office_id == access.office_id, Membership.closed_at.is_(None)
        )
    )
    return {user_id: Role(role) for user_id, role in rows}


def operator_of(office: Office, via: str = "operator") -> Access:
    """The access of whoever runs the service's commands: everything, in this one office."""
    return Access(
        office_id=office.id, timezone=office.timezone, role=Role.ADMIN, user_id=None, via=via
    )
