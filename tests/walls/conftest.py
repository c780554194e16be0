"""The service over HTTP, and two offices in it."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app.db.engine import Database
from tests.conftest import Serving
from tests.walls.cast import Scene, Side, World, a_side
from tests.walls.copying import a_scene, another_file
from tests.walls.routes import Route


@pytest.fixture(scope="session")
def served(serving: Serving) -> TestClient:
    return TestClient(serving("http://127.0.0.1:8000").app, follow_redirects=False)


@pytest.fixture(scope="session")
def neighbour(database: Database) -> Side:
    """Whatever is done to ours, this one stays as it is."""
    return a_side(database)


@pytest.fixture
def world(database: Database, neighbour: Side) -> World:
    return World(database, a_side(database), neighbour)


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
