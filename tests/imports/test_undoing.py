"""An import taken back, while nothing depends on it."""

from contextlib import nullcontext
from datetime import timedelta
from operator import eq
from uuid import UUID

import pytest
from sqlalchemy import null, select

from app.accounts.access import Access
from app.clients.actions import change_client
from app.clients.forms import ClientChanges
from app.clients.models import Client
from app.db.engine import Database
from app.errands.worker import Worker
from app.faults import ChangedMeanwhile, NotNow
from app.imports import depending, done, queries, stages, undoing
from app.imports.models import ImportDeed
from app.imports.standing import KEPT
from app.mail.actions import post_letter
from app.mail.models import Letter
from app.offers.actions import add_contact
from app.offers.forms import NewContact
from app.offers.models import Contact, Offer
from app.work import HANDLERS
from tests.cast import ABBOTT, AT, a_sheet, an_office, how_many, import_into
from tests.imports.steps import (
    GRACE,
    LATER,
    a_client,
    bring,
    counts,
    left_to_be_undone,
    on_record,
    step,
)


def test_an_import_is_undone_as_a_whole(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({**GRACE, "program": "MBA"}))
    before = how_many(database, access)
    sheet = a_sheet(
        {**GRACE, "program": "MS", "contact_title": "Head"},
        {**GRACE, "program": "MS", "contact_name": "Lee", "connected_on": "2026-04-01"},
        {"client_email": "lee@alumni.example.edu", "client_name": "Lee Chan", **ABBOTT},
    )
    held = bring(database, access, sheet)
    step(database, access, stages.take_in, held)
    assert how_many(database, access)["clients"] == 2
    undone = step(database, access, undoing.undo, held)
    assert undone.status == "undone"
    assert how_many(database, access) == before
    assert a_client(database, access).program == "MBA"
    again = bring(database, access, a_sheet({**GRACE, "program": "MBA"}))
    assert counts(again) == (0, 0, 1, 0)
    assert step(database, access, undoing.undo, held).status == "undone"


def test_what_was_taken_in_and_what_was_undone_is_on_record_as_the_same_sheet(
    database: Database,
) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE))
    step(database, access, stages.take_in, held)
    step(database, access, undoing.undo, held)
    assert [(action, of) for action, of, _ in on_record(database, access)] == [
        ("sheet.brought", held.id),
        ("sheet.imported", held.id),
        ("sheet.undone", held.id),
    ]


def test_letters_that_wait_follow_the_address_there_and_back(database: Database) -> None:
    access = an_office(database)
    maya = {**GRACE, "client_external_id": "S-1"}
    import_into(database, access, a_sheet(maya))
    client = a_client(database, access)
    with database.transaction(access.office_id, write=True) as session:
        for sent_at in (None, AT):
            letter_id = post_letter(
                session, access, "link", client.email, {}, at=AT, client_id=client.id
            )
            session.get_one(Letter, (access.office_id, letter_id)).sent_at = sent_at
    held = bring(database, access, a_sheet({**maya, "client_email": "maya@work.example"}))
    step(database, access, stages.take_in, held)
    assert addresses(database, access) == ["maya@work.example", client.email]
    step(database, access, undoing.undo, held)
    assert addresses(database, access) == [client.email, client.email]


def addresses(database: Database, access: Access) -> list[str]:
    with database.transaction(access.office_id, write=False) as session:
        letters = select(Letter.to_email).where(Letter.office_id == access.office_id)
        return list(session.scalars(letters.order_by(Letter.id)))


def test_what_came_new_is_kept_once_for_each_client(database: Database) -> None:
    access = an_office(database)
    ana = {**GRACE, "client_email": "ana@alumni.example.edu", "connected_on": "2026-04-01"}
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}, ana))
    step(database, access, stages.take_in, held)
    with database.transaction(access.office_id, write=False) as session:
        deeds = session.scalars(select(ImportDeed).where(ImportDeed.import_id == held.id)).all()
    kept = [{kind: len(ids) for kind, ids in deed.after.items()} for deed in deeds]
    assert sorted(kept, key=len) == [
        {"clients": 1, "offers": 1, "contacts": 2},
        {"clients": 1, "offers": 1, "contacts": 1, "touches": 1},
    ]


def test_an_import_is_undone_by_deeds_as_they_were_kept_before(database: Database) -> None:
    """One of each thing."""
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "connected_on": "2026-04-01"}))
    step(database, access, stages.take_in, held)
    of_import = {"office_id": access.office_id, "import_id": held.id}
    with database.transaction(access.office_id, write=True) as session:
        (deed,) = session.scalars(select(ImportDeed).where(ImportDeed.import_id == held.id))
        session.delete(deed)
        session.flush()
        session.add_all(
            ImportDeed(
                **of_import,
                thing_id=UUID(thing_id),
                kind=kind,
                client_id=deed.client_id,
                before=null(),
                after={},
            )
            for kind, ids in deed.after.items()
            for thing_id in ids
        )
    assert step(database, access, undoing.undo, held).status == "undone"
    assert not any(how_many(database, access).values())


