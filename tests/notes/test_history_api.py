"""Who did what on a client, as sentences: out of the audit rows, narrowed and paged."""

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Office, Role, User
from app.audit.actions import record
from app.audit.models import AuditEntry
from app.audit.queries import EntryPlace, Kind, kind_of
from app.casefile.history import read_cursor, write_cursor
from app.casefile.history_words import SAYINGS
from app.db.base import new_id
from app.db.engine import Database
from tests.api.conftest import Speak
from tests.api.test_api import MAYA, a_person, made
from tests.cast import ABBOTT as ABBOTT_CELLS
from tests.cast import AT, a_sheet, an_office, import_into, make_api_token

AHEAD = (clock.now().date() + timedelta(30)).isoformat()
NOBODY = "00000000-0000-7000-8000-000000000000"
BEFORE_ALL_TIME = base64.urlsafe_b64encode(f"0001-01-01T00:00:00+23:59 {NOBODY}".encode()).decode()


def history(dana: TestClient, client: str, **query: str) -> list[dict[str, Any]]:
    answer = dana.get(f"clients/{client}/history", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def words(dana: TestClient, client: str, **query: str) -> list[str]:
    return [item["words"] for item in history(dana, client, **query)]


def latest(dana: TestClient, client: str) -> str:
    return words(dana, client, limit="1")[0]


def test_every_deed_is_told_as_a_colleague_would(as_member: Speak) -> None:
    dana = as_member()
    client, _, contact = a_person(dana)
    job = made(dana, f"clients/{client}/jobs", {"employer": "3M"})["id"]
    dana.patch(f"jobs/{job}", json={"started_on": "2025-07-01", "employer": "3M"})
    touch = made(
        dana,
        f"contacts/{contact}/touches",
        {"kind": "thanked", "on": "2025-03-12", "note": "By hand."},
    )["id"]
    made(dana, f"contacts/{contact}/touches", {"kind": "wrote", "on": "2025-03-11"})
    dana.post(f"touches/{touch}/void", json={"reason": "not sent"})
    skipped = {"kind": "skipped", "on": "2025-03-12", "step": "thank", "note": "Told them"}
    made(dana, f"contacts/{contact}/touches", skipped)
    note = made(dana, f"clients/{client}/notes", {"text": "x", "contact_id": contact})["id"]
    dana.delete(f"notes/{note}")
    assert words(dana, client) == [
        "Dana Reed removed a note on Grace Kim",
        "Dana Reed added a note on Grace Kim",
        "Dana Reed logged: skipped the thank-you note with Grace Kim, on 12 Mar 2025",
        "Dana Reed took back: thanked Grace Kim",
        "Dana Reed logged: wrote to Grace Kim, on 11 Mar 2025",
        "Dana Reed logged: thanked Grace Kim, on 12 Mar 2025",
        "Dana Reed changed the job at 3M: start",
        "Dana Reed added the job at 3M",
        "Dana Reed added Grace Kim, met at Abbott",
        "Dana Reed added the offer of Abbott",
        "Dana Reed took on Maya Okafor",
    ]
    quotes = {item["action"]: item["quote"] for item in history(dana, client)[3:6]}
    assert quotes == {"touch.voided": "not sent", "touch.logged": "By hand."}


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("clients/{0}", {"email": "m@alumni.example.edu", "cohort": "MBA 2025"},
         "changed Maya Okafor: cohort, e-mail"),
        ("clients/{0}", {"name": "Maya O."}, "changed Maya O.: name"),
        ("clients/{0}", {"paused_until": "2998-01-01", "pause_reason": "ill"},
         "paused Maya Okafor"),
        ("clients/{0}", {"paused_until": None}, "ended the pause of Maya Okafor"),
        ("clients/{0}", {"advisor_email": "{email}"},
         "became the advisor of Maya Okafor"),
        ("clients/{0}", {"advisor_email": None}, "left Maya Okafor without an advisor"),
        ("offers/{1}", {"declined_well": False, "declined_on": "2025-03-11", "employer": "Abbott"},
         "changed the offer of Abbott: declined on, declined professionally"),
        ("contacts/{2}", {"is_key": False}, "took Grace Kim off the key people"),
        ("contacts/{2}", {"is_key": True}, "made Grace Kim a key person"),
        ("contacts/{2}", {"closed_on": "2025-04-01", "closed_reason": "retired"},
         "closed the relationship with Grace Kim"),
        ("contacts/{2}", {"closed_on": None}, "opened the relationship with Grace Kim again"),
        ("contacts/{2}", {"snoozed_until": "2998-01-01", "snooze_reason": "on leave"},
         "snoozed Grace Kim"),
        ("contacts/{2}", {"snoozed_until": None}, "ended the snooze of Grace Kim"),
        ("notes/{3}", {"pinned": True}, "pinned a note on the offer of Abbott"),
        ("notes/{3}", {"pinned": False}, "unpinned a note on the offer of Abbott"),
        ("notes/{3}", {"text": "y"}, "changed a note on the offer of Abbott"),
    ],
)  # fmt: skip
def test_a_change_is_told_by_what_it_means(
    as_member: Speak, path: str, body: dict[str, Any], said: str
) -> None:
    dana = as_member()
    client, offer, contact = a_person(dana)
    note = made(dana, f"clients/{client}/notes", {"text": "x", "offer_id": offer})["id"]
    before = {
        "ended the pause": ("clients/{0}", {"paused_until": "2998-01-01", "pause_reason": "ill"}),
        "left Maya": ("clients/{0}", {"advisor_email": "{email}"}),
        "made Grace Kim a": ("contacts/{2}", {"is_key": False}),
        "opened": ("contacts/{2}", {"closed_on": "2025-04-01", "closed_reason": "retired"}),
        "ended the snooze": ("contacts/{2}",
                             {"snoozed_until": "2998-01-01", "snooze_reason": "on leave"}),
        "unpinned": ("notes/{3}", {"pinned": True}),
    }  # fmt: skip
    first = next((deed for beginning, deed in before.items() if said.startswith(beginning)), None)
    for address, sent in (first, (path, body)) if first else ((path, body),):
        given = {
            name: dana.email if value == "{email}" else value  # type: ignore[attr-defined]
            for name, value in sent.items()
        }
        answer = dana.patch(address.format(client, offer, contact, note), json=given)
        assert answer.status_code == 200, answer.text
    assert latest(dana, client) == f"Dana Reed {said}"


