"""Writing down who did what, with the deed itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.models import AuditEntry
from app.db.base import new_hex
from app.db.prepared import Reader, inserting, json_text

ENTRY = inserting(AuditEntry)


def record(
    session: Session,
    access: Access,
    action: str,
    *,
    at: datetime,
    client_id: UUID | None = None,
    subject_id: UUID | None = None,
    **details: Any,
) -> None:
    """`details` must be JSON and hold no secret."""
    entry = entry_of(access, action, at=at, client_id=client_id, subject_id=subject_id, **details)
    record_all(session, [entry])


def entry_of(
    access: Access,
    action: str,
    *,
    at: datetime,
    client_id: UUID | None = None,
    subject_id: UUID | str | None = None,
    **details: Any,
) -> dict[str, Any]:
    """For `record_all`: many deeds of one transaction in one go. A program's tell its token's name,
    that of this moment: nobody can change it, and what is told depends on none that is there."""
    if access.token:
        details["token"] = access.token
    return {
        "office_id": access.office_id,
        "id": new_hex(),
        "at": at,
        "actor_id": access.user_id,
        "via": access.via,
        "action": action,
        "client_id": client_id,
        "subject_id": subject_id,
        "details": json_text(details),
    }


def record_all(session: Session, entries: Sequence[dict[str, Any]]) -> None:
    Reader.of(session).write(ENTRY, entries)
