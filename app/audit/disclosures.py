"""What left the office: each file of people, or of figures about them, that somebody took out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.audit.actions import record
from app.audit.models import AuditEntry
from app.audit.queries import first_id_since

DISCLOSED = "people.disclosed"


def disclosed(
    session: Session,
    access: Access,
    what: str,
    *,
    format: str,
    clients: int,
    filters: Mapping[str, str],
    as_of: date,
    at: datetime,
    recipient: str = "",
    purpose: str = "",
    subject_id: UUID | None = None,
) -> None:
    """Written before the first byte leaves. `clients` is how many people it is about at most;
    `recipient` and `purpose` are blank where it stays in the office."""
    record(
        session,
        access,
        DISCLOSED,
        at=at,
        subject_id=subject_id,
        what=what,
        format=format,
        clients=clients,
        filters=dict(filters),
        as_of=as_of.isoformat(),
        recipient=recipient,
        purpose=purpose,
    )


@dataclass(frozen=True, slots=True)
class Disclosure:
    id: UUID
    at: datetime
    who: str | None  # None: the operator
    email: str | None
    via: str
    details: dict[str, Any]


def disclosures(
    session: Session,
    access: Access,
    *,
    limit: int,
    after: UUID | None = None,
    since: datetime | None = None,
) -> list[Disclosure]:
    """The newest first; `after` is where the last page ended."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = (
        select(AuditEntry, User.name, User.email)
        .join(User, User.id == AuditEntry.actor_id, isouter=True)
        .where(AuditEntry.office_id == access.office_id, AuditEntry.action == DISCLOSED)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(AuditEntry.id < after)
    if since is not None:
        wanted = wanted.where(AuditEntry.id >= first_id_since(since))
    return [
        Disclosure(entry.id, entry.at, name, email, entry.via, entry.details)
        for entry, name, email in session.execute(wanted)
    ]
