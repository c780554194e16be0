"""Reads of the clients to act on, and of what was done to many of them before."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import one_of
from app.audit.queries import happened_since
from app.bulk.models import BulkAction, BulkItem
from app.clients.models import Client
from app.db.prepared import Among, Prepared, Reader
from app.faults import NotFound
from app.offers.models import Contact
from app.plans.actions import HOLD, in_parts
from app.plans.queries import OF_CLIENT_ROW


class Selected(NamedTuple):
    """One of the clients as they stand now, and with whom the next step is. Begins as in
    `CLIENT_ROW`."""

    id: UUID
    office_id: UUID
    area: str
    paused_until: date | None
    standing: str
    step: str | None
    opens_on: date
    due_on: date
    stalls_on: date
    next_offer_id: UUID | None
    next_contact_id: UUID | None
    next_mode: str | None
    next_others: int
    last_touch_on: date | None
    key_people: int
    planned_by: int
    name: str
    cohort: str
    program: str
    advisor_id: UUID | None
    pause_reason: str | None
    contact_name: str | None


OFFICE = bindparam("office_id", type_=Uuid())
SELECTED = Prepared(
    select(
        *OF_CLIENT_ROW, Client.name, Client.cohort, Client.program, Client.advisor_id,
        Client.pause_reason, Contact.name,
    )
    .join(
        Contact,
        (Contact.office_id == Client.office_id) & (Contact.id == Client.next_contact_id),
        isouter=True,
    )
    .where(Client.office_id == OFFICE, Among(Client.__table__.c.id, "ids"))
)  # fmt: skip


def selected(
    session: Session, access: Access, client_ids: Collection[UUID], *, holding: bool = False
) -> list[Selected]:
    """By id, and held against other writers where that is wanted; where one of them is not of
    this office, raises `NotFound` for all."""
    access.require(Permission.READ_PEOPLE)
    (rows,) = Reader.of(session).rows_of_each(
        [SELECTED],
        holding=HOLD if holding else None,
        office_id=access.office_id,
        ids=list(client_ids),
    )
    if len(rows) != len(set(client_ids)):
        raise NotFound
    return [Selected(*row) for row in sorted(rows, key=lambda row: row[0].int)]


OPEN = Prepared(
    select(Contact.id, Contact.client_id, Contact.name).where(
        Contact.office_id == OFFICE,
        Among(Contact.__table__.c.client_id, "ids"),
        Contact.closed_on.is_(None),
    )
)


def open_contacts(
    session: Session, access: Access, client_ids: Iterable[UUID]
) -> dict[UUID, list[tuple[UUID, str]]]:
    """Id and name of each person who is not closed, by client, in the order of recording."""
    reader = Reader.of(session)
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for some in in_parts(sorted(client_ids)):
        # Asked for their order, SQLite would walk through all of the office's by their ids.
        rows = reader.rows(OPEN, office_id=access.office_id, ids=some)
        for contact_id, client_id, name in sorted(rows):
            found.setdefault(client_id, []).append((contact_id, name))
    return found


def actions_of(
    session: Session,
    access: Access,
    *,
    limit: int,
    after: UUID | None = None,
    since: datetime | None = None,
) -> Sequence[BulkAction]:
    """Of the whole office, the newest first; `after` is the last one of the page before."""
    access.require(Permission.READ_PEOPLE)
    found = select(BulkAction).where(
        BulkAction.office_id == access.office_id,
        happened_since(since, BulkAction.done_at, BulkAction.undone_at),
    )
    if after is not None:
        found = found.where(BulkAction.id < after)
    return session.scalars(found.order_by(BulkAction.id.desc()).limit(limit)).all()


def one_action(session: Session, access: Access, action_id: UUID) -> BulkAction:
    return one_of(session, access, BulkAction, action_id)


class Item(NamedTuple):
    client_id: UUID
    name: str
    was: str
    becomes: str
    before: dict[str, Any]
    after: dict[str, Any]
    undone: bool


def items_of(session: Session, access: Access, action: BulkAction) -> Sequence[Item]:
    """By the clients' names; whoever was erased since is not among them."""
    access.require(Permission.READ_PEOPLE)
    rows = session.execute(
        select(
            BulkItem.client_id,
            Client.name,
            BulkItem.was,
            BulkItem.becomes,
            BulkItem.before,
            BulkItem.after,
            BulkItem.undone,
        )
        .join(Client, (Client.office_id == BulkItem.office_id) & (Client.id == BulkItem.client_id))
        .where(BulkItem.office_id == access.office_id, BulkItem.action_id == action.id)
        .order_by(Client.name_key, Client.id)
    )
    return [Item(*row) for row in rows]


def count_kept(session: Session, access: Access, action: BulkAction) -> int:
    """How many an undoing left as they were."""
    return session.scalars(
        select(func.count())
        .select_from(BulkItem)
        .where(
            BulkItem.office_id == access.office_id,
            BulkItem.action_id == action.id,
            BulkItem.undone.is_(False),
        )
    ).one()
