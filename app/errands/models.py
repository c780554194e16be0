"""Work to be done outside of any request, kept in the transaction of the deed that asked for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, of_office

STILL_OPEN = text("done_at IS NULL AND failed_at IS NULL")


class Errand(OfficeRow, Base):
    """Open until it is done or, its attempts used up, set aside as failed."""

    __tablename__ = "errands"
    __table_args__ = (
        of_office(),
        UniqueConstraint("office_id", "once_key"),
        Index(
            "ix_errands_due",
            "office_id",
            "run_at",
            "id",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
    )

    kind: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)  # ids, no secrets, nothing personal
    once_key: Mapped[str | None]  # for scheduled ones: makes asking twice ask once
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]  # the kind of error, never its message: that may quote a person
