"""People take other jobs: the relationship goes on, and the area may decide anew."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.models import Role
from app.db.engine import Database
from app.plans.actions import differing_windows
from tests.api.conftest import Speak
from tests.api.test_api import ABBOTT, MAYA, made

ORCHARD = {
    "employer": "Orchard Labs",
    "title": "Director",
    "area": "Portland, OR",
    "started_on": "2026-01-15",
}
CYCLE = (("connected", "2025-03-11"), ("thanked", "2025-03-12"), ("updated", "2025-09-12"))


def in_portland(dana: TestClient, **person: Any) -> tuple[str, str]:
    """A client in Portland, and somebody met in Chicago with whom the catch-up pends."""
    client = made(dana, "clients", MAYA | {"area": "Portland, OR"})["id"]
    offer = made(dana, f"clients/{client}/offers", ABBOTT | {"area": "Chicago, IL"})["id"]
    grace = {"name": "Grace Kim", "is_key": True, "title": "Recruiter"} | person
    contact = made(dana, f"offers/{offer}/contacts", grace)["id"]
    for kind, on in CYCLE:
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": on})
    return client, contact


def mode(dana: TestClient, client: str) -> str:
    (offer,) = dana.get(f"clients/{client}/plan").json()["offers"]
    (contact,) = offer["contacts"]
    assert contact["window"]["step"] == "catch_up"
    return str(contact["mode"])


def test_where_somebody_went_is_kept_and_the_offer_stays(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    client, contact = in_portland(dana)
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)
    assert {name: move[name] for name in ORCHARD} == ORCHARD
    file = dana.get(f"clients/{client}").json()
    assert file["moves"] == [move]
    assert file["contacts"][0]["move_id"] == move["id"]
    assert file["contacts"][0]["title"] == "Recruiter"
    assert file["offers"][0]["employer"] == "Abbott"


def test_a_move_decides_anew_on_meeting_in_person(as_member: Speak, database: Database) -> None:
    dana = as_member()
    client, contact = in_portland(dana)
    assert mode(dana, client) == "remote"
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)
    assert mode(dana, client) == "in_person"
    dana.patch(f"moves/{move['id']}", json={"area": "Portland, ME"})
    assert mode(dana, client) == "remote"
    dana.patch(f"moves/{move['id']}", json={"area": "Portland, OR"})
    assert mode(dana, client) == "in_person"
    dana.post(f"moves/{move['id']}/void", json={"reason": "another Grace"})
    assert mode(dana, client) == "remote"
    access = dana.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []


def test_whoever_moved_on_is_not_where_the_offer_was(as_member: Speak) -> None:
    dana = as_member()
    client = made(dana, "clients", MAYA | {"area": "Chicago, IL"})["id"]
    offer = made(dana, f"clients/{client}/offers", ABBOTT | {"area": "Chicago, IL"})["id"]
    contact = made(dana, f"offers/{offer}/contacts", {"name": "Grace", "is_key": True})["id"]
    for kind, on in CYCLE:
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": on})
    assert mode(dana, client) == "in_person"
    made(dana, f"contacts/{contact}/moves", {"employer": "Orchard Labs"})
    assert mode(dana, client) == "remote"


def test_somebody_who_lives_elsewhere_still_does_after_a_move_to_nobody_knows_where(
    as_member: Speak,
) -> None:
    dana = as_member()
    client, contact = in_portland(dana, area="Portland, Oregon")
    made(dana, f"contacts/{contact}/moves", {"employer": "Orchard Labs"})
    assert mode(dana, client) == "in_person"


def test_the_latest_by_its_day_counts_and_not_the_last_recorded(as_member: Speak) -> None:
    dana = as_member()
    client, contact = in_portland(dana)
    later = made(dana, f"contacts/{contact}/moves", ORCHARD)
    earlier = made(dana, f"contacts/{contact}/moves", ORCHARD | {"started_on": "2025-12-01"})

    def now() -> Any:
        return dana.get(f"clients/{client}").json()["contacts"][0]["move_id"]

    assert now() == later["id"]
    dana.patch(f"moves/{earlier['id']}", json={"started_on": "2026-02-01"})
    assert now() == earlier["id"]
    dana.post(f"moves/{earlier['id']}/void", json={"reason": "mine"})
    assert now() == later["id"]
    dana.post(f"moves/{later['id']}/void", json={"reason": "mine"})
    assert now() is None


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"employer": " "}, "employer", "must not be blank"),
        ({"started_on": "2998-01-01"}, "started_on", "lies in the future"),
        (
            {"started_on": "2025-02-28"},
            "started_on",
            "lies before the day of the offer at which they were met",
        ),
        ({"until": "2026-01-01"}, "until", "is not known here"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    as_member: Speak, body: dict[str, Any], field: str, message: str
) -> None:
    dana = as_member()
    client, contact = in_portland(dana)
    answer = dana.post(f"contacts/{contact}/moves", json=ORCHARD | body)
    assert answer.json()["errors"] == [{"field": field, "message": message}]
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)["id"]
    answer = dana.patch(f"moves/{move}", json=body)
    assert answer.json()["errors"] == [{"field": field, "message": message}]
    assert len(dana.get(f"clients/{client}").json()["moves"]) == 1


def test_a_correction_of_an_old_version_is_told_so(as_member: Speak) -> None:
    dana = as_member()
    _, contact = in_portland(dana)
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)["id"]
    for status in (200, 409):
        change = {"title": f"Title {status}", "version": 1}
        assert dana.patch(f"moves/{move}", json=change).status_code == status


def test_the_history_tells_of_moves(as_member: Speak) -> None:
    dana = as_member()
    client, contact = in_portland(dana)
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)["id"]
    dana.patch(f"moves/{move}", json={"title": "Vice President"})
    dana.post(f"moves/{move}/void", json={"reason": "another Grace"})
    items = dana.get(f"clients/{client}/history").json()["items"]
    assert [(item["words"], item["quote"]) for item in items[:3]] == [
        ("Dana Reed took back Grace Kim’s move to Orchard Labs", "another Grace"),
        ("Dana Reed changed Grace Kim’s move to Orchard Labs: title", ""),
        ("Dana Reed noted Grace Kim’s move to Orchard Labs", ""),
    ]


def test_erasing_the_client_takes_moves_along(as_member: Speak) -> None:
    dana = as_member(Role.ADMIN)
    client, contact = in_portland(dana)
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)["id"]
    assert dana.delete(f"clients/{client}").status_code == 204
    assert dana.patch(f"moves/{move}", json={"title": "x"}).status_code == 404


def test_an_address_is_confirmed_and_put_in_doubt_again(as_member: Speak) -> None:
    dana = as_member()
    client, contact = in_portland(dana)
    dana.patch(f"contacts/{contact}", json={"email": "grace@abbott.example"})
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)
    assert (move["old_email"], move["version"]) == ("grace@abbott.example", 1)
    said = [
        dana.post(f"moves/{move['id']}/{path}").json()
        for path in ("email-holds", "email-holds", "email-in-doubt", "email-in-doubt")
    ]
    assert [(one["old_email"], one["version"]) for one in said] == [
        (None, 2),
        (None, 2),
        ("grace@abbott.example", 3),
        ("grace@abbott.example", 3),
    ]
    items = dana.get(f"clients/{client}/history").json()["items"]
    assert items[0]["words"] == (
        "Dana Reed put the e-mail address in doubt again after Grace Kim’s move to Orchard Labs"
    )


def test_where_there_is_no_address_none_is_in_doubt(as_member: Speak) -> None:
    dana = as_member()
    _, contact = in_portland(dana)
    dana.patch(f"contacts/{contact}", json={"email": None})
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)
    assert dana.post(f"moves/{move['id']}/email-in-doubt").json()["version"] == 1
