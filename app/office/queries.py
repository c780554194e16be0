"""Reads of the office itself: its people, its tokens, and who set its policy."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import ApiToken, Invitation, Membership, Office, Role, Scope, User
from app.accounts.queries import hold_office
from app.audit.models import AuditEntry
from app.audit.queries import happened_since
from app.clients.models import Client
from app.faults import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeMember:
    user_id: UUID
    name: str
    email: str
    role: Role
    since: datetime | None  # None: named in a sheet only, and not let in yet
    closed_at: datetime | None
    clients: int
    last_signed_in_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.since is not None and self.closed_at is None


def office_members(
    session: Session, access: Access, user_id: UUID | None = None
) -> list[OfficeMember]:
    """By name: those who can come in, those who were only named yet, those who are shut out. Or
    that one alone."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = (
        select(Membership, User.name, User.email)
        .join(User, User.id == Membership.user_id)
        .where(Membership.office_id == access.office_id)
    )
    if user_id is not None:
        wanted = wanted.where(Membership.user_id == user_id)
    clients = clients_by_advisor(session, access)
    signed_in = last_sign_ins(session, access)
    found = [
        OfficeMember(
            user_id=member.user_id,
            name=name,
            email=email,
            role=Role(member.role),
            since=member.opened_at,
            closed_at=member.closed_at,
            clients=clients.get(member.user_id, 0),
            last_signed_in_at=signed_in.get(member.user_id),
        )
        for member, name, email in session.execute(wanted)
    ]
    return sorted(
        found, key=lambda one: (one.closed_at is not None, one.since is None, one.name.casefold())
    )


def office_member(session: Session, access: Access, user_id: UUID) -> OfficeMember:
    for member in office_members(session, access, user_id):
        return member
    raise NotFound


def clients_by_advisor(session: Session, access: Access) -> dict[UUID | None, int]:
    rows = session.execute(
        select(Client.advisor_id, func.count().label("clients"))
        .where(Client.office_id == access.office_id)
        .group_by(Client.advisor_id)
    )
    return {row.advisor_id: row.clients for row in rows}


def last_sign_ins(session: Session, access: Access) -> dict[UUID | None, datetime]:
    rows = session.execute(
        select(AuditEntry.subject_id, func.max(AuditEntry.at).label("last_at"))
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id.is_(None),  # by which the index leads to these few
            AuditEntry.action == "member.signed_in",
        )
        .group_by(AuditEntry.subject_id)
    )
    return {row.subject_id: row.last_at for row in rows}


def office_of(session: Session, access: Access) -> Office:
    access.require(Permission.READ_SETTINGS)
    return session.get_one(Office, access.office_id)


def held_office(session: Session, access: Access) -> Office:
    """For a change: held against other writers."""
    access.require(Permission.MANAGE_OFFICE)
    return hold_office(session, access)


@dataclass(frozen=True, slots=True)
class LiveToken:
    id: UUID
    name: str
    member_name: str
    member_email: str
    scope_set: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def live_token(session: Session, access: Access, token_id: UUID) -> LiveToken:
    for token in live_tokens(session, access):
        if token.id == token_id:
            return token
    raise NotFound


def live_tokens(session: Session, access: Access, since: datetime | None = None) -> list[LiveToken]:
    """The newest first. One's own; an admin sees those of everybody."""
    access.require(Permission.READ_SETTINGS)
    wanted = (
        select(ApiToken, User.name, User.email)
        .join(User, User.id == ApiToken.user_id)
        .where(
            ApiToken.office_id == access.office_id,
            ApiToken.revoked_at.is_(None),
            happened_since(since, ApiToken.created_at, ApiToken.last_used_at),
        )
        .order_by(ApiToken.created_at.desc(), ApiToken.id.desc())
    )
    if not access.may(Permission.MANAGE_OFFICE):
        wanted = wanted.where(ApiToken.user_id == access.user_id)
    return [
        LiveToken(
            token.id,
            token.name,
            name,
            email,
            token.scope_set,
            token.created_at,
            token.expires_at,
            token.last_used_at,
        )
        for token, name, email in session.execute(wanted)
    ]


def last_policy_change(session: Session, access: Access) -> tuple[str, datetime] | None:
    """Who set the numbers that hold now, and when."""
    access.require(Permission.READ_SETTINGS)
    found = session.execute(
        select(User.name, AuditEntry.at)
        .join(User, User.id == AuditEntry.actor_id, isouter=True)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id.is_(None),
            AuditEntry.action == "policy.changed",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    name, at = found
    return name or "Whoever runs Regards", at


def tokens_by_id(session: Session, access: Access, ids: Collection[UUID]) -> dict[UUID, ApiToken]:
    """Those that let nobody in any more as well."""
    access.require(Permission.MANAGE_OFFICE)
    found = session.scalars(
        select(ApiToken).where(ApiToken.office_id == access.office_id, ApiToken.id.in_(ids))
    )
    return {token.id: token for token in found}


def token_names(session: Session, access: Access) -> set[str]:
    """Those that let nobody in any more as well."""
    access.require(Permission.MANAGE_OFFICE)
    of_office = ApiToken.office_id == access.office_id
    return set(session.scalars(select(ApiToken.name).where(of_office).distinct()))


def invited_by_id(session: Session, access: Access, ids: Collection[UUID]) -> dict[UUID, str]:
    """Their addresses, until the invitations are forgotten."""
    access.require(Permission.MANAGE_OFFICE)
    rows = session.execute(
        select(Invitation.id, Invitation.email).where(
            Invitation.office_id == access.office_id, Invitation.id.in_(ids)
        )
    )
    return {row.id: row.email for row in rows}
