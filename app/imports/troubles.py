"""What keeps a sheet from coming on: told of the errand that works on it, stored nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.errands.actions import begin_anew
from app.errands.models import Errand
from app.faults import NotNow
from app.imports.models import Import
from app.imports.standing import held_import

GOES_ON = ("reading", "running", "undoing")
AWAY = ("OperationalError", "InterfaceError", "TimeoutError", "DBAPIError", "LockNotAvailable")


@dataclass(frozen=True, slots=True)
class Trouble:
    why: str
    again_at: datetime | None  # none: not by itself


def troubles_of(session: Session, access: Access, imports: Sequence[Import]) -> dict[UUID, Trouble]:
    """By the import; of those whose errand failed, for now or for good."""
    waiting = {one.errand_id: one.id for one in imports if one.status in GOES_ON and one.errand_id}
    if not waiting:
        return {}
    errands = session.scalars(
        select(Errand).where(
            Errand.office_id == access.office_id,
            Errand.id.in_(waiting),
            Errand.last_error.is_not(None),
        )
    )
    return {
        waiting[errand.id]: Trouble(
            in_words(errand.last_error or ""), None if errand.failed_at else errand.run_at
        )
        for errand in errands
    }


def in_words(error: str) -> str:
    """`error` is the kind of an error, which says nothing of any person."""
    if error.startswith("its worker"):
        return "The worker ended in the middle of it each time: it was stopped, or lacks memory."
    if error in AWAY:
        return "The database did not answer, or took too long."
    if error == "MemoryError":
        return "There was too little memory for it; in parts it may pass."
    return f"The worker met something that nobody foresaw ({error}); its log says where."


def try_again(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """From the beginning, where it failed for good: nothing of it was written."""
    held = held_import(session, access, import_id, *GOES_ON)
    trouble = troubles_of(session, access, [held]).get(held.id)
    if trouble is None or trouble.again_at is not None:
        raise NotNow("It goes on by itself.")
    assert held.errand_id is not None
    begin_anew(session, access, held.errand_id, at)
    held.moved_at = at
    session.flush()
    return held
