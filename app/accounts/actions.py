"""Opening an office and letting people in."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import ApiToken, Membership, Office, Role, Scope, User, WebSession
from app.accounts.queries import find_user
from app.accounts.tokens import make_token
from app.clock import beginning_of, in_zone
from app.cycle.dates import add_days
from app.faults import BadInput

SHORTEST_PASSWORD = 12  # characters


@cache
def password_hasher() -> PasswordHasher:
    """argon2id; one lane, so that many sign-ins at once do not multiply."""
    return PasswordHasher(parallelism=1)


def open_office(session: Session, *, slug: str, name: str, timezone: str, at: datetime) -> Office:
    office = Office(slug=slug, name=name, timezone=timezone, created_at=at)
    session.add(office)
    session.flush()
    return office


def name_person(session: Session, *, email: str, name: str, at: datetime) -> User:
    """The person with this e-mail, made where nobody has it yet; without a password at first."""
    user = find_user(session, email)
    if user is None:
        user = User(email=email, name=name, created_at=at)
        session.add(user)
        session.flush()
    return user


def set_first_password(user: User, password: str) -> bool:
    """False where the person has one already: only they may change it."""
    if user.password_hash is not None:
        return False
    user.password_hash = password_hasher().hash(password)
    return True


def let_in(session: Session, access: Access, user_id: UUID, role: Role, at: datetime) -> Membership:
    access.require(Permission.MANAGE_OFFICE)
    membership = list_member(session, access, user_id, role, at)
    membership.role = role
    membership.opened_at = membership.opened_at or at
    membership.closed_at = None
    return membership


def list_member(
    session: Session, access: Access, user_id: UUID, role: Role, at: datetime
) -> Membership:
    """Names a person in the office without letting them in; leaves a membership as it is."""
    membership = session.get(Membership, (access.office_id, user_id))
    if membership is None:
        membership = Membership(
            office_id=access.office_id, user_id=user_id, role=role, created_at=at
        )
        session.add(membership)
        session.flush()
    return membership


def add_api_token(
    session: Session,
    access: Access,
    user_id: UUID,
    name: str,
    at: datetime,
    *,
    scopes: Collection[Scope] = (),
    expires_on: date | None = None,
) -> tuple[str, ApiToken]:
    """The text to show this once. For oneself; whoever manages the office, for any member.

    Without `scopes` it may do all that its maker may, and never more.
    """
    access.require(
        Permission.READ_SETTINGS if user_id == access.user_id else Permission.MANAGE_OFFICE
    )
    wanted = set(scopes) or access.scopes
    if beyond := sorted(wanted - access.scopes):
        raise BadInput("scopes", f"cannot hold {', '.join(beyond)}: your own token does not")
    text, token = make_token("rga", access.office_id)
    added = ApiToken(
        office_id=access.office_id,
        user_id=user_id,
        name=name,
        token_hash=token.hash,
        scopes=" ".join(scope for scope in Scope if scope in wanted),
        created_at=at,
        expires_at=expires_on and end_of(expires_on, access, at),
    )
    session.add(added)
    session.flush()
    return text, added


def end_of(day: date, access: Access, at: datetime) -> datetime:
    if day < in_zone(at, access.timezone).date():
        raise BadInput("expires_on", "lies in the past")
    return beginning_of(add_days(day, 1), access.timezone)


def end_access(session: Session, access: Access, user_id: UUID, at: datetime) -> list[str]:
    """Every browser and every program of this person, in this office, at once. Gives what the
    tokens are called that held until then."""
    still_good = or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > at)
    tokens = session.scalars(
        select(ApiToken.name)
        .where(
            ApiToken.office_id == access.office_id,
            ApiToken.user_id == user_id,
            ApiToken.revoked_at.is_(None),
            still_good,
        )
        .order_by(ApiToken.id)
    ).all()
    for table in (WebSession, ApiToken):
        session.execute(
            update(table)
            .where(
                table.office_id == access.office_id,
                table.user_id == user_id,
                table.revoked_at.is_(None),
            )
            .values(revoked_at=at)
            .execution_options(synchronize_session=False)
        )
    return list(tokens)
