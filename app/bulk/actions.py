"""Doing one thing to many clients in one transaction, and taking it back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.bulk.changes import Cannot, Change, Weighed
from app.bulk.deed import Deed
from app.bulk.deeds import DEED_NAMED
from app.bulk.models import BulkAction, BulkItem
from app.bulk.queries import Selected, items_of, selected
from app.bulk.renamed import by_their_names_now
from app.casefile.sheets import Moment
from app.cycle.folding import fold
from app.db.base import in_order, new_id
from app.db.prepared import Reader, inserting, json_text, updating
from app.faults import BadInput, ChangedMeanwhile, NotFound, Theirs
from app.plans.actions import hold, in_parts, plan_after_logging, plan_anew
from app.rings import without_collecting
from app.web.words import how_many

MOST_CLIENTS = 10_000
UNDO_WITHIN = timedelta(days=1)
SOME = 100  # clients that are read, written and planned together
KEPT = timedelta(days=30)  # what became of each client, for whoever wonders
BEGUN, ITEM = inserting(BulkAction), inserting(BulkItem)
ENDED = updating(BulkAction, ("clients", "words"))

# What was said of each client when one looked: a mark, or that they are left alone since nothing
# could become of them; None where nobody looked.
Looked = Mapping[UUID, str | None]
LEFT = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of these clients, by name, and of which nothing can."""

    changes: list[Change]
    cannot: list[Cannot]

    def add(self, some: Iterable[Weighed]) -> None:
        for one in some:
            if isinstance(one, Change):
                self.changes.append(one)
            else:
                self.cannot.append(one)

    def sort(self) -> None:
        self.changes.sort(key=by_name)
        self.cannot.sort(key=by_name)


def by_name(one: Weighed) -> tuple[str, UUID]:
    return fold(one.name), one.client_id


def preview(
    session: Session,
    access: Access,
    deed: Deed,
    client_ids: Collection[UUID],
    form: Any,
    moment: Moment,
) -> Preview:
    """Writes nothing. One client of another office, and it is as if there were none of them."""
    found = Preview([], [])
    for _, some in weighed(session, access, deed, client_ids, form, moment):
        found.add(some)
    found.sort()
    return found


def weighed(
    session: Session,
    access: Access,
    deed: Deed,
    client_ids: Collection[UUID],
    form: Any,
    moment: Moment,
    *,
    holding: bool = False,
) -> Iterator[tuple[list[Selected], list[Weighed]]]:
    """What would become of each, some clients at a time, in the order of their ids."""
    access.require(Permission.WRITE_PEOPLE)
    if len(client_ids) > MOST_CLIENTS:
        raise BadInput("client_ids", f"must not be more than {MOST_CLIENTS:,} at once")
    for some in list(in_parts(in_order(client_ids), SOME)) or [[]]:  # the form is read all the same
        clients = selected(session, access, some, holding=holding)
        yield clients, list(deed.weigh(session, access, clients, form, moment))


