"""Changing who works in the office, what it is called, and which programs may speak for it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.actions import add_api_token, end_access, let_in
from app.accounts.models import ApiToken, Invitation, Membership, Office, Role
from app.audit.actions import record
from app.clients.models import Client
from app.clients.queries import advisor_by_email, email_of
from app.faults import BadInput, NotFound
from app.office.forms import MemberChanges, NewToken, OfficeChanges
from app.office.queries import held_office
from app.plans.actions import hold, in_parts

LAST_ADMIN = "is the last admin: make somebody else an admin first"


def change_member(
    session: Session, access: Access, user_id: UUID, form: MemberChanges, at: datetime
) -> None:
    """Role, coming and going. Whoever cannot have clients any more hands theirs on first."""
    access.require(Permission.MANAGE_OFFICE)
    given = form.given()
    successor_id = successor_of(session, access, user_id, given.get("hand_clients_to"))
    held = hold_members(session, access, {user_id, successor_id or user_id})
    if user_id not in held:
        raise NotFound
    member = held[user_id]
    role = given.get("role", Role(member.role))
    stays = given.get("active", member.closed_at is None)
    if (role is not Role.ADMIN or not stays) and is_last_admin(held, member):
        raise BadInput("active", LAST_ADMIN)
    if successor_id:
        if held[successor_id].closed_at:
            raise BadInput("hand_clients_to", "is not an advisor of this office")
        hand_over(session, access, user_id, successor_id, at)
    elif not stays or role is Role.ANALYST:
        refuse_clients_left(session, access, user_id)
    set_role(session, access, member, role, at)
    if "active" in given:
        let_back_in(session, access, member, at) if stays else shut_out(session, access, member, at)


def successor_of(session: Session, access: Access, user_id: UUID, email: str | None) -> UUID | None:
    if email is None:
        return None
    try:
        found = advisor_by_email(session, access, email)
    except BadInput as error:
        raise BadInput("hand_clients_to", error.message) from None
    if found == user_id:
        raise BadInput("hand_clients_to", "must be somebody else")
    return found


def hold_members(
    session: Session, access: Access, user_ids: Collection[UUID]
) -> dict[UUID, Membership]:
    """These and all open admins, held against other writers; in one order, so that two who
    take each other's rights wait for one another and the second sees what the first did."""
    rows = session.scalars(
        select(Membership)
        .where(
            Membership.office_id == access.office_id,
            or_(
                Membership.user_id.in_(user_ids),
                and_(
                    Membership.role == Role.ADMIN,
                    Membership.opened_at.is_not(None),
                    Membership.closed_at.is_(None),
                ),
            ),
        )
        .order_by(Membership.user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.user_id: row for row in rows}


def is_last_admin(held: dict[UUID, Membership], member: Membership) -> bool:
    admins = {
        one.user_id
        for one in held.values()
        if one.role == Role.ADMIN and one.opened_at and not one.closed_at
    }
    return admins == {member.user_id}


def refuse_clients_left(session: Session, access: Access, user_id: UUID) -> None:
    if clients_of(session, access, user_id):
        raise BadInput("hand_clients_to", "is needed: who looks after their clients?")


def clients_of(session: Session, access: Access, user_id: UUID) -> list[UUID]:
    return list(
        session.scalars(
            select(Client.id)
            .where(Client.office_id == access.office_id, Client.advisor_id == user_id)
            .order_by(Client.id)
        )
    )


def hand_over(
    session: Session, access: Access, user_id: UUID, successor_id: UUID, at: datetime
) -> None:
    """Whose clients they are changes no date, so nothing is planned anew."""
    theirs = clients_of(session, access, user_id)
    for some in in_parts(theirs):
        hold(session, access, some)
        session.execute(
            update(Client)
            .where(
                Client.office_id == access.office_id,
                Client.id.in_(some),
                Client.advisor_id == user_id,
            )
            .values(advisor_id=successor_id, version=Client.version + 1)
            .execution_options(synchronize_session=False)
        )
    for client_id in theirs:
        record(
            session,
            access,
            "client.changed",
            at=at,
            client_id=client_id,
            fields=["advisor_id"],
            advisor_id=str(successor_id),
        )
    record(
        session,
        access,
        "member.clients_handed_over",
        at=at,
        subject_id=user_id,
        to=str(successor_id),
        clients=len(theirs),
    )


def set_role(
    session: Session, access: Access, member: Membership, role: Role, at: datetime
) -> None:
    """Whoever is no admin any more lets nobody in, by links made before either."""
    if member.role == role:
        return
    was, member.role = member.role, role
    told: dict[str, Any] = {}
    if was == Role.ADMIN:
        theirs = Invitation.invited_by == member.user_id
        told = take_back_invitations(session, access, theirs, at)
    record(
        session,
        access,
        "member.role_changed",
        at=at,
        subject_id=member.user_id,
        was=was,
        role=role,
        **told,
    )


def shut_out(session: Session, access: Access, member: Membership, at: datetime) -> None:
    """Nothing that was theirs opens the office any more, nor an invitation by or to them."""
    if member.closed_at is not None:
        return
    member.closed_at = at
    tokens = end_access(session, access, member.user_id, at)
    theirs = or_(
        Invitation.invited_by == member.user_id,
        Invitation.email == email_of(session, access, member.user_id),
    )
    told = take_back_invitations(session, access, theirs, at)
    if tokens:
        told["tokens"] = tokens
    record(session, access, "member.deactivated", at=at, subject_id=member.user_id, **told)


def take_back_invitations(
    session: Session, access: Access, which: ColumnElement[bool], at: datetime
) -> dict[str, Any]:
    """Gives what the entry of the deed tells of it that did so: those that were good until then."""
    taken_back = session.execute(
        update(Invitation)
        .where(
            Invitation.office_id == access.office_id,
            which,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=at)
        .returning(Invitation.id, Invitation.expires_at)
        .execution_options(synchronize_session=False)
    ).all()
    ids = sorted(str(id) for id, expires_at in taken_back if expires_at > at)
    return {"invitations": ids} if ids else {}


class Before(NamedTuple):
    """What somebody was in the office who is let in once more."""

    role: Role
    was_out: bool


def let_in_by_hand(
    session: Session, access: Access, user_id: UUID, role: Role, at: datetime
) -> Before | None:
    """By the operator, in this role. None for somebody who was not let in before."""
    member = session.get(Membership, (access.office_id, user_id))
    before = None
    if member and member.opened_at:
        before = Before(Role(member.role), member.closed_at is not None)
    if member:
        change_member(session, access, user_id, MemberChanges(role=role, active=True), at)
    if before is None:
        let_in(session, access, user_id, role, at)
        record(session, access, "member.let_in", at=at, subject_id=user_id, role=role)
    return before


def let_back_in(session: Session, access: Access, member: Membership, at: datetime) -> None:
    if member.closed_at is None:
        return
    member.closed_at = None
    record(session, access, "member.let_in", at=at, subject_id=member.user_id, role=member.role)


def change_office(
    session: Session, access: Access, form: OfficeChanges, at: datetime, mail_lacks: str = ""
) -> Office:
    """`mail_lacks` names the settings without which no letter leaves."""
    office = held_office(session, access)
    if form.asks_for_code and mail_lacks:
        why = f"nobody has set {mail_lacks} on this service"
        raise BadInput("asks_for_code", f"cannot be asked for while no letter can be sent: {why}")
    changed = {name: v for name, v in form.given().items() if getattr(office, name) != v}
    for name, value in changed.items():
        setattr(office, name, value)
    if changed:
        record(session, access, "office.changed", at=at, **changed)
    return office


def make_own_token(
    session: Session, access: Access, form: NewToken, at: datetime
) -> tuple[str, ApiToken]:
    """The text to show this once, and what is kept."""
    access.require(Permission.READ_SETTINGS)
    if access.user_id is None:
        raise NotFound
    text, token = add_api_token(
        session,
        access,
        access.user_id,
        form.name,
        at,
        scopes=form.scopes,
        expires_on=form.expires_on,
    )
    record(
        session,
        access,
        "token.made",
        at=at,
        subject_id=token.id,
        name=form.name,
        scopes=token.scopes,
    )
    return text, token


def revoke_token(session: Session, access: Access, token_id: UUID, at: datetime) -> None:
    """One's own; an admin anybody's."""
    access.require(Permission.READ_SETTINGS)
    token = session.get(ApiToken, (access.office_id, token_id), with_for_update=True)
    is_theirs = token is not None and token.user_id == access.user_id
    if token is None or not (is_theirs or access.may(Permission.MANAGE_OFFICE)):
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = at
        record(session, access, "token.revoked", at=at, subject_id=token.id)
