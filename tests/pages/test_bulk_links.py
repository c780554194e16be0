"""Share links for many clients at once, shown this once."""

import csv
import io
import re
from uuid import uuid4

from fastapi.testclient import TestClient

from tests.api.conftest import Speak
from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.pages.conftest import Person, browser
from tests.pages.seen import Seen
from tests.pages.test_bulk import form_of, look
from tests.pages.test_bulk import three as three

LINKS = "caseload/bulk/links"


def preview(dana: Person, *names: str, **more: str) -> dict[str, str]:
    return form_of(look(dana, LINKS, *names, **more))


def make(dana: Person, *names: str, **more: str) -> Seen:
    return dana.sends(f"{LINKS}/do", preview(dana, *names, **more) | more)


def addresses(seen: Seen) -> list[str]:
    return seen.all_words_of("code.address")


def opens(dana: Person, address: str) -> bool:
    path = re.sub(r"^https?://[^/]+", "", address)
    return bool(browser(dana.http.app).get(path).status_code == 303)  # type: ignore[arg-type]


def test_each_client_gets_a_link_that_opens_their_plan(dana: Person, three: None) -> None:
    seen = make(dana, "Connie", "Thea", can_update="yes")
    assert "2 share links made" in seen.text
    assert len(set(addresses(seen))) == 2
    assert all(opens(dana, address) for address in addresses(seen))
    assert seen.words_of("table .name") == "Connie"


def test_whoever_has_an_open_one_is_left_out_unless_another_is_asked_for(
    dana: Person, three: None
) -> None:
    make(dana, "Connie")
    seen = look(dana, LINKS, "Connie", "Thea", can_update="yes")
    assert "Has a link that opens already" in seen.text
    assert len(addresses(make(dana, "Connie", "Thea"))) == 1
    assert len(addresses(make(dana, "Connie", "Thea", again="yes"))) == 2


def test_undoing_takes_the_links_back(dana: Person, three: None) -> None:
    made = make(dana, "Connie", "Thea")
    action = made.link("Undo, or see what was done")
    address, fields = dana.sees(action).form_with("Undo")
    dana.goes_on(dana.sends(address, fields))
    assert not any(opens(dana, one) for one in addresses(made))


def test_they_come_as_a_sheet_too(dana: Person, three: None) -> None:
    form = preview(dana, "Connie", "Thea") | {"as": "csv"}
    answer = dana.http.post(dana.address(f"{LINKS}/do"), data=form)
    assert answer.headers["content-disposition"] == 'attachment; filename="share-links.csv"'
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head == ["client_name", "client_email", "url", "can_update", "expires_on"]
    assert [row[0] for row in rows] == ["Connie", "Thea"]
    assert all(opens(dana, row[2]) for row in rows)


def test_the_same_form_sent_twice_makes_no_second_link(dana: Person, three: None) -> None:
    form = preview(dana, "Connie")
    dana.sends(f"{LINKS}/do", form)
    again = dana.goes_on(dana.sends(f"{LINKS}/do", form))
    assert "rgl_" not in again.response.text
    assert "Made share links for 1 client" in again.text


def test_a_last_day_in_the_past_is_told_at_its_field(dana: Person, three: None) -> None:
    seen = look(dana, LINKS, "Connie", can_update="yes", expires_on="2020-01-01")
    assert seen.status == 422
    assert "The last day lies in the past" in seen.error_at("expires_on")


def a_client(api: TestClient) -> str:
    answer = api.post("clients", json={"name": "Maya", "email": f"{uuid4().hex}@example.edu"})
    return str(answer.json()["id"])


def test_programs_are_told_them_this_once(as_member: Speak) -> None:
    api = as_member()
    client_id = a_client(api)
    body = {"client_ids": [client_id], "can_update": True}
    first, second = (
        api.post("caseload/bulk/links", json=body, headers={"Idempotency-Key": "links"}).json()
        for _ in range(2)
    )
    assert [one["client_id"] for one in first["links"]] == [client_id]
    assert "/p/rgl_" in first["links"][0]["url"]
    assert (second["id"], second["links"]) == (first["id"], [])


def test_a_dry_run_makes_none(as_member: Speak) -> None:
    api = as_member()
    body = {"client_ids": [a_client(api)], "dry_run": True}
    assert len(api.post("caseload/bulk/links", json=body).json()["changes"]) == 1
    assert api.get(f"clients/{body['client_ids'][0]}/share-links").json() == {"items": []}
