"""The office's own messages, as JSON."""

from typing import Any

from fastapi.testclient import TestClient

from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.api.test_api import made
from tests.api.test_today import met

OURS = {"subject": "With thanks", "text": "Dear {contact_first_name}, {good_thing}."}


def held(member: TestClient, step: str) -> dict[str, Any]:
    items = member.get("draft-templates").json()["items"]
    return next(one for one in items if one["step"] == step)


def a_contact(admin: TestClient) -> str:
    contact = met(admin, "maya", 12, declined_well=True)[1]
    made(admin, f"contacts/{contact}/touches", {"kind": "connected", "on": "2020-01-01"})
    return contact


def test_a_message_is_written_used_and_given_up(as_member: Speak) -> None:
    admin = as_member()
    contact = a_contact(admin)
    written = admin.put("draft-templates/thank", json=OURS).json()
    assert (written["own"], written["version"]) == (True, 1)
    assert held(admin, "thank") == written
    draft = admin.get(f"contacts/{contact}/draft").json()
    assert draft["text"] == "Dear Grace, [one thing that went well]."
    assert draft["gaps"] == ["one thing that went well"]
    given_up = admin.delete("draft-templates/thank?version=1").json()
    assert (given_up["own"], given_up["version"]) == (False, 2)
    assert "thank you for the time" in admin.get(f"contacts/{contact}/draft").json()["text"]


def test_a_draft_says_what_sending_it_is_logged_as(as_member: Speak) -> None:
    admin = as_member()
    draft = f"contacts/{a_contact(admin)}/draft"
    assert admin.get(draft).json()["logged_as"] == "thanked"
    assert admin.get(draft, params={"to": "client"}).json()["logged_as"] is None


def test_an_older_version_is_refused(as_member: Speak) -> None:
    admin = as_member()
    admin.put("draft-templates/thank", json=OURS)
    assert admin.put("draft-templates/thank", json=OURS | {"version": 0}).status_code == 409
    assert admin.delete("draft-templates/thank?version=0").status_code == 409
    assert held(admin, "thank")["text"] == OURS["text"]


def test_the_same_words_again_change_nothing(as_member: Speak) -> None:
    admin = as_member()
    assert admin.delete("draft-templates/thank").json()["version"] == 0
    first = admin.put("draft-templates/thank", json=OURS).json()
    assert admin.put("draft-templates/thank", json=OURS).json() == first


def test_a_wrong_field_is_told_at_its_place_and_nothing_is_kept(as_member: Speak) -> None:
    admin = as_member()
    answer = admin.put("draft-templates/thank", json=OURS | {"subject": "For {contct}"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "subject"
    assert error["message"].endswith("did you mean {contact}?")
    assert not held(admin, "thank")["own"]


def test_reading_it_with_somebody_first_keeps_nothing(as_member: Speak) -> None:
    admin = as_member()
    contact = a_contact(admin)
    body = OURS | {"contact_id": contact}
    read = admin.post("draft-templates/thank/preview", json=body).json()
    assert read["text"] == "Dear Grace, [one thing that went well]."
    assert not held(admin, "thank")["own"]


def test_the_words_are_of_one_office_alone(as_member: Speak) -> None:
    as_member().put("draft-templates/thank", json=OURS)
    assert not held(as_member(), "thank")["own"]


def test_advisors_read_and_do_not_write(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    assert {"name": "client", "meaning": "the client’s name"} in (
        dana.get("draft-templates").json()["fields"]
    )
    assert dana.put("draft-templates/thank", json=OURS).status_code == 403
    assert dana.delete("draft-templates/thank").status_code == 403
