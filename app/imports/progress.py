"""How far a sheet is, told while the transaction that works on it is still open.

On PostgreSQL by a transaction of its own beside it. SQLite has only one that writes, so there it
stands in a small file beside the database, which goes when that one ends; one that a killed worker
left is overwritten by the next. Another such file asks the worker to leave off: whoever wants that
cannot write anything else as long as the worker has the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Self

from sqlalchemy import Engine, Select, event, select, update
from sqlalchemy.orm import Session, SessionTransaction

from app.imports.models import Import
from app.imports.standing import AT_ONCE

EVERY = 0.5  # seconds


class Progress:
    """Of rows that the worker has in hand, as many as are done of all that there is to do."""

    def __init__(self, session: Session, held: Import, status: str):
        self.session, self.status = session, status
        self.rows_sorted = self.rows_taken_up = 0
        self.goes_on = True  # until somebody gives it up
        self.office_id, self.import_id = held.office_id, held.id
        self.file = progress_file(session, held)
        # While one waits, the row is held: telling would wait for itself.
        self.by_worker = held.rows_total > AT_ONCE
        self.told_at = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.file:
            event.listen(self.session, "after_transaction_end", self._ended)

    def _ended(self, _: Session, ended: SessionTransaction) -> None:
        if self.file and ended.parent is None:
            self.file.unlink(missing_ok=True)

    def sorted(self, rows: int) -> None:
        """So many more are known to belong to whom: a tenth of what there is to do with each."""
        self.rows_sorted += rows
        self._look_up()

    def took_up(self, rows: int) -> None:
        """So many more are done with."""
        self.rows_taken_up += rows
        self.rows_sorted = max(self.rows_sorted, self.rows_taken_up)
        self._look_up()

    @property
    def rows(self) -> int:
        return (self.rows_sorted + 9 * self.rows_taken_up) // 10

    def _look_up(self) -> None:
        if self.by_worker and monotonic() - self.told_at >= EVERY:
            self.told_at = monotonic()
            self._tell()
        is_asked = self.file is not None and asking_file(self.file).exists()
        self.goes_on = not is_asked and self.session.scalar(self._status()) == self.status

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


def asking_file(file: Path) -> Path:
    return file.with_name(f"{file.name}-stop")


@contextmanager
def worker_asked_to_stop(session: Session, held: Import) -> Iterator[None]:
    """As long as somebody waits for the worker to leave the sheet; on PostgreSQL nobody has to."""
    file = progress_file(session, held)
    if file is None:
        yield
        return
    asking_file(file).touch()
    try:
        yield
    finally:
        asking_file(file).unlink(missing_ok=True)


def rows_done(session: Session, held: Import) -> int:
    """As far as it was told."""
    file = progress_file(session, held)
    try:
        return int(file.read_text()) if file else held.rows_done
    except (FileNotFoundError, ValueError):  # not begun, or being written this moment
        return held.rows_done