def test_what_depends_on_an_import_keeps_it_from_being_undone(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE))
    step(database, access, stages.take_in, held)
    with database.transaction(access.office_id, write=True) as session:
        offer = session.scalars(select(Offer).where(Offer.office_id == access.office_id)).one()
        add_contact(session, access, offer.id, NewContact(name="Met later"), LATER)
    before = how_many(database, access)
    with pytest.raises(ChangedMeanwhile) as refused:
        step(database, access, undoing.undo, held)
    assert list(refused.value.who.values()) == ["Maya Okafor: a person added"]
    assert how_many(database, access) == before


def test_whatever_kind_of_cell_it_had_changed_is_put_back(database: Database) -> None:
    access = an_office(database)
    told = {
        **GRACE, "respond_by": "2026-03-20", "declined_well": "yes", "contact_key": "no",
        "advisor_email": "dana@careers.example.edu",
    }  # fmt: skip
    import_into(database, access, a_sheet(told))
    before = cells_of(database, access)
    other = {
        "respond_by": "2026-03-25", "declined_on": "2026-03-12", "declined_well": "no",
        "contact_key": "yes", "advisor_email": "ben@careers.example.edu",
    }  # fmt: skip
    held = bring(database, access, a_sheet({**told, **other}))
    step(database, access, stages.take_in, held)
    assert not any(map(eq, cells_of(database, access), before))
    step(database, access, undoing.undo, held)
    assert cells_of(database, access) == before


def cells_of(database: Database, access: Access) -> list[object]:
    with database.transaction(access.office_id, write=False) as session:
        columns = (
            Client.advisor_id,
            Offer.respond_by,
            Offer.declined_on,
            Offer.declined_well,
            Contact.is_key,
        )
        return [
            session.scalars(select(column).where(column.class_.office_id == access.office_id)).one()
            for column in columns
        ]


def test_what_somebody_changed_after_an_import_had_is_not_overwritten(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({**GRACE, "program": "MBA"}))
    held = bring(database, access, a_sheet({**GRACE, "program": "MS"}))
    step(database, access, stages.take_in, held)
    with database.transaction(access.office_id, write=True) as session:
        client_id = a_client(database, access).id
        change_client(session, access, client_id, ClientChanges(program="PhD"), LATER)
    with pytest.raises(ChangedMeanwhile) as refused:
        step(database, access, undoing.undo, held)
    assert list(refused.value.who.values()) == ["Maya Okafor: the client changed"]
    assert a_client(database, access).program == "PhD"


def test_an_import_can_be_undone_for_so_many_days(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE))
    step(database, access, stages.take_in, held)
    with database.transaction(access.office_id, write=True) as session:
        for at, ended in ((LATER + KEPT + timedelta(seconds=1), True), (LATER + KEPT, False)):
            with pytest.raises(NotNow) if ended else nullcontext():
                undoing.undo(session, access, held.id, at)


def test_what_is_kept_of_an_undoing_that_came_too_late_names_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words stay with the sheet, also when the client is erased."""
    access = an_office(database)
    held = left_to_be_undone(database, access, monkeypatch)
    with database.transaction(access.office_id, write=True) as session:
        offer = session.scalars(select(Offer).where(Offer.office_id == access.office_id)).one()
        add_contact(session, access, offer.id, NewContact(name="Met later"), LATER)
    Worker(database, handlers=HANDLERS).run_due(LATER)
    with database.transaction(access.office_id, write=False) as session:
        found = queries.one_import(session, access, held.id)
    assert found.status == "done"
    assert "Maya" not in found.words
    assert "1 client" in found.words


def test_whatever_may_depend_on_an_import_has_a_name() -> None:
    pointing = {table.name for kind in done.TABLES for table, _ in depending.pointing_to(kind)}
    assert pointing == set(depending.CALLED)
    assert set(done.TABLES) == set(depending.CHANGED)


def test_an_import_is_undone_after_one_that_came_later(database: Database) -> None:
    access = an_office(database)
    held = []
    for program in ("MBA", "MS", "PhD"):
        held.append(bring(database, access, a_sheet({**GRACE, "program": program})))
        step(database, access, stages.take_in, held[-1])
    with pytest.raises(ChangedMeanwhile):
        step(database, access, undoing.undo, held[0])
    for one in reversed(held):
        assert step(database, access, undoing.undo, one).status == "undone"
    assert not any(how_many(database, access).values())


def test_an_import_stays_when_somebody_changed_what_a_later_one_put_back(
    database: Database,
) -> None:
    access = an_office(database)
    first = bring(database, access, a_sheet({**GRACE, "program": "MBA"}))
    step(database, access, stages.take_in, first)
    for name in ("Maya R. Okafor", "Maya Okafor"):
        with database.transaction(access.office_id, write=True) as session:
            client = session.scalars(
                select(Client).where(Client.office_id == access.office_id)
            ).one()
            client.name = name
            client.version += 1
    later = bring(database, access, a_sheet({**GRACE, "program": "MS"}))
    step(database, access, stages.take_in, later)
    step(database, access, undoing.undo, later)
    with pytest.raises(ChangedMeanwhile) as refused:
        step(database, access, undoing.undo, first)
    assert list(refused.value.who.values()) == ["Maya Okafor: the client changed"]
