"""A sheet on its way: looked through, taken in or given up.

Nothing of it is written among the office's facts before it is taken in, and then all rows that can
be taken are, in one transaction, or none.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import names_of
from app.clock import in_zone
from app.db.prepared import Reader, inserting, updating
from app.errands.actions import enqueue
from app.faults import NotFound, NotNow
from app.imports.actions import import_sheet
from app.imports.formats import shown_as
from app.imports.models import Import, ImportDeed, ImportRow
from app.imports.sheet import Row
from app.imports.weighing import Note, Noting, Sent, Weighed, as_json, findings_of, weigh

LOOK, TAKE = "look through an import", "take in an import"
AT_ONCE = 500  # rows that are looked through, or taken in, while one waits
KEPT = timedelta(days=30)  # for undoing; what was not taken in is gone by then too
IN_ONE_GO = 1_000  # rows written together
HELD = {"key_share": True}  # deeds may point to it meanwhile
GIVEN_UP_IN = ("asking", "reading", "previewed", "running")

DEED = inserting(ImportDeed)
VERDICT = updating(
    ImportRow, ("verdict", "findings", "client_id"), by=("office_id", "import_id", "line")
)


# Looking through


def begin_look(session: Session, access: Access, held: Import, at: datetime) -> Import:
    held.status, held.moved_at, held.words = "reading", at, ""
    session.flush()
    if held.rows_total > AT_ONCE:
        enqueue(session, access, LOOK, {"import_id": str(held.id)}, at)
        return held
    return look(session, access, held.id, at)


def look_through(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand. A second time, or after it was given up, it does nothing."""
    held = session.get(Import, (access.office_id, UUID(details["import_id"])))
    if held is not None and held.status == "reading":
        look(session, access, held.id, at)


