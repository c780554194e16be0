"""Reads of who did what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.audit.models import AuditEntry


def last_change(
    session: Session, access: Access, subject_id: UUID, client_id: UUID | None
) -> tuple[str, datetime | None]:
    """Who changed a thing of a client last, and when."""
    access.require(Permission.READ_PEOPLE)
    found = session.execute(
        select(User.name, AuditEntry.at)
        .join(User, User.id == AuditEntry.actor_id, isouter=True)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id == client_id,
            or_(AuditEntry.subject_id == subject_id, AuditEntry.client_id == subject_id),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return "Somebody", None
    name, at = found
    return name or "An import", at
