"""Saving sets of filters, and what a reader does with them."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import Membership
from app.audit.actions import record
from app.caseload.forms import NewView, ViewChanges, ViewFilters
from app.caseload.models import DefaultView, PinnedView, SavedView
from app.caseload.views import MOST_PINNED, held_view, may_remove, views_of
from app.clients.actions import apply, changes_to
from app.db.prepared import Reader
from app.db.upserts import insert_into
from app.faults import BadInput, NotAllowed, Stale, Theirs

MOST_VIEWS = 100  # of one person
OWN = ("name", "filters", "shared")  # what is its maker's to change


def save_view(session: Session, access: Access, form: NewView, at: datetime) -> SavedView:
    access.require(Permission.READ_PEOPLE)
    if access.user_id is None:
        raise NotAllowed(Permission.READ_PEOPLE)
    refuse_name(session, access, access.user_id, form.name)
    view = SavedView(
        office_id=access.office_id,
        owner_id=access.user_id,
        name=form.name,
        filters=as_text(form.filters),
        shared=form.shared,
        created_at=at,
    )
    session.add(view)
    session.flush()
    record(session, access, "view.saved", at=at, subject_id=view.id, shared=view.shared)
    set_for_reader(session, access, view, {"pinned": form.pinned, "default": form.default})
    return view


def change_view(
    session: Session, access: Access, view_id: UUID, form: ViewChanges, at: datetime
) -> SavedView:
    view = held_view(session, access, view_id)
    given = form.given()
    if any(name in given for name in OWN) and view.owner_id != access.user_id:
        raise Theirs("Only the colleague who saved this view can change it.")
    changes = changes_to(view, {name: given[name] for name in given if name in (*OWN, "version")})
    if "name" in changes:
        refuse_name(session, access, view.owner_id, changes["name"], view.id)
    if "filters" in changes:
        changes["filters"] = as_text(form.filters)
    if changes:
        details = apply(view, changes)
        session.flush()
        if details["fields"]:
            record(session, access, "view.changed", at=at, subject_id=view.id, **details)
    set_for_reader(session, access, view, given)
    return view


def remove_view(
    session: Session, access: Access, view_id: UUID, at: datetime, version: int | None = None
) -> None:
    """From everybody's pins too. Raises `Stale` where it has another version by now."""
    view = held_view(session, access, view_id)
    if not may_remove(access, view.owner_id):
        raise Theirs("Only the colleague who saved this view, or an admin, can remove it.")
    if version not in (None, view.version):
        raise Stale(view.version)
    for table in (PinnedView, DefaultView):
        session.execute(
            delete(table).where(table.office_id == access.office_id, table.view_id == view.id)
        )
    session.delete(view)
    record(session, access, "view.removed", at=at, subject_id=view.id)


def set_for_reader(
    session: Session, access: Access, view: SavedView, given: dict[str, Any]
) -> None:
    """Whether it stands above their list, and whether their list begins with it."""
    mine = {"office_id": access.office_id, "user_id": access.user_id}
    if given.get("pinned"):
        refuse_more_pins(session, access, view.id)
        pin = insert_into(session, PinnedView).values(**mine, view_id=view.id)
        session.execute(pin.on_conflict_do_nothing())
    elif "pinned" in given:
        session.execute(of_reader(PinnedView, access, view.id))
    if given.get("default"):
        first = insert_into(session, DefaultView).values(**mine, view_id=view.id)
        session.execute(
            first.on_conflict_do_update(
                index_elements=[DefaultView.office_id, DefaultView.user_id],
                set_={"view_id": view.id},
            )
        )
    elif "default" in given:
        session.execute(of_reader(DefaultView, access, view.id))


def of_reader(table: Any, access: Access, view_id: UUID) -> Any:
    return delete(table).where(
        table.office_id == access.office_id,
        table.user_id == access.user_id,
        table.view_id == view_id,
    )


def refuse_more_pins(session: Session, access: Access, view_id: UUID) -> None:
    views = views_of(Reader.of(session), access)
    if sum(view.pinned and view.id != view_id for view in views) >= MOST_PINNED:
        raise BadInput("pinned", f"can be {MOST_PINNED} views at most: unpin another first")


def refuse_name(
    session: Session, access: Access, owner_id: UUID, name: str, own_id: UUID | None = None
) -> None:
    """A person's views have different names; and there are not more than anybody can read."""
    hold_maker(session, access, owner_id)
    of_theirs = session.execute(
        select(SavedView.id, SavedView.name).where(
            SavedView.office_id == access.office_id, SavedView.owner_id == owner_id
        )
    ).all()
    if any(view.name == name and view.id != own_id for view in of_theirs):
        raise BadInput("name", "is another view’s of yours")
    if own_id is None and len(of_theirs) >= MOST_VIEWS:
        raise BadInput("name", f"is one too many: {MOST_VIEWS} views are the most")


def hold_maker(session: Session, access: Access, owner_id: UUID) -> None:
    """So that two who name a view of theirs at once come one after the other."""
    session.execute(
        select(Membership.user_id)
        .where(Membership.office_id == access.office_id, Membership.user_id == owner_id)
        .with_for_update(key_share=True)
    ).all()


def as_text(filters: ViewFilters) -> str:
    return json.dumps(filters.set_ones())