def look(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    held = found_import(session, access, import_id)
    weighed, _ = weighed_rows(session, access, held, at)
    return keep_look(session, access, import_id, weighed, at)


def keep_look(
    session: Session, access: Access, import_id: UUID, weighed: Sequence[Weighed], at: datetime
) -> Import:
    held = session.get_one(
        Import, (access.office_id, import_id), with_for_update=HELD, populate_existing=True
    )
    if held.status == "cancelled":  # while the rows were being weighed
        return held
    shown, names = shown_as(held.mapping), names_of(session, access)
    reader = Reader.of(session)
    every = iter(weighed)
    while some := list(islice(every, IN_ONE_GO)):
        reader.write(
            VERDICT,
            [
                {
                    "office_id": held.office_id,
                    "import_id": held.id,
                    "line": one.line,
                    "new_verdict": one.verdict,
                    "new_findings": json.dumps(findings_of(one, shown, names)),
                    "new_client_id": one.client_id,
                }
                for one in some
            ],
        )
    for verdict, count in counted(weighed).items():
        setattr(held, verdict, count)
    held.status, held.moved_at = "previewed", at
    session.flush()
    return held


def counted(weighed: Sequence[Weighed]) -> dict[str, int]:
    verdicts = [one.verdict for one in weighed]
    return {
        verdict: verdicts.count(verdict)
        for verdict in ("created", "updated", "unchanged", "refused")
    }


def weighed_rows(
    session: Session, access: Access, held: Import, at: datetime
) -> tuple[list[Weighed], list[Row]]:
    sent = [
        Sent(*row)
        for row in session.execute(
            select(ImportRow.line, ImportRow.cells, ImportRow.fault)
            .where(ImportRow.office_id == access.office_id, ImportRow.import_id == held.id)
            .order_by(ImportRow.line)
        )
    ]
    today = in_zone(at, access.timezone).date()
    return weigh(session, access, held, sent, today, at)


# Taking in


def take_in(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """A small sheet at once, a larger one by the worker."""
    held = held_import(session, access, import_id, "previewed")
    if not held.created + held.updated:
        raise NotNow("There is nothing to take in: no row adds or changes anything.")
    held.status, held.moved_at, held.words = "running", at, ""
    session.flush()
    if held.rows_total > AT_ONCE:
        details = {"import_id": str(held.id), "by": str(access.user_id or "")}
        enqueue(session, access, TAKE, details, at)
        return held
    return carry_out(session, access, held.id, at)


def take_rows_in(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand, done in the name of whoever asked. A second time it does nothing."""
    held = session.get(Import, (access.office_id, UUID(details["import_id"])))
    if held is None or held.status != "running":
        return
    by = UUID(details["by"]) if details["by"] else None
    carry_out(session, replace(access, user_id=by, via="import"), held.id, at)


MOVED_ON = (
    "What the office holds has changed since this was looked through. Here is what would become of"
    " each row now; nothing has been written."
)


def carry_out(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """What was shown and nothing else: where another thing would become of the rows, none is."""
    held = found_import(session, access, import_id)
    shown = {name: getattr(held, name) for name in ("created", "updated", "unchanged", "refused")}
    weighed, rows = weighed_rows(session, access, held, at)
    if counted(weighed) != shown:
        held = keep_look(session, access, import_id, weighed, at)
        held.words = MOVED_ON
        session.flush()
        return held
    with session.begin_nested() as everything:
        noting = Noting(session, access, at)
        noting.import_id = import_id
        import_sheet(session, access, rows, at, noting)
        keep_deeds(session, access, import_id, noting.notes)
        # Read anew: on PostgreSQL somebody may have given it up while the rows were written.
        held = session.get_one(
            Import,
            (access.office_id, import_id),
            with_for_update=HELD,
            populate_existing=True,
        )
        if held.status != "running":
            everything.rollback()
            session.info["clients_to_replan"] = set()
            return held
    held.status, held.moved_at, held.rows_done = "done", at, held.rows_total
    forget_rows(session, held, but_refused=True)
    session.flush()
    return held


def keep_deeds(session: Session, access: Access, import_id: UUID, notes: Sequence[Note]) -> None:
    """One for each thing, however many rows had something to say of it."""
    deeds: dict[UUID, dict[str, Any]] = {}
    for note in notes:
        thing, kind = note.thing, note.table.__tablename__
        deed = deeds.setdefault(
            thing["id"],
            {
                "office_id": access.office_id,
                "import_id": import_id,
                "thing_id": thing["id"],
                "kind": kind,
                "client_id": thing["id"] if kind == "clients" else thing["client_id"],
                "before": None if note.before is None else {},
                "after": {},
            },
        )
        if note.before is not None and deed["before"] is not None:
            deed["before"] = note.before | deed["before"]
            deed["after"] |= note.after
    rows = [
        deed
        | {
            "before": None if deed["before"] is None else as_json(deed["before"]),
            "after": as_json(deed["after"]),
        }
        for deed in deeds.values()
    ]
    Reader.of(session).write(DEED, rows)


def give_up(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """Before it is taken in, or while it is: then nothing of it stays. Twice is the same."""
    held = held_import(session, access, import_id, *GIVEN_UP_IN, "cancelled")
    if held.status != "cancelled":
        held.status, held.moved_at = "cancelled", at
        forget_rows(session, held)
        session.flush()
    return held


def forget_rows(session: Session, held: Import, *, but_refused: bool = False) -> None:
    gone = delete(ImportRow).where(
        ImportRow.office_id == held.office_id, ImportRow.import_id == held.id
    )
    if but_refused:
        gone = gone.where(ImportRow.verdict != "refused")
    session.execute(gone.execution_options(synchronize_session=False))


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
    """An errand of each day: rows and deeds that have served their time."""
    old = select(Import.id).where(Import.office_id == access.office_id, Import.moved_at < at - KEPT)
    for table in (ImportRow, ImportDeed):
        session.execute(
            delete(table)
            .where(table.office_id == access.office_id, table.import_id.in_(old))
            .execution_options(synchronize_session=False)
        )
