"""Runs migrations as the owner, one transaction each, on either store."""

from alembic import context
from sqlalchemy import Connection

from app.db.engine import make_engine
from app.db.tables import metadata
from app.settings import Settings


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = make_engine(context.config.attributes.get("url") or Settings().owner_url)
    with engine.connect() as connection:
        run(connection)
        connection.commit()
    engine.dispose()
