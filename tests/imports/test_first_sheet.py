"""The first sheet of a new database, whose tables PostgreSQL has yet to count."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from app.imports import stages
from app.imports.models import Import
from app.imports.taking import Taking
from app.store import open_database
from tests.cast import a_sheet, an_office
from tests.conftest import Store, migrated_store
from tests.imports.steps import GRACE, bring, step


def test_postgresql_counts_no_rows_that_only_the_import_sees(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With none to be seen, what a foreign key points to was looked for in all of the office."""
    store = migrated_store("postgresql", "first", request, tmp_path)
    database = open_database(store.service_url)
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    counted = []

    def then_count(store_rows: Any) -> Any:
        def stored(*args: Any) -> None:
            store_rows(*args)
            counted.append(count(store))

        return stored

    monkeypatch.setattr(stages, "PIECE", 1)
    monkeypatch.setattr(Taking, "store", then_count(Taking.store))
    taken: Import = step(database, access, stages.take_in, held)
    database.dispose()
    assert taken.status == "done"
    assert counted == [-1]
    assert count(store) == 2


def count(store: Store) -> int:
    """As the server does by itself, which passes over what is locked; then how many it thinks."""
    url = make_url(store.owner_url).set(drivername="postgresql+psycopg")
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("ANALYZE (SKIP_LOCKED) contacts"))
        known = "SELECT reltuples FROM pg_class WHERE oid = 'contacts'::regclass"
        found = int(connection.scalars(text(known)).one())
    owner.dispose()
    return found
