"""A database of its own, since a worker goes through all offices that there are."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic import command

from app.db.engine import Database
from app.store import open_database
from tests.conftest import Store, new_store


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = new_store(request.param, "errands", request, tmp_path_factory.mktemp("errands"))
    command.upgrade(made.alembic(), "head")
    return made


@pytest.fixture(scope="session")
def database(store: Store) -> Iterator[Database]:
    database = open_database(store.service_url)
    yield database
    database.dispose()


@pytest.fixture
def kind() -> str:
    """A kind of errand that no other test knows."""
    return f"note {uuid4().hex}"
