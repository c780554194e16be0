"""An employer: its people, who turned an offer down, and who is about to write to whom."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.api.test_api import ABBOTT, made
from tests.people.test_moves_api import CYCLE, ORCHARD
from tests.people.test_same_person_api import link

GRACE = {"name": "Grace Kim", "title": "Recruiter"}


def declined(dana: TestClient, client: str, employer: str = "Abbott", **offer: Any) -> str:
    """The offer of a new client."""
    email = f"{client.lower()}@alumni.example.edu"
    client_id = made(dana, "clients", {"name": client, "email": email})["id"]
    body = ABBOTT | {"employer": employer} | offer
    return str(made(dana, f"clients/{client_id}/offers", body)["id"])


def met(dana: TestClient, offer: str, **person: Any) -> str:
    return str(made(dana, f"offers/{offer}/contacts", GRACE | person)["id"])


def employers(dana: TestClient, **query: Any) -> list[tuple[str, int, int, int]]:
    items = dana.get("employers", params=query).json()["items"]
    return [(one["key"], one["people"], one["arrived"], one["offers"]) for one in items]


def people_at(dana: TestClient, key: str) -> dict[str, tuple[bool, list[str]]]:
    """By name: whether they are there, and the clients who met them."""
    return {
        one["name"]: (one["is_here"], [seat["client_name"] for seat in one["contacts"]])
        for one in dana.get(f"employers/{key}").json()["people"]
    }


def test_an_employer_is_one_however_it_is_written(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    met(dana, declined(dana, "Maya", "Procter & Gamble"))
    declined(dana, "Lee", "PROCTER & GAMBLE.", declined_well=False)
    assert employers(dana) == [("procter-gamble", 1, 0, 2)]
    found = dana.get("employers/procter-gamble").json()
    assert found["name"] == "PROCTER & GAMBLE."  # as it was written last
    assert [(one["client_name"], one["declined_well"]) for one in found["offers"]] == [
        ("Lee", False),
        ("Maya", True),
    ]


def test_a_move_brings_somebody_here_and_away(as_member: Speak) -> None:
    dana = as_member()
    contact = met(dana, declined(dana, "Maya"))
    move = made(dana, f"contacts/{contact}/moves", ORCHARD)["id"]
    assert employers(dana) == [("abbott", 1, 0, 1), ("orchard-labs", 0, 1, 0)]
    assert people_at(dana, "abbott") == {"Grace Kim": (False, ["Maya"])}
    assert people_at(dana, "orchard-labs") == {"Grace Kim": (True, ["Maya"])}
    (person,) = dana.get("employers/orchard-labs").json()["people"]
    (seat,) = person["contacts"]
    assert (seat["met_at"], seat["now_at"], seat["now_title"], seat["since"]) == (
        "Abbott",
        "Orchard Labs",
        "Director",
        "2026-01-15",
    )
    dana.post(f"moves/{move}/void", json={"reason": "another Grace"})
    assert dana.get("employers/orchard-labs").status_code == 404
    assert people_at(dana, "abbott") == {"Grace Kim": (True, ["Maya"])}


def test_whoever_came_and_went_on_is_still_known_there(as_member: Speak) -> None:
    dana = as_member()
    contact = met(dana, declined(dana, "Maya"))
    made(dana, f"contacts/{contact}/moves", ORCHARD)
    made(dana, f"contacts/{contact}/moves", {"employer": "3M", "started_on": "2026-05-01"})
    assert people_at(dana, "3m") == {"Grace Kim": (True, ["Maya"])}
    assert people_at(dana, "orchard-labs") == {"Grace Kim": (False, ["Maya"])}
    assert dana.get("employers/orchard-labs").json()["name"] == "Orchard Labs"


def test_the_latest_move_that_anybody_heard_of_holds_on_every_page(as_member: Speak) -> None:
    dana = as_member()
    lee, maya = met(dana, declined(dana, "Lee")), met(dana, declined(dana, "Maya", "Stryker"))
    link(dana, lee, maya)
    made(dana, f"contacts/{lee}/moves", ORCHARD)
    made(dana, f"contacts/{maya}/moves", {"employer": "3M", "started_on": "2026-05-01"})
    for key in ("abbott", "stryker", "orchard-labs"):
        assert people_at(dana, key) == {"Grace Kim": (False, ["Maya", "Lee"])}
    assert people_at(dana, "3m") == {"Grace Kim": (True, ["Maya", "Lee"])}


def test_one_met_here_and_later_elsewhere_is_there(as_member: Speak) -> None:
    dana = as_member()
    lee = met(dana, declined(dana, "Lee"))
    maya = met(dana, declined(dana, "Maya", "Stryker", offered_on="2025-03-05"))
    link(dana, lee, maya)
    assert people_at(dana, "abbott") == {"Grace Kim": (False, ["Maya", "Lee"])}
    assert people_at(dana, "stryker") == {"Grace Kim": (True, ["Maya", "Lee"])}


def test_a_promotion_is_no_arrival(as_member: Speak) -> None:
    dana = as_member()
    contact = met(dana, declined(dana, "Maya"))
    made(dana, f"contacts/{contact}/moves", ORCHARD | {"employer": "ABBOTT"})
    assert employers(dana) == [("abbott", 1, 0, 1)]
    assert people_at(dana, "abbott") == {"Grace Kim": (True, ["Maya"])}


def test_whose_network_somebody_is_in_is_told(as_member: Speak) -> None:
    dana = as_member()
    contact = met(dana, declined(dana, "Maya"), is_key=True)
    for kind, on in (*CYCLE, ("met", "2026-04-01")):
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": on})
    (person,) = dana.get("employers/abbott").json()["people"]
    assert [seat["state"] for seat in person["contacts"]] == ["in_network"]


def test_while_an_offer_is_open_its_people_have_no_state(as_member: Speak) -> None:
    dana = as_member()
    met(dana, declined(dana, "Maya", declined_on=None))
    (person,) = dana.get("employers/abbott").json()["people"]
    assert [seat["state"] for seat in person["contacts"]] == [None]


def test_linked_contacts_are_one_person_and_a_crowd_is_warned_of(as_member: Speak) -> None:
    dana = as_member()
    maya, lee, ana = (met(dana, declined(dana, name)) for name in ("Maya", "Lee", "Ana"))
    met(dana, declined(dana, "Sam"))
    link(dana, maya, lee)
    link(dana, maya, ana)
    people = dana.get("employers/abbott").json()["people"]
    assert [[seat["client_name"] for seat in one["contacts"]] for one in people] == [
        ["Sam"],
        ["Ana", "Lee", "Maya"],
    ]
    assert [[met["client_name"] for met in one["about_to_write"]] for one in people] == [
        [],
        ["Ana", "Lee", "Maya"],
    ]


def test_linked_contacts_are_counted_once(as_member: Speak) -> None:
    dana = as_member()
    maya, lee = (met(dana, declined(dana, name)) for name in ("Maya", "Lee"))
    met(dana, declined(dana, "Sam"))
    link(dana, maya, lee)
    assert employers(dana) == [("abbott", 2, 0, 3)]
    for contact in (maya, lee):
        made(dana, f"contacts/{contact}/moves", ORCHARD)
    assert employers(dana) == [("abbott", 2, 0, 3), ("orchard-labs", 0, 1, 0)]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", ["abbott", "orchard-labs", "societe-generale"]),
        ("générale", ["societe-generale"]),
        ("a", ["abbott", "orchard-labs", "societe-generale"]),
        ("orchard labs", ["orchard-labs"]),
        ("100%_", []),
    ],
)
def test_employers_are_found_by_any_part_of_the_name(
    as_member: Speak, q: str, found: list[str]
) -> None:
    dana = as_member()
    for client, employer in (
        ("Maya", "Abbott"),
        ("Lee", "Orchard Labs"),
        ("Ana", "Société Générale"),
    ):
        declined(dana, client, employer)
    assert [key for key, *_ in employers(dana, q=q)] == found


def test_employers_come_page_by_page(as_member: Speak) -> None:
    dana = as_member()
    for n in range(5):
        declined(dana, f"Client{n}", f"Employer {n}")
    keys: list[str] = []
    cursor = None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = dana.get("employers", params=query).json()
        keys += [one["key"] for one in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert keys == [f"employer-{n}" for n in range(5)]


def test_an_employer_of_nobody_here_is_not_found(as_member: Speak) -> None:
    dana, stranger = as_member(), as_member()
    declined(stranger, "Maya")
    assert dana.get("employers/abbott").status_code == 404
    assert employers(dana) == []


def test_an_analyst_sees_no_employer(as_member: Speak) -> None:
    mei = as_member(Role.ANALYST)
    assert mei.get("employers").status_code == mei.get("employers/abbott").status_code == 403


@pytest.mark.parametrize("name", ["***", "AT&T/Bell?#%", "Łódź…", "ﷺ" * 200, "a" * 200])
def test_any_name_has_an_address(as_member: Speak, name: str) -> None:
    dana = as_member()
    declined(dana, "Maya", name)
    ((key, *_),) = employers(dana)
    answer = dana.get(f"employers/{key.replace('?', '%3F')}")
    assert (answer.status_code, answer.json()["name"]) == (200, name)


def test_the_caseload_names_where_the_next_contact_is_now(as_member: Speak) -> None:
    dana = as_member()
    contact = met(dana, declined(dana, "Maya"))

    def row() -> tuple[str, str | None]:
        (item,) = dana.get("caseload").json()["items"]
        return item["next_employer"], item["next_contact_now_at"]

    assert row() == ("Abbott", None)
    made(dana, f"contacts/{contact}/moves", ORCHARD)
    assert row() == ("Abbott", "Orchard Labs")


def test_a_corrected_name_finds_its_page(as_member: Speak) -> None:
    dana = as_member()
    offer = declined(dana, "Maya", "Abott")
    dana.patch(f"offers/{offer}", json={"employer": "Abbott"})
    assert dana.get("employers/abott").status_code == 404
    assert dana.get("employers/abbott").json()["name"] == "Abbott"
