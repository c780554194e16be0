"""Clients by another system's own numbers: all of them or none."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.api.test_api import made


def a_row(number: str, **fields: Any) -> dict[str, Any]:
    return {
        "external_id": number,
        "name": f"Client {number}",
        "email": f"{number}@alumni.example.edu".lower(),
        **fields,
    }


def upserted(dana: TestClient, *rows: dict[str, Any]) -> dict[str, Any]:
    answer = dana.post("clients/upsert", json={"clients": list(rows)})
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def refused(dana: TestClient, *rows: Any) -> dict[str, str]:
    before = dana.get("clients").json()
    answer = dana.post("clients/upsert", json={"clients": list(rows)})
    assert answer.status_code == 422, answer.text
    assert dana.get("clients").json() == before
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def test_the_same_list_again_changes_nothing(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    rows = [a_row(f"N{n}", cohort="MBA 2025") for n in range(3)]
    first = upserted(dana, *rows)
    assert (first["created"], first["changed"], first["same"]) == (3, 0, 0)
    again = upserted(dana, *rows)
    assert (again["created"], again["changed"], again["same"]) == (0, 0, 3)
    assert [one["id"] for one in again["items"]] == [one["id"] for one in first["items"]]
    rows[1]["name"] = "Maya Okafor"
    third = upserted(dana, *rows)
    assert [one["became"] for one in third["items"]] == ["same", "changed", "same"]
    assert [one["version"] for one in third["items"]] == [1, 2, 1]


def test_what_is_left_out_stays(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    email = dana.email  # type: ignore[attr-defined]
    full = a_row("N1", cohort="MBA 2025", area="Boston", advisor_email=email)
    (made_one,) = upserted(dana, full)["items"]
    assert upserted(dana, a_row("N1"))["same"] == 1
    assert upserted(dana, a_row("N1", area=""))["changed"] == 1
    read = dana.get(f"clients/{made_one['id']}").json()
    assert (read["cohort"], read["area"], read["advisor_email"]) == ("MBA 2025", "", email)


def test_who_has_no_number_yet_is_known_by_email(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    known = made(dana, "clients", {"name": "Maya", "email": "n1@alumni.example.edu"})
    (item,) = upserted(dana, a_row("N1"))["items"]
    assert (item["id"], item["became"]) == (known["id"], "changed")
    assert dana.get(f"clients/{known['id']}").json()["external_id"] == "N1"
    # Now they have one, and nobody else takes their address.
    assert set(refused(dana, a_row("N2", email="n1@alumni.example.edu"))) == {"clients.0.email"}


def test_all_or_none_and_each_fault_by_its_place(as_member: Speak) -> None:
    dana, stranger = as_member(), as_member()
    taken = made(dana, "clients", {**a_row("N9")})
    rows = [
        a_row("N1"),
        a_row("N2", advisor_email=stranger.email),  # type: ignore[attr-defined]
        a_row("N1", email="other@alumni.example.edu"),
        a_row("N3", email=taken["email"]),
        a_row("N4", email="n1@alumni.example.edu"),
    ]
    told = refused(dana, *rows)
    assert set(told) == {
        "clients.1.advisor_email",
        "clients.2.external_id",
        "clients.3.email",
        "clients.4.email",
    }
    nobody = refused(dana, a_row("N2", advisor_email="nobody@example.edu"))
    assert nobody["clients.0.advisor_email"] == told["clients.1.advisor_email"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"external_id": "N1", "email": "a@example.edu"}, "clients.0.name"),
        ({"name": "A", "email": "a@example.edu"}, "clients.0.external_id"),
        (a_row("N1", external_id=""), "clients.0.external_id"),
        (a_row("N1", external_id=None), "clients.0.external_id"),
        (a_row("N1", external_id=7), "clients.0.external_id"),
        (a_row("N1", gpa=4), "clients.0.gpa"),
        (a_row("N1", version=1), "clients.0.version"),
        (a_row("N1", email="maya"), "clients.0.email"),
        (7, "clients.0"),
        (None, "clients.0"),
    ],
)
def test_a_row_that_cannot_be_is_named(as_member: Speak, row: Any, field: str) -> None:
    assert field in refused(as_member(), row)


@pytest.mark.parametrize("clients", [[], None, {}, "x", [{}] * 501])
def test_a_list_that_is_none(as_member: Speak, clients: Any) -> None:
    answer = as_member().post("clients/upsert", json={"clients": clients})
    assert answer.status_code == 422
    assert all(error["field"].startswith("clients") for error in answer.json()["errors"])


def test_a_number_that_stands_twice_is_told_once(as_member: Speak) -> None:
    """And not besides that it is another client's: nobody has it yet."""
    twice = [a_row("N1"), a_row("N1", email="other@alumni.example.edu")]
    assert refused(as_member(), *twice) == {"clients.1.external_id": "is in this list already"}


def test_another_offices_numbers_are_its_own(as_member: Speak) -> None:
    dana, stranger = as_member(), as_member()
    (theirs,) = upserted(stranger, a_row("N1"))["items"]
    (ours,) = upserted(dana, a_row("N1", name="Ours"))["items"]
    assert ours["became"] == "created"
    assert stranger.get(f"clients/{theirs['id']}").json()["name"] == "Client N1"


def test_a_repeat_under_the_same_key_gives_the_first_answer(as_member: Speak) -> None:
    dana = as_member()
    key = {"Idempotency-Key": uuid4().hex}
    body = {"clients": [a_row("N1")]}
    first, again = (dana.post("clients/upsert", json=body, headers=key) for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["created"] == 1
