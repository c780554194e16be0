"""The service over HTTP, and two offices in it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from tests.conftest import Store
from tests.walls.cast import Scene, World, a_side, a_world
from tests.walls.copying import a_scene, another_file
from tests.walls.routes import Route


@pytest.fixture(scope="session")
def served(store: Store) -> Iterator[TestClient]:
    app = create_app(Settings(database_url=store.service_url, _env_file=None))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture(scope="session")
def still(database: Database) -> Scene:
    """For tests that see to it that they change nothing here."""
    return a_scene(database)


@pytest.fixture
def scene(database: Database, still: Scene, route: Route) -> Scene:
    """Where the route may do what it does to the office that asks; the other one stays still."""
    if route.is_safe:
        return still
    world = replace(still.world, ours=a_side(database))
    return replace(still, world=world, our_things=another_file(database, world.ours))
