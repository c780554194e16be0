"""Reads of offices and people."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import Membership, Office, Role, User, WebSession
from app.accounts.tokens import Token
from app.db.base import Instant, OfficeRow
from app.faults import NotFound

Row = TypeVar("Row", bound=OfficeRow)


def office_by_slug(session: Session, slug: str) -> Office | None:
    return session.scalars(select(Office).where(Office.slug == slug)).one_or_none()


def all_offices(session: Session) -> list[Office]:
    return list(session.scalars(select(Office).order_by(Office.slug)))


def offices_by_id(session: Session, ids: Collection[UUID]) -> list[Office]:
    return list(session.scalars(select(Office).where(Office.id.in_(ids)).order_by(Office.slug)))


def hold_office(session: Session, access: Access) -> Office:
    """Until the transaction ends: whoever does the same in this office waits, and then sees what
    became of it. First of all that is held, so that no two writers wait in a ring."""
    return session.get_one(
        Office, access.office_id, with_for_update={"key_share": True}, populate_existing=True
    )


def find_user(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email)).one_or_none()


def users_by_email(session: Session, emails: Iterable[str]) -> dict[str, User]:
    users = session.scalars(select(User).where(User.email.in_(list(emails))))
    return {user.email: user for user in users}


NOBODY = UUID(int=0)  # stands for a person that no row is of


def member_by_email(session: Session, access: Access, email: str) -> UUID | None:
    return session.scalars(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == access.office_id, User.email == email)
    ).one_or_none()


def members(session: Session, access: Access) -> dict[UUID, Role]:
    rows = session.execute(
        select(Membership.user_id, Membership.role).where(
            Membership.office_id == access.office_id, Membership.closed_at.is_(None)
        )
    )
    return {user_id: Role(role) for user_id, role in rows}


def one_of(session: Session, access: Access, table: type[Row], thing_id: UUID) -> Row:
    """One row of the office, for whoever may read people; raises `NotFound` for any other."""
    thing = session.get(table, (access.office_id, thing_id))
    access.require_of(Permission.READ_PEOPLE, client_of(thing))
    if thing is None:
        raise NotFound
    return thing


def read_again(session: Session, thing: object) -> None:
    """Once its client is held; by then it may have gone, with an import that was undone."""
    try:
        session.refresh(thing)
    except InvalidRequestError:
        raise NotFound from None


def all_of(session: Session, access: Access, table: type[Row], client_id: UUID) -> list[Row]:
    """What hangs on the client, in the order of recording, for whoever may read them."""
    access.require_of(Permission.READ_PEOPLE, client_id)
    whose = {"office_id": access.office_id, "client_id": client_id}
    return list(session.scalars(of_client(table), whose))  # type: ignore[arg-type]  # hashable


@cache
def of_client(table: Any) -> Select[Any]:
    """Put together once: for a few rows that takes as long as reading them."""
    return (
        select(table)
        .where(table.office_id == bindparam("office_id"), table.client_id == bindparam("client_id"))
        .order_by(table.id)
    )


def client_of(thing: object | None) -> UUID | None:
    """Whose it is: the client themselves, or something of theirs."""
    found: UUID | None = getattr(thing, "client_id", None) or getattr(thing, "id", None)
    return found


NAMES = (
    select(User.id, User.name)
    .join(Membership, Membership.user_id == User.id)
    .where(Membership.office_id == bindparam("office_id"))
)


def names_of(session: Session, access: Access) -> dict[UUID, str]:
    """Of everybody who is or was of this office."""
    rows = session.execute(NAMES, {"office_id": access.office_id})
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    email: str


def colleagues_of(session: Session, access: Access) -> dict[UUID, Colleague]:
    """Everybody who is or was of this office."""
    rows = session.execute(
        select(User.id, User.name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == access.office_id)
    )
    return {row.id: Colleague(row.name, row.email) for row in rows}


def advisors_of(session: Session, access: Access) -> list[tuple[str, str]]:
    """Name and e-mail of whoever may look after clients."""
    rows = session.execute(
        select(User.name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.office_id == access.office_id,
            Membership.role.in_([Role.ADMIN, Role.ADVISOR]),
            Membership.closed_at.is_(None),
        )
        .order_by(User.name, User.email)
    )
    return [(name, email) for name, email in rows]


def admins_of(session: Session, access: Access) -> Sequence[User]:
    """Whoever can do something about what concerns the whole office."""
    return session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.office_id == access.office_id,
            Membership.role == Role.ADMIN,
            Membership.opened_at.is_not(None),
            Membership.closed_at.is_(None),
        )
        .order_by(User.id)
    ).all()


def operator_of(office: Office, via: str = "operator") -> Access:
    """The access of whoever runs the service's commands: everything, in this one office."""
    return Access(
        office_id=office.id, timezone=office.timezone, role=Role.ADMIN, user_id=None, via=via
    )


def access_of_member(session: Session, access: Access, user_id: UUID) -> Access | None:
    """What a member may see, for what the service does in their name; None where they are out."""
    role = session.scalars(
        select(Membership.role).where(
            Membership.office_id == access.office_id,
            Membership.user_id == user_id,
            Membership.opened_at.is_not(None),
            Membership.closed_at.is_(None),
        )
    ).one_or_none()
    if role is None:
        return None
    return Access(
        office_id=access.office_id,
        timezone=access.timezone,
        role=Role(role),
        user_id=user_id,
        via=access.via,
    )


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """An office that a person may enter."""

    id: UUID
    slug: str
    name: str
    timezone: str
    role: Role


def offices_open_to(session: Session, user_id: UUID) -> list[OpenOffice]:
    """Their own memberships: read between offices, as that person."""
    rows = session.execute(
        select(Office.id, Office.slug, Office.name, Office.timezone, Membership.role)
        .join(Membership, Office.id == Membership.office_id)
        .where(
            Membership.user_id == user_id,
            Membership.opened_at.is_not(None),
            Membership.closed_at.is_(None),
        )
        .order_by(Office.name, Office.id)
    )
    return [OpenOffice(id_, slug, name, zone, Role(role)) for id_, slug, name, zone, role in rows]


# A new password ends, in all offices at once, whatever was opened by the one before.
follows_password = or_(
    User.password_set_at.is_(None), WebSession.created_at >= User.password_set_at
)
# Joined to `User`. Takes the moment itself, `at`, and the one from which it must have been used.
lets_in = (
    WebSession.revoked_at.is_(None),
    WebSession.expires_at > bindparam("at", type_=Instant()),
    or_(
        WebSession.last_used_at.is_(None),
        WebSession.last_used_at > bindparam("used_after", type_=Instant()),
    ),
    follows_password,
)


def person_by_id(session: Session, user_id: UUID) -> User:
    return session.get_one(User, user_id)


def user_of_session(session: Session, token: Token) -> UUID | None:
    """Whose browser was signed in so, whatever has become of it in the office of the token."""
    return session.scalars(
        select(WebSession.user_id).where(
            WebSession.office_id == token.office_id, WebSession.token_hash == token.hash
        )
    ).one_or_none()


def is_signed_in(
    session: Session, office_id: UUID, token: Token, at: datetime, idles: timedelta
) -> bool:
    """Whether that office's session lets the browser in; it need not be open to them any more."""
    found = session.scalars(
        select(WebSession.id)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.office_id == office_id, WebSession.token_hash == token.hash, *lets_in),
        {"at": at, "used_after": at - idles},
    )
    return found.one_or_none() is not None
