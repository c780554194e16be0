"""Adding, renaming, merging and retiring programs and cohorts."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import hold_office
from app.audit.actions import entry_of, record, record_all
from app.caseload.models import SavedView
from app.clients.groups import COLUMN, Kind, Named, group_coded, groups_of
from app.clients.models import Client, Group
from app.cycle.folding import fold
from app.faults import BadInput
from app.groups.forms import GroupChanges, NewGroup
from app.plans.actions import hold, in_parts
from app.reports.models import SavedReport


class WouldMerge(BadInput):
    """There is one of the new name already: are the two to become one?"""

    def __init__(self, one: Named, other: Named, name: str):
        spelled = "" if other.name == name else f", as “{other.name}”"
        super().__init__("name", f"is there already{spelled}: merge the two, or choose another")
        self.one, self.other = one, other


def add_group(session: Session, access: Access, form: NewGroup, at: datetime) -> Named:
    """So that it can be chosen before anybody is in it."""
    access.require(Permission.MANAGE_OFFICE)
    hold_office(session, access)
    for one in groups_of(session, access, form.kind):
        if one.key == fold(form.name):
            raise BadInput("name", f"is there already, as “{one.name}”")
    session.add(Group(office_id=access.office_id, kind=form.kind, name=form.name, changed_at=at))
    session.flush()
    record(session, access, "group.added", at=at, kind=form.kind, name=form.name)
    return Named(form.kind, form.name, 0, 0, False)


def change_group(
    session: Session, access: Access, kind: Kind, code: str, form: GroupChanges, at: datetime
) -> tuple[Named, int]:
    """Renames, merges, retires or offers again; gives what it is now, and how many it moved."""
    access.require(Permission.MANAGE_OFFICE)
    hold_office(session, access)
    given = form.given()
    groups = groups_of(session, access, kind)
    was = group_coded(groups, code)
    name, moved = given.get("name", was.name), 0
    if name != was.name:
        other = taken(groups, was, name)
        if other is not None and not form.merge:
            raise WouldMerge(was, other, name)
        name = other.name if other else name
        moved = rename(session, access, was, name, at)
        what = "group.merged" if other else "group.renamed"
        record(session, access, what, at=at, kind=kind, was=was.name, name=name, clients=moved)
    if "retired" in given:
        retire(session, access, kind, name, form.retired, at)
    return next(one for one in groups_of(session, access, kind) if one.name == name), moved


def taken(groups: Sequence[Named], was: Named, name: str) -> Named | None:
    """Another that is called so, or so but for spelling; one may always be spelled otherwise."""
    for one in groups:
        if one.name == name:
            return one
    if fold(name) == was.key:
        return None
    alike = [one for one in groups if one.key == fold(name)]
    return max(alike, key=lambda one: one.clients, default=None)


def rename(session: Session, access: Access, was: Named, name: str, at: datetime) -> int:
    """Whoever is in it, the views and reports of it and its own row; no date of a plan changes."""
    column = COLUMN[was.kind]
    theirs = session.scalars(
        select(Client.id)
        .where(Client.office_id == access.office_id, column == was.name)
        .order_by(Client.id)
    ).all()
    moved = 0
    for some in in_parts(theirs):
        hold(session, access, some)
        changed = session.scalars(
            update(Client)
            .where(Client.office_id == access.office_id, Client.id.in_(some), column == was.name)
            .values({column: name, Client.version: Client.version + 1})
            .returning(Client.id)
            .execution_options(synchronize_session=False)
        ).all()
        moved += len(changed)
        told: dict[str, Any] = {"fields": [was.kind.value], "emptied": []}
        record_all(
            session,
            [entry_of(access, "client.changed", at=at, client_id=one, **told) for one in changed],
        )
    rename_row(session, access, was, name, at)
    rename_in_views(session, access, was, name)
    rename_in_reports(session, access, was, name)
    return moved


def rename_row(session: Session, access: Access, was: Named, name: str, at: datetime) -> None:
    row = session.get(Group, (access.office_id, was.kind.value, was.name))
    if row is None:
        return
    if session.get(Group, (access.office_id, was.kind.value, name)) is None:
        session.add(
            Group(
                office_id=access.office_id, kind=was.kind, name=name,
                retired_at=row.retired_at, changed_at=at,
            )
        )  # fmt: skip
    session.delete(row)
    session.flush()


def rename_in_views(session: Session, access: Access, was: Named, name: str) -> None:
    views = session.scalars(
        select(SavedView).where(SavedView.office_id == access.office_id).with_for_update()
    )
    for view in views:
        filters = json.loads(view.filters)
        if filters.get(was.kind.value) == was.name:
            view.filters = json.dumps(filters | {was.kind.value: name})
            view.version += 1
    session.flush()


def rename_in_reports(session: Session, access: Access, was: Named, name: str) -> None:
    reports = session.scalars(
        select(SavedReport).where(SavedReport.office_id == access.office_id).with_for_update()
    )
    for report in reports:
        if report.filters.get(was.kind.value) == was.name:
            report.filters = report.filters | {was.kind.value: name}
            report.version += 1
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
