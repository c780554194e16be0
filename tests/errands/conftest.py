"""A database of its own, since a worker goes through all offices that there are."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from app.db.engine import Database
from tests.conftest import Store, migrated_store, opened


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    return migrated_store(request.param, "errands", request, tmp_path_factory.mktemp("errands"))


@pytest.fixture(scope="session")
def database(store: Store) -> Iterator[Database]:
    yield from opened(store)


@pytest.fixture
def kind() -> str:
    """A kind of errand that no other test knows."""
    return f"note {uuid4().hex}"
