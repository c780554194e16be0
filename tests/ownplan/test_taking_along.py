"""What a client takes along: their plan on paper, and all that the office holds on it."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Column

from app.db.engine import Database
from app.imports.sheet import COLUMNS
from app.ownplan.takeout import TAKEN
from app.plans.touches import tables_about_clients
from tests.cast import an_office, import_into
from tests.conftest import on_sqlite
from tests.ownplan.conftest import GiveLink, Holder
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.stories import GRACE, JOB, KEY, OFFER, STORIES, days, thanked, updated


def data(holder: Holder) -> dict[str, Any]:
    answer = holder.http.post(f"{holder.base}/data", data={"format": "json"})
    assert answer.headers["content-disposition"] == 'attachment; filename="staying-in-touch.json"'
    found: dict[str, Any] = json.loads(answer.content)
    return found


def sheet(holder: Holder) -> list[dict[str, str]]:
    answer = holder.http.post(f"{holder.base}/data", data={"format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="staying-in-touch.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_paper_says_what_to_do_with_whom_and_how_to_reach_them(maya: Holder) -> None:
    maya.fills(f"{maya.grace}/edit", email="grace@example.com", phone="+1 312 555 0100")
    text = maya.sees("paper").text
    assert "Maya Okafor" in text
    assert "Grace Kim Hiring Manager grace@example.com +1 312 555 0100" in text
    assert "Connect on LinkedIn, since" in text


def test_paper_says_what_has_been_done(imported: Import, give_link: GiveLink, today: date) -> None:
    imported(updated(today, started=400, updated=100))
    text = give_link().sees("paper").text
    assert "Meet, or call, " in text
    assert "; thanked" in text
    assert "Analyst, Hyland & Sons" in text


@on_sqlite
@pytest.mark.parametrize("story", STORIES)
def test_paper_tells_every_moment_of_the_cycle(
    imported: Import, give_link: GiveLink, today: date, story: str
) -> None:
    imported(STORIES[story].cells(today))
    holder = give_link()
    assert holder.sees("paper").words_of("#now-title") == holder.sees().words_of("#now h2")


def test_all_of_it_holds_the_job_the_people_and_what_happened(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(updated(today, started=400, updated=100))
    found = data(give_link())
    assert found["you"]["name"] == "Maya Okafor"
    assert [job["employer"] for job in found["jobs"]] == ["Hyland & Sons"]
    (offer,) = found["offers"]
    (person,) = offer["people"]
    assert (offer["employer"], person["name"], person["is_key"]) == ("Abbott", "Grace Kim", True)
    assert [one["kind"] for one in person["touches"]] == ["connected", "thanked", "updated"]
    assert person["next"]["step"] == "catch_up"


def test_what_the_client_told_is_theirs_and_what_colleagues_write_stays(
    maya: Holder, dana: Person
) -> None:
    maya.sends(f"{maya.grace}/touches", kind="connected", note="She was glad")
    maya.fills("message", text="Grace has left Abbott.")
    file = file_of(dana)
    dana.sends(f"contacts/{file.contact}/touches", {"kind": "thanked", "note": "A bit shy"})
    dana.sends(f"clients/{file.client}/notes", {"text": "Call before nine."})
    dana.sends(
        f"contacts/{file.contact}/close",
        {"closed_on": "2026-01-01", "closed_reason": "Quarrelled"},
    )
    found = data(maya)
    touches = found["offers"][0]["people"][0]["touches"]
    assert [(one["kind"], one.get("note")) for one in touches] == [
        ("connected", "She was glad"),
        ("thanked", None),
    ]
    assert [one["text"] for one in found["told"]] == ["", "Grace has left Abbott."]
    for text in (json.dumps(found), str(sheet(maya)), maya.sees("paper").text):
        for word in ("A bit shy", "Call before nine", "Quarrelled", "stalled", "Stalled"):
            assert word not in text


def test_it_says_how_often_the_link_was_opened(maya: Holder) -> None:
    maya.sends("opened")
    (link,) = data(maya)["links"]
    assert (link["opened_count"], link["revoked_at"]) == (1, None)


def test_the_table_is_the_offices_own_sheet(
    imported: Import, give_link: GiveLink, today: date, database: Database
) -> None:
    row = OFFER | KEY | JOB | days(today, offered=40, declined=30, connected=29)
    imported(row, OFFER | {"contact_name": "Omar Haddad"} | days(today, offered=40, declined=30))
    rows = sheet(give_link())
    assert tuple(rows[0]) == COLUMNS
    assert [one["contact_name"] for one in rows] == ["Grace Kim", "Omar Haddad"]
    assert rows[0] | row == rows[0]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(one | {"advisor_email": ""} for one in rows)
    import_into(database, an_office(database), text.getvalue().encode(), today)


def test_a_cell_of_the_table_is_no_formula(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(OFFER | {"contact_name": "=1+1"} | days(today, offered=12, declined=10))
    assert sheet(give_link())[0]["contact_name"] == "'=1+1"


def test_nobody_elses_people_are_in_it(imported: Import, give_link: GiveLink, today: date) -> None:
    mine = OFFER | GRACE | days(today, offered=12, declined=10)
    other = {"client_name": "Lee Wong", "client_email": "lee@example.com"}
    imported(mine, mine | other | {"contact_name": "Omar Haddad"})
    holder = give_link("Maya Okafor")
    assert "Omar Haddad" not in json.dumps(data(holder)) + str(sheet(holder))


def test_who_looked_is_the_offices_own_record(app: FastAPI, maya: Holder, dana: Person) -> None:
    before = data(maya)
    dana.sees(file_of(dana).page)
    app.state.views.write()
    after = data(maya)
    assert after | {"links": before["links"]} == before
    assert after["links"][0].keys() == before["links"][0].keys()


def test_that_it_was_taken_is_on_record(maya: Holder, dana: Person) -> None:
    data(maya)
    told = dana.sees(f"{file_of(dana).page}/history").words_of(".log")
    assert "Maya Okafor, by the shared link, took along what is held on Maya Okafor" in told


def test_a_link_to_read_takes_along_too(imported: Import, give_link: GiveLink, today: date) -> None:
    imported(thanked(today, 60))
    holder = give_link(can_update=False)
    assert data(holder)["you"]["name"] == "Maya Okafor"
    assert "For printing" in holder.sees().text


def test_another_format_is_refused(maya: Holder) -> None:
    assert maya.sends("data", format="xml").status == 422


# By the marks of the columns: what is new is taken along, or named here as what stays.
STAYS = {
    "clients": {"pause_reason", "name_key", "area_key", "last_touch_on"},
    "jobs": {"employer_key"},
    "offers": {"employer_key"},
    "contacts": {"closed_reason", "snooze_reason", "linkedin_key"},
    "touches": {"note", "void_reason"},
    "outcomes": {"note", "void_reason"},
    "moves": {"employer_key", "void_reason"},
    "distinctions": {"other_id"},
}
ALL_STAYS = {
    "notes",  # what colleagues write for each other
    "questions_put_off",  # when an advisor wants to ask
    "external_ids",  # what the office's other systems call these records
    # Copies, to undo by or to send.
    "bulk_items", "told_plans", "webhook_deliveries", "import_deeds", "import_rows", "letters",
    "link_confirmations", "subscriptions", "bounces",
}  # fmt: skip


def columns_of_clients() -> Iterator[Column[Any]]:
    for table in tables_about_clients():
        if table.name not in ALL_STAYS:
            yield from (column for column in table.c if column.info.get("personal"))


def test_every_column_about_a_person_is_taken_along_or_stays_for_a_reason() -> None:
    taken = {model.__tablename__: names for model, names in TAKEN.items()}  # type: ignore[attr-defined]
    left = {
        f"{column.table.name}.{column.name}"
        for column in columns_of_clients()
        if column.name not in taken.get(column.table.name, ())
        and column.name not in STAYS.get(column.table.name, set())
    }
    assert left == set()
