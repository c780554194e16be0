"""The morning as a program reads it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.api.test_api import made
from tests.people.test_same_person_api import link


def ago(days: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days)).isoformat()


def met(dana: TestClient, name: str, declined: int, **more: Any) -> tuple[str, str]:
    """A client of Dana's who turned an offer down that many days ago, and whom they met there."""
    mine = {"name": name, "email": f"{name}@alumni.example.edu", "advisor_email": dana.email}  # type: ignore[attr-defined]
    client = made(dana, "clients", mine)["id"]
    turned_down = {"offered_on": ago(declined), "declined_on": ago(declined)} | more
    offer = made(dana, f"clients/{client}/offers", {"employer": "Abbott", **turned_down})["id"]
    return client, made(dana, f"offers/{offer}/contacts", {"name": "Grace", "is_key": True})["id"]


def ids(cases: list[dict[str, Any]]) -> list[str]:
    return [case["client_id"] for case in cases]


def test_each_client_is_in_the_first_list_that_fits(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    new, contact = met(dana, "new", 24)
    made(dana, f"contacts/{contact}/touches", {"kind": "connected", "on": ago(22)})
    silent, _ = met(dana, "silent", 90)
    due, _ = met(dana, "due", 3)
    day = dana.get("today").json()
    assert ids(day["newly_stalled"]) == [new]
    assert ids(day["never_contacted"]) == [silent]
    assert ids(day["due_this_week"]) == [due]
    assert date.fromisoformat(day["since"]) < datetime.now(UTC).date()


def test_what_the_plan_guesses_is_said_with_whom_it_is_about(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    unsure, _ = met(dana, "unsure", 3)
    met(dana, "sure", 3, declined_well=True)
    said = {one["message"]: one["client_ids"] for one in dana.get("today").json()["warnings"]}
    asked = next(message for message in said if "declined professionally" in message)
    assert said[asked] == [unsure]


def test_a_reply_is_awaited_from_whoever_was_invited(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    client, contact = met(dana, "waiting", 500)
    for kind, days in (("connected", 495), ("thanked", 494), ("updated", 300), ("invited", 5)):
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": ago(days)})
    (one,) = dana.get("today").json()["awaited"]
    assert (one["client_id"], one["contact"], one["employer"]) == (client, "Grace", "Abbott")
    assert one["invited_on"] == ago(5)


def test_looking_moves_what_is_new_from_tomorrow_on(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    before = dana.get("today").json()["since"]
    assert dana.post("today/seen").status_code == 204
    assert dana.get("today").json()["since"] == before


def test_whoever_has_no_clients_sees_the_office(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    due, _ = met(dana, "due", 3)
    ruth = as_member(Role.ADMIN, dana.access)  # type: ignore[attr-defined]
    assert ids(ruth.get("today").json()["due_this_week"]) == [due]


def test_a_crowd_about_to_write_to_one_person_is_warned_of(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    ruth = as_member(Role.ADMIN, dana.access)  # type: ignore[attr-defined]
    mine, grace = met(dana, "maya", 3)
    others = [met(ruth, name, 3) for name in ("lee", "ana")]
    sam = as_member(Role.ADVISOR, dana.access)  # type: ignore[attr-defined]
    met(sam, "kim", 3)
    link(dana, grace, others[0][1])
    assert dana.get("today").json()["crowds"] == []
    link(dana, grace, others[1][1])
    (crowd,) = dana.get("today").json()["crowds"]
    assert crowd["name"] == "Grace"
    assert [one["client_name"] for one in crowd["about_to_write"]] == ["ana", "lee", "maya"]
    assert {one["client_id"] for one in crowd["about_to_write"]} == {mine, *(c for c, _ in others)}
    assert len(ruth.get("today").json()["crowds"]) == 1
    assert sam.get("today").json()["crowds"] == []


def questions(dana: TestClient, asks: str) -> list[dict[str, Any]]:
    return [one for one in dana.get("today").json()["questions"] if one["asks"] == asks]


def test_a_question_names_all_that_a_program_needs_to_answer_it(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    client, contact = met(dana, "unsure", 20)
    for kind, days in (("connected", 19), ("thanked", 18)):
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": ago(days)})
    dana.patch(f"contacts/{contact}", json={"is_key": False})
    (well,), (keys,) = questions(dana, "declined-well"), questions(dana, "key-people")
    assert (well["client_id"], well["employer"]) == (client, "Abbott")
    assert keys["people"] == [{"contact_id": contact, "name": "Grace"}]
    dana.patch(f"offers/{well['offer_id']}", json={"declined_well": True})
    dana.patch(f"contacts/{keys['people'][0]['contact_id']}", json={"is_key": True})
    assert questions(dana, "declined-well") == questions(dana, "key-people") == []
    (start,) = questions(dana, "job-start")
    job = made(dana, f"clients/{client}/jobs", {"employer": "3M", "started_on": ago(5)})
    dana.patch(f"offers/{start['offer_id']}", json={"job_id": job["id"]})
    assert dana.get("today").json()["questions"] == []


def test_a_question_is_put_off_until_a_day_and_opened_again(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    met(dana, "unsure", 3)
    (well,) = questions(dana, "declined-well")
    path, until = f"offers/{well['offer_id']}/questions/declined-well", ago(-7)
    assert dana.put(path, json={"until": until}).json() == {
        "asks": "declined-well",
        "offer_id": well["offer_id"],
        "until": until,
    }
    assert dana.get("today").json()["questions"] == dana.get("today").json()["warnings"] == []
    assert dana.put(path, json={"until": None}).status_code == 200
    assert questions(dana, "declined-well") == [well]
    told = dana.put(path, json={"until": ago(0)})
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "until")


def test_what_was_put_off_goes_with_the_client(as_member: Speak) -> None:
    admin = as_member(Role.ADMIN)
    client, _ = met(admin, "unsure", 3)
    (well,) = questions(admin, "declined-well")
    admin.put(f"offers/{well['offer_id']}/questions/declined-well", json={"until": ago(-7)})
    assert admin.delete(f"clients/{client}").status_code == 204


def test_one_goes_first_and_that_is_undone(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    people = [met(dana, name, 3) for name in ("maya", "lee", "ana")]
    for _, other in people[1:]:
        link(dana, people[0][1], other)
    (crowd,) = dana.get("today").json()["crowds"]
    first = crowd["about_to_write"][0]
    done = dana.post(f"contacts/{first['contact_id']}/goes-first")
    assert done.status_code == 200, done.text
    assert {one["client_id"] for one in done.json()["clients"]} == {
        one["client_id"] for one in crowd["about_to_write"][1:]
    }
    assert dana.get("today").json()["crowds"] == []
    again = dana.post(f"contacts/{first['contact_id']}/goes-first")
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "contact_id")
    assert dana.post(f"bulk-actions/{done.json()['id']}/undo").status_code == 200
    assert dana.get("today").json()["crowds"] == [crowd]
