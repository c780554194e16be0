"""One person met by several clients: offered by address, linked, told apart, never merged."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.accounts.access import Access
from app.accounts.models import Role
from app.clients.keys import employer_key, profile_key, profile_link
from app.db.engine import Database
from app.offers.queries import one_contact
from app.people.queries import Kin, kin_of
from tests.api.conftest import Speak
from tests.api.test_api import ABBOTT, made
from tests.cast import AT

GRACE = {"name": "Grace Kim", "email": "grace.kim@abbott.example.com"}


def met_by(dana: TestClient, client: str, **person: Any) -> str:
    """A contact of a new client, who declined a while ago."""
    email = f"{client.lower()}@alumni.example.edu"
    client_id = made(dana, "clients", {"name": client, "email": email})["id"]
    offer = made(dana, f"clients/{client_id}/offers", ABBOTT | {"employer": f"{client} Inc."})
    return str(made(dana, f"offers/{offer['id']}/contacts", GRACE | person)["id"])


def kin(dana: TestClient, contact: str) -> dict[str, list[str]]:
    found = dana.get(f"contacts/{contact}/same-person").json()
    return {
        name: [one["client_name"] for one in found[name]]
        for name in ("linked", "alike", "about_to_write")
    }


def link(dana: TestClient, one: str, other: str) -> None:
    answer = dana.post(f"contacts/{one}/same-person", json={"other_id": other})
    assert answer.status_code == 200, answer.text


def test_the_same_email_is_offered_from_both_sides(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    one, other = met_by(dana, "Maya"), met_by(dana, "Lee", email="Grace.Kim@Abbott.example.com")
    assert kin(dana, one)["alike"] == ["Lee"]
    assert kin(dana, other)["alike"] == ["Maya"]
    (offered,) = dana.get(f"contacts/{one}/same-person").json()["alike"]
    assert (offered["contact_id"], offered["name"], offered["employer"]) == (
        other,
        "Grace Kim",
        "Lee Inc.",
    )


def test_the_same_profile_is_offered_however_it_is_written(as_member: Speak) -> None:
    dana = as_member()
    page = "https://www.linkedin.com/in/grace-kim/"
    one = met_by(dana, "Maya", email=None, linkedin_url=page)
    met_by(dana, "Lee", email=None, linkedin_url="http://uk.linkedin.com/in/Grace-Kim?trk=x")
    met_by(dana, "Ana", email=None, linkedin_url="https://www.linkedin.com/in/grace-kim-2")
    assert kin(dana, one)["alike"] == ["Lee"]
    dana.patch(f"contacts/{one}", json={"linkedin_url": None})
    assert kin(dana, one)["alike"] == []


def test_nobody_is_offered_for_a_name_alone_nor_in_another_office(as_member: Speak) -> None:
    dana = as_member()
    one = met_by(dana, "Maya")
    met_by(dana, "Lee", email="another.grace@abbott.example.com")
    met_by(as_member(), "Ana")
    assert kin(dana, one)["alike"] == []


def test_linked_they_stay_as_they_are_and_are_not_offered_again(as_member: Speak) -> None:
    dana = as_member()
    one, other = met_by(dana, "Maya"), met_by(dana, "Lee", name="Gracie Kim")
    link(dana, one, other)
    assert kin(dana, one) == {"linked": ["Lee"], "alike": [], "about_to_write": []}
    assert kin(dana, other)["linked"] == ["Maya"]
    (found,) = dana.get(f"contacts/{one}/same-person").json()["linked"]
    assert found["name"] == "Gracie Kim"


def test_whoever_either_was_one_with_is_linked_too(as_member: Speak) -> None:
    dana = as_member()
    maya, lee, ana, sam = (met_by(dana, name) for name in ("Maya", "Lee", "Ana", "Sam"))
    link(dana, maya, lee)
    link(dana, ana, sam)
    link(dana, lee, sam)
    assert kin(dana, maya)["linked"] == ["Lee", "Ana", "Sam"]
    assert dana.delete(f"contacts/{lee}/same-person").json()["linked"] == []
    assert kin(dana, maya)["linked"] == ["Ana", "Sam"]
    assert kin(dana, lee)["alike"] == ["Maya", "Ana", "Sam"]


def test_an_address_that_is_everybodys_offers_a_few_at_a_time(as_member: Speak) -> None:
    dana = as_member()
    maya, lee, *_ = (met_by(dana, name) for name in ("Maya", "Lee", "Ana", "Sam", "Kim"))
    assert kin(dana, maya)["alike"] == ["Lee", "Ana", "Sam"]
    dana.post(f"contacts/{maya}/somebody-else", json={"other_id": lee})
    assert kin(dana, maya)["alike"] == ["Ana", "Sam", "Kim"]


def test_told_apart_they_are_not_offered_until_they_are_linked_after_all(as_member: Speak) -> None:
    dana = as_member()
    one, other = met_by(dana, "Maya"), met_by(dana, "Lee")
    for _ in range(2):
        answer = dana.post(f"contacts/{one}/somebody-else", json={"other_id": other})
        assert answer.status_code == 200
    assert kin(dana, one)["alike"] == kin(dana, other)["alike"] == []
    link(dana, other, one)
    refused = dana.post(f"contacts/{one}/somebody-else", json={"other_id": other})
    assert refused.json()["errors"][0]["message"] == (
        "is linked as the same person: unlink them first"
    )
    dana.delete(f"contacts/{one}/same-person")
    assert kin(dana, one)["alike"] == ["Lee"]


def test_linking_two_leaves_apart_whom_either_was_told_apart_from(as_member: Speak) -> None:
    dana = as_member()
    maya, lee, ana = (met_by(dana, name) for name in ("Maya", "Lee", "Ana"))
    dana.post(f"contacts/{maya}/somebody-else", json={"other_id": ana})
    link(dana, maya, lee)
    assert kin(dana, maya)["alike"] == []
    assert kin(dana, ana)["alike"] == ["Lee"]


def test_of_several_people_at_once_each_has_their_own_kin(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    profile = {"linkedin_url": "https://www.linkedin.com/in/grace-kim"}
    grace, omar, _ = (
        met_by(dana, "Maya", email=None, **profile),
        met_by(dana, "Sam", name="Omar Haddad", email="omar@abbott.example.com"),
        met_by(dana, "Lee", email=None, **profile),
    )
    access: Access = dana.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=False) as session:
        both = [one_contact(session, access, UUID(one)) for one in (grace, omar)]
        found = kin_of(session, access, both, AT.date())
    assert [met.client_name for met in found[UUID(grace)].alike] == ["Lee"]
    assert found[UUID(omar)] == Kin()


def test_nobody_is_linked_with_themselves_or_a_stranger(as_member: Speak) -> None:
    dana = as_member()
    one = met_by(dana, "Maya")
    foreign = met_by(as_member(), "Ana")
    for other, message in (
        (one, "must be another contact"),
        (foreign, "is no contact of this office"),
    ):
        for path in ("same-person", "somebody-else"):
            answer = dana.post(f"contacts/{one}/{path}", json={"other_id": other})
            assert answer.json()["errors"] == [{"field": "other_id", "message": message}]


def test_three_clients_about_to_write_to_one_person_are_named(as_member: Speak) -> None:
    dana = as_member()
    maya, lee, ana = (met_by(dana, name) for name in ("Maya", "Lee", "Ana"))
    link(dana, maya, lee)
    assert kin(dana, maya)["about_to_write"] == []
    link(dana, maya, ana)
    assert kin(dana, maya)["about_to_write"] == ["Ana", "Lee", "Maya"]
    closed = {"closed_on": "2026-01-01", "closed_reason": "retired"}
    dana.patch(f"contacts/{lee}", json=closed)
    assert kin(dana, maya)["about_to_write"] == []


def test_of_two_contacts_of_one_client_the_one_to_write_to_now_is_named(as_member: Speak) -> None:
    dana = as_member()
    maya, lee, ana = (met_by(dana, name) for name in ("Maya", "Lee", "Ana"))
    client = dana.get("contacts", params={"limit": 200}).json()["items"][0]["client_id"]
    offer = made(dana, f"clients/{client}/offers", ABBOTT | {"employer": "Stryker"})["id"]
    again = str(made(dana, f"offers/{offer}/contacts", GRACE)["id"])
    for other in (lee, ana, again):
        link(dana, maya, other)
    snooze = {"snoozed_until": "2998-01-01", "snooze_reason": "on leave"}
    assert dana.patch(f"contacts/{maya}", json=snooze).status_code == 200
    found = dana.get(f"contacts/{maya}/same-person").json()["about_to_write"]
    assert [one["contact_id"] for one in found] == [ana, lee, again]


def test_erasing_one_client_leaves_the_other_alone(as_member: Speak) -> None:
    dana = as_member(Role.ADMIN)
    one, other = met_by(dana, "Maya"), met_by(dana, "Lee")
    dana.post(f"contacts/{one}/somebody-else", json={"other_id": other})
    client = dana.get(f"contacts/{one}/same-person")
    assert client.status_code == 200
    maya = dana.get("caseload", params={"q": "Maya"}).json()["items"][0]["client_id"]
    assert dana.delete(f"clients/{maya}").status_code == 204
    assert kin(dana, other) == {"linked": [], "alike": [], "about_to_write": []}


def test_both_histories_tell_of_it(as_member: Speak) -> None:
    dana = as_member()
    one, other = met_by(dana, "Maya"), met_by(dana, "Lee")
    for _ in range(2):  # the second time changes nothing
        link(dana, one, other)
    for name in ("Maya", "Lee"):
        client = dana.get("caseload", params={"q": name}).json()["items"][0]["client_id"]
        told = [deed["words"] for deed in dana.get(f"clients/{client}/history").json()["items"]]
        assert told[0] == "Dana Reed linked Grace Kim with the same person met elsewhere"
        assert told.count(told[0]) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.linkedin.com/in/grace-kim", "linkedin.com/in/grace-kim"),
        ("http://de.linkedin.com/in/Grace-Kim/en?x=1#top", "linkedin.com/in/grace-kim"),
        ("https://linkedin.com/in/Grace-Kim-7/", "linkedin.com/in/grace-kim-7"),
        ("https://www.linkedin.com/in/grace-kim?x=1", "linkedin.com/in/grace-kim"),
        ("https://linkedin.com/in/zo%C3%AB", "linkedin.com/in/zoë"),
        ("https://people.example.com/Grace/", "people.example.com/grace"),
        ("https://www.linkedin.com/", None),
        ("https://www.linkedin.com/in/", None),
        ("https://[x/in/grace", None),
        ("", None),
        (None, None),
    ],
)
def test_a_profile_is_known_by_what_names_the_person(address: str | None, key: str | None) -> None:
    assert profile_key(address) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Procter & Gamble", "procter gamble"),
        ("PROCTER  &  GAMBLE.", "procter gamble"),
        ("Société Générale", "societe generale"),
        ("***", "?"),
        ("ﷺ" * 200, employer_key("ﷺ" * 12)[:200]),
    ],
)
def test_an_employer_is_known_by_its_folded_name(name: str, key: str) -> None:
    assert employer_key(name) == key
    assert len(key) <= 200


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://www.linkedin.com/in/grace-kim", True),
        ("HTTP://linkedin.com", True),
        ("https://linkedin.com@evil.example/in/grace-kim", False),
        ("https://linkedin.com\\@evil.example/in/grace-kim", False),
        ("javascript:alert(1)", False),
        ("grace-kim", False),
        (None, False),
    ],
)
def test_a_page_leads_to_what_the_address_reads_like(address: str | None, leads: bool) -> None:
    assert profile_link(address) == (address if leads else "")


def told(dana: TestClient, contact: str) -> list[str]:
    """What the history of the client says who met them, the latest first, up to their meeting."""
    client = dana.get(f"contacts/{contact}").json()["client_id"]
    words = [one["words"] for one in dana.get(f"clients/{client}/history").json()["items"]]
    return [one.removeprefix("Dana Reed ") for one in words[: -len(MEETING)]]


MEETING = ("added Grace Kim", "added the offer", "took on")  # what `met_by` does, in sum
LINKED = "linked Grace Kim with the same person met elsewhere"
UNLINKED = "unlinked Grace Kim from the same person met elsewhere"
LEFT = "unlinked somebody met elsewhere from Grace Kim"


def test_who_is_linked_by_way_of_another_is_told_so_in_their_clients_history(
    as_member: Speak,
) -> None:
    dana = as_member()
    maya, lee, ana, sam = (met_by(dana, name) for name in ("Maya", "Lee", "Ana", "Sam"))
    link(dana, maya, lee)
    link(dana, ana, sam)
    assert [told(dana, one) for one in (maya, lee, ana, sam)] == [[LINKED]] * 4
    link(dana, lee, sam)
    assert [told(dana, one) for one in (maya, lee, ana, sam)] == [[LINKED] * 2] * 4
    link(dana, lee, maya)  # as they are already
    assert [told(dana, one) for one in (maya, lee, ana, sam)] == [[LINKED] * 2] * 4


def test_each_clients_history_tells_that_two_are_not_one_person_any_more(
    as_member: Speak,
) -> None:
    dana = as_member()
    maya, lee, ana = (met_by(dana, name) for name in ("Maya", "Lee", "Ana"))
    link(dana, maya, lee)
    dana.delete(f"contacts/{lee}/same-person")
    assert [told(dana, one) for one in (maya, lee)] == [[LEFT, LINKED], [UNLINKED, LINKED]]
    for alone in (lee, maya):  # by then
        dana.delete(f"contacts/{alone}/same-person")
    assert [told(dana, one) for one in (maya, lee)] == [[LEFT, LINKED], [UNLINKED, LINKED]]
    link(dana, maya, ana)
    link(dana, maya, lee)
    dana.delete(f"contacts/{lee}/same-person")
    assert [told(dana, one)[0] for one in (maya, lee, ana)] == [LEFT, UNLINKED, LEFT]
    assert kin(dana, maya)["linked"] == ["Ana"]
