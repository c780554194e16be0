"""An office that was worked in, brought into an empty one by its export: every plan is the same."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.queries import office_by_slug, operator_of
from app.caseload.filters import Filters
from app.clients.models import Client
from app.db.base import new_id
from app.db.engine import Database
from app.demo.office import LAKESIDE, fill_office
from app.exports.actions import Asked, Format
from app.exports.columns import What
from app.exports.files import pieces
from app.imports import progress, stages, standing, undoing
from app.imports.models import Import
from app.offers.models import Contact, Offer
from app.plans.actions import differing_windows
from app.plans.queries import OF_CLIENT, OF_CONTACT, OF_OFFER
from tests.api.conftest import Speak
from tests.cast import ABBOTT, TODAY, a_sheet, an_office, how_many, import_into
from tests.imports.steps import bring, counts, rows, step

Plans = dict[Any, tuple[Any, ...]]
OF_OTHERS = {"next_offer_id", "next_contact_id", "planned_by"}  # ids, and by which policy


def exported(database: Database, access: Access, format: Format = Format.CSV) -> bytes:
    asked = Asked(what=What.CONTACTS, format=format, filters=Filters(), as_of=TODAY)
    return b"".join(pieces(database, access, new_id(), asked))


def taken_in(database: Database, access: Access, content: bytes) -> Import:
    held = bring(database, access, content)
    assert held.refused == 0
    return step(database, access, stages.take_in, held)


def plans(database: Database, access: Access) -> Plans:
    """All that is stored of them, by what each is known by."""

    def of(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in names if name not in OF_OTHERS)

    with database.transaction(access.office_id, write=False) as session:
        clients, offers, contacts = (
            session.scalars(select(table).where(table.office_id == access.office_id)).all()
            for table in (Client, Offer, Contact)
        )
        found: Plans = {one.email: of(one, OF_CLIENT) for one in clients}
        emails = {one.id: one.email for one in clients}
        met_at = {one.id: (emails[one.client_id], one.employer, one.title) for one in offers}
        found |= {met_at[one.id]: of(one, OF_OFFER) for one in offers}
        return found | {(*met_at[one.offer_id], one.name): of(one, OF_CONTACT) for one in contacts}


@pytest.fixture
def worked_in(database: Database) -> Access:
    demo = replace(LAKESIDE, slug=f"lakeside-{uuid4().hex}")
    assert fill_office(database, demo, TODAY, datetime.combine(TODAY, time(18), UTC))
    with database.between_offices() as session:
        office = office_by_slug(session, demo.slug)
        assert office is not None
        return operator_of(office)


@pytest.mark.parametrize("format", Format)
def test_the_demo_comes_back_with_every_plan_as_it_was(
    database: Database, worked_in: Access, monkeypatch: pytest.MonkeyPatch, format: Format
) -> None:
    for room in (stages, standing, undoing, progress):
        monkeypatch.setattr(room, "AT_ONCE", 5_000)
    theirs, ours = an_office(database), plans(database, worked_in)
    held = taken_in(database, theirs, exported(database, worked_in, format))
    assert plans(database, theirs) == ours
    assert len(ours) > 1_000
    with database.transaction(theirs.office_id, write=False) as session:
        assert differing_windows(session, theirs) == []
    file = exported(database, theirs)
    assert file == exported(database, worked_in)
    assert counts(bring(database, theirs, file))[:2] == (0, 0)
    assert step(database, theirs, undoing.undo, held).status == "undone"
    assert not any(how_many(database, theirs).values())


GRACE = {
    **ABBOTT,
    "contact_name": "Grace Kim",
    "contact_key": "yes",
    "contact_email": "g@x.example",
}
LIVED = {
    "contact_phone": "+1 555 0100",
    "touches": "updated 2026-10-01; connected 2026-03-12; met 2026-10-01; met 2026-10-01;"
    " skipped thank 2026-04-01; skipped connect 2026-04-01; heard_from 2026-05-01",
    "snoozed_until": "2027-03-01", "snoozed_step": "keep_in_touch", "snooze_reason": "on leave",
    "paused_until": "2027-02-01", "pause_reason": "=ill",
    "moved_to": "3M", "moved_title": "Head", "moved_area": "Duluth", "moved_on": "2026-06-01",
}  # fmt: skip


def sheet_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_touches_come_in_the_order_of_recording_as_often_as_they_happened(
    database: Database,
) -> None:
    ours, theirs = an_office(database), an_office(database)
    import_into(database, ours, a_sheet({**GRACE, **LIVED}))
    file = exported(database, ours)
    (row,) = sheet_of(file)
    assert {name: row[name] for name in LIVED} == {**LIVED, "pause_reason": "'=ill",
                                                   "contact_phone": "'+1 555 0100"}  # fmt: skip
    assert (row["updated_on"], row["caught_up_on"], row["plan_step"]) == (
        "2026-10-01", "2026-10-01", "keep_in_touch",
    )  # fmt: skip
    taken_in(database, theirs, file)
    assert exported(database, theirs) == file
    assert plans(database, theirs) == plans(database, ours)
    for access in ours, theirs:
        assert counts(bring(database, access, file)) == (0, 0, 1, 0)


@pytest.mark.parametrize("format", Format)
def test_whoever_is_written_to_for_years_comes_back_with_all_touches(
    database: Database, format: Format
) -> None:
    ours, theirs = an_office(database), an_office(database)
    told = "; ".join(["heard_from 2026-03-11", *["wrote 2026-03-12"] * 400])
    import_into(database, ours, a_sheet({**GRACE, "touches": told}))
    taken_in(database, theirs, exported(database, ours, format))
    assert how_many(database, theirs)["touches"] == 401


def test_a_cell_longer_than_a_spreadsheets_is_refused_and_not_cut(database: Database) -> None:
    access = an_office(database)
    told = "; ".join(["heard_from 2026-03-11", *["wrote 2026-03-12"] * 2_000])
    held = bring(database, access, a_sheet({**GRACE, "touches": told}))
    assert rows(database, access, held)[2] == (
        "refused",
        [{"column": "touches", "reason": "longer than 32,767 characters"}],
    )


def test_a_touch_that_was_taken_back_is_not_in_it_and_does_not_come_back(
    as_member: Speak, database: Database
) -> None:
    ours = as_member()
    import_into(database, ours.access, a_sheet({**GRACE, "touches": "connected 2026-03-12"}))
    file = exported(database, ours.access)
    (touch,) = ours.get("touches").json()["items"]
    assert ours.post(f"touches/{touch['id']}/void", json={"reason": "wrong"}).status_code == 200
    assert sheet_of(exported(database, ours.access))[0]["touches"] == ""
    assert counts(bring(database, ours.access, file)) == (0, 0, 1, 0)


def test_a_move_says_where_somebody_is_and_goes_with_its_import(
    as_member: Speak, database: Database
) -> None:
    ours = as_member()
    import_into(database, ours.access, a_sheet(GRACE))
    (contact,) = ours.get("contacts").json()["items"]
    later = {"employer": "Stryker", "started_on": "2026-09-01"}
    moved = ours.post(f"contacts/{contact['id']}/moves", json=later).json()
    before = plans(database, ours.access)
    first = {"moved_to": "3M", "moved_on": "2026-06-01"}
    held = taken_in(database, ours.access, a_sheet({**GRACE, **first}))
    assert sheet_of(exported(database, ours.access))[0]["moved_to"] == "Stryker"
    newest = {"moved_to": "BD", "moved_on": "2026-10-01", "contact_area": "Chicago"}
    again = taken_in(database, ours.access, a_sheet({**GRACE, **newest}))
    assert sheet_of(exported(database, ours.access))[0]["moved_to"] == "BD"
    told = {one["employer"]: one["old_email"] for one in ours.get("moves").json()["items"]}
    assert told == {"Stryker": "g@x.example", "3M": "g@x.example", "BD": "g@x.example"}
    for one in again, held:
        assert step(database, ours.access, undoing.undo, one).status == "undone"
    assert [one["id"] for one in ours.get("moves").json()["items"]] == [moved["id"]]
    assert sheet_of(exported(database, ours.access))[0]["moved_to"] == "Stryker"
    assert plans(database, ours.access) == before
    gone = ours.get("removals").json()["items"]
    assert [len(one["moves"]) for one in gone] == [1, 1]


def test_an_address_that_came_with_the_move_is_not_in_doubt(
    as_member: Speak, database: Database
) -> None:
    ours = as_member()
    import_into(database, ours.access, a_sheet({**GRACE, "contact_email": ""}))
    import_into(
        database, ours.access, a_sheet({**GRACE, "moved_to": "3M", "moved_on": "2026-06-01"})
    )
    (move,) = ours.get("moves").json()["items"]
    assert move["old_email"] is None
    ours.post(f"moves/{move['id']}/void", json={"reason": "wrong"})
    sheet = a_sheet({**GRACE, "moved_to": "3M", "moved_on": "2026-06-01", "moved_title": "Head"})
    assert counts(bring(database, ours.access, sheet)) == (0, 0, 1, 0)
