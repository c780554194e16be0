"""A file too large to be read while its sender waits: kept as it came, and read by the worker.

It is read outside of any transaction, so that on SQLite too others write meanwhile; how far that
has come stands in the import's row. Then its rows are kept in one transaction, and the file goes.
"""

import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from typing import IO, Any, BinaryIO
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.db.base import new_id
from app.db.engine import MAY_BE_AWAY, Database
from app.db.upserts import insert_into
from app.errands.actions import enqueue
from app.errands.worker import Handler
from app.faults import BadInput
from app.imports.bringing import fill
from app.imports.formats import ANY
from app.imports.models import Import, ImportFile
from app.imports.parser import kind_of
from app.imports.reading import MOST_BYTES, LeftOff, Read, reading, size_of, too_large
from app.imports.standing import forget_file, held_again, is_unread
from app.imports.workbook import Refused

READ = "read a file"
AT_ONCE = 1_000_000  # bytes that are read while one waits
IN_ONE_ROW = 750_000  # bytes
SECONDS = 240  # by the clock on the wall: less than a claim lasts
HEAD = 8_192  # bytes by which a file is known


def is_large(file: BinaryIO) -> bool:
    return size_of(file) > AT_ONCE


def keep_file(
    session: Session,
    access: Access,
    file: BinaryIO,
    file_name: str,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
) -> Import:
    """What can be told by its first bytes is refused at once; all else is told once it is read."""
    access.require(Permission.WRITE_PEOPLE)
    if size_of(file) > MOST_BYTES:
        raise too_large()
    file.seek(0)
    try:
        kind_of(file.read(HEAD))
    except Refused as error:
        raise BadInput("file", str(error)) from None
    held = Import(
        office_id=access.office_id,
        id=new_id(),
        status="reading",
        file_name=file_name,
        format=ANY,
        header=[],
        passed_over=[],
        mapping=dict(mapping or {}),
        brought_by=access.user_id,
        brought_at=at,
        moved_at=at,
        rows_total=0,
    )
    session.add(held)
    session.flush()
    record(session, access, "sheet.brought", at=at, subject_id=held.id)
    store_pieces(session, held, file)
    held.errand_id = enqueue(session, access, READ, {"import_id": str(held.id)}, at)
    session.flush()
    return held


def store_pieces(session: Session, held: Import, file: BinaryIO) -> None:
    file.seek(0)
    place = 0
    while piece := file.read(IN_ONE_ROW):
        content = b64encode(piece).decode()
        row = {"office_id": held.office_id, "import_id": held.id, "place": place}
        session.execute(insert_into(session, ImportFile).values(**row, content=content))
        place += 1


@contextmanager
def read_beside(database: Database, access: Access, details: dict[str, Any]) -> Iterator[Handler]:
    """Of an errand: what is to be done in its transaction, once the file has been read."""
    import_id = UUID(details["import_id"])
    with ExitStack() as opened:
        file = opened.enter_context(tempfile.TemporaryFile())
        handler: Handler = leave
        if is_wanted(database, access, import_id):
            copy_file(database, access, import_id, file)
            goes_on = partial(tell, database, access, import_id)
            try:
                read = opened.enter_context(reading(file, goes_on, SECONDS))
                handler = partial(take_up, read)
            except BadInput as error:
                handler = partial(refuse, error)
            except LeftOff:
                pass
        yield handler


def is_wanted(database: Database, access: Access, import_id: UUID) -> bool:
    with database.transaction(access.office_id, write=False) as session:
        held = session.get(Import, (access.office_id, import_id))
        return held is not None and is_unread(held)


def copy_file(database: Database, access: Access, import_id: UUID, file: IO[bytes]) -> None:
    with database.transaction(access.office_id, write=False) as session:
        pieces = session.scalars(
            select(ImportFile.content)
            .where(ImportFile.office_id == access.office_id, ImportFile.import_id == import_id)
            .order_by(ImportFile.place)
            .execution_options(yield_per=1)
        )
        for content in pieces:
            file.write(b64decode(content))


def tell(database: Database, access: Access, import_id: UUID, rows: int) -> bool:
    """How many were read so far; false where it was given up meanwhile."""
    try:
        with database.transaction(access.office_id, write=True, waits=False) as session:
            told = session.execute(
                update(Import)
                .where(
                    Import.office_id == access.office_id,
                    Import.id == import_id,
                    Import.status == "reading",
                )
                .values(rows_done=rows)
                .returning(Import.id)
                .execution_options(synchronize_session=False)
            )
            return told.first() is not None
    except MAY_BE_AWAY:  # somebody else writes just now
        return True


def leave(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """It was given up before it was read, or has been read before."""


def take_up(
    read: Read, session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    held = held_again(session, access, UUID(details["import_id"]))
    if not is_unread(held):
        return
    held.rows_done = 0
    try:
        fill(session, access, held, read, at, held.mapping or None)
    except BadInput as error:  # of its columns, before any row is kept
        refuse(error, session, access, details, at)
    else:
        forget_file(session, held)


def refuse(
    error: BadInput, session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    held = held_again(session, access, UUID(details["import_id"]))
    if is_unread(held):
        subject = "The file" if error.field == "file" else "The mapping"
        held.status, held.moved_at, held.rows_done = "cancelled", at, 0
        held.words = f"{subject} {error.message}."
        forget_file(session, held)
        session.flush()
