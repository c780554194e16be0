"""Adding, renaming, merging and retiring programs and cohorts."""

import json
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import entry_of, record, record_all
from app.caseload.models import SavedView
from app.clients.groups import COLUMN, Kind, Named, groups_of
from app.clients.models import Client, Group
from app.cycle.folding import fold
from app.faults import BadInput, NotFound
from app.groups.forms import GroupChanges, NewGroup
from app.plans.actions import hold, in_parts


class WouldMerge(BadInput):
    """There is one of the new name already: are the two to become one?"""

    def __init__(self, one: Named, other: Named):
        super().__init__("new_name", "is there already: merge the two, or choose another")
        self.one, self.other = one, other


def add_group(session: Session, access: Access, form: NewGroup, at: datetime) -> Named:
    """So that it can be chosen before anybody is in it."""
    access.require(Permission.MANAGE_OFFICE)
    for one in groups_of(session, access, form.kind):
        if one.key == fold(form.name):
            raise BadInput("name", f"is there already, as “{one.name}”")
    session.add(Group(office_id=access.office_id, kind=form.kind, name=form.name, changed_at=at))
    session.flush()
    record(session, access, "group.added", at=at, kind=form.kind, name=form.name)
    return Named(form.kind, form.name, 0, 0, False)


def change_group(
    session: Session, access: Access, kind: Kind, form: GroupChanges, at: datetime
) -> int:
    """Renames, merges, retires or offers again; gives how many clients it moved."""
    access.require(Permission.MANAGE_OFFICE)
    given = form.given()
    groups = {one.name: one for one in groups_of(session, access, kind)}
    if form.name not in groups:
        raise NotFound
    moved, name = 0, form.name
    if given.get("new_name", name) != name:
        other = groups.get(form.new_name)
        if other is not None and not form.merge:
            raise WouldMerge(groups[name], other)
        moved, name = rename(session, access, kind, form, at), form.new_name
    if "retired" in given:
        retire(session, access, kind, name, form.retired, at)
    return moved


def rename(session: Session, access: Access, kind: Kind, form: GroupChanges, at: datetime) -> int:
    """Whoever is in it, the views that show it and its own row; no date of a plan changes."""
    column = COLUMN[kind]
    theirs = session.scalars(
        select(Client.id)
        .where(Client.office_id == access.office_id, column == form.name)
        .order_by(Client.id)
    ).all()
    moved = 0
    for some in in_parts(theirs):
        hold(session, access, some)
        changed = session.scalars(
            update(Client)
            .where(Client.office_id == access.office_id, Client.id.in_(some), column == form.name)
            .values({column: form.new_name, Client.version: Client.version + 1})
            .returning(Client.id)
            .execution_options(synchronize_session=False)
        ).all()
        moved += len(changed)
        record_all(
            session,
            [
                entry_of(
                    access,
                    "client.changed",
                    at=at,
                    client_id=client_id,
                    fields=[kind.value],
                    emptied=[],
                )
                for client_id in changed
            ],
        )
    rename_row(session, access, kind, form, at)
    rename_in_views(session, access, kind, form)
    record(
        session,
        access,
        "group.merged" if form.merge else "group.renamed",
        at=at,
        kind=kind,
        was=form.name,
        name=form.new_name,
        clients=moved,
    )
    return moved


def rename_row(
    session: Session, access: Access, kind: Kind, form: GroupChanges, at: datetime
) -> None:
    was = session.get(Group, (access.office_id, kind.value, form.name))
    if was is None:
        return
    if session.get(Group, (access.office_id, kind.value, form.new_name)) is None:
        session.add(
            Group(
                office_id=access.office_id, kind=kind, name=form.new_name,
                retired_at=was.retired_at, changed_at=at,
            )
        )  # fmt: skip
    session.delete(was)
    session.flush()


def rename_in_views(session: Session, access: Access, kind: Kind, form: GroupChanges) -> None:
    views = session.scalars(
        select(SavedView).where(SavedView.office_id == access.office_id).with_for_update()
    )
    for view in views:
        filters = json.loads(view.filters)
        if filters.get(kind.value) == form.name:
            view.filters = json.dumps(filters | {kind.value: form.new_name})
            view.version += 1
    session.flush()


def retire(
    session: Session, access: Access, kind: Kind, name: str, retired: bool, at: datetime
) -> None:
    """Not offered any more; who is in it stays."""
    row = session.get(Group, (access.office_id, kind.value, name), with_for_update=True)
    if (row is not None and row.retired_at is not None) == retired:
        return
    if row is None:
        row = Group(office_id=access.office_id, kind=kind, name=name, changed_at=at)
        session.add(row)
    row.retired_at, row.changed_at = at if retired else None, at
    session.flush()
    action = "group.retired" if retired else "group.offered_again"
    record(session, access, action, at=at, kind=kind, name=name)
