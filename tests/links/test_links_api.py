"""Shared links by a program: `POST /clients/{id}/share-links`, `DELETE /share-links/{id}`."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app import clock
from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.clients.models import Client
from app.db.engine import Database
from app.db.idempotency import IdempotencyKey
from app.links.models import ShareLink
from tests.api.conftest import Speak

TODAY = clock.today_in("UTC")


@pytest.fixture
def program(as_member: Speak) -> TestClient:
    return as_member(Role.ADVISOR)


@pytest.fixture
def client_id(program: TestClient) -> str:
    made = program.post("clients", json={"name": "Ana Kim", "email": "ana@example.edu"})
    return str(made.json()["id"])


def a_link(program: TestClient, client_id: str, **body: Any) -> dict[str, Any]:
    made = program.post(f"clients/{client_id}/share-links", json=body)
    assert made.status_code == 201, made.text
    return dict(made.json())


def counted(admin: Any) -> tuple[int, int]:
    found = admin.get("share-links").json()
    return found["links"], found["clients"]


def test_a_link_is_for_180_days_and_to_read_where_nothing_else_is_said(
    program: TestClient, client_id: str
) -> None:
    link = a_link(program, client_id)
    assert link["url"].startswith("http://127.0.0.1:8000/p/rgl_")
    assert link["expires_on"] == (TODAY + timedelta(180)).isoformat()
    assert link["can_update"] is False
    assert link["made_by"]["email"] == program.email  # type: ignore[attr-defined]


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 201), (729, 201), (732, 422)])
def test_it_ends_today_at_the_earliest_and_in_two_years_at_the_latest(
    program: TestClient, client_id: str, days: int, status: int
) -> None:
    last = (TODAY + timedelta(days)).isoformat()
    made = program.post(f"clients/{client_id}/share-links", json={"expires_on": last})
    assert made.status_code == status
    if status == 422:
        assert made.json()["errors"][0]["field"] == "expires_on"


def test_the_list_has_it_without_its_address(program: TestClient, client_id: str) -> None:
    link = a_link(program, client_id, can_update=True)
    secret = link.pop("url").rpartition("/")[2]
    listed = program.get(f"clients/{client_id}/share-links")
    assert listed.json()["items"] == [link]
    assert secret not in listed.text


def test_a_repeat_under_the_same_key_makes_no_other_and_shows_no_secret(
    program: TestClient, client_id: str
) -> None:
    key = {"Idempotency-Key": "once"}
    first, again = (
        program.post(f"clients/{client_id}/share-links", json={}, headers=key) for _ in range(2)
    )
    assert first.json()["url"]
    assert again.json() == first.json() | {"url": None}
    assert len(program.get(f"clients/{client_id}/share-links").json()["items"]) == 1


def test_of_the_secret_only_hashes_are_kept(
    program: TestClient, client_id: str, database: Database
) -> None:
    key = {"Idempotency-Key": "kept"}
    made = program.post(f"clients/{client_id}/share-links", json={}, headers=key).json()
    secret = made["url"].rpartition("/")[2]
    access: Access = program.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=False) as session:
        rows = [
            session.execute(select(table.__table__)).all()
            for table in (ShareLink, AuditEntry, IdempotencyKey)
        ]
    assert made["id"].replace("-", "") in repr(rows).replace("-", "")
    assert secret[37:60] not in repr(rows)
    (kept,) = (row for row in rows[0] if row.id == UUID(made["id"]))
    assert kept.salt is None  # where the service has no key, it would lead to the secret


def test_a_letter_goes_to_nobody_without_an_address(
    program: TestClient, client_id: str, database: Database
) -> None:
    access: Access = program.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=True) as session:
        session.get_one(Client, (access.office_id, UUID(client_id))).email = ""
    refused = program.post(f"clients/{client_id}/share-links", json={"by_mail": True})
    (error,) = refused.json()["errors"]
    assert (error["field"], refused.status_code) == ("by_mail", 422)
    assert "no e-mail of the client is on file" in error["message"]
    assert program.get(f"clients/{client_id}/share-links").json()["items"] == []


def test_revoking_shuts_it_and_repeats_quietly(program: TestClient, client_id: str) -> None:
    link = a_link(program, client_id)
    assert [program.delete(f"share-links/{link['id']}").status_code for _ in range(2)] == [204, 204]
    (listed,) = program.get(f"clients/{client_id}/share-links").json()["items"]
    assert listed["revoked_at"] is not None


def test_renewing_lets_the_same_link_open_longer_and_never_a_revoked_one(
    program: TestClient, client_id: str
) -> None:
    link = a_link(program, client_id, expires_on=TODAY.isoformat())
    later = (TODAY + timedelta(30)).isoformat()
    renewed = program.patch(f"share-links/{link['id']}", json={"expires_on": later})
    assert renewed.json()["expires_on"] == later
    program.delete(f"share-links/{link['id']}")
    refused = program.patch(f"share-links/{link['id']}", json={"expires_on": later})
    assert refused.status_code == 409
    assert refused.json() == {
        "title": "Not possible as it stands",
        "status": 409,
        "detail": "This link was revoked and opens nothing any more. Make a new one instead.",
    }


def test_renewing_for_the_usual_time_shortens_none(program: TestClient, client_id: str) -> None:
    ends_on = (TODAY + timedelta(600)).isoformat()
    link = a_link(program, client_id, expires_on=ends_on)
    renewed = program.patch(f"share-links/{link['id']}", json={})
    assert renewed.json()["expires_on"] == ends_on
    sooner = (TODAY + timedelta(30)).isoformat()
    renewed = program.patch(f"share-links/{link['id']}", json={"expires_on": sooner})
    assert renewed.json()["expires_on"] == sooner


def test_all_of_an_office_are_revoked_by_an_admin_alone(
    as_member: Speak, program: TestClient, client_id: str
) -> None:
    a_link(program, client_id)
    assert program.delete("share-links").status_code == 403
    admin = as_member(Role.ADMIN, program.access)  # type: ignore[attr-defined]
    assert program.get("share-links").status_code == 403
    assert counted(admin) == (1, 1)
    assert admin.delete("share-links").status_code == 204
    assert counted(admin) == (0, 0)
    (listed,) = program.get(f"clients/{client_id}/share-links").json()["items"]
    assert listed["revoked_at"] is not None
