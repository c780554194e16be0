"""Jobs, offers, contacts and touches by another system's own numbers: all of them or none."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from app.accounts.models import Role
from app.clients.models import Job
from app.db.engine import Database
from tests.api.conftest import Speak
from tests.api.test_api import made
from tests.api.test_client_lists import some_clients

KINDS = ("jobs", "offers", "contacts", "touches")
ROWS: dict[str, dict[str, Any]] = {
    "jobs": {"external_id": "J-1", "client_external_id": "N0", "employer": "3M"},
    "offers": {
        "external_id": "O-1",
        "client_external_id": "N0",
        "job_external_id": "J-1",
        "employer": "Abbott",
        "offered_on": "2026-03-01",
        "declined_on": "2026-03-10",
    },
    "contacts": {"external_id": "C-1", "offer_external_id": "O-1", "name": "Grace Kim"},
    "touches": {
        "external_id": "T-1",
        "contact_external_id": "C-1",
        "kind": "connected",
        "on": "2026-03-11",
    },
}
WHOSE = {"jobs": "client", "offers": "client", "contacts": "offer", "touches": "contact"}


def send(dana: TestClient, kind: str, *rows: dict[str, Any], **headers: str) -> Any:
    return dana.post(f"{kind}/upsert", json={kind: list(rows)}, headers=headers)


def upserted(dana: TestClient, kind: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    answer = send(dana, kind, *rows)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def refused(dana: TestClient, kind: str, *rows: dict[str, Any]) -> dict[str, str]:
    before = dana.get(kind).json()
    answer = send(dana, kind, *rows)
    assert answer.status_code == 422, answer.text
    assert dana.get(kind).json() == before
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def all_four(dana: TestClient) -> dict[str, str]:
    some_clients(dana, 2)
    return {kind: upserted(dana, kind, ROWS[kind])[0]["id"] for kind in KINDS}


def test_what_is_there_already_stays_the_same(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    made_ids = all_four(dana)
    offer = dana.get(f"offers/{made_ids['offers']}").json()
    assert (offer["external_id"], offer["job_id"]) == ("O-1", made_ids["jobs"])
    for kind in KINDS:
        (again,) = upserted(dana, kind, ROWS[kind])
        assert (again["id"], again["became"]) == (made_ids[kind], "same")
        (found,) = dana.get(kind, params={"external_id": ROWS[kind]["external_id"]}).json()["items"]
        assert found["id"] == made_ids[kind]
    file = dana.get("clients", params={"external_id": "N0"}).json()["items"][0]
    file = dana.get(f"clients/{file['id']}").json()
    assert {kind: file[kind][0]["external_id"] for kind in KINDS} == {
        kind: ROWS[kind]["external_id"] for kind in KINDS
    }


def test_what_differs_is_changed_and_what_is_left_out_stays(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    made_ids = all_four(dana)
    for kind, change in {
        "jobs": {"employer": "3M", "title": "Manager"},
        "offers": {"employer": "Abbott", "title": "Manager", "offered_on": None},
        "contacts": {"name": "Grace Kim", "is_key": True},
    }.items():
        row = {"external_id": ROWS[kind]["external_id"], **change}
        (item,) = upserted(dana, kind, row)
        assert (item["became"], item["version"]) == ("changed", 2), kind
        (again,) = upserted(dana, kind, row)
        assert (again["became"], again["version"]) == ("same", 2), kind
    offer = dana.get(f"offers/{made_ids['offers']}").json()
    assert (offer["title"], offer["declined_on"]) == ("Manager", "2026-03-10")
    assert offer["offered_on"] == "2026-03-01"


def test_a_touch_is_never_changed(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    all_four(dana)
    told = refused(dana, "touches", {**ROWS["touches"], "on": "2026-03-12"})
    assert "void that touch" in told["touches.0.external_id"]
    thanked = {**ROWS["touches"], "external_id": "T-2", "kind": "thanked"}
    early = {**thanked, "external_id": "T-3", "kind": "updated", "on": "2026-03-20"}
    _, first, second = upserted(dana, "touches", ROWS["touches"], thanked, early)
    assert first["warnings"] == []
    assert second["became"] == "created"
    assert "early: let things lie" in second["warnings"][0]


def test_what_was_there_before_takes_its_number_by_id(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    client = some_clients(dana, 1)[0]
    job = made(dana, f"clients/{client}/jobs", {"employer": "3M"})
    row = {"external_id": "J-9", "id": job["id"], "employer": "3M"}
    (item,) = upserted(dana, "jobs", row)
    assert (item["id"], item["became"]) == (job["id"], "changed")
    assert upserted(dana, "jobs", row)[0]["became"] == "same"
    assert dana.patch(f"jobs/{job['id']}", json={"title": "CEO"}).json()["external_id"] == "J-9"
    assert set(refused(dana, "jobs", {**row, "external_id": "J-10"})) == {"jobs.0.id"}
    other = made(dana, f"clients/{client}/jobs", {"employer": "Stryker"})
    told = refused(dana, "jobs", {**row, "id": other["id"]})
    assert set(told) == {"jobs.0.external_id"}


@pytest.mark.parametrize("kind", KINDS)
def test_all_or_none_and_nothing_of_another_office(as_member: Speak, kind: str) -> None:
    dana, stranger = as_member(), as_member()
    own, theirs = all_four(dana), all_four(stranger)
    whose = WHOSE[kind]
    row = {k: v for k, v in ROWS[kind].items() if not k.startswith((whose, "job_"))}
    theirs_of = {"client": stranger.get("clients").json()["items"][0]["id"]}
    theirs_of |= {"offer": theirs["offers"], "contact": theirs["contacts"]}
    nobody = str(uuid4())
    rows = [
        {**row, "external_id": "new-0", f"{whose}_id": theirs_of[whose]},
        {**row, "external_id": "new-1", f"{whose}_id": nobody},
        {**row, "external_id": "new-2", f"{whose}_external_id": "nothing"},
        {**row, "external_id": "new-3", "id": theirs[kind]},
        {**row, "external_id": "new-4", "id": nobody},
        {**row, "external_id": "new-5"},
        {**ROWS[kind], "external_id": "new-6"},
        {**ROWS[kind], "external_id": "new-6"},
        {**ROWS[kind], "external_id": "new-8", f"{whose}_id": nobody},
    ]
    told = refused(dana, kind, *rows)
    assert set(told) == {
        f"{kind}.0.{whose}_id",
        f"{kind}.1.{whose}_id",
        f"{kind}.2.{whose}_external_id",
        f"{kind}.3.id",
        f"{kind}.4.id",
        f"{kind}.5.{whose}_id",
        f"{kind}.7.external_id",
        f"{kind}.8.{whose}_id",
    }
    assert told[f"{kind}.0.{whose}_id"] == told[f"{kind}.1.{whose}_id"]
    assert told[f"{kind}.3.id"] == told[f"{kind}.4.id"]
    assert own[kind] != theirs[kind]
    assert len(stranger.get(kind).json()["items"]) == 1


def test_nothing_is_moved(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    all_four(dana)
    for kind in ("jobs", "offers"):
        told = refused(dana, kind, {**ROWS[kind], "client_external_id": "N1"})
        assert set(told) == {f"{kind}.0.client_id"}


@pytest.mark.parametrize("kind", KINDS)
def test_lists_that_cannot_be(as_member: Speak, kind: str) -> None:
    dana = as_member(Role.ADVISOR)
    for rows in ([], [ROWS[kind]] * 501, [{**ROWS[kind], "gpa": 4}], [{"external_id": ""}], [7]):
        answer = dana.post(f"{kind}/upsert", json={kind: rows})
        assert answer.status_code == 422
        assert all(error["field"].startswith(kind) for error in answer.json()["errors"])
    analyst = as_member(Role.ANALYST)
    assert send(analyst, kind, ROWS[kind]).status_code == 403


def test_what_the_rules_refuse_is_named_by_its_place(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    all_four(dana)
    fine = {**ROWS["offers"], "external_id": "O-2"}
    late = {**ROWS["offers"], "external_id": "O-3", "declined_on": "2026-02-01"}
    lost = {**fine, "external_id": "O-4", "job_external_id": "J-99"}
    told = refused(dana, "offers", fine, late, lost)
    assert "offers.1.declined_on" in told
    assert "offers.2.job_external_id" in told
    future = {**ROWS["touches"], "external_id": "T-2", "on": "2998-01-01"}
    assert set(refused(dana, "touches", future)) == {"touches.0.on"}


def test_a_repeat_under_the_same_key_gives_the_first_answer(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    some_clients(dana, 1)
    for kind in KINDS:
        key = {"Idempotency-Key": uuid4().hex}
        first, again = (send(dana, kind, ROWS[kind], **key) for _ in range(2))
        assert first.json() == again.json()
        assert first.json()["created"] == 1, first.text
        assert send(dana, kind, {**ROWS[kind], "external_id": "other"}, **key).status_code == 422


def test_the_number_of_what_is_gone_is_free_again(as_member: Speak, database: Database) -> None:
    """As when the import that brought it was undone."""
    dana = as_member(Role.ADVISOR)
    some_clients(dana, 1)
    (first,) = upserted(dana, "jobs", ROWS["jobs"])
    office_id = dana.access.office_id  # type: ignore[attr-defined]
    with database.transaction(office_id, write=True) as session:
        session.execute(delete(Job).where(Job.office_id == office_id))
    (second,) = upserted(dana, "jobs", ROWS["jobs"])
    assert second["became"] == "created"
    assert second["id"] != first["id"]
