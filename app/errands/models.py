"""Work to be done outside of any request, kept in the transaction of the deed that asked for it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, of_office

STILL_OPEN = text("done_at IS NULL AND failed_at IS NULL")
SET_ASIDE = text("failed_at IS NOT NULL")


RETRIED = "errand.retried"  # in the audit


class State(StrEnum):
    """What became of an errand so far."""

    FAILED = "failed"  # set aside, its attempts used up
    AT_WORK = "at_work"
    WAITING = "waiting"
    DONE = "done"


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
        Index(
            "ix_errands_failed",
            "office_id",
            "id",
            sqlite_where=SET_ASIDE,
            postgresql_where=SET_ASIDE,
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

    def state(self, at: datetime) -> State:
        if self.done_at is not None:
            return State.DONE
        if self.failed_at is not None:
            return State.FAILED
        held = self.claimed_until is not None and self.claimed_until > at
        return State.AT_WORK if held else State.WAITING
