"""The settings as a program uses them."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import Role
from app.cycle.policy import Policy
from app.db.engine import Database
from app.db.idempotency import IdempotencyKey
from tests.api.conftest import Speak

NUMBERS = {name: getattr(Policy(), name) for name in Policy.__slots__}
MAYA = {"name": "Maya Okafor", "email": "maya@alumni.example.edu"}


def member_of(admin: TestClient, other: TestClient) -> dict[str, object]:
    found = admin.get("members").json()["items"]
    return next(one for one in found if one["email"] == other.email)  # type: ignore[attr-defined]


def test_members_are_listed_changed_and_let_back_in(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    sam = as_member(Role.ADVISOR, ruth.access)  # type: ignore[attr-defined]
    address = f"members/{member_of(ruth, sam)['id']}"
    assert member_of(ruth, sam)["active"] is True
    assert ruth.patch(address, json={"role": "analyst"}).json()["role"] == "analyst"
    assert ruth.patch(address, json={"active": False}).json()["active"] is False
    assert sam.get("policy").status_code == 401
    back = ruth.patch(address, json={"active": True, "role": "advisor"}).json()
    assert (back["active"], back["role"]) == (True, "advisor")
    assert sam.get("policy").status_code == 401  # the token stays ended
    assert ruth.patch(address, json={}).json() == back


def test_clients_are_handed_over_in_the_same_call(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    sam = as_member(Role.ADVISOR, ruth.access)  # type: ignore[attr-defined]
    lee = as_member(Role.ADVISOR, ruth.access)  # type: ignore[attr-defined]
    client = ruth.post("clients", json=MAYA | {"advisor_email": sam.email}).json()  # type: ignore[attr-defined]
    address = f"members/{member_of(ruth, sam)['id']}"
    refused = ruth.patch(address, json={"active": False})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "hand_clients_to"
    gone = ruth.patch(address, json={"active": False, "hand_clients_to": lee.email})  # type: ignore[attr-defined]
    assert gone.json()["clients"] == 0
    read = ruth.get(f"clients/{client['id']}").json()
    assert (read["advisor_email"], read["version"]) == (lee.email, 2)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "body",
    [
        {"role": "owner"},
        {"role": None},
        {"active": "no"},
        {"active": None},
        {"hand_clients_to": 7},
        {"name": "x"},
        [],
    ],
)
def test_changes_that_cannot_be(as_member: Speak, body: object) -> None:
    ruth = as_member(Role.ADMIN)
    sam = as_member(Role.ADVISOR, ruth.access)  # type: ignore[attr-defined]
    assert ruth.patch(f"members/{member_of(ruth, sam)['id']}", json=body).status_code == 422


def test_the_last_admin_stays(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    address = f"members/{member_of(ruth, ruth)['id']}"
    for body in ({"active": False}, {"role": "advisor"}):
        refused = ruth.patch(address, json=body)
        assert refused.status_code == 422
        assert "last admin" in refused.json()["detail"]


def test_secrets_are_given_once_and_a_repeat_has_none(as_member: Speak, database: Database) -> None:
    ruth = as_member(Role.ADMIN)
    key = {"Idempotency-Key": uuid4().hex}
    body = {"email": f"{uuid4().hex}@careers.example.edu", "role": "advisor"}
    first, again = (ruth.post("members/invitations", json=body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["link"].startswith("http://127.0.0.1:8000/join/rgi_")
    assert again.json() == {**first.json(), "link": None}
    key = {"Idempotency-Key": uuid4().hex}
    made, once_more = (ruth.post("tokens", json={"name": "x"}, headers=key) for _ in range(2))
    assert made.json()["token"].startswith("rga_")
    assert once_more.json() == {**made.json(), "token": None}
    office_id = ruth.access.office_id  # type: ignore[attr-defined]
    with database.transaction(office_id, write=False) as session:
        kept = session.scalars(
            select(IdempotencyKey.answer).where(IdempotencyKey.office_id == office_id)
        ).all()
    assert len(kept) == 2
    assert "rga_" not in str(kept)
    assert "rgi_" not in str(kept)


def test_invitations_are_listed_and_taken_back(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    body = {"email": f"{uuid4().hex}@careers.example.edu", "role": "advisor"}
    made = ruth.post("members/invitations", json=body).json()
    (listed,) = ruth.get("members/invitations").json()["items"]
    assert {**listed, "link": made["link"]} == made
    address = f"members/invitations/{made['id']}"
    assert as_member().delete(address).status_code == 404
    assert [ruth.delete(address).status_code for _ in range(2)] == [204, 204]
    assert ruth.get("members/invitations").json()["items"] == []


def test_tokens_are_listed_and_revoked(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    made = ruth.post("tokens", json={"name": "The weekly sheet"}).json()
    assert {one["name"] for one in ruth.get("tokens").json()["items"]} == {
        "test",
        "The weekly sheet",
    }
    assert ruth.delete(f"tokens/{made['id']}").status_code == 204
    assert [one["name"] for one in ruth.get("tokens").json()["items"]] == ["test"]
    assert ruth.delete(f"tokens/{uuid4()}").status_code == 404


def test_the_office_is_changed(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    changed = ruth.patch("office", json={"name": "Lakeside", "timezone": "America/Chicago"})
    assert changed.json()["timezone"] == "America/Chicago"
    assert ruth.get("office").json() == changed.json()
    assert changed.json()["smallest_group"] == 10
    for body in (
        {"timezone": "Mars/Olympus"},
        {"timezone": "localtime"},
        {"timezone": "Factory"},
        {"name": ""},
        {"slug": "x"},
    ):
        assert ruth.patch("office", json=body).status_code == 422
    assert ruth.patch("office", json={}).json() == changed.json()


def test_a_policy_is_tried_out_before_it_is_set(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    client = ruth.post("clients", json=MAYA).json()
    offer = {"employer": "Abbott", "offered_on": "2025-03-01", "declined_on": "2025-03-10"}
    assert ruth.post(f"clients/{client['id']}/offers", json=offer).status_code == 201
    patient = NUMBERS | {"grace_days": 3650}
    found = ruth.post("policy/preview", json=patient).json()
    assert found["counts"] == [{"from": "stalled", "to": "overdue", "clients": 1}]
    assert [one["name"] for one in found["first"]] == ["Maya Okafor"]
    assert (found["clients"], found["changing"]) == (1, 1)
    assert ruth.get("policy").json() == {**NUMBERS, "version": 0, "clients_left": 0}
    assert ruth.put("policy", json={**patient, "version": 0}).json()["version"] == 1
    assert ruth.put("policy", json={**NUMBERS, "version": 0}).status_code == 409
    assert ruth.put("policy", json=NUMBERS).json()["version"] == 2
    assert ruth.put("policy", json=NUMBERS).json()["version"] == 2  # which they are
    refused = ruth.post("policy/preview", json=NUMBERS | {"rest_months": 7})
    assert refused.json()["errors"][0]["field"] == "rest_months"
