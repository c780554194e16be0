"""Doing one thing to many clients in one transaction, and taking it back."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.bulk.changes import Cannot, Change
from app.bulk.deeds import DEED_NAMED, Deed
from app.bulk.models import BulkAction, BulkItem
from app.bulk.queries import items_of, selected
from app.casefile.sheets import Moment
from app.db.base import new_id
from app.db.prepared import Reader, inserting
from app.faults import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from app.plans.actions import hold, in_parts
from app.web.words import how_many

MOST_CLIENTS = 10_000
UNDO_WITHIN = timedelta(days=1)
KEPT = timedelta(days=30)  # what became of each client, for whoever wonders
ITEM = inserting(BulkItem)

# What was said of each client when one looked: a mark, blank where nothing could become of them,
# None where nobody looked.
Looked = Mapping[UUID, str | None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of these clients, by name, and of which nothing can."""

    changes: list[Change]
    cannot: list[Cannot]


def preview(
    session: Session,
    access: Access,
    deed: Deed,
    client_ids: Collection[UUID],
    form: Any,
    moment: Moment,
) -> Preview:
    """Writes nothing. One client of another office, and it is as if there were none of them."""
    access.require(Permission.WRITE_PEOPLE)
    if len(client_ids) > MOST_CLIENTS:
        raise BadInput("client_ids", f"must not be more than {MOST_CLIENTS:,} at once")
    clients = selected(session, access, client_ids)
    found = Preview([], [])
    for weighed in deed.weigh(session, access, clients, form, moment):
        if isinstance(weighed, Change):
            found.changes.append(weighed)
        else:
            found.cannot.append(weighed)
    return found


def do_to_all(
    session: Session,
    access: Access,
    deed: Deed,
    looked: Looked,
    form: Any,
    moment: Moment,
    key: bytes = b"",
) -> tuple[BulkAction | None, Preview]:
    """All or nothing: raises `ChangedMeanwhile` where something else would become of somebody
    than was said when one looked. Nothing is kept where nothing can be done.

    With the service's own `key`, letters can tell links that are made once more.
    """
    access.require(Permission.WRITE_PEOPLE)
    deed.hold(session, access, form)
    hold_all(session, access, looked)
    found = preview(session, access, deed, looked, form, moment)
    refuse_changed(looked, found)
    left_alone = {client_id for client_id, mark in looked.items() if mark == ""}
    found.changes[:] = [one for one in found.changes if one.client_id not in left_alone]
    if not found.changes:
        return None, found
    done = deed.writing.do(session, access, found.changes, moment.at, key)
    clients = how_many(len(done), "client")
    action = BulkAction(
        office_id=access.office_id,
        id=new_id(),
        deed=deed.name,
        words=deed.done.format(clients=clients, becomes=done[0].becomes),
        clients=len(done),
        done_by=access.user_id,
        done_at=moment.at,
    )
    forget_old(session, access, moment.at)
    session.add(action)
    session.flush()
    Reader.of(session).write(ITEM, [item_of(action, change) for change in done])
    plans_follow(session, deed, done)
    record_bulk(session, access, "bulk.done", action, len(done), moment.at)
    return action, found


def item_of(action: BulkAction, change: Change) -> dict[str, Any]:
    return {
        "office_id": action.office_id,
        "action_id": action.id,
        "client_id": change.client_id,
        "was": change.was,
        "becomes": change.becomes,
        "before": json.dumps(change.before),
        "after": json.dumps(change.after),
        "undone": False,
    }


def hold_all(session: Session, access: Access, client_ids: Iterable[UUID]) -> None:
    for some in in_parts(sorted(client_ids)):
        hold(session, access, some)


def refuse_changed(looked: Looked, found: Preview) -> None:
    marks = {change.client_id: change.mark for change in found.changes}
    everyone: list[Change | Cannot] = [*found.changes, *found.cannot]
    moved = {
        one.client_id: one.name
        for one in everyone
        if looked[one.client_id] and looked[one.client_id] != marks.get(one.client_id)
    }
    if moved:
        raise ChangedMeanwhile(moved)


def plans_follow(session: Session, deed: Deed, changes: Iterable[Change]) -> None:
    """Before the transaction ends."""
    if deed.moves_dates:
        whose: set[UUID] = session.info.setdefault("clients_to_replan", set())
        whose.update(change.client_id for change in changes)


def record_bulk(
    session: Session, access: Access, what: str, action: BulkAction, clients: int, at: datetime
) -> None:
    record(session, access, what, at=at, subject_id=action.id, deed=action.deed, clients=clients)


def may_undo(access: Access, action: BulkAction) -> bool:
    is_theirs = access.user_id is not None and action.done_by == access.user_id
    return is_theirs or access.may(Permission.MANAGE_OFFICE)


def is_undoable(access: Access, action: BulkAction, at: datetime) -> bool:
    is_in_time = at - action.done_at <= UNDO_WITHIN
    return action.undone_at is None and is_in_time and may_undo(access, action)


def undo(
    session: Session, access: Access, action_id: UUID, at: datetime, *, leave_changed: bool
) -> BulkAction:
    """A second time changes nothing. Raises `ChangedMeanwhile` unless they are to be left."""
    access.require(Permission.WRITE_PEOPLE)
    action = held_action(session, access, action_id)
    if not may_undo(access, action):
        raise NotAllowed(Permission.MANAGE_OFFICE)
    if action.undone_at is not None:
        return action
    if not is_undoable(access, action, at):
        raise BadInput("action_id", "can be undone within a day of the deed only")
    deed = DEED_NAMED[action.deed]
    items = items_of(session, access, action)
    hold_all(session, access, (item.client_id for item in items))
    changes = [Change(*item[:-1]) for item in items]
    changed = deed.writing.changed_since(session, access, changes)
    changed |= deed.lost(session, access, changes)
    if changed and not leave_changed:
        raise ChangedMeanwhile({one.client_id: one.name for one in items if one[0] in changed})
    undone = [change for change in changes if change.client_id not in changed]
    deed.writing.undo(session, access, undone, at)
    plans_follow(session, deed, undone)
    for some in in_parts([change.client_id for change in undone]):
        session.execute(
            update(BulkItem)
            .where(
                BulkItem.office_id == access.office_id,
                BulkItem.action_id == action.id,
                BulkItem.client_id.in_(some),
            )
            .values(undone=True)
            .execution_options(synchronize_session=False)
        )
    action.undone_at, action.undone_by = at, access.user_id
    record_bulk(session, access, "bulk.undone", action, len(undone), at)
    return action


def held_action(session: Session, access: Access, action_id: UUID) -> BulkAction:
    action = session.get(BulkAction, (access.office_id, action_id), with_for_update=True)
    if action is None:
        raise NotFound
    return action


def forget_old(session: Session, access: Access, at: datetime) -> None:
    old = select(BulkAction.id).where(
        BulkAction.office_id == access.office_id, BulkAction.done_at < at - KEPT
    )
    for table, which in ((BulkItem, BulkItem.action_id), (BulkAction, BulkAction.id)):
        session.execute(
            delete(table)
            .where(table.office_id == access.office_id, which.in_(old))
            .execution_options(synchronize_session=False)
        )
