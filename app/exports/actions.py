"""Asking for an export, which is written down before the first byte leaves; and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.disclosures import disclosed
from app.bulk.queries import selected
from app.caseload.filters import Filters, Shape, shape_of, values_of
from app.db.base import new_id
from app.db.engine import Database
from app.db.prepared import Reader
from app.exports.columns import What
from app.exports.models import Export
from app.exports.queries import count_clients
from app.faults import BadInput

LOST_AFTER = timedelta(minutes=2)  # without a sign of life


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    what: What
    format: Format
    filters: Filters
    as_of: date
    recipient: str = ""  # blank: it stays in the office
    purpose: str = ""

    @property
    def file_name(self) -> str:
        return f"{self.what}-{self.as_of}.{self.format}"

    def given(self, access: Access) -> tuple[Shape, dict[str, Any]]:
        """Which rows, and the values that the statements name."""
        values = values_of(self.filters, self.as_of)
        return shape_of(self.filters), values | {"office_id": access.office_id, "as_of": self.as_of}


def begin_export(session: Session, access: Access, asked: Asked, at: datetime) -> Export:
    access.require(Permission.READ_PEOPLE)
    if asked.recipient and not asked.purpose:
        raise BadInput("purpose", "is needed for what leaves the office")
    if asked.purpose and not asked.recipient:
        raise BadInput("recipient", "is needed beside the purpose")
    shape, given = asked.given(access)
    clients = count_clients(Reader.of(session), shape, given)
    export = Export(
        office_id=access.office_id,
        id=new_id(),
        asked_by=access.user_id,
        what=asked.what,
        format=asked.format,
        as_of=asked.as_of,
        clients=clients,
        asked_at=at,
        moved_at=at,
    )
    session.add(export)
    disclosed(
        session,
        access,
        asked.what,
        format=asked.format,
        clients=clients,
        filters=told_of(asked.filters),
        as_of=asked.as_of,
        recipient=asked.recipient,
        purpose=asked.purpose,
        subject_id=export.id,
        at=at,
    )
    return export


def of_ticked(session: Session, access: Access, client_ids: Sequence[UUID]) -> Filters:
    """Exactly these; where one of them is not of this office, raises `NotFound` for all."""
    selected(session, access, client_ids)
    return Filters(client_ids=tuple(client_ids))


def told_of(filters: Filters) -> dict[str, str]:
    """Whichever are set, as text."""
    given = {field.name: getattr(filters, field.name) for field in fields(Filters)}
    ticked = given.pop("client_ids")
    if ticked is not None:
        given["ticked"] = len(ticked)
    return {name: str(value) for name, value in given.items() if value not in (None, False)}


def note_progress(
    database: Database, access: Access, export_id: UUID, at: datetime, **columns: Any
) -> None:
    with database.transaction(access.office_id, write=True) as session:
        session.execute(
            update(Export)
            .where(Export.office_id == access.office_id, Export.id == export_id)
            .values(moved_at=at, **columns)
        )


def own_exports(session: Session, access: Access, *, limit: int) -> list[Export]:
    """Those that one asked for oneself, the newest first."""
    access.require(Permission.READ_PEOPLE)
    return list(
        session.scalars(
            select(Export)
            .where(Export.office_id == access.office_id, Export.asked_by == access.user_id)
            .order_by(Export.asked_at.desc(), Export.id.desc())
            .limit(limit)
        )
    )


def is_under_way(export: Export, at: datetime) -> bool:
    return export.ended_at is None and at - export.moved_at < LOST_AFTER
