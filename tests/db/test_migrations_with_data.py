"""An office's data outlives its schema going back to the first version and forth again."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select

from app.accounts.access import Access
from app.clients.models import Client
from app.cycle.facts import Step, TouchKind
from app.db.engine import Database
from app.db.tables import OFFICE_TABLES, metadata
from app.imports.models import Import
from app.mail.actions import NOT_WANTED
from app.mail.models import Letter
from app.plans.actions import differing_windows, replan
from app.plans.forms import NewTouch
from app.plans.queries import every_client_id
from app.plans.touches import log_touch
from app.store import open_database
from tests.cast import AT, TODAY, a_contact, an_office, how_many, import_into
from tests.conftest import migrated_store, new_store

SHEET = (Path(__file__).parent.parent / "data/declined-offers.csv").read_bytes()


def contents(database: Database, access: Access) -> dict[str, list[str]]:
    """Each row of each table of the office, as text."""
    with database.transaction(access.office_id, write=False) as session:
        return {
            name: sorted(
                str(tuple(row))
                for row in session.execute(
                    select(metadata.tables[name]).where(
                        metadata.tables[name].c.office_id == access.office_id
                    )
                )
            )
            for name in OFFICE_TABLES
        }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_down_to_the_first_version_and_up_again_keeps_every_row(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = migrated_store(kind, "withdata", request, tmp_path)
    database = open_database(store.service_url)
    access = an_office(database)
    import_into(database, access, SHEET)
    before = contents(database, access)
    assert how_many(database, access)["contacts"] == 847
    database.dispose()

    command.downgrade(store.alembic(), "0001")
    command.upgrade(store.alembic(), "head")

    # What is derived and was not there in the first version is computed anew.
    with database.transaction(access.office_id, write=True) as session:
        replan(session, access, every_client_id(session, access))
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []
    assert contents(database, access) == before
    database.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whoever_only_skipped_steps_is_never_contacted_after_the_upgrade(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = migrated_store(kind, "skipping", request, tmp_path)
    database = open_database(store.service_url)
    access = an_office(database)
    contact_id = a_contact(database, access)
    skip = NewTouch(kind=TouchKind.SKIPPED, step=Step.CONNECT, on=TODAY, note="Knows them well")
    with database.transaction(access.office_id, write=True) as session:
        log_touch(session, access, contact_id, skip, today=TODAY, at=AT)
    database.dispose()

    command.downgrade(store.alembic(), "0030")
    with database.transaction(access.office_id, write=False) as session:
        assert session.scalars(select(Client.last_touch_on)).all() == [TODAY]
    database.dispose()
    command.upgrade(store.alembic(), "head")
    with database.transaction(access.office_id, write=False) as session:
        assert session.scalars(select(Client.last_touch_on)).all() == [None]
        assert differing_windows(session, access) == []
    database.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_letters_of_no_use_and_an_undoing_s_names_are_mended_by_the_upgrade(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = new_store(kind, "ofnouse", request, tmp_path)
    command.upgrade(store.alembic(), "0031")
    database = open_database(store.service_url)
    access = an_office(database)
    letter = {"office_id": access.office_id, "kind": "weekly", "made_at": AT, "next_at": AT}
    sheet = {"office_id": access.office_id, "status": "done", "file_name": "s.csv", "format": "own"}
    sheet |= {"header": [], "passed_over": [], "mapping": {}, "brought_at": AT, "moved_at": AT}
    with database.transaction(access.office_id, write=True) as session:
        for trouble in (NOT_WANTED, "550 nobody of that name"):
            session.add(Letter(to_email="d@e.org", trouble=trouble, given_up_at=AT, **letter))
        for words in ("Not undone: Łukasz Kowalski has a note since.", "Undone."):
            session.add(Import(rows_total=1, words=words, **sheet))
    database.dispose()
    command.upgrade(store.alembic(), "head")
    with database.transaction(access.office_id, write=False) as session:
        over = session.scalars(select(Letter.trouble).where(Letter.good_until == AT)).all()
        words = session.scalars(select(Import.words).order_by(Import.words)).all()
    database.dispose()
    assert over == [NOT_WANTED]
    assert words == ["Not undone: something came later. Undo it once more to see what.", "Undone."]
