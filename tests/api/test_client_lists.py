"""All clients of an office, one after the other, and what changed of them."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from app import clock
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.db.base import new_id
from app.db.engine import Database
from tests.api.conftest import Speak
from tests.api.test_api import ABBOTT, made
from tests.cast import a_sheet, import_into


def some_clients(dana: TestClient, count: int = 5) -> list[str]:
    return [
        made(
            dana,
            "clients",
            {"name": f"Client {n}", "email": f"c{n}@alumni.example.edu", "external_id": f"N{n}"},
        )["id"]
        for n in range(count)
    ]


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def as_if_long_ago(database: Database, dana: TestClient) -> None:
    """All that was recorded so far, an hour earlier."""
    office_id = dana.access.office_id  # type: ignore[attr-defined]
    an_hour = int(timedelta(hours=1).total_seconds() * 1000)
    with database.transaction(office_id, write=True) as session:
        entries = session.query(AuditEntry).where(AuditEntry.office_id == office_id).all()
        for entry in entries:
            earlier = type(entry.id)(int=entry.id.int - (an_hour << 80))
            session.execute(
                update(AuditEntry)
                .where(AuditEntry.office_id == office_id, AuditEntry.id == entry.id)
                .values(id=earlier)
            )


def since_now() -> dict[str, str]:
    return {"updated_since": clock.now().isoformat()}


def test_clients_are_paged_in_the_order_in_which_they_came(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    ids = some_clients(dana)
    seen: list[str] = []
    page = dana.get("clients", params={"limit": "2"}).json()
    while True:
        seen += [item["id"] for item in page["items"]]
        if page["next_after"] is None:
            break
        page = dana.get("clients", params={"limit": "2", "after": page["next_after"]}).json()
    assert seen == ids


def test_clients_are_found_by_what_is_known_of_them(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    some_clients(dana)
    for query in (
        {"external_id": "N3"},
        {"email": "C3@alumni.example.edu"},
    ):
        assert names(dana.get("clients", params=query)) == ["Client 3"]
    assert names(dana.get("clients", params={"advisor": "nobody@example.edu"})) == []
    assert names(dana.get("clients", params={"cohort": "MBA 2025"})) == []
    assert names(as_member().get("clients")) == []


def test_what_was_recorded_since_is_found_whatever_it_is(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    ids = some_clients(dana)
    as_if_long_ago(database, dana)
    assert names(dana.get("clients", params=since_now())) == []
    offer = made(dana, f"clients/{ids[1]}/offers", ABBOTT)["id"]
    assert names(dana.get("clients", params=since_now())) == ["Client 1"]
    as_if_long_ago(database, dana)
    contact = made(dana, f"offers/{offer}/contacts", {"name": "Grace Kim"})["id"]
    as_if_long_ago(database, dana)
    made(dana, f"contacts/{contact}/touches", {"kind": "met", "on": "2025-04-01"})
    dana.patch(f"clients/{ids[4]}", json={"name": "Client 4b"})
    assert names(dana.get("clients", params=since_now())) == ["Client 1", "Client 4b"]
    later = clock.now() + timedelta(minutes=5)
    assert names(dana.get("clients", params={"updated_since": later.isoformat()})) == []
    assert len(names(dana.get("clients", params={"updated_since": "1900-01-01T00:00:00Z"}))) == 5


def test_a_sheet_is_found_and_clients_that_are_handed_on(
    as_member: Speak, database: Database
) -> None:
    ruth = as_member()
    sam = as_member(Role.ADVISOR, ruth.access)  # type: ignore[attr-defined]
    lee = as_member(Role.ADVISOR, ruth.access)  # type: ignore[attr-defined]
    some_clients(ruth, 1)
    made(
        ruth,
        "clients",
        {"name": "Ana", "email": "ana@alumni.example.edu", "advisor_email": sam.email},  # type: ignore[attr-defined]
    )
    as_if_long_ago(database, ruth)
    import_into(database, ruth.access, a_sheet({"client_email": "new@alumni.example.edu"}))  # type: ignore[attr-defined]
    assert names(ruth.get("clients", params=since_now())) == ["Maya Okafor"]
    as_if_long_ago(database, ruth)
    members = ruth.get("members").json()["items"]
    member = next(one["id"] for one in members if one["email"] == sam.email)  # type: ignore[attr-defined]
    change = {"hand_clients_to": lee.email}  # type: ignore[attr-defined]
    assert ruth.patch(f"members/{member}", json=change).status_code == 200
    assert "Ana" in names(ruth.get("clients", params=since_now()))


def test_only_the_fields_that_are_asked_for(as_member: Speak) -> None:
    dana = as_member()
    some_clients(dana, 1)
    for path, fields in (
        ("clients", "name,external_id"),
        ("clients", "advisor_email"),
        ("caseload", "client_id, state"),
    ):
        (item,) = dana.get(path, params={"fields": fields}).json()["items"]
        assert set(item) == {field.strip() for field in fields.split(",")}
    for path in ("clients", "caseload"):
        refused = dana.get(path, params={"fields": "name,gpa"})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "fields"
        assert "“gpa”" in refused.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        {"updated_since": "yesterday"},
        {"updated_since": "2026-05-03"},
        {"updated_since": "2026-05-03T10:00:00"},
        {"updated_since": "2026-02-30T10:00:00Z"},
        {"updated_since": "9999-12-31T23:59:59-23:59"},
        {"updated_since": "0001-01-01T00:00:00+23:59"},
        {"updated_since": "2026-05-03T10:00:00+99:99"},
        {"after": "x"},
        {"limit": "501"},
        {"fields": ""},
        {"fields": ",".join(["name"] * 100)},
    ],
)
def test_a_query_that_cannot_be(as_member: Speak, query: dict[str, str]) -> None:
    refused = as_member().get("clients", params=query)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["field"] in query


def test_an_id_of_nobody_is_a_place_like_any(as_member: Speak) -> None:
    dana = as_member()
    some_clients(dana, 2)
    assert names(dana.get("clients", params={"after": str(new_id())})) == []
