"""What came of a relationship: of whom, on which day, and taking it back."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.api.test_api import a_person, made

CYCLE = (
    ("connected", "2025-03-11"),
    ("thanked", "2025-03-12"),
    ("updated", "2025-09-12"),
    ("met", "2026-04-01"),
)
REFERRAL = {"kind": "referral", "on": "2026-05-01"}


def in_network(dana: TestClient) -> tuple[str, str]:
    """A client, and a contact with whom the cycle is complete."""
    client, _, contact = a_person(dana)
    for kind, on in CYCLE:
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": on})
    return client, contact


def errors(dana: TestClient, contact: str, body: dict[str, Any]) -> list[dict[str, str]]:
    answer = dana.post(f"contacts/{contact}/outcomes", json=body)
    assert answer.status_code == 422, answer.text
    return list(answer.json()["errors"])


def test_an_outcome_is_told_with_the_client(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    client, contact = in_network(dana)
    outcome = made(dana, f"contacts/{contact}/outcomes", REFERRAL | {"note": "To the CFO."})
    assert (outcome["kind"], outcome["on"], outcome["note"]) == (
        "referral",
        "2026-05-01",
        "To the CFO.",
    )
    assert (outcome["client_id"], outcome["contact_id"]) == (client, contact)
    assert dana.get(f"clients/{client}").json()["outcomes"] == [outcome]


def test_without_a_day_it_came_today(as_member: Speak) -> None:
    dana = as_member()
    _, contact = in_network(dana)
    outcome = made(dana, f"contacts/{contact}/outcomes", {"kind": "advice"})
    assert outcome["recorded_at"].startswith(outcome["on"])


def test_nobody_outside_the_network_has_outcomes(as_member: Speak) -> None:
    dana = as_member()
    _, _, contact = a_person(dana)
    for kind, on in CYCLE:
        assert errors(dana, contact, REFERRAL) == [
            {
                "field": "kind",
                "message": "is for people in the network, and Grace Kim is not there yet",
            }
        ]
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": on})
    made(dana, f"contacts/{contact}/outcomes", REFERRAL)


def test_a_skipped_catch_up_leads_into_the_network_as_well(as_member: Speak) -> None:
    dana = as_member()
    _, _, contact = a_person(dana)
    for kind, on in CYCLE[:-1]:
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": on})
    skipped = {"kind": "skipped", "step": "catch_up", "on": "2026-04-01", "note": "Moved abroad."}
    made(dana, f"contacts/{contact}/touches", skipped)
    made(dana, f"contacts/{contact}/outcomes", REFERRAL)


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"on": "2998-01-01"}, "on", "lies in the future"),
        ({"on": "2025-03-09"}, "on", "lies before the day of the decline"),
        ({"kind": "promotion"}, "kind", "must be "),
        ({"note": "a" * 4_001}, "note", "must not be longer than 4,000 characters"),
        ({"step": "thank"}, "step", "is not known here"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    as_member: Speak, body: dict[str, Any], field: str, message: str
) -> None:
    dana = as_member()
    client, contact = in_network(dana)
    (error,) = errors(dana, contact, REFERRAL | body)
    assert error["field"] == field
    assert message in error["message"]
    assert dana.get(f"clients/{client}").json()["outcomes"] == []


def test_the_day_of_the_decline_itself_will_do(as_member: Speak) -> None:
    dana = as_member()
    _, contact = in_network(dana)
    made(dana, f"contacts/{contact}/outcomes", REFERRAL | {"on": "2025-03-10"})


def test_taken_back_it_stays_and_says_why(as_member: Speak) -> None:
    dana = as_member()
    client, contact = in_network(dana)
    outcome = made(dana, f"contacts/{contact}/outcomes", REFERRAL)
    for reason in ("another client", "once more"):
        voided = dana.post(f"outcomes/{outcome['id']}/void", json={"reason": reason}).json()
        assert voided["void_reason"] == "another client"
    assert dana.get(f"clients/{client}").json()["outcomes"] == [voided]
    words = [item["words"] for item in dana.get(f"clients/{client}/history").json()["items"]]
    assert words[:2] == [
        "Dana Reed took back a referral by Grace Kim",
        "Dana Reed recorded a referral by Grace Kim, on 1 May",
    ]


def test_the_history_can_be_narrowed_to_outcomes(as_member: Speak) -> None:
    dana = as_member()
    client, contact = in_network(dana)
    made(dana, f"contacts/{contact}/outcomes", REFERRAL | {"note": "To the CFO."})
    answer = dana.get(f"clients/{client}/history", params={"kind": "outcomes"}).json()
    assert [(item["kind"], item["quote"]) for item in answer["items"]] == [
        ("outcomes", "To the CFO.")
    ]


def test_a_repeat_under_one_key_records_once(as_member: Speak) -> None:
    dana = as_member()
    client, contact = in_network(dana)
    for _ in range(2):
        answer = dana.post(
            f"contacts/{contact}/outcomes", json=REFERRAL, headers={"Idempotency-Key": "one"}
        )
        assert answer.status_code == 201
    assert len(dana.get(f"clients/{client}").json()["outcomes"]) == 1


def test_erasing_the_client_takes_outcomes_along(as_member: Speak) -> None:
    dana = as_member(Role.ADMIN)
    client, contact = in_network(dana)
    outcome = made(dana, f"contacts/{contact}/outcomes", REFERRAL)
    assert dana.delete(f"clients/{client}").status_code == 204
    gone = dana.post(f"outcomes/{outcome['id']}/void", json={"reason": "x"})
    assert gone.status_code == 404
