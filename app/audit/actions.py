"""Writing down who did what, with the deed itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.models import AuditEntry


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
    session.add(
        AuditEntry(
            office_id=access.office_id,
            at=at,
            actor_id=access.user_id,
            via=access.via,
            action=action,
            client_id=client_id,
            subject_id=subject_id,
            details=details,
        )
    )
