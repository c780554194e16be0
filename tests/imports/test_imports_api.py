"""Sheets brought by programs."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.db.engine import Database
from app.imports import answers
from app.imports.models import ImportRow
from app.sheets.xlsx import Column, Kind
from tests.api.conftest import Speak
from tests.cast import ABBOTT, a_sheet, how_many
from tests.sheets.small import xlsx_of

GRACE = {**ABBOTT, "contact_name": "Grace Kim"}
DIRTY = a_sheet(GRACE, {**GRACE, "contact_name": "=cmd", "connected_on": "soon"})


def bring(api: TestClient, content: bytes, **more: Any) -> Any:
    return api.post("imports", files={"file": ("sheet.csv", content)}, **more)


def brought(api: TestClient, content: bytes, **more: Any) -> dict[str, Any]:
    answer = bring(api, content, **more)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_sheet_is_looked_through_taken_in_and_undone(
    as_member: Speak, database: Database
) -> None:
    api = as_member(Role.ADVISOR)
    held = brought(api, DIRTY)
    path = f"imports/{held['id']}"
    assert (held["status"], held["created"], held["rejected"]) == ("previewed", 1, 1)
    assert not any(how_many(database, api.access).values())  # type: ignore[attr-defined]
    done = api.post(f"{path}/commit")
    assert (done.status_code, done.json()["status"]) == (202, "done")
    found = api.get(path).json()
    assert (found["rows_total"], found["rows_done"]) == (2, 2)
    assert how_many(database, api.access)["contacts"] == 1  # type: ignore[attr-defined]
    assert api.post(f"{path}/undo").json()["status"] == "undone"
    assert not any(how_many(database, api.access).values())  # type: ignore[attr-defined]


def test_days_to_be_asked_about_are_told_as_described(as_member: Speak) -> None:
    api = as_member(Role.ADVISOR)
    held = brought(api, a_sheet({**ABBOTT, "declined_on": "03/04/2026"}))
    assert (held["status"], held["day_order"]) == ("asking", "ask")
    TypeAdapter(answers.Import).validate_python(held)


def test_what_an_undone_import_had_brought_is_told_as_gone(as_member: Speak) -> None:
    api = as_member()
    new = {**GRACE, "client_name": "Lee Chan", "client_email": "lee@alumni.example.edu"}
    changed = {**GRACE, "client_name": "Ana Ruiz", "client_email": "ana@alumni.example.edu"}
    before = brought(api, a_sheet({**changed, "program": "MBA"}, GRACE))
    api.post(f"imports/{before['id']}/commit")
    maya = api.get("clients", params={"email": "maya@alumni.example.edu"}).json()["items"][0]["id"]
    ana = api.get("clients", params={"email": changed["client_email"]}).json()["items"][0]["id"]
    met = {**GRACE, "contact_name": "Omar Haddad", "connected_on": "2026-04-01"}
    held = brought(api, a_sheet(new, met, {**changed, "program": "MS"}))
    api.post(f"imports/{held['id']}/commit")
    lee = api.get("clients", params={"email": new["client_email"]}).json()["items"][0]["id"]
    contacts = api.get("contacts", params={"client_id": maya}).json()["items"]
    (omar,) = [one["id"] for one in contacts if one["name"] == "Omar Haddad"]
    (touch,) = api.get("touches", params={"contact_id": omar}).json()["items"]
    assert api.get("removals").json()["items"] == []

    assert api.post(f"imports/{held['id']}/undo").json()["status"] == "undone"
    told = {one["client_id"]: one for one in api.get("removals").json()["items"]}
    assert set(told) == {lee, maya}  # nothing of Ana's is gone
    assert told[lee]["client_removed"] is True
    assert told[maya]["client_removed"] is False
    assert (told[maya]["contacts"], told[maya]["touches"]) == ([omar], [touch["id"]])
    assert (told[maya]["jobs"], told[maya]["offers"], told[lee]["contacts"]) == ([], [], [])
    latest = {
        client: api.get(f"clients/{client}/history?kind=imports").json()["items"][0]["words"]
        for client in (maya, ana)
    }
    assert latest[maya].endswith("undid an import, which removed 1 contact and 1 touch")
    assert latest[ana].endswith("undid an import that had changed Ana Ruiz")


def test_refused_rows_come_back_as_a_sheet_to_mend(as_member: Speak) -> None:
    api = as_member()
    held = brought(api, DIRTY)
    answer = api.get(f"http://testserver{held['rejected_url']}")
    assert answer.headers["content-type"].startswith("text/csv")
    header, row = answer.text.removeprefix("\ufeff").splitlines()
    assert header.endswith('"moved_on","why refused"')
    assert '"\'=cmd"' in row  # no formula in whatever opens it
    assert "“soon” is not a day" in row
    mended = answer.content.replace(b"soon", b"2026-04-01")
    assert brought(api, mended)["created"] == 1


def test_one_cell_is_mended_in_place(as_member: Speak) -> None:
    api = as_member()
    path = f"imports/{brought(api, DIRTY)['id']}"
    (row,) = api.get(f"{path}/rows?verdict=refused").json()["items"]
    assert row["findings"][0]["column"] == "connected_on"
    changed = api.patch(f"{path}/rows/{row['line']}", json={"cells": {"connected_on": ""}})
    assert (changed.json()["created"], changed.json()["rejected"]) == (2, 0)
    nowhere = api.patch(f"{path}/rows/99", json={"cells": {"connected_on": ""}})
    assert nowhere.status_code == 404
    unknown = api.patch(f"{path}/rows/{row['line']}", json={"cells": {"shoe size": ""}})
    assert "“shoe size”, which is no column of this sheet" in unknown.json()["errors"][0]["message"]


def test_page_after_page_tells_all_sheets_once(as_member: Speak) -> None:
    api = as_member()
    ids = [brought(api, DIRTY)["id"] for _ in range(3)]
    first = api.get("imports", params={"limit": 2}).json()
    rest = api.get("imports", params={"limit": 2, "after": first["next_after"]}).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next_after"] is None


def test_the_same_key_brings_a_sheet_once(as_member: Speak) -> None:
    api = as_member()
    key = {"Idempotency-Key": "monday"}
    first, second = (brought(api, DIRTY, headers=key) for _ in range(2))
    assert first == second
    other = bring(api, a_sheet(GRACE), headers=key)
    assert other.status_code == 422
    assert len(api.get("imports").json()["items"]) == 1


def test_a_mapping_comes_with_the_file_or_later(as_member: Speak) -> None:
    api = as_member()
    content = b"E-mail;Student\r\nmaya@x.edu;Maya\r\n"
    mapping = {"E-mail": "client_email", "Student": "client_name"}
    mapped = brought(api, content, data={"mapping": json.dumps(mapping)})
    assert (mapped["status"], mapped["created"]) == ("previewed", 1)
    asking = brought(api, content)
    assert (asking["status"], asking["mapping"]) == ("asking", mapping)
    named = api.put(f"imports/{asking['id']}/columns", json={"mapping": mapping}).json()
    assert (named["status"], named["created"]) == ("previewed", 1)


@pytest.mark.parametrize(
    "mapping", ["{", "[]", '{"E-mail": 1}', "[" * 100_000, '{"E-mail": "gpa"}']
)
def test_a_mapping_that_is_none_is_refused_at_its_field(as_member: Speak, mapping: str) -> None:
    answer = bring(as_member(), b"E-mail\r\nmaya@x.edu\r\n", data={"mapping": mapping})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "mapping")


def test_a_workbook_is_a_sheet_as_well(as_member: Speak) -> None:
    columns = [Column("client_email"), Column("client_name"), Column("declined_on", Kind.DAY)]
    columns += [Column("offer_employer"), Column("offered_on")]
    row = ["maya@x.edu", "Maya", None, "Abbott", "2026-03-01"]
    assert brought(as_member(), xlsx_of("People", columns, [row]))["created"] == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"name\r\n\xff\r\n", b"a,a\r\n1,2"],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    as_member: Speak, content: bytes
) -> None:
    api = as_member()
    answer = bring(api, content)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")
    assert api.get("imports").json()["items"] == []


def test_whoever_sees_figures_only_brings_nothing(as_member: Speak) -> None:
    api = as_member(Role.ANALYST)
    assert bring(api, DIRTY).status_code == 403
    assert api.get("imports").status_code == 403


def test_a_cancelled_sheet_stays_cancelled(as_member: Speak) -> None:
    api = as_member()
    path = f"imports/{brought(api, DIRTY)['id']}"
    for _ in range(2):
        assert api.post(f"{path}/cancel").json()["status"] == "cancelled"
    refused = api.post(f"{path}/commit")
    assert refused.status_code == 409
    assert "was given up" in refused.text


def test_an_erased_client_is_in_no_row_that_came_before_they_were_known(
    as_member: Speak, database: Database
) -> None:
    """Of a sheet that brought them, the refused one; of others, whatever has their e-mail."""
    api = as_member()
    amaya = {**GRACE, "client_name": "Amaya Lo", "client_email": "amaya@alumni.example.edu"}
    waiting = brought(api, a_sheet(GRACE, amaya))
    done = brought(api, a_sheet(GRACE, {**GRACE, "connected_on": "soon"}))
    api.post(f"imports/{done['id']}/commit")
    (client,) = api.get("caseload").json()["items"]
    assert api.delete(f"clients/{client['client_id']}").status_code == 204
    access: Access = api.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=False) as session:
        rows = select(ImportRow.cells).where(ImportRow.office_id == access.office_id)
        kept = list(session.scalars(rows))
    assert [one for one in kept if "maya@alumni.example.edu" in one] == []
    assert len(kept) == 1
    assert api.post(f"imports/{waiting['id']}/commit").json()["status"] == "done"
    assert [one["name"] for one in api.get("clients").json()["items"]] == ["Amaya Lo"]


def test_an_erased_client_is_in_no_sheet_any_more(as_member: Speak, database: Database) -> None:
    api = as_member()
    done = brought(api, a_sheet(GRACE))
    api.post(f"imports/{done['id']}/commit")
    waiting = brought(api, a_sheet({**GRACE, "contact_title": "Head"}))
    (row,) = api.get(f"imports/{waiting['id']}/rows").json()["items"]
    assert row["verdict"] == "updated"
    (client,) = api.get("caseload").json()["items"]
    assert api.delete(f"clients/{client['client_id']}").status_code == 204
    assert api.get(f"imports/{waiting['id']}/rows").json()["items"] == []
    assert api.post(f"imports/{done['id']}/undo").json()["status"] == "undone"


def test_who_keeps_an_import_from_being_undone_is_told_in_one_sentence(as_member: Speak) -> None:
    api = as_member(Role.ADVISOR)
    held = brought(api, a_sheet(ABBOTT))
    api.post(f"imports/{held['id']}/commit")
    (row,) = api.get("caseload").json()["items"]
    assert api.post(f"clients/{row['client_id']}/notes", json={"text": "Hm"}).status_code == 201
    refused = api.post(f"imports/{held['id']}/undo")
    assert refused.status_code == 409
    (error,) = refused.json()["errors"]
    assert error["message"] == f"{row['name']}: a note"
    assert refused.json()["detail"].endswith(f"so nothing was done: {row['name']}: a note.")
