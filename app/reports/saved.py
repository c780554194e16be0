"""Naming reports, and finding them again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.accounts.queries import member_by_email
from app.audit.actions import record
from app.clients.actions import apply, changes_to
from app.cycle.folding import fold
from app.faults import BadInput, NotAllowed, NotFound, Stale, Theirs
from app.reports.forms import NewSavedReport, SavedReportChanges
from app.reports.models import SavedReport

MOST_SAVED = 100  # of one person
TAKEN = "is another report’s of yours"


@dataclass(frozen=True, slots=True)
class Saved:
    """As one reader has it."""

    id: UUID
    name: str
    filters: dict[str, Any]
    shared: bool
    version: int
    owner_id: UUID
    owner_name: str
    owner_email: str


def saved_reports(session: Session, access: Access) -> list[Saved]:
    """One's own and those that colleagues share, by name."""
    access.require(Permission.READ_REPORTS)
    rows = session.execute(
        select(
            SavedReport.id, SavedReport.name, SavedReport.filters, SavedReport.shared,
            SavedReport.version, SavedReport.owner_id, User.name, User.email,
        )
        .join(User, User.id == SavedReport.owner_id)
        .where(
            SavedReport.office_id == access.office_id,
            or_(SavedReport.owner_id == access.user_id, SavedReport.shared),
        )
        .order_by(SavedReport.name_key, SavedReport.id)
    )  # fmt: skip
    return [Saved(*row) for row in rows]


def one_saved(session: Session, access: Access, report_id: UUID) -> Saved:
    """Somebody else's own is as if it were not there."""
    for one in saved_reports(session, access):
        if one.id == report_id:
            return one
    raise NotFound


def held_saved(session: Session, access: Access, report_id: UUID) -> SavedReport:
    access.require(Permission.READ_REPORTS)
    found = session.get(SavedReport, (access.office_id, report_id), with_for_update=True)
    if found is None or not (found.shared or found.owner_id == access.user_id):
        raise NotFound
    return found


def save_report(
    session: Session, access: Access, form: NewSavedReport, at: datetime
) -> SavedReport:
    access.require(Permission.READ_REPORTS)
    if access.user_id is None:
        raise NotAllowed(Permission.READ_REPORTS)
    if sum(one.owner_id == access.user_id for one in saved_reports(session, access)) >= MOST_SAVED:
        raise BadInput("name", f"is one too many: {MOST_SAVED} saved reports are the most")
    if form.advisor and member_by_email(session, access, form.advisor) is None:
        raise BadInput("advisor", "is no member of this office")
    made = SavedReport(
        office_id=access.office_id,
        owner_id=access.user_id,
        name=form.name,
        name_key=fold(form.name),
        filters=form.filters(),
        shared=form.shared,
        created_at=at,
    )
    session.add(made)
    written(session)
    record(session, access, "report.saved", at=at, subject_id=made.id, shared=made.shared)
    return made


def change_saved(
    session: Session, access: Access, report_id: UUID, form: SavedReportChanges, at: datetime
) -> SavedReport:
    found = held_saved(session, access, report_id)
    if found.owner_id != access.user_id:
        raise Theirs("Only the colleague who saved this report can change it.")
    changes = changes_to(found, form.given())
    if "name" in changes:
        changes["name_key"] = fold(changes["name"])
    details = apply(found, changes)
    written(session)
    if details["fields"]:
        record(session, access, "report.changed", at=at, subject_id=found.id, **details)
    return found


def remove_saved(
    session: Session, access: Access, report_id: UUID, at: datetime, version: int | None = None
) -> None:
    """By its maker, or an admin. Raises `Stale` where it has another version by now."""
    found = held_saved(session, access, report_id)
    if found.owner_id != access.user_id and not access.may(Permission.MANAGE_OFFICE):
        raise Theirs("Only the colleague who saved this report, or an admin, can remove it.")
    if version not in (None, found.version):
        raise Stale(found.version)
    session.delete(found)
    record(session, access, "report.removed", at=at, subject_id=report_id)


def written(session: Session) -> None:
    """Two at once may want the same name."""
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise BadInput("name", TAKEN) from None
