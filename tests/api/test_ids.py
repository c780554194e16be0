"""An id is one whatever its case, and is told in small letters."""

from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.api.test_api import a_person, made


def test_an_id_in_capitals_names_the_same(as_member: Speak) -> None:
    dana = as_member(Role.ADMIN)
    client, offer, contact = a_person(dana)
    for path in (f"clients/{client}", f"offers/{offer}", f"contacts/{contact}"):
        things, thing = path.split("/")
        read = dana.get(f"{things}/{thing.upper()}")
        assert (read.status_code, read.json()) == (200, dana.get(path).json())
        assert read.json()["id"] == thing
    (found,) = dana.get("offers", params={"client_id": client.upper()}).json()["items"]
    assert found["id"] == offer
    assert dana.get("clients", params={"after": client.upper()}).json()["items"] == []
    job = made(dana, f"clients/{client}/jobs", {"employer": "3M"})["id"]
    changed = dana.patch(f"offers/{offer}", json={"job_id": job.upper()})
    assert changed.json()["job_id"] == job


def test_a_key_knows_it_again(as_member: Speak) -> None:
    dana = as_member()
    client, offer, _ = a_person(dana)
    for at, body in (
        (f"clients/{{}}/jobs {client}", {"employer": "3M"}),
        (f"clients/{{}}/notes {client}", {"text": "Call before nine.", "offer_id": offer}),
    ):
        path, thing = at.split()
        key = {"Idempotency-Key": path}
        first = dana.post(path.format(thing), json=body, headers=key)
        again = dana.post(
            path.format(thing.upper()),
            json={**body, **({"offer_id": offer.upper()} if "offer_id" in body else {})},
            headers=key,
        )
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["location"] == first.headers["location"]


def test_what_was_seen_is_known_by_it_too(as_member: Speak) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    wanted = {"client_ids": [client], "cohort": "MBA 2031"}
    seen = dana.post("caseload/bulk/cohort", json=wanted | {"dry_run": True}).json()
    (change,) = seen["changes"]
    marks = {client.upper(): change["mark"]}
    done = dana.post("caseload/bulk/cohort", json={"marks": marks, "cohort": "MBA 2031"})
    assert done.status_code == 200, done.text
    assert dana.get(f"clients/{client}").json()["cohort"] == "MBA 2031"


def test_a_group_has_its_id_in_capitals_and_in_small_letters(as_member: Speak) -> None:
    dana = as_member(Role.ADMIN)
    group = made(dana, "groups", {"kind": "cohort", "name": "MBA 2031"})["id"]
    assert group != group.upper()
    assert dana.get(f"groups/cohort/{group}").status_code == 200
    assert dana.get(f"groups/cohort/{group.upper()}").status_code == 404
