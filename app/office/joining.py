"""Inviting somebody by a link that is good once and for a week, and coming in by it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.actions import let_in
from app.accounts.models import Invitation, Membership, Office, Role, User
from app.accounts.queries import (
    find_user,
    hold_office,
    member_by_email,
    offices_open_to,
    operator_of,
)
from app.accounts.tokens import Token, make_token, new_salt, read_token, token_of
from app.audit.actions import record
from app.audit.queries import happened_since
from app.db.base import new_id
from app.db.engine import Database
from app.db.upserts import insert_into
from app.faults import BadInput, NotFound
from app.mail.actions import post_letter
from app.office.actions import clients_of, take_back_invitations
from app.office.forms import NewInvitation

PREFIX = "rgi"
GOOD_FOR = timedelta(days=7)
INVITATION = "invitation"  # the kind of the letter


@dataclass(frozen=True, slots=True)
class Welcome:
    """What whoever holds the link is told."""

    email: str
    role: Role
    office_name: str
    office_slug: str
    name: str  # as far as it is known
    has_login: bool  # and comes in by its password alone


def invite(
    session: Session, access: Access, form: NewInvitation, at: datetime, key: bytes = b""
) -> tuple[str, Invitation]:
    """The secret to show this once. It takes the place of an earlier one to the same e-mail.

    With the service's `key` a letter takes it to whoever is invited.
    """
    access.require(Permission.MANAGE_OFFICE)
    hold_office(session, access)
    check_may_come(session, access, form)
    replaced = take_back_invitations(session, access, Invitation.email == form.email, at)
    salt = new_salt() if key else None
    if salt:
        text, token = token_of(PREFIX, access.office_id, key, salt)
    else:
        text, token = make_token(PREFIX, access.office_id)
    made = Invitation(
        office_id=access.office_id,
        email=form.email,
        role=form.role,
        token_hash=token.hash,
        salt=salt,
        invited_by=access.user_id,
        created_at=at,
        expires_at=at + GOOD_FOR,
    )
    session.add(made)
    session.flush()
    told = {"role": form.role, **replaced}
    record(session, access, "invitation.made", at=at, subject_id=made.id, **told)
    if salt:
        details = {"invitation": str(made.id)}
        post_letter(session, access, INVITATION, form.email, details, at=at, good_for=GOOD_FOR)
    return text, made


def check_may_come(session: Session, access: Access, form: NewInvitation) -> None:
    if is_open_member(session, access, form.email):
        raise BadInput("email", "is of a member already; change their role in the list instead")
    if form.role is Role.ANALYST and looks_after_clients(session, access, form.email):
        raise BadInput(
            "role", "cannot be analyst while they look after clients: hand these on first"
        )


def still_open(office_id: UUID, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.office_id == office_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > at,
    )


def looks_after_clients(session: Session, access: Access, email: str) -> bool:
    """As a sheet may say of somebody who was never let in."""
    user_id = member_by_email(session, access, email)
    return user_id is not None and bool(clients_of(session, access, user_id))


def is_open_member(session: Session, access: Access, email: str) -> bool:
    found = session.execute(
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.office_id == access.office_id,
            User.email == email,
            Membership.opened_at.is_not(None),
            Membership.closed_at.is_(None),
        )
    )
    return found.first() is not None


def open_invitations(
    session: Session, access: Access, at: datetime, since: datetime | None = None
) -> list[Invitation]:
    """The newest first."""
    access.require(Permission.MANAGE_OFFICE)
    return list(
        session.scalars(
            select(Invitation)
            .where(*still_open(access.office_id, at), happened_since(since, Invitation.created_at))
            .order_by(Invitation.id.desc())
        )
    )


def open_invitation(
    session: Session, access: Access, invitation_id: UUID, at: datetime
) -> Invitation:
    for invitation in open_invitations(session, access, at):
        if invitation.id == invitation_id:
            return invitation
    raise NotFound


def revoke_invitation(session: Session, access: Access, invitation_id: UUID, at: datetime) -> None:
    access.require(Permission.MANAGE_OFFICE)
    found = session.get(Invitation, (access.office_id, invitation_id), with_for_update=True)
    if found is None:
        raise NotFound
    if found.used_at is None and found.revoked_at is None:
        found.revoked_at = at
        record(session, access, "invitation.revoked", at=at, subject_id=found.id)


def welcome(database: Database, text: str, at: datetime) -> Welcome | None:
    """None for whatever does not open the office: never made, used, taken back or run out."""
    token = read_token(PREFIX, text)
    if token is None:
        return None
    with database.transaction(token.office_id, write=False) as session:
        invitation = session.scalars(behind(token, at)).one_or_none()
        if invitation is None:
            return None
        office = session.get_one(Office, token.office_id)
        user = find_user(session, invitation.email)
    if user is not None and user.password_hash is None:
        has_login = is_let_in_elsewhere(database, user.id, token.office_id)
    else:
        has_login = user is not None
    return Welcome(
        email=invitation.email,
        role=Role(invitation.role),
        office_name=office.name,
        office_slug=office.slug,
        name=user.name if user else "",
        has_login=has_login,
    )


def is_let_in_elsewhere(database: Database, user_id: UUID, office_id: UUID) -> bool:
    """Then nobody chooses their first password by this office's link, which whoever invites sees:
    it would open the others to them."""
    with database.between_offices(user_id=user_id) as session:
        return any(office.id != office_id for office in offices_open_to(session, user_id))


def behind(token: Token, at: datetime) -> Select[Invitation]:
    return select(Invitation).where(
        *still_open(token.office_id, at), Invitation.token_hash == token.hash
    )


def come_in(
    database: Database,
    text: str,
    at: datetime,
    *,
    name: str = "",
    password_hash: str | None = None,
) -> User | None:
    """The membership is made or opened, and the link is used up; None as for `welcome`.

    `password_hash` is for somebody without a login. Whoever has one has shown their password
    before; None as well where a login came into being meanwhile.
    """
    token = read_token(PREFIX, text)
    if token is None:
        return None
    with database.transaction(token.office_id, write=True) as session:
        invitation = session.scalars(behind(token, at).with_for_update()).one_or_none()
        if invitation is None:
            return None
        user = person_behind(session, invitation.email, name, at)
        if password_hash is not None:
            if user.password_hash is not None:
                return None
            user.name, user.password_hash = name, password_hash
        if user.password_hash is None:
            return None
        open_membership(session, invitation, user, at)
    return user


def person_behind(session: Session, email: str, name: str, at: datetime) -> User:
    """Two offices may be letting the same person in at this moment; the e-mail decides."""
    session.execute(
        insert_into(session, User)
        .values(id=new_id(), email=email, name=name, created_at=at)
        .on_conflict_do_nothing(index_elements=["email"])
    )
    return session.scalars(select(User).where(User.email == email).with_for_update()).one()


def open_membership(
    session: Session, invitation: Invitation, user: User, at: datetime
) -> Membership:
    """As the invitation says; one that is open already stays as it is."""
    office = session.get_one(Office, invitation.office_id)
    access = operator_of(office, via="console")
    member = session.get(Membership, (office.id, user.id), with_for_update={"key_share": True})
    if member is None or member.opened_at is None or member.closed_at is not None:
        member = let_in(session, access, user.id, Role(invitation.role), at)
    invitation.used_at, invitation.used_by = at, user.id
    record(
        session,
        replace(access, user_id=user.id),
        "member.joined",
        at=at,
        subject_id=user.id,
        invitation=str(invitation.id),
        role=member.role,
    )
    return member
