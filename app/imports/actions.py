"""Taking an office's sheet in: the new is added, what differs changed, a blank leaves alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.imports.pieces import PIECE, pieces_of_rows
from app.imports.sheet import Fault, Row, SheetRefused
from app.imports.taking import Outcome, Ready, Taking
from app.imports.things import TOLD
from app.plans.applying import ask_to_apply
from app.rings import without_collecting


def import_sheet(session: Session, access: Access, rows: Sequence[Row], at: datetime) -> Outcome:
    """All rows or none: raises `SheetRefused` where the office's own data speaks against a row."""
    access.require(Permission.WRITE_PEOPLE)
    taking, faults = Taking(session, access, at), list[Fault]()
    before: Ready | None = None
    if len(rows) > PIECE:
        taking.reader.keep_uncounted(TOLD)
    # Each piece is stored once all is read that the next one needs: see `weighed_pieces`.
    with without_collecting():
        for some in pieces_of_rows(taking.reader, access, rows):
            taking.know(some)
            if before is not None and not faults:
                taking.store(before)
            for row in some:
                taking.take(row)
            faults += taking.faults
            before = taking.ready(taking.taken())
        if faults:
            raise SheetRefused(faults)
        if before is not None:
            taking.store(before)
    taking.outcome.rows = len(rows)
    record_import(taking)
    return taking.outcome


def record_import(taking: Taking) -> None:
    outcome = taking.outcome
    ask_to_apply(taking.session, taking.access, taking.planned_by, taking.at)
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
