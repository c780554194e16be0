"""A sheet on its way: looked through, taken in or given up.

Nothing of it is written among the office's facts before it is taken in, and then all rows that can
be taken are, in one transaction, or none. Both go piece by piece; see `pieces.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from psycopg import IntegrityError as DriverIntegrityError
from pydantic_core import to_json
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import names_of
from app.audit.actions import record
from app.audit.queries import is_on_record
from app.clock import in_zone
from app.db.prepared import updating
from app.errands.actions import enqueue
from app.faults import NotNow
from app.imports.actions import record_import
from app.imports.deeds import deeds_of
from app.imports.formats import shown_as
from app.imports.models import Import, ImportRow
from app.imports.pieces import PIECE, pieces_of
from app.imports.progress import Progress
from app.imports.standing import (
    AT_ONCE,
    asked_by,
    forget_file,
    forget_rows,
    found_import,
    held_again,
    held_import,
    in_name_of,
)
from app.imports.taking import Ready
from app.imports.things import TOLD
from app.imports.troubles import troubles_of
from app.imports.weighing import Imagining, Noting, Piece, Weighed, Weighing, findings_of
from app.plans.actions import hold, in_parts
from app.rings import without_collecting

LOOK, TAKE = "look through an import", "take in an import"
GIVEN_UP = "sheet.given_up"
GIVEN_UP_IN = ("asking", "reading", "previewed", "running")
VERDICTS = ("created", "updated", "unchanged", "refused")
VERDICT = updating(
    ImportRow, ("verdict", "findings", "client_id"), by=("office_id", "import_id", "line")
)


# Looking through


def begin_look(
    session: Session, access: Access, held: Import, at: datetime, words: str = ""
) -> Import:
    held.status, held.moved_at, held.words, held.rows_done = "reading", at, words, 0
    if held.rows_total > AT_ONCE:
        held.errand_id = enqueue(session, access, LOOK, {"import_id": str(held.id)}, at)
        session.flush()
        return held
    session.flush()
    return look(session, access, held.id, at)


def look_through(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand. A second time, or after it was given up, it does nothing."""
    held = session.get(Import, (access.office_id, UUID(details["import_id"])))
    if held is not None and held.status == "reading":
        look(session, access, held.id, at)
    elif held is not None and held.status == "cancelled":
        forget_rows(session, held)


def look(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    held = found_import(session, access, import_id)
    shown = shown_as(held.mapping)
    names = {user_id.hex: name for user_id, name in names_of(session, access).items()}
    today = in_zone(at, access.timezone).date()
    counts: Counter[str] = Counter()
    with session.no_autoflush, Progress(session, held, "reading") as progress:
        imagining = Imagining(session, access, at)

        def verdicts(piece: Piece) -> list[dict[str, Any]]:
            new = {user_id: email for email, user_id in imagining.advisors.items()}
            counts.update(one.verdict for one in piece.weighed)
            return verdicts_of(held, piece.weighed, shown, new | names)

        for rows in weighed_pieces(imagining, held, today, progress, verdicts):
            imagining.reader.write(VERDICT, rows)
        session.expunge_all()  # whatever was imagined, nothing of it may be written
    held = held_again(session, access, import_id)
    if not progress.goes_on or held.status == "cancelled":
        return given_up(session, held, at)
    for verdict in VERDICTS:
        setattr(held, verdict, counts[verdict])
    held.status, held.moved_at, held.rows_done = "previewed", at, 0
    session.flush()
    return held


Made = TypeVar("Made")


def weighed_pieces(
    noting: Noting,
    held: Import,
    today: date,
    progress: Progress,
    made_ready: Callable[[Piece], Made],
) -> Iterator[Made]:
    """What is made of each piece, given as soon as all that is to be read for the next one is
    known: so PostgreSQL stores it while the next is weighed, and the one after that is read."""
    weighing = Weighing(noting, held, today)
    pieces = pieces_of(noting.reader, noting.access, held, progress)
    before: Made | None = None
    with without_collecting():
        following = next(pieces, None)
        read = weighing.read(following) if following else None
        while read:
            following = next(pieces, None)
            weighing.know(read)
            if before is not None:
                yield before
            before = made_ready(weighing.weighed())
            rows = len(read.sent)
            read = weighing.read(following) if following else None
            progress.took_up(rows)
        if before is not None:
            yield before
            progress.took_up(0)


def verdicts_of(
    held: Import, weighed: Sequence[Weighed], shown: dict[str, str], names: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "office_id": held.office_id,
            "import_id": held.id,
            "line": one.line,
            "new_verdict": one.verdict,
            "new_findings": to_json(findings_of(one, shown, names)).decode(),
            "new_client_id": one.client_id,
        }
        for one in weighed
    ]


# Taking in


