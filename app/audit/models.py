"""Who did what, written in the same transaction as the deed; and who saw what, see `viewed`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, of_office

ERASED = "client.erased"
IS_ERASING = text(f"action = '{ERASED}'")  # as the index has it, by which the few are found


class AuditEntry(OfficeRow, Base):
    __tablename__ = "audit_entries"
    __table_args__ = (
        of_office(),
        Index(None, "office_id", "client_id", "id"),
        Index(
            "ix_audit_entries_erased",
            "office_id",
            "id",
            sqlite_where=IS_ERASING,
            postgresql_where=IS_ERASING,
        ),
    )

    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]  # empty: the operator, from the command line
    via: Mapped[str]  # console, api, import, operator
    action: Mapped[str]
    client_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


VIEWED, LISTED = "client.viewed", "people.listed"
# Deeds' ids begin with their milliseconds since 1970. Those of views begin with a mere number of
# days, so that whatever asks for deeds passes them over by its index.
FIRST_DEED = UUID(int=10**9 << 80)
IS_DEED = AuditEntry.id >= FIRST_DEED
