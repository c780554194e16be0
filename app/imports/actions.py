"""Taking an office's sheet in: the new is added, what differs changed, a blank leaves alone."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.imports.sheet import Row, SheetRefused
from app.imports.taking import Outcome, Taking


def import_sheet(session: Session, access: Access, rows: Sequence[Row], at: datetime) -> Outcome:
    """All rows or none: raises `SheetRefused` where the office's own data speaks against a row."""
    access.require(Permission.WRITE_PEOPLE)
    taking = Taking(session, access, at)
    with without_collecting():
        taking.know(rows)
        for row in rows:
            taking.take(row)
        if taking.faults:
            raise SheetRefused(taking.faults)
        taking.store(taking.taken())
    taking.outcome.rows = len(rows)
    record_import(taking)
    return taking.outcome


def record_import(taking: Taking) -> None:
    outcome = taking.outcome
    if outcome.created or outcome.updated:
        record(
            taking.session,
            taking.access,
            "sheet.imported",
            at=taking.at,
            subject_id=taking.import_id,
            rows=outcome.rows,
            created=outcome.created,
            updated=outcome.updated,
        )


@contextmanager
def without_collecting() -> Iterator[None]:
    """No row points back to another, and looking for such rings takes a sixth of an import."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