def test_whose_client_somebody_is_made_is_told(as_member: Speak) -> None:
    dana = as_member()
    marcus = as_member(Role.ADVISOR, dana.access)  # type: ignore[attr-defined]
    client, _, _ = a_person(dana)
    dana.patch(f"clients/{client}", json={"advisor_email": None})
    dana.patch(f"clients/{client}", json={"advisor_email": marcus.email})  # type: ignore[attr-defined]
    assert (
        latest(dana, client) == "Dana Reed made Dana Reed the advisor of Maya Okafor"
    )  # both are called so


def test_what_changed_nothing_is_not_told(as_member: Speak) -> None:
    """A program sends the same every night."""
    dana = as_member()
    client, offer, contact = a_person(dana)
    job = made(dana, f"clients/{client}/jobs", {"employer": "3M"})["id"]
    note = made(dana, f"clients/{client}/notes", {"text": "x"})["id"]
    moved = {"employer": "Orchard Labs", "started_on": "2025-04-01"}
    move = made(dana, f"contacts/{contact}/moves", moved)["id"]
    made(dana, f"clients/{client}/share-links", {"expires_on": AHEAD})
    (link,) = dana.get(f"clients/{client}/share-links").json()["items"]
    before = history(dana, client)
    for path, body in (
        (f"clients/{client}", {"name": "Maya Okafor"}),
        (f"jobs/{job}", {"employer": "3M"}),
        (f"offers/{offer}", {"employer": "Abbott"}),
        (f"contacts/{contact}", {}),
        (f"moves/{move}", moved),
        (f"notes/{note}", {"text": "x"}),
        (f"share-links/{link['id']}", {"expires_on": AHEAD}),
    ):
        answer = dana.patch(path, json=body)
        assert answer.status_code == 200, answer.text
    assert history(dana, client) == before
    link_path = f"share-links/{link['id']}"
    later = (date.fromisoformat(AHEAD) + timedelta(1)).isoformat()
    assert dana.patch(link_path, json={"expires_on": later}).status_code == 200
    assert latest(dana, client) == "Dana Reed renewed a link to Maya Okafor's own plan"


