"""A pause, a snooze and a closed relationship each have a reason for as long as they last."""

import pytest

from tests.api.conftest import Speak
from tests.api.test_api import a_person

LASTING = [
    ("clients", {"paused_until": "2990-02-01", "pause_reason": "leave"}),
    ("contacts", {"snoozed_until": "2990-02-01", "snooze_reason": "on leave"}),
    ("contacts", {"closed_on": "2025-04-01", "closed_reason": "left the field"}),
]


def address_of(kind: str, person: tuple[str, str, str]) -> str:
    client, _, contact = person
    return f"{kind}/{client if kind == 'clients' else contact}"


@pytest.mark.parametrize(("kind", "lasting"), LASTING)
@pytest.mark.parametrize("blank", ["", " ", None])
def test_it_cannot_be_taken_away(
    as_member: Speak, kind: str, lasting: dict[str, str], blank: str | None
) -> None:
    dana = as_member()
    address = address_of(kind, a_person(dana))
    assert dana.patch(address, json=lasting).status_code == 200
    (_, reason) = lasting
    refused = dana.patch(address, json={reason: blank})
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == [reason]
    if kind == "contacts":
        assert dana.get(address).json()[reason] == lasting[reason]


@pytest.mark.parametrize(("kind", "lasting"), LASTING)
def test_it_is_not_given_for_nothing_and_ends_with_the_day(
    as_member: Speak, kind: str, lasting: dict[str, str]
) -> None:
    dana = as_member()
    address = address_of(kind, a_person(dana))
    day, reason = lasting
    refused = dana.patch(address, json={reason: lasting[reason]})
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == [day]
    assert dana.patch(address, json=lasting).status_code == 200
    assert dana.patch(address, json={reason: "another"}).json()[reason] == "another"
    ended = dana.patch(address, json={day: None}).json()
    assert (ended[day], ended[reason]) == (None, None)
    assert dana.patch(address, json={day: lasting[day]}).status_code == 422


def test_a_decline_in_the_future_is_told_at_the_decline(as_member: Speak) -> None:
    dana = as_member()
    client, *_ = a_person(dana)
    sent = {"employer": "Abbott", "declined_on": "2990-01-01"}
    refused = dana.post(f"clients/{client}/offers", json=sent)
    assert [one["field"] for one in refused.json()["errors"]] == ["declined_on"]


def test_a_snooze_tells_which_step_it_ends_with(as_member: Speak) -> None:
    dana = as_member()
    client, _, contact = a_person(dana)
    snoozed = dana.patch(
        f"contacts/{contact}", json={"snoozed_until": "2990-02-01", "snooze_reason": "on leave"}
    ).json()
    assert snoozed["snoozed_step"] == "connect"
    logged = dana.post(
        f"contacts/{contact}/touches", json={"kind": "connected", "on": "2025-03-11"}
    )
    assert logged.status_code == 201
    following = dana.get(f"clients/{client}/plan").json()["next"]
    assert (following["step"], following["opens_on"]) == ("thank", "2025-03-11")
    assert dana.get(f"contacts/{contact}").json()["snoozed_step"] == "connect"
    lifted = dana.patch(f"contacts/{contact}", json={"snoozed_until": None}).json()
    assert lifted["snoozed_step"] is None


@pytest.mark.parametrize(
    "also", [{"is_key": False}, {"closed_on": "2026-01-05", "closed_reason": "left"}]
)
def test_a_snooze_is_of_a_step_that_is_known(as_member: Speak, also: dict[str, object]) -> None:
    """What pends once they are not key is not the step that pends now."""
    dana = as_member()
    _, _, contact = a_person(dana)
    dana.patch(f"contacts/{contact}", json={"is_key": True})
    later = {"snoozed_until": "2990-02-01", "snooze_reason": "on leave"}
    refused = dana.patch(f"contacts/{contact}", json=later | also)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == ["snoozed_until"]
    same = {"is_key": True, "closed_on": None}
    assert dana.patch(f"contacts/{contact}", json=later | same).status_code == 200
