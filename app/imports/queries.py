"""Imports of an office, and their rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import one_of
from app.audit.queries import happened_since
from app.imports.models import Import, ImportRow
from app.imports.troubles import GOES_ON

VERDICTS = ("created", "updated", "unchanged", "refused")


def imports_of(
    session: Session,
    access: Access,
    limit: int,
    *,
    after: UUID | None = None,
    since: datetime | None = None,
) -> list[Import]:
    """The newest first; `after` is the last one of the page before. Those in a worker's hands may
    change at any moment, and are among them whatever `since`."""
    access.require(Permission.READ_PEOPLE)
    found = select(Import).where(
        Import.office_id == access.office_id,
        or_(Import.status.in_(GOES_ON), happened_since(since, Import.moved_at)),
    )
    if after is not None:
        found = found.where(Import.id < after)
    return list(session.scalars(found.order_by(Import.id.desc()).limit(limit)))


def one_import(session: Session, access: Access, import_id: UUID) -> Import:
    access.require(Permission.READ_PEOPLE)
    return one_of(session, access, Import, import_id)


def rows_of(
    session: Session,
    access: Access,
    held: Import,
    *,
    verdict: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> Sequence[ImportRow]:
    """In the order of the file; `after` is the line where the last page ended."""
    access.require(Permission.READ_PEOPLE)
    found = select(ImportRow).where(
        ImportRow.office_id == access.office_id,
        ImportRow.import_id == held.id,
        ImportRow.line > after,
    )
    if verdict:
        found = found.where(ImportRow.verdict == verdict)
    return session.scalars(found.order_by(ImportRow.line).limit(limit)).all()


def row_on(session: Session, access: Access, held: Import, line: int) -> ImportRow | None:
    access.require(Permission.READ_PEOPLE)
    return session.get(ImportRow, (access.office_id, held.id, line))