def take_in(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """A small sheet at once, a larger one by the worker."""
    held = held_import(session, access, import_id, "previewed")
    if not held.created + held.updated:
        raise NotNow("There is nothing to take in: no row adds or changes anything.")
    held.status, held.moved_at, held.words, held.rows_done = "running", at, "", 0
    if held.rows_total > AT_ONCE:
        details = {"import_id": str(held.id), **asked_by(access)}
        held.errand_id = enqueue(session, access, TAKE, details, at)
        session.flush()
        return held
    session.flush()
    return carry_out(session, access, held.id, at)


def take_rows_in(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand, done in the name of whoever asked. A second time it does nothing."""
    held = session.get(Import, (access.office_id, UUID(details["import_id"])))
    if held is not None and held.status == "running":
        carry_out(session, in_name_of(access, details), held.id, at)
    elif held is not None and held.status == "cancelled":
        forget_rows(session, held)


MOVED_ON = (
    "What the office holds has changed since this was looked through. Here is what would become of"
    " each row now; nothing has been written."
)


class MovedOn(Exception):
    """Something else would become of a row than was shown."""


class GivenUp(Exception):
    """Somebody thought better of it while the rows were being written."""


def carry_out(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """What was shown and nothing else: where another thing would become of a row, none is taken.

    Nor where somebody adds one of its clients at this very moment, which the store itself refuses.
    """
    try:
        with session.begin_nested():
            write_rows(session, access, import_id, at)
            held = held_again(session, access, import_id)
            if held.status != "running":
                raise GivenUp
    except GivenUp:
        session.info["clients_to_replan"] = set()
        return given_up(session, held_again(session, access, import_id), at)
    except (MovedOn, IntegrityError, DriverIntegrityError) as error:
        if not isinstance(error, MovedOn) and not is_there_already(error):
            raise
        session.info["clients_to_replan"] = set()
        return begin_look(session, access, held_again(session, access, import_id), at, MOVED_ON)
    held.status, held.moved_at, held.rows_done = "done", at, held.rows_total
    forget_rows(session, held, but_refused=True)
    session.flush()
    return held


def is_there_already(error: Exception) -> bool:
    """PostgreSQL's number for it; on SQLite nobody else writes meanwhile."""
    return getattr(getattr(error, "orig", error), "sqlstate", "") == "23505"


def write_rows(session: Session, access: Access, import_id: UUID, at: datetime) -> None:
    held = found_import(session, access, import_id)
    noting = Noting(session, access, at)
    noting.import_id = import_id
    hold_all(session, access, held)
    today = in_zone(at, access.timezone).date()
    with Progress(session, held, "running") as progress:
        if held.rows_total > PIECE:
            noting.reader.keep_uncounted(TOLD)
        made_ready = partial(to_store, noting, held)
        for ready in weighed_pieces(noting, held, today, progress, made_ready):
            noting.reader.forget_plans()  # the tables grow, in an office's first sheet from nothing
            noting.store(ready)
        if not progress.goes_on:
            raise GivenUp
        record_import(noting)


def hold_all(session: Session, access: Access, held: Import) -> None:
    """Whom the office has, before the first piece: the pieces come in the order of the sheet."""
    known = session.scalars(
        select(ImportRow.client_id)
        .where(
            ImportRow.office_id == access.office_id,
            ImportRow.import_id == held.id,
            ImportRow.client_id.is_not(None),
        )
        .distinct()
    )
    for some in in_parts(sorted(filter(None, known)), PIECE):
        hold(session, access, some)


def to_store(noting: Noting, held: Import, piece: Piece) -> Ready:
    pairs = zip(piece.weighed, piece.sent, strict=True)
    if any(one.verdict != was.verdict for one, was in pairs):
        raise MovedOn
    notes = [note for one in piece.weighed for note in one.notes]
    noting.outcome.rows += piece.taken
    return noting.ready(piece.batch, deeds_of(held, piece.batch, notes))


def give_up(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """Before it is taken in, or while it is: then nothing of it stays. Twice is the same.

    Rows that a worker may have in hand are left to it, lest the two wait for each other. On SQLite
    it has written down by now that it left off; who asked for it is told here. What the service
    gave up by itself says why in words.
    """
    held = held_import(session, access, import_id, *GIVEN_UP_IN, "cancelled")
    is_told = held.status == "cancelled" and (
        bool(held.words) or is_on_record(session, access, GIVEN_UP, held.id, held.brought_at)
    )
    if not is_told:
        record(session, access, GIVEN_UP, at=at, subject_id=held.id)
    if held.status != "cancelled":
        trouble = troubles_of(session, access, [held]).get(held.id)
        if held.status in ("asking", "previewed") or (trouble and trouble.again_at is None):
            forget_rows(session, held)
        forget_file(session, held)
        held.status, held.moved_at = "cancelled", at
        session.flush()
    return held


def given_up(session: Session, held: Import, at: datetime) -> Import:
    """By whoever has its rows in hand. On SQLite who asked for it waits for this very transaction,
    so it is the worker who writes it down."""
    if held.status != "cancelled":
        held.status, held.moved_at, held.words = "cancelled", at, ""
    forget_rows(session, held)
    session.flush()
    return held
