"""Reads of saved views: one's own, and those that colleagues share."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, case, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.caseload.filters import OFFICE
from app.caseload.models import DefaultView, PinnedView, SavedView
from app.db.prepared import Prepared, Reader
from app.faults import NotFound

MOST_PINNED = 6
READER = bindparam("user_id", type_=Uuid())


@dataclass(frozen=True, slots=True)
class View:
    """As one reader has it."""

    id: UUID
    name: str
    filters: str
    shared: bool
    version: int
    owner_id: UUID
    owner_name: str
    owner_email: str
    pinned: bool
    default: bool


def is_visible() -> ColumnElement[bool]:
    return or_(SavedView.owner_id == READER, SavedView.shared)


def as_the_reader_has_them() -> Select[*tuple[Any, ...]]:
    return (
        select(
            SavedView.id,
            SavedView.name,
            SavedView.filters,
            SavedView.shared,
            SavedView.version,
            SavedView.owner_id,
            User.name,
            User.email,
            case((PinnedView.view_id.is_not(None), 1), else_=0),
            case((DefaultView.view_id.is_not(None), 1), else_=0),
        )
        .join(User, User.id == SavedView.owner_id)
        .join(
            PinnedView,
            and_(
                PinnedView.office_id == OFFICE,
                PinnedView.user_id == READER,
                PinnedView.view_id == SavedView.id,
            ),
            isouter=True,
        )
        .join(
            DefaultView,
            and_(
                DefaultView.office_id == OFFICE,
                DefaultView.user_id == READER,
                DefaultView.view_id == SavedView.id,
            ),
            isouter=True,
        )
        .where(SavedView.office_id == OFFICE, is_visible())
        .order_by(SavedView.id)
    )


VIEWS = Prepared(as_the_reader_has_them())


def views_of(reader: Reader, access: Access) -> list[View]:
    """In the order in which they were made."""
    access.require(Permission.READ_PEOPLE)
    rows = reader.rows(VIEWS, office_id=access.office_id, user_id=access.user_id)
    return [View(*row[:8], *map(bool, row[8:])) for row in rows]


def one_view(reader: Reader, access: Access, view_id: UUID) -> View:
    """Somebody else's own is as if it were not there."""
    for view in views_of(reader, access):
        if view.id == view_id:
            return view
    raise NotFound


def held_view(session: Session, access: Access, view_id: UUID) -> SavedView:
    """For a change: held against other writers, and one that the reader may see."""
    access.require(Permission.READ_PEOPLE)
    view = session.scalars(
        select(SavedView)
        .where(SavedView.office_id == access.office_id, SavedView.id == view_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if view is None or not (view.shared or view.owner_id == access.user_id):
        raise NotFound
    return view


def may_remove(access: Access, owner_id: UUID) -> bool:
    """Its maker may, and an admin."""
    return access.user_id == owner_id or access.may(Permission.MANAGE_OFFICE)
