"""Where a sheet stands, and what may be done to it there."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.faults import NotFound, NotNow
from app.imports.models import Import, ImportDeed, ImportFile, ImportRow

AT_ONCE = 500  # rows that are looked through, taken in or undone while one waits
KEPT = timedelta(days=30)  # for undoing; what was not taken in is gone by then too
FILE_KEPT = timedelta(days=1)  # as it came, with whatever the law protects: no longer than this
TOO_LATE = "It was not read within a day, and is kept no longer as it came. Bring it again."
NOT_DECIDED = "It was not taken in within 30 days, and its rows are kept no longer. Bring it again."
NOT_UNDONE = "Not undone: for 30 days it could not be, and what undoing needs is kept no longer."
HELD = {"key_share": True}  # deeds may point to it meanwhile


def forget_rows(session: Session, held: Import, *, but_refused: bool = False) -> None:
    gone = delete(ImportRow).where(
        ImportRow.office_id == held.office_id, ImportRow.import_id == held.id
    )
    if but_refused:
        gone = gone.where(ImportRow.verdict != "refused")
    session.execute(gone.execution_options(synchronize_session=False))


def forget_file(session: Session, held: Import) -> None:
    session.execute(
        delete(ImportFile)
        .where(ImportFile.office_id == held.office_id, ImportFile.import_id == held.id)
        .execution_options(synchronize_session=False)
    )


def asked_by(access: Access) -> dict[str, str]:
    """For an errand, so that its deeds are told as theirs: see `in_name_of`."""
    return {"by": str(access.user_id or ""), "token": access.token}


def in_name_of(access: Access, details: dict[str, Any]) -> Access:
    """Older errands say less."""
    by = details.get("by")
    token = details.get("token", "")
    return replace(access, user_id=UUID(by) if by else None, via="import", token=token)


def is_unread(held: Import) -> bool:
    """Its file is still to be read, so that nothing is known of its rows."""
    return held.status == "reading" and not held.rows_total


def held_again(session: Session, access: Access, import_id: UUID) -> Import:
    """Read anew, and held: on PostgreSQL somebody may have given it up meanwhile."""
    return session.get_one(
        Import, (access.office_id, import_id), with_for_update=HELD, populate_existing=True
    )


def found_import(session: Session, access: Access, import_id: UUID) -> Import:
    found = session.get(Import, (access.office_id, import_id))
    if found is None:
        raise NotFound
    return found


STANDS = {
    "asking": "waits to be told which column is which",
    "reading": "is being looked through",
    "previewed": "has been looked through and not taken in",
    "running": "is being taken in",
    "done": "has been taken in already",
    "cancelled": "was given up",
    "undoing": "is being undone",
    "undone": "has been undone",
}


WAITS = ("asking", "reading", "previewed", "running", "undoing")  # for somebody, or a worker


def held_import(session: Session, access: Access, import_id: UUID, *standing: str) -> Import:
    """Held against others; refused where it stands otherwise."""
    access.require(Permission.WRITE_PEOPLE)
    held = session.get(Import, (access.office_id, import_id), with_for_update=HELD)
    if held is None:
        raise NotFound
    if held.status not in standing:
        raise NotNow(f"The sheet {STANDS[held.status]}. As it stands, this cannot be done.")
    return held


def tidy_imports(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand of each day: rows and deeds that have served their time, and unread files.

    What waited for somebody all that time is given up in words: without its rows or deeds it would
    be taken in, or undone, as nothing.
    """
    unread = session.scalars(
        select(Import).where(
            Import.office_id == access.office_id,
            Import.status == "reading",
            Import.rows_total == 0,
            Import.moved_at < at - FILE_KEPT,
        )
    )
    for held in unread:
        held.status, held.moved_at, held.words = "cancelled", at, TOO_LATE
        forget_file(session, held)
    is_old = (Import.office_id == access.office_id, Import.moved_at < at - KEPT)
    old = session.scalars(select(Import.id).where(*is_old)).all()
    waited = session.scalars(
        select(Import).where(*is_old, Import.status.in_(WAITS)).with_for_update(key_share=True)
    ).all()
    for table in (ImportRow, ImportDeed):
        session.execute(
            delete(table)
            .where(table.office_id == access.office_id, table.import_id.in_(old))
            .execution_options(synchronize_session=False)
        )
    for held in waited:
        if held.status == "undoing":
            held.status, held.words = "done", NOT_UNDONE
        else:
            held.status, held.moved_at, held.words = "cancelled", at, NOT_DECIDED
