"""An export as bytes, a piece at a time; whoever stops in between closes the iterator."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from app import clock
from app.accounts.access import Access
from app.db.engine import Database
from app.db.prepared import Reader
from app.exports.actions import Asked, Format, note_progress
from app.exports.columns import What
from app.exports.queries import BEFORE_ALL, next_clients, statement_of
from app.sheets import csv_text, xlsx
from app.sheets.csv_text import BYTE_ORDER_MARK, csv_of, guarded
from app.sheets.xlsx import Book

MEDIA_TYPES = {Format.CSV: csv_text.MEDIA_TYPE, Format.XLSX: xlsx.MEDIA_TYPE}
Given: TypeAlias = dict[str, Any]
Page = TypeVar("Page")
BETWEEN_NOTES = timedelta(seconds=1)


@dataclass(slots=True)
class Progress:
    """How far it is, written down now and then."""

    database: Database
    access: Access
    export_id: UUID
    noted_at: datetime
    clients: int = 0
    rows: int = 0

    def add(self, clients: int, rows: int) -> None:
        self.clients += clients
        self.rows += rows
        if clock.now() - self.noted_at >= BETWEEN_NOTES:
            self.note()

    def note(self, **more: object) -> None:
        self.noted_at = clock.now()
        counts = {"clients_done": self.clients, "rows_done": self.rows}
        note_progress(self.database, self.access, self.export_id, self.noted_at, **counts, **more)


def pieces(
    database: Database, access: Access, export_id: UUID, asked: Asked
) -> Generator[bytes, None, None]:
    progress = Progress(database, access, export_id, clock.now())
    make = csv_pieces if asked.format is Format.CSV else xlsx_pieces
    is_whole = False
    try:
        yield from make(database, access, asked, progress)
        is_whole = True
    finally:
        progress.note(ended_at=clock.now(), is_whole=is_whole)


def csv_pieces(
    database: Database, access: Access, asked: Asked, progress: Progress
) -> Iterator[bytes]:
    statement = statement_of(asked.what, asked.given(access)[0])
    yield BYTE_ORDER_MARK + csv_of([[column.name for column in statement.columns]])

    def take(reader: Reader, given: Given) -> tuple[bytes, int]:
        return reader.quoted(statement.rows, **given)

    for lines in pages(database, access, asked, progress, take):
        yield guarded(lines)


def xlsx_pieces(
    database: Database, access: Access, asked: Asked, progress: Progress
) -> Iterator[bytes]:
    """Nothing but empty pieces until all rows are in: the file's index comes last."""
    statement = statement_of(asked.what, asked.given(access)[0])

    def take(reader: Reader, given: Given) -> tuple[list[Any], int]:
        rows = reader.rows(statement.rows, **given)
        return rows, len(rows)

    with Book(asked.what, statement.columns) as book:
        for rows in pages(database, access, asked, progress, take):
            book.add(rows)
            yield b""
        yield from book.pieces()


def pages(
    database: Database,
    access: Access,
    asked: Asked,
    progress: Progress,
    take: Callable[[Reader, Given], tuple[Page, int]],
) -> Iterator[Page]:
    """Each is read in a transaction of its own, which has ended before it is handed on."""
    shape, given = asked.given(access)
    after = BEFORE_ALL
    while True:
        with database.reading(access.office_id, in_bulk=True) as reader:
            ids = next_clients(reader, shape, given, after)
            if not ids:
                return
            page, count = take(reader, given | {"after": after, "until": ids[-1]})
        progress.add(len(ids), count)
        yield page
        if asked.what is What.EMPLOYERS:  # all of them at once
            return
        after = ids[-1]
