"""Notes as programs read and write them: on whom, by whom, in which order, and who may not."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.db.idempotency import IdempotencyKey
from app.notes.models import Note
from tests.api.conftest import Speak
from tests.api.test_api import ABBOTT, MAYA, a_person, made
from tests.cast import an_office


def texts(dana: TestClient, client: str) -> list[str]:
    return [note["text"] for note in dana.get(f"clients/{client}/notes").json()["items"]]


def rows_of(database: Database, dana: Any, table: Any) -> list[Any]:
    office_id = dana.access.office_id
    with database.transaction(office_id, write=False) as session:
        return list(session.scalars(select(table).where(table.office_id == office_id)))


def test_a_note_tells_what_it_is_on_and_who_wrote_it(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    client, offer, contact = a_person(dana)
    note = made(dana, f"clients/{client}/notes", {"text": "Call before nine.\r\nNever late. "})
    assert note["text"] == "Call before nine.\nNever late."
    assert (note["client_id"], note["offer_id"], note["contact_id"]) == (client, None, None)
    assert note["written_by"] == {"name": "Dana Reed", "email": dana.email}  # type: ignore[attr-defined]
    assert (note["pinned"], note["changed_at"], note["version"]) == (False, None, 1)
    assert note["written_at"].endswith("Z")
    on_offer = made(dana, f"clients/{client}/notes", {"text": "x", "offer_id": offer})
    assert (on_offer["offer_id"], on_offer["contact_id"]) == (offer, None)
    on_contact = made(dana, f"clients/{client}/notes", {"text": "x", "contact_id": contact})
    assert (on_contact["offer_id"], on_contact["contact_id"]) == (offer, contact)
    both = {"text": "x", "contact_id": contact, "offer_id": offer}
    assert made(dana, f"clients/{client}/notes", both)["contact_id"] == contact


def test_the_pinned_come_first_and_then_the_newest(as_member: Speak) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    for text, pinned in (("first", True), ("second", False), ("third", True), ("fourth", False)):
        made(dana, f"clients/{client}/notes", {"text": text, "pinned": pinned})
    assert texts(dana, client) == ["third", "first", "fourth", "second"]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "text", "is missing"),
        ({"text": " \n "}, "text", "must not be blank"),
        ({"text": "a" * 4_001}, "text", "must not be longer than 4,000 characters"),
        ({"text": "\0"}, "text", "holds a character that cannot be stored"),
        ({"text": "x", "pinned": "yes"}, "pinned", "must be true or false"),
        ({"text": "x", "offer_id": "{other_offer}"}, "offer_id", "is no offer of this client"),
        ({"text": "x", "contact_id": "{other}"}, "contact_id", "is no contact of this client"),
        ({"text": "x", "offer_id": "{client}"}, "offer_id", "is no offer of this client"),
        (
            {"text": "x", "offer_id": "{second}", "contact_id": "{contact}"},
            "contact_id",
            "was not met at this offer",
        ),
        ({"text": "x", "written_by": "me"}, "written_by", "is not known here"),
    ],
)
def test_what_cannot_be_a_note_is_told_at_its_field(
    as_member: Speak, body: dict[str, Any], field: str, message: str
) -> None:
    dana = as_member()
    client, _, contact = a_person(dana)
    second = made(dana, f"clients/{client}/offers", ABBOTT | {"employer": "3M"})["id"]
    lee = made(dana, "clients", MAYA | {"email": "lee@alumni.example.edu"})["id"]
    other_offer = made(dana, f"clients/{lee}/offers", ABBOTT)["id"]
    other = made(dana, f"offers/{other_offer}/contacts", {"name": "Omar"})["id"]
    ids = {"client": client, "contact": contact, "second": second, "other_offer": other_offer,
           "other": other}  # fmt: skip
    sent = {
        name: value.format(**ids) if isinstance(value, str) and "{" in value else value
        for name, value in body.items()
    }
    answer = dana.post(f"clients/{client}/notes", json=sent)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "message": message}]
    assert texts(dana, client) == []


def test_a_repeated_create_writes_once(as_member: Speak) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    key = {"Idempotency-Key": "again"}
    answers = [
        dana.post(f"clients/{client}/notes", json={"text": "once"}, headers=key) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert texts(dana, client) == ["once"]


def test_a_change_counts_and_one_based_on_an_old_version_is_told_so(as_member: Speak) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    note = made(dana, f"clients/{client}/notes", {"text": "Call before nine."})
    pinned = dana.patch(f"notes/{note['id']}", json={"pinned": True, "version": 1}).json()
    assert (pinned["pinned"], pinned["version"], pinned["changed_at"]) == (True, 2, None)
    stale = dana.patch(f"notes/{note['id']}", json={"text": "Never call.", "version": 1})
    assert (stale.status_code, texts(dana, client)) == (409, ["Call before nine."])
    changed = dana.patch(f"notes/{note['id']}", json={"text": "Never call.", "version": 2}).json()
    assert (changed["text"], changed["version"]) == ("Never call.", 3)
    assert changed["changed_at"] is not None


def test_a_removed_note_keeps_no_word_of_its_text(as_member: Speak, database: Database) -> None:
    dana = as_member(Role.ADVISOR)
    client, _, _ = a_person(dana)
    key = {"Idempotency-Key": "k"}
    note = dana.post(f"clients/{client}/notes", json={"text": "A secret."}, headers=key).json()
    assert dana.delete(f"notes/{note['id']}").status_code == 204
    assert texts(dana, client) == []
    for again in (
        dana.delete(f"notes/{note['id']}"),
        dana.patch(f"notes/{note['id']}", json={"text": "Back?"}),
    ):
        assert again.status_code == 404
    (kept,) = rows_of(database, dana, Note)
    assert (kept.text, kept.pinned, kept.removed_by) == ("", False, kept.written_by)
    assert kept.removed_at is not None
    assert "A secret." not in str([one.answer for one in rows_of(database, dana, IdempotencyKey)])


def test_the_audit_log_tells_of_notes_and_never_what_they_say(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    note = made(dana, f"clients/{client}/notes", {"text": "A secret."})
    dana.patch(f"notes/{note['id']}", json={"text": "Another secret."})
    dana.delete(f"notes/{note['id']}")
    entries = [e for e in rows_of(database, dana, AuditEntry) if e.action.startswith("note.")]
    assert sorted(entry.action for entry in entries) == [
        "note.added",
        "note.changed",
        "note.removed",
    ]
    assert {str(entry.subject_id) for entry in entries} == {note["id"]}
    assert {str(entry.client_id) for entry in entries} == {client}
    assert "secret" not in str([entry.details for entry in entries])


def test_a_colleague_reads_a_note_and_only_its_writer_or_an_admin_changes_it(
    as_member: Speak,
) -> None:
    dana = as_member(Role.ADVISOR)
    inside = dana.access  # type: ignore[attr-defined]
    marcus, ruth = as_member(Role.ADVISOR, inside), as_member(Role.ADMIN, inside)
    client, _, _ = a_person(dana)
    note = made(dana, f"clients/{client}/notes", {"text": "Mine."})
    assert texts(marcus, client) == ["Mine."]
    refused = marcus.patch(f"notes/{note['id']}", json={"pinned": True})
    assert refused.status_code == 403
    assert "Only the colleague who wrote this note" in refused.json()["detail"]
    assert marcus.delete(f"notes/{note['id']}").status_code == 403
    assert ruth.patch(f"notes/{note['id']}", json={"pinned": True}).status_code == 200
    assert dana.patch(f"notes/{note['id']}", json={"text": "Still mine."}).status_code == 200
    assert ruth.delete(f"notes/{note['id']}").status_code == 204


def test_the_analyst_never_sees_notes_and_a_stranger_finds_none(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    analyst = as_member(Role.ANALYST, dana.access)  # type: ignore[attr-defined]
    stranger = as_member(Role.ADMIN, an_office(database))
    client, _, _ = a_person(dana)
    note = made(dana, f"clients/{client}/notes", {"text": "Mine."})["id"]
    for who, status in ((analyst, 403), (stranger, 404)):
        assert who.get(f"clients/{client}/notes").status_code == status
        assert who.post(f"clients/{client}/notes", json={"text": "x"}).status_code == status
        assert who.patch(f"notes/{note}", json={"text": "x"}).status_code == status
        assert who.delete(f"notes/{note}").status_code == status
    assert texts(dana, client) == ["Mine."]


def test_erasing_a_client_takes_their_notes_along(as_member: Speak, database: Database) -> None:
    ruth = as_member(Role.ADMIN)
    client, offer, contact = a_person(ruth)
    for on in ({}, {"offer_id": offer}, {"contact_id": contact}):
        made(ruth, f"clients/{client}/notes", {"text": "x", **on})
    removed = made(ruth, f"clients/{client}/notes", {"text": "x"})["id"]
    ruth.delete(f"notes/{removed}")
    assert ruth.delete(f"clients/{client}").status_code == 204
    assert rows_of(database, ruth, Note) == []
