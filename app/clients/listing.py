"""What is recorded of clients, one after the other, for programs that keep a copy of their own."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.models import ERASED, AuditEntry
from app.audit.queries import entries_since, first_id_since
from app.clients.models import Client

Thing = TypeVar("Thing", bound=Any)


def things_of_clients(
    session: Session,
    access: Access,
    table: type[Thing],
    *,
    limit: int,
    after: UUID | None = None,
    updated_since: datetime | None = None,
    or_else: ColumnElement[bool] | None = None,
    **wanted: Any,
) -> list[Thing]:
    """In the order in which they were recorded; `wanted` are values of columns, `or_else` is what
    counts as a change as well."""
    access.require(Permission.READ_PEOPLE)
    found = select(table).where(table.office_id == access.office_id).order_by(table.id).limit(limit)
    for name, value in wanted.items():
        if value is not None:
            found = found.where(getattr(table, name) == value)
    if after is not None:
        found = found.where(table.id > after)
    if updated_since is not None:
        is_changed = changed_since(session, access, table.client_id, updated_since)
        found = found.where(is_changed if or_else is None else or_(is_changed, or_else))
    return list(session.scalars(found))


def changed_since(
    session: Session, access: Access, client_id: Any, moment: datetime
) -> ColumnElement[bool]:
    """Whether something was recorded of the client since."""
    first = entries_since(session, access, moment)
    if first is None:  # everybody changed
        return true()
    is_named: ColumnElement[bool] = client_id.in_(named_since(access, first))
    return is_named


def named_since(access: Access, first: UUID) -> Select[UUID | None]:
    return select(AuditEntry.client_id).where(
        AuditEntry.office_id == access.office_id,
        AuditEntry.client_id.is_not(None),
        AuditEntry.id >= first,
    )


CLIENT_WENT, THINGS_WENT = "client.import_undone", "client.import_taken_back"
REMOVING = (ERASED, CLIENT_WENT)


THINGS = ("jobs", "offers", "contacts", "touches", "moves")
# Where the import had only changed what was there before, nothing is gone.
WITHOUT_THINGS = and_(
    AuditEntry.action == THINGS_WENT,
    or_(*(AuditEntry.details[things].as_string().is_not(None) for things in THINGS)),
)


def removals(
    session: Session,
    access: Access,
    *,
    since: datetime | None,
    limit: int,
    after: UUID | None,
) -> list[AuditEntry]:
    """Of the clients who are not there any more, and of what an import had brought to others
    before it was undone; in the order in which they went."""
    access.require(Permission.READ_PEOPLE)
    is_there = exists().where(
        Client.office_id == access.office_id, Client.id == AuditEntry.client_id
    )
    found = (
        select(AuditEntry)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id.is_not(None),
            or_(and_(AuditEntry.action.in_(REMOVING), ~is_there), WITHOUT_THINGS),
        )
        .order_by(AuditEntry.id)
        .limit(limit)
    )
    if since is not None:
        found = found.where(AuditEntry.id >= first_id_since(since))
    if after is not None:
        found = found.where(AuditEntry.id > after)
    return list(session.scalars(found))
