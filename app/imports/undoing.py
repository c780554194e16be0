"""Taking back all that an import did, while nothing that came later depends on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import entry_of, record, record_all
from app.clients.actions import readdress
from app.clients.listing import CLIENT_WENT, THINGS_WENT
from app.clients.models import Client
from app.db.base import Base
from app.db.idempotency import forget_answers_about
from app.errands.actions import enqueue
from app.faults import ChangedMeanwhile, NotNow
from app.imports.depending import GOES_ALONG, what_depends
from app.imports.done import TABLES, Done, of_thing, tell_earlier_ones, things, what_was_done
from app.imports.models import Import, ImportDeed
from app.imports.standing import AT_ONCE, KEPT, asked_by, found_import, held_import, in_name_of
from app.plans.actions import hold, in_parts
from app.web.words import how_many

UNDO = "undo an import"


def undo(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """A small one at once, a larger one by the worker. Raises `ChangedMeanwhile`, naming whom."""
    held = held_import(session, access, import_id, "done", "undone")
    if held.status == "undone":
        return held
    if at - held.moved_at > KEPT:
        raise NotNow(f"An import can be undone for {KEPT.days} days, and these are over.")
    done = what_was_done(session, access, held)
    if later := what_depends(session, access, held, done):
        raise ChangedMeanwhile(later, says_what=True)
    if done.things > AT_ONCE:
        held.status, held.moved_at = "undoing", at
        held.errand_id = enqueue(
            session, access, UNDO, {"import_id": str(held.id), **asked_by(access)}, at
        )
        session.flush()
        return held
    return take_back(session, access, held, done, at)


def undo_import(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand. Where something has come to depend on it since, all of it stays, and is said:
    without names, since an import is kept when a client is erased."""
    held = found_import(session, access, UUID(details["import_id"]))
    if held.status != "undoing":
        return
    done = what_was_done(session, access, held)
    if later := what_depends(session, access, held, done):
        of = how_many(len(later), "client")
        held.status = "done"
        held.words = f"Not undone: something of {of} came later. Undo it once more to see what."
        return
    take_back(session, in_name_of(access, details), held, done, at)


def take_back(session: Session, access: Access, held: Import, done: Done, at: datetime) -> Import:
    gone = done.made["clients"].keys()
    back: dict[UUID, Any] = {}
    for kind, table in TABLES.items():
        deeds = [deed for deed in done.changed if deed.kind == kind]
        back |= put_back(session, access, table, deeds)
    session.flush()
    moved = (deed.thing_id for deed in done.changed if is_readdressed(deed))
    for some in in_parts(moved):
        readdress(session, access, some)
    tell_earlier_ones(session, access, done, back)
    for deed in done.changed:
        session.expunge(deed)
    session.execute(
        delete(ImportDeed)
        .where(ImportDeed.office_id == access.office_id, ImportDeed.import_id == held.id)
        .execution_options(synchronize_session=False)
    )
    for kind, table in TABLES.items():
        if table is Client:
            forget_clients(session, access, sorted(gone))
        for some in in_parts(sorted(done.made[kind])):
            session.execute(
                delete(table)
                .where(table.office_id == access.office_id, table.id.in_(some))
                .execution_options(synchronize_session=False)
            )
    session.info["clients_to_replan"] = done.clients - gone
    record_all(session, what_went(access, done, at))
    held.status, held.moved_at = "undone", at
    record(session, access, "sheet.undone", at=at, subject_id=held.id, things=done.things)
    session.flush()
    return held


def is_readdressed(deed: ImportDeed) -> bool:
    return deed.kind == Client.__tablename__ and "email" in (deed.before or {})


def what_went(access: Access, done: Done, at: datetime) -> list[dict[str, Any]]:
    """An entry for each client, so that whoever keeps a copy hears of it: those who are not there
    any more, and of the others what is not."""
    gone = done.made["clients"]
    things: dict[UUID, dict[str, Any]] = {client_id: {} for client_id in done.clients}
    for kind, made in done.made.items():
        for thing_id, client_id in made.items():
            if client_id not in gone:
                things[client_id].setdefault(kind, []).append(str(thing_id))
    return [
        entry_of(
            access,
            CLIENT_WENT if client_id in gone else THINGS_WENT,
            at=at,
            client_id=client_id,
            **of_client,
        )
        for client_id, of_client in things.items()
    ]


def put_back(
    session: Session, access: Access, table: type[Any], deeds: Sequence[ImportDeed]
) -> dict[UUID, Any]:
    """Gives the things, by their ids."""
    found = things(session, access, table, [deed.thing_id for deed in deeds])
    for deed in deeds:
        thing = found.get(deed.thing_id)
        if thing is None:
            continue
        for name, value in of_thing(deed.before or {}).items():
            setattr(thing, name, as_stored(table, name, value))
        thing.version += 1
    return found


def as_stored(table: type[Any], name: str, value: Any) -> Any:
    column = table.__table__.columns[name]
    if not isinstance(value, str):
        return value
    kind = column.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    return UUID(value) if kind is UUID else value


def forget_clients(session: Session, access: Access, ids: Sequence[UUID]) -> None:
    """What the service keeps about them by itself, once the worker is done telling of them."""
    for some in in_parts(ids):
        hold(session, access, some, to_erase=True)
    for table in Base.metadata.sorted_tables:
        if table.name in GOES_ALONG:
            for some in in_parts(ids):
                session.execute(
                    delete(table).where(
                        table.c.office_id == access.office_id, table.c.client_id.in_(some)
                    )
                )
    for client_id in ids:
        forget_answers_about(session, access.office_id, client_id)
