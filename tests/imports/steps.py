"""The steps of a sheet on its way, for tests."""

import tempfile
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.audit.models import AuditEntry
from app.clients.models import Client
from app.db.engine import Database
from app.imports import bringing, queries, stages, undoing
from app.imports.models import Import
from app.imports.reading import reading
from tests.cast import ABBOTT, AT, a_sheet

GRACE = {**ABBOTT, "contact_name": "Grace Kim", "contact_title": "Recruiter"}
LATER = AT + timedelta(hours=1)


def bring(
    database: Database, access: Access, content: bytes, mapping: dict[str, str] | None = None
) -> Import:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        with (
            reading(file) as read,
            database.transaction(access.office_id, write=True) as session,
        ):
            return bringing.bring(session, access, read, "sheet.csv", AT, mapping)


def step(database: Database, access: Access, what: Any, held: Import, *args: Any) -> Import:
    with database.transaction(access.office_id, write=True) as session:
        found: Import = what(session, access, held.id, *args, LATER)
        return found


def rows(database: Database, access: Access, held: Import) -> dict[int, tuple[str, Any]]:
    with database.transaction(access.office_id, write=False) as session:
        found = queries.rows_of(session, access, held)
        return {row.line: (row.verdict, row.findings) for row in found}


def on_record(database: Database, access: Access) -> list[tuple[str, UUID | None, dict[str, Any]]]:
    """What is told of sheets as a whole."""
    with database.transaction(access.office_id, write=False) as session:
        found = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.office_id == access.office_id, AuditEntry.action.like("sheet.%"))
            .order_by(AuditEntry.id)
        )
        return [(entry.action, entry.subject_id, entry.details) for entry in found]


def counts(held: Import) -> tuple[int, int, int, int]:
    return held.created, held.updated, held.unchanged, held.refused


def a_client(database: Database, access: Access) -> Client:
    with database.transaction(access.office_id, write=False) as session:
        return session.scalars(select(Client).where(Client.office_id == access.office_id)).one()


def left_to_be_undone(
    database: Database, access: Access, monkeypatch: pytest.MonkeyPatch
) -> Import:
    """Taken in, and its undoing left to the worker, as that of a large one is."""
    held = bring(database, access, a_sheet(GRACE))
    step(database, access, stages.take_in, held)
    monkeypatch.setattr(undoing, "AT_ONCE", 0)
    return step(database, access, undoing.undo, held)
