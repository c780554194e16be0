"""Bringing the database to the newest version, and telling whether it is there."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from app.db.engine import Database, make_engine
from app.settings import Settings

CONFIG = Path(__file__).parent.parent.parent / "alembic.ini"


def bring_to_newest(settings: Settings) -> None:
    """As the owner; what the service may do with the tables is granted anew."""
    config = Config(str(CONFIG))
    config.attributes["url"] = settings.owner_url
    command.upgrade(config, "head")
    grant_to_service(settings)


def grant_to_service(settings: Settings) -> None:
    """On PostgreSQL, where the service signs in as a role of its own."""
    owner, service = make_engine(settings.owner_url), make_engine(settings.database_url)
    role = service.url.username
    if owner.dialect.name == "postgresql" and role and role != owner.url.username:
        with owner.begin() as connection:
            name = owner.dialect.identifier_preparer.quote_identifier(role)
            connection.exec_driver_sql(
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
            )
    owner.dispose()
    service.dispose()


def answers_and_is_newest(database: Database) -> bool:
    """False also where the database is away: that is what an operator asks."""
    driver: Any = database.engine.dialect.loaded_dbapi
    try:
        return is_newest(database)
    except (SQLAlchemyError, driver.Error):
        return False


def is_newest(database: Database) -> bool:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest_version()


@cache
def newest_version() -> str | None:
    return ScriptDirectory.from_config(Config(str(CONFIG))).get_current_head()
