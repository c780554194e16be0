"""How far a sheet is, told while the transaction that works on it is still open.

On PostgreSQL by a transaction of its own beside it. SQLite has only one that writes, so there it
stands in a small file beside the database, which goes when the work ends; one that a killed worker
left is overwritten by the next.
"""

from pathlib import Path
from time import monotonic
from typing import Self

from sqlalchemy import Engine, Select, select, update
from sqlalchemy.orm import Session

from app.imports.models import Import
from app.imports.standing import AT_ONCE

EVERY = 0.5  # seconds


class Progress:
    """Of rows that the worker has in hand."""

    def __init__(self, session: Session, held: Import):
        self.session, self.rows = session, 0
        self.office_id, self.import_id = held.office_id, held.id
        self.file = progress_file(session, held)
        # While one waits, the row is held: telling would wait for itself.
        self.by_worker = held.rows_total > AT_ONCE
        self.told_at = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.unlink(missing_ok=True)

    def goes_on(self, status: str, rows: int) -> bool:
        """Tells that so many more are done; false where it was given up meanwhile."""
        self.rows += rows
        if self.by_worker and monotonic() - self.told_at >= EVERY:
            self.told_at = monotonic()
            self._tell()
        return self.session.scalar(self._status()) == status

    def _status(self) -> Select[str]:
        return select(Import.status).where(
            Import.office_id == self.office_id, Import.id == self.import_id
        )

    def _tell(self) -> None:
        if self.file:
            self.file.write_text(str(self.rows))
            return
        engine = self.session.get_bind().engine
        if engine.dialect.name != "postgresql":
            return
        with engine.connect() as beside:
            scope = {"office_id": self.office_id, "write": True}
            beside = beside.execution_options(scope=scope)
            with beside.begin():
                beside.execute(
                    update(Import)
                    .where(Import.office_id == self.office_id, Import.id == self.import_id)
                    .values(rows_done=self.rows)
                )


def progress_file(session: Session, held: Import) -> Path | None:
    """None on PostgreSQL, or where the database is in memory alone."""
    engine: Engine = session.get_bind().engine
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(f"{name}-import-{held.id.hex}")


def rows_done(session: Session, held: Import) -> int:
    """As far as it was told."""
    file = progress_file(session, held)
    try:
        return int(file.read_text()) if file else held.rows_done
    except (FileNotFoundError, ValueError):  # not begun, or being written this moment
        return held.rows_done
