"""The service over HTTP, and two offices in it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from tests.conftest import Store
from tests.walls.cast import Still, World, a_still_world, a_world


@pytest.fixture(scope="session")
def served(store: Store) -> Iterator[TestClient]:
    app = create_app(Settings(database_url=store.service_url, _env_file=None))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture(scope="session")
def still(database: Database) -> Still:
    """For tests that see to it that they change nothing here."""
    return a_still_world(database)