@without_collecting()
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

    What is read, written and planned is so for some clients at a time, so it takes no more
    memory the more there are; each stays held until the transaction ends. With the service's
    own `key`, letters can tell links that are made once more.
    """
    access.require(Permission.WRITE_PEOPLE)
    deed.hold(session, access, form)
    found, moved = Preview([], []), dict[UUID, str]()
    action: BulkAction | None = None
    for clients, some in weighed(session, access, deed, looked, form, moment, holding=True):
        changes: list[Change] = []
        for one in some:
            mark = looked[one.client_id]
            if has_moved(one, mark):
                moved[one.client_id] = one.name
            if isinstance(one, Cannot):
                found.cannot.append(one)
            elif mark != LEFT:
                changes.append(one)
        found.changes.extend(changes)
        if changes and not moved:
            action = action or begin(session, access, deed, moment.at)
            write_some(session, access, deed, action, clients, changes, moment.at, key)
    if moved:
        raise ChangedMeanwhile(dict(sorted(moved.items(), key=lambda one: fold(one[1]))))
    found.sort()
    if action is not None:
        end(session, access, deed, action, found.changes)
    return action, found


def begin(session: Session, access: Access, deed: Deed, at: datetime) -> BulkAction:
    """What becomes of the clients points to it."""
    row: dict[str, Any] = {
        "office_id": access.office_id,
        "id": new_id(),
        "deed": deed.name,
        "words": "",
        "clients": 0,
        "done_by": access.user_id,
        "done_at": at,
        "undone_by": None,
        "undone_at": None,
    }
    Reader.of(session).write(BEGUN, [row])
    return BulkAction(**row)


def write_some(
    session: Session,
    access: Access,
    deed: Deed,
    action: BulkAction,
    clients: Sequence[Selected],
    changes: Sequence[Change],
    at: datetime,
    key: bytes,
) -> None:
    """The `changes` of some of the `clients`, and what follows for their plans."""
    done = deed.writing.do(session, access, changes, at, key)
    Reader.of(session).write(ITEM, [item_of(action, change) for change in done])
    if deed.logs:
        changed = {change.client_id for change in changes}
        plan_after_logging(session, access, [client for client in clients if client.id in changed])
    else:
        plans_follow(session, access, deed, changes)


def end(
    session: Session, access: Access, deed: Deed, action: BulkAction, changes: Sequence[Change]
) -> None:
    action.clients = len(changes)
    clients = how_many(action.clients, "client")
    action.words = deed.done.format(clients=clients, becomes=changes[0].becomes)
    which = {"office_id": action.office_id, "id": action.id}
    becomes = {"new_clients": action.clients, "new_words": action.words}
    Reader.of(session).write(ENDED, [which | becomes])
    record_bulk(session, access, "bulk.done", action, action.clients, action.done_at)


def item_of(action: BulkAction, change: Change) -> dict[str, Any]:
    return {
        "office_id": action.office_id,
        "action_id": action.id,
        "client_id": change.client_id,
        "was": change.was,
        "becomes": change.becomes,
        "before": json_text(change.before),
        "after": json_text(change.after),
        "undone": False,
    }


def has_moved(one: Weighed, mark: str | None) -> bool:
    """Whether something else would become of the client than was said when one looked."""
    return bool(mark) and (isinstance(one, Cannot) or one.mark != mark)


def plans_follow(session: Session, access: Access, deed: Deed, changes: Sequence[Change]) -> None:
    """Of clients that are held."""
    if deed.moves_dates:
        plan_anew(session, access, [change.client_id for change in changes])


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


@without_collecting()
def undo(
    session: Session, access: Access, action_id: UUID, at: datetime, *, leave_changed: bool
) -> BulkAction:
    """A second time changes nothing. Raises `ChangedMeanwhile` unless they are to be left."""
    access.require(Permission.WRITE_PEOPLE)
    action = held_action(session, access, action_id)
    if not may_undo(access, action):
        raise Theirs("Only the colleague who did this, or an admin, can undo it.")
    if action.undone_at is not None:
        return action
    if not is_undoable(access, action, at):
        raise BadInput("action_id", "can be undone within a day of the deed only")
    deed = DEED_NAMED[action.deed]
    items = items_of(session, access, action)
    for ids in in_parts(in_order(item.client_id for item in items)):
        hold(session, access, ids)
    made = [Change(*item[:-1]) for item in items]
    changes = by_their_names_now(session, access, deed, made, action.done_at)
    changed = deed.writing.changed_since(session, access, changes)
    changed |= deed.lost(session, access, changes)
    if changed and not leave_changed:
        raise ChangedMeanwhile({one.client_id: one.name for one in items if one[0] in changed})
    undone = [change for change in changes if change.client_id not in changed]
    for some in in_parts(undone, SOME):
        deed.writing.undo(session, access, some, at)
        plans_follow(session, access, deed, some)
        session.execute(
            update(BulkItem)
            .where(
                BulkItem.office_id == access.office_id,
                BulkItem.action_id == action.id,
                BulkItem.client_id.in_([change.client_id for change in some]),
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


def forget_old_deeds(
    session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    """A daily errand."""
    old = select(BulkAction.id).where(
        BulkAction.office_id == access.office_id, BulkAction.done_at < at - KEPT
    )
    for table, which in ((BulkItem, BulkItem.action_id), (BulkAction, BulkAction.id)):
        session.execute(
            delete(table)
            .where(table.office_id == access.office_id, which.in_(old))
            .execution_options(synchronize_session=False)
        )