def test_what_came_with_the_sheet_is_told_to_each_client_it_was_of(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    access = dana.access  # type: ignore[attr-defined]
    person = {**ABBOTT_CELLS, "contact_name": "Grace Kim"}
    import_into(database, access, a_sheet({"contact_title": "Recruiter", **person}))
    client = dana.get("caseload").json()["items"][0]["client_id"]
    assert words(dana, client) == ["Brought in from the office's sheet"]
    lee = {"client_email": "lee@alumni.example.edu", "client_name": "Lee"}
    import_into(database, access, a_sheet(person, lee))
    assert len(words(dana, client)) == 1
    import_into(database, access, a_sheet(person, person | {"contact_name": "Omar"}))
    assert latest(dana, client) == "Added from the office's sheet: 1 record"
    import_into(database, access, a_sheet(person | {"contact_title": "Partner"}))
    assert latest(dana, client) == "Changed by the office's sheet: 1 record"
    assert len(words(dana, client, kind="imports")) == 3


def test_a_programs_deeds_are_told_with_its_token(as_member: Speak, database: Database) -> None:
    """So that after a leak all can be found that was done with it."""
    dana = as_member()
    access = dana.access  # type: ignore[attr-defined]
    client, _, contact = a_person(dana)
    with database.transaction(access.office_id, write=True) as session:
        user_id = session.scalars(select(User.id).where(User.email == dana.email)).one()  # type: ignore[attr-defined]
        other = make_api_token(session, access, user_id, "CRM “sync”", AT)
        record(session, access, "client.changed", at=AT, client_id=UUID(client), fields=["name"])
    headers = {"Authorization": f"Bearer {other}"}
    met = {"kind": "met", "on": "2025-04-01"}
    assert dana.post(f"contacts/{contact}/touches", json=met, headers=headers).status_code == 201
    assert dana.patch(f"clients/{client}", json={"cohort": "x"}, headers=headers).status_code == 200
    told = [(one["action"], one["token"]) for one in history(dana, client, token="CRM “sync”")]
    assert told == [("client.changed", "CRM “sync”"), ("touch.logged", "CRM “sync”")]
    assert [one["action"] for one in history(dana, client, token="test")] == [
        "contact.added",
        "offer.added",
        "client.added",
    ]
    assert history(dana, client, token="nothing") == []
    by_hand = [one for one in history(dana, client) if not one["token"]]
    assert [one["words"] for one in by_hand] == ["The operator changed Maya Okafor: name"]


def entered(database: Database, dana: Any, client: str, action: str, **more: Any) -> None:
    at = more.pop("at", datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    with database.transaction(dana.access.office_id, write=True) as session:
        record(session, dana.access, action, at=at, client_id=UUID(client), **more)


def test_what_nobody_knows_any_more_breaks_nothing(as_member: Speak, database: Database) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    nowhere = UUID(int=7)
    for action in SAYINGS:
        entered(database, dana, client, action, subject_id=nowhere)
        entered(database, dana, client, action)
        entered(database, dana, client, action, fields=["colour"], on="soon", created="many")
    entered(database, dana, client, "client.looked_at")
    told = words(dana, client, limit="200")
    assert "The operator logged: a touch" in told
    assert "The operator changed somebody: colour" in told
    assert "The operator did this: client looked at" in told
    assert all(words.strip() for words in told)


def test_who_is_gone_is_still_named_and_who_never_was_is_somebody(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    with database.transaction(dana.access.office_id, write=True) as session:  # type: ignore[attr-defined]
        session.execute(
            update(AuditEntry)
            .where(AuditEntry.office_id == dana.access.office_id)  # type: ignore[attr-defined]
            .where(AuditEntry.action == "client.added")
            .values(actor_id=UUID(int=9))
        )
        session.execute(
            update(User).where(User.email == dana.email).values(name="Dana Hill")  # type: ignore[attr-defined]
        )
    assert words(dana, client)[1:] == [
        "Dana Hill added the offer of Abbott",
        "Somebody took on Maya Okafor",
    ]


def test_it_is_narrowed_by_person_and_by_kind(as_member: Speak) -> None:
    dana = as_member()
    marcus = as_member(Role.ADVISOR, dana.access)  # type: ignore[attr-defined]
    client, _, contact = a_person(dana)
    made(marcus, f"contacts/{contact}/touches", {"kind": "met", "on": "2025-04-01"})
    made(marcus, f"clients/{client}/notes", {"text": "x"})

    def actions(**query: str) -> list[str]:
        return [item["action"] for item in history(dana, client, **query)]

    changes = ["contact.added", "offer.added", "client.added"]
    assert actions() == ["note.added", "touch.logged", *changes]
    assert actions(actor=dana.email) == changes  # type: ignore[attr-defined]
    assert actions(actor=marcus.email.upper()) == ["note.added", "touch.logged"]  # type: ignore[attr-defined]
    assert actions(actor="nobody@careers.example.edu") == []
    assert actions(kind="touches") == ["touch.logged"]
    assert actions(kind="notes") == ["note.added"]
    assert actions(kind="changes") == changes
    assert actions(kind="imports") == []
    for item in history(dana, client):
        assert item["kind"] == kind_of(item["action"])
        assert item["action"] in actions(kind=item["kind"])


def test_a_day_is_the_offices_own(as_member: Speak, database: Database) -> None:
    dana = as_member()
    with database.between_offices(write=True) as session:
        session.execute(
            update(Office)
            .where(Office.id == dana.access.office_id)  # type: ignore[attr-defined]
            .values(timezone="America/Chicago")
        )
    client = made(dana, "clients", MAYA)["id"]
    for hour, kind in ((5, "client.late"), (6, "client.early")):  # midnight in Chicago is 06:00
        at = datetime(2026, 11, 23, hour, 59, 59, 999_999, tzinfo=UTC)
        entered(database, dana, client, kind, at=at)

    def on(since: str, until: str) -> list[str]:
        return [item["action"] for item in history(dana, client, **{"from": since, "to": until})]

    assert on("2026-11-22", "2026-11-22") == ["client.late"]
    assert on("2026-11-23", "2026-11-23") == ["client.early"]
    assert on("2026-11-22", "2026-11-23") == ["client.early", "client.late"]
    assert on("2026-11-23", "2026-11-22") == []
    assert on("1900-01-01", "2026-11-21") == []
    assert len(on("1900-01-01", "2999-12-31")) == 3


def test_page_after_page_tells_everything_once_and_in_order(
    as_member: Speak, database: Database
) -> None:
    dana = as_member()
    client = made(dana, "clients", MAYA)["id"]
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    for number in range(8):  # some at the same moment, as in one transaction
        entered(database, dana, client, f"client.deed_{number}", at=at + timedelta(number // 3))
    whole = history(dana, client)
    assert [item["at"] for item in whole] == sorted((item["at"] for item in whole), reverse=True)
    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = dana.get(f"clients/{client}/history", params={"limit": "2", "cursor": cursor}).json()
        assert 1 <= len(page["items"]) <= 2
        seen += page["items"]
        cursor = page["next_cursor"]
    assert seen == whole
    assert len(seen) == 9


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"from": "2026-02-30"}, "from"),
        ({"to": "soon"}, "to"),
        ({"limit": "201"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": BEFORE_ALL_TIME}, "cursor"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(
    as_member: Speak, query: dict[str, str], field: str
) -> None:
    dana = as_member()
    client = made(dana, "clients", MAYA)["id"]
    answer = dana.get(f"clients/{client}/history", params=query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_cursor_is_read_as_it_was_written() -> None:
    place = EntryPlace(datetime(2026, 11, 23, 9, 30, 0, 1, tzinfo=UTC), new_id())
    assert read_cursor(write_cursor(place)) == place
    assert read_cursor("") is None


def test_analysts_and_strangers_are_told_nothing(as_member: Speak, database: Database) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    analyst = as_member(Role.ANALYST, dana.access)  # type: ignore[attr-defined]
    stranger = as_member(Role.ADMIN, an_office(database))
    for who, status in ((analyst, 403), (stranger, 404)):
        answer = who.get(f"clients/{client}/history")
        assert answer.status_code == status
        assert "Maya" not in answer.text


def test_an_erased_client_has_no_history_here(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    client, _, _ = a_person(ruth)
    ruth.delete(f"clients/{client}")
    assert ruth.get(f"clients/{client}/history").status_code == 404


def test_every_kind_is_of_some_action() -> None:
    assert {kind_of(action) for action in SAYINGS} == set(Kind)
    assert kind_of("draft.sent") is Kind.CHANGES
