"""What a token may do, until when, and when it was used."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from app import clock
from app.accounts.models import ApiToken, Role
from app.db.engine import Database
from tests.api.conftest import Speak

MAYA = {"name": "Maya Okafor", "email": "maya@alumni.example.edu"}


def made(dana: TestClient, **fields: Any) -> dict[str, Any]:
    answer = dana.post("tokens", json={"name": "The warehouse", **fields})
    assert answer.status_code == 201, answer.text
    token: dict[str, Any] = answer.json()
    return token


def using(dana: TestClient, token: str) -> TestClient:
    other = TestClient(dana.app, base_url="http://testserver/api/v1/")
    other.headers["Authorization"] = f"Bearer {token}"
    return other


def listed(dana: TestClient, token: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in dana.get("tokens").json()["items"] if one["id"] == token["id"])


def test_a_token_is_made_for_less(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    token = made(dana, scopes=["write", "read"])
    assert token["scopes"] == ["read", "write"]
    program = using(dana, token["token"])
    assert program.post("clients", json=MAYA).status_code == 201
    assert program.get("caseload").status_code == 200
    refused = program.get("reports/cohort")
    assert refused.status_code == 403
    assert "without the scope “reports”" in refused.json()["detail"]
    assert program.get("tokens").status_code == 403


def test_left_out_it_may_all_and_a_token_hands_on_no_more_than_it_has(as_member: Speak) -> None:
    ruth = as_member()
    assert made(ruth)["scopes"] == ["read", "write", "reports", "admin"]
    admin = using(ruth, made(ruth, scopes=["admin"])["token"])
    assert made(admin)["scopes"] == ["admin"]
    refused = admin.post("tokens", json={"name": "x", "scopes": ["read", "admin"]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "scopes"


@pytest.mark.parametrize("scopes", [[], None, "", ["all"], [7], {"read": True}, ["read", None]])
def test_scopes_that_are_none(as_member: Speak, scopes: Any) -> None:
    refused = as_member().post("tokens", json={"name": "x", "scopes": scopes})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"].startswith("scopes")


def test_a_token_ends_with_its_last_day(as_member: Speak, database: Database) -> None:
    dana = as_member()
    today = clock.today_in("UTC")
    token = made(dana, expires_on=today.isoformat())
    tomorrow = today + timedelta(days=1)
    assert token["expires_at"] == f"{tomorrow}T00:00:00Z"
    assert listed(dana, token)["expires_on"] == today.isoformat()
    program = using(dana, token["token"])
    assert program.get("policy").status_code == 200
    with database.transaction(dana.access.office_id, write=True) as session:  # type: ignore[attr-defined]
        session.execute(
            update(ApiToken)
            .where(ApiToken.office_id == dana.access.office_id)  # type: ignore[attr-defined]
            .where(ApiToken.name == "The warehouse")
            .values(expires_at=clock.now())
        )
    assert program.get("policy").status_code == 401
    past = dana.post("tokens", json={"name": "x", "expires_on": str(date(2020, 1, 1))})
    assert past.status_code == 422
    assert "expires_on lies in the past" in past.json()["detail"]


def test_its_last_use_is_noted_to_the_hour(as_member: Speak, database: Database) -> None:
    dana = as_member()
    token = made(dana)
    assert listed(dana, token)["last_used_at"] is None
    program = using(dana, token["token"])
    assert program.get(f"clients/{dana.access.office_id}").status_code == 404  # type: ignore[attr-defined]
    first = listed(dana, token)["last_used_at"]
    assert first is not None
    assert program.get("policy").status_code == 200
    assert listed(dana, token)["last_used_at"] == first


def test_a_use_is_noted_later_where_somebody_writes(as_member: Speak, database: Database) -> None:
    dana = as_member()
    token = made(dana)
    program = using(dana, token["token"])
    office_id = dana.access.office_id  # type: ignore[attr-defined]
    with database.transaction(office_id, write=True) as session:
        session.execute(
            update(ApiToken).where(ApiToken.office_id == office_id).values(name="being renamed")
        )
        assert program.get("policy").status_code == 200
    assert listed(dana, token)["last_used_at"] is None
    assert program.get("policy").status_code == 200
    assert listed(dana, token)["last_used_at"] is not None


def test_a_token_is_revoked_at_once(as_member: Speak) -> None:
    dana = as_member()
    token = made(dana)
    program = using(dana, token["token"])
    assert program.get("policy").status_code == 200
    assert dana.delete(f"tokens/{token['id']}").status_code == 204
    assert program.get("policy").status_code == 401
