"""Reads of shared links."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, OwnAccess, Permission
from app.accounts.queries import all_of, one_of
from app.audit.models import IS_DEED, AuditEntry
from app.audit.queries import LONGEST_DEED
from app.clients.listing import things_of_clients
from app.clients.queries import held_client
from app.links.models import ShareLink


def links_of(session: Session, access: Access, client_id: UUID) -> list[ShareLink]:
    """The newest first; what was revoked or has run out is among them."""
    return all_of(session, access, ShareLink, client_id)[::-1]


def list_all_links(
    session: Session,
    access: Access,
    *,
    limit: int,
    after: UUID | None,
    since: datetime | None,
    client_id: UUID | None,
) -> list[ShareLink]:
    """Of the whole office, in the order in which they were made."""
    access.require(Permission.MANAGE_OFFICE)
    is_changed = None
    if since is not None:  # to open one, or to revoke all, is written down of no client
        before = since - LONGEST_DEED
        is_changed = or_(ShareLink.last_opened_at >= before, ShareLink.revoked_at >= before)
    return things_of_clients(
        session,
        access,
        ShareLink,
        limit=limit,
        after=after,
        updated_since=since,
        or_else=is_changed,
        client_id=client_id,
    )


def one_link(session: Session, access: Access, link_id: UUID) -> ShareLink:
    return one_of(session, access, ShareLink, link_id)


def held_link(session: Session, access: Access, link_id: UUID) -> ShareLink:
    """For a change: its client is held against other writers."""
    link = one_link(session, access, link_id)
    held_client(session, access, link.client_id)
    session.refresh(link)
    return link


def open_links(session: Session, access: Access, today: date) -> tuple[int, int]:
    """How many links of the office open a plan today, and of how many clients."""
    access.require(Permission.MANAGE_OFFICE)
    links, clients = session.execute(
        select(func.count(), func.count(ShareLink.client_id.distinct())).where(
            ShareLink.office_id == access.office_id,
            ShareLink.revoked_at.is_(None),
            ShareLink.expires_on >= today,
        )
    ).one()
    return links, clients


def plan_changed_at(session: Session, access: OwnAccess) -> datetime:
    """When anything was done last that moves a client's plan; the making of the link at least."""
    access.require_of(Permission.READ_PEOPLE, access.client_id)
    return session.execute(
        select(AuditEntry.at)
        .where(
            AuditEntry.office_id == access.office_id,
            or_(
                (AuditEntry.client_id == access.client_id) & IS_DEED,
                AuditEntry.client_id.is_(None) & (AuditEntry.action == "policy.changed"),
            ),
        )
        .order_by(AuditEntry.at.desc())
        .limit(1)
    ).scalar_one()
