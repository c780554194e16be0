"""Exactly the clients that were ticked in the list, as a file."""

import csv
import io
from uuid import uuid4

from app.accounts.models import Role
from app.audit.disclosures import disclosures
from app.db.engine import Database
from tests.api.conftest import Speak
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.seen import Seen, fields_of
from tests.pages.stories import connecting


def named(today: object, name: str) -> dict[str, str]:
    person = {"client_name": name, "client_email": f"{name.lower()}@alumni.example.edu"}
    return connecting(today, 60) | person  # type: ignore[arg-type, operator]


def choose(person: Person, *names: str, **more: str) -> Seen:
    ids = {row.name: row.id for row in person.sees("caseload").rows}
    body = {"client": [ids[name] for name in names], "list": f"/o/{person.slug}/caseload", **more}
    return Seen(person.http.post(person.address("exports/selected"), data=body))


def names_in(content: bytes) -> list[str]:
    return [row["client_name"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def form_of(seen: Seen) -> dict[str, str]:
    return fields_of(seen.soup.select_one("form[data-download]"))


def test_those_who_were_ticked_and_nobody_else(
    dana: Person, imported: Import, today: object
) -> None:
    imported(*(named(today, name) for name in ("Ana", "Ben", "Cal")))
    seen = choose(dana, "Ana", "Cal")
    assert "The 2 clients that you chose in the list." in seen.text
    answer = dana.http.post(
        dana.address("exports"), data=form_of(seen) | {"what": "clients", "format": "csv"}
    )
    assert sorted(names_in(answer.content)) == ["Ana", "Cal"]


def test_what_left_says_how_many_were_chosen(
    dana: Person, imported: Import, today: object, sign_in: SignIn
) -> None:
    imported(*(named(today, name) for name in ("Ana", "Ben")))
    dana.http.post(
        dana.address("exports"),
        data=form_of(choose(dana, "Ana")) | {"what": "clients", "format": "csv"},
    )
    assert "1 chosen one by one" in sign_in(Role.ADMIN).sees("settings/disclosures").text


def test_all_that_match_are_meant_where_it_was_asked_for(
    dana: Person, imported: Import, today: object
) -> None:
    imported(*(named(today, name) for name in ("Ana", "Ben", "Cal")))
    assert "The 3 clients" in choose(dana, all="yes").text


def test_a_refused_form_keeps_who_was_chosen(dana: Person, imported: Import, today: object) -> None:
    imported(*(named(today, name) for name in ("Ana", "Ben")))
    form = form_of(choose(dana, "Ana"))
    seen = dana.sends("exports", form | {"recipient": "The dean"})
    assert seen.status == 422
    assert form_of(seen)["of"] == form["of"]


def test_with_nobody_ticked_it_says_so(dana: Person) -> None:
    seen = choose(dana)
    assert (seen.status, "Nobody is selected" in seen.text) == (422, True)


def test_one_of_another_office_and_there_is_no_file(dana: Person) -> None:
    form = {"what": "clients", "format": "csv", "of": str(uuid4())}
    assert dana.sends("exports", form).status == 404


def test_programs_name_them(as_member: Speak, database: Database) -> None:
    api = as_member()
    ids = [
        api.post("clients", json={"name": name, "email": f"{uuid4().hex}@example.edu"}).json()["id"]
        for name in ("Ana", "Ben")
    ]
    body = {"client_ids": ids[1:], "recipient": "The dean", "purpose": "A review"}
    assert names_in(api.post("exports/clients", json=body).content) == ["Ben"]
    assert api.post("exports/clients", json={"client_ids": []}).status_code == 422
    assert api.post("exports/people", json=body).status_code == 404
    with database.transaction(api.access.office_id, write=False) as session:  # type: ignore[attr-defined]
        (left,) = disclosures(session, api.access, limit=5)  # type: ignore[attr-defined]
    assert left.details["filters"] == {"ticked": "1"}
