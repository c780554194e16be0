"""Asking for an export: who may, what is refused, what is written down, how many at once."""

from contextlib import ExitStack

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.at_once import MOST_AT_ONCE, a_place
from app.audit.disclosures import DISCLOSED
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.exports.models import Export
from tests.api.conftest import Speak
from tests.cast import a_sheet, import_into

TWO = ({}, {"client_email": "li@example.edu", "client_name": "Li", "cohort": "MBA 2025"})


def details(database: Database, access: Access) -> list[dict[str, object]]:
    with database.transaction(access.office_id, write=False) as session:
        return list(
            session.scalars(
                select(AuditEntry.details).where(
                    AuditEntry.office_id == access.office_id, AuditEntry.action == DISCLOSED
                )
            )
        )


def test_each_export_is_written_down_with_its_filters_and_purpose(
    as_member: Speak, database: Database
) -> None:
    ours = as_member(Role.ADVISOR, as_member().access)
    import_into(database, ours.access, a_sheet(*TWO))
    answer = ours.get(
        "exports/clients",
        params={
            "cohort": "MBA 2025",
            "as_of": "2026-11-23",
            "recipient": "Dean",
            "purpose": "Review",
        },
    )
    assert b"Li" in answer.content
    assert b"Maya" not in answer.content
    assert details(database, ours.access) == [
        {
            "what": "clients", "format": "csv", "clients": 1, "filters": {"cohort": "MBA 2025"},
            "as_of": "2026-11-23", "recipient": "Dean", "purpose": "Review", "token": "test",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=pdf", "format"),
        ("state=sleepy", "state"),
        ("as_of=yesterday", "as_of"),
        ("recipient=Dean", "purpose"),
        ("purpose=Review", "recipient"),
        ("purpose=%00", "purpose"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    as_member: Speak, database: Database, query: str, field: str
) -> None:
    ours = as_member()
    answer = ours.get(f"exports/contacts?{query}")
    assert answer.status_code in (400, 422)
    assert answer.status_code == 400 or answer.json()["errors"][0]["field"] == field
    assert details(database, ours.access) == []


def test_an_analyst_exports_nobody(as_member: Speak, database: Database) -> None:
    analyst = as_member(Role.ANALYST)
    assert analyst.get("exports/contacts").status_code == 403
    assert details(database, analyst.access) == []


def test_more_than_a_few_at_once_are_told_to_come_back(
    as_member: Speak, database: Database
) -> None:
    ours = as_member()
    with ExitStack() as held:
        for _ in range(MOST_AT_ONCE):
            held.enter_context(a_place())
        answer = ours.get("exports/contacts")
        assert ours.get("caseload").status_code == 200
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"
    assert details(database, ours.access) == []
    assert ours.get("exports/contacts").status_code == 200


def test_a_refused_export_holds_no_place(as_member: Speak) -> None:
    ours = as_member()
    for _ in range(MOST_AT_ONCE + 1):
        assert ours.get("exports/contacts?recipient=Dean").status_code == 422
    assert ours.get("exports/contacts").status_code == 200


def test_how_far_it_came_is_kept(as_member: Speak, database: Database) -> None:
    ours = as_member()
    import_into(database, ours.access, a_sheet(*TWO))
    ours.get("exports/contacts")
    with database.transaction(ours.access.office_id, write=False) as session:
        export = session.scalars(
            select(Export).where(Export.office_id == ours.access.office_id)
        ).one()
    assert (export.clients, export.clients_done, export.rows_done) == (2, 2, 2)
    assert export.is_whole
