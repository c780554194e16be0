"""what the further filters read, and the saved views"""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.clients.keys import employer_key
from app.cycle.folding import fold
from app.db.walls import wall_off

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
VIEWS = ("saved_views", "pinned_views", "default_views")


def upgrade() -> None:
    op.add_column("clients", sa.Column("area_key", KEY, server_default="", nullable=False))
    op.add_column("clients", sa.Column("last_touch_on", sa.Date(), nullable=True))
    op.add_column(
        "clients", sa.Column("key_people", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("offers", sa.Column("employer_key", KEY, server_default="", nullable=False))
    op.execute(
        "UPDATE clients SET last_touch_on = (SELECT max(happened_on) FROM touches"
        " WHERE touches.office_id = clients.office_id AND touches.client_id = clients.id"
        " AND voided_at IS NULL), key_people = (SELECT count(*) FROM contacts"
        " WHERE contacts.office_id = clients.office_id AND contacts.client_id = clients.id"
        " AND is_key)"
    )
    fold_into("clients", "area")
    fold_into("offers", "employer", employer_key)
    op.create_index(
        op.f("ix_offers_office_id_employer_key_client_id"),
        "offers",
        ["office_id", "employer_key", "client_id"],
        unique=False,
    )
    op.create_table(
        "saved_views",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        of_member("saved_views", "owner_id"),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_saved_views")),
    )
    op.create_table(
        "pinned_views",
        *of_a_reader("pinned_views"),
        sa.PrimaryKeyConstraint("office_id", "user_id", "view_id", name=op.f("pk_pinned_views")),
    )
    op.create_table(
        "default_views",
        *of_a_reader("default_views"),
        sa.PrimaryKeyConstraint("office_id", "user_id", name=op.f("pk_default_views")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in VIEWS:
            for statement in wall_off(table):
                op.execute(statement)


def of_a_reader(table: str) -> Iterator[sa.Column[Any] | sa.ForeignKeyConstraint]:
    for column in ("office_id", "user_id", "view_id"):
        yield sa.Column(column, sa.Uuid(), nullable=False)
    yield of_member(table, "user_id")
    yield sa.ForeignKeyConstraint(
        ["office_id", "view_id"],
        ["saved_views.office_id", "saved_views.id"],
        name=op.f(f"fk_{table}_office_id_view_id"),
    )


def of_member(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["office_id", column],
        ["memberships.office_id", "memberships.user_id"],
        name=op.f(f"fk_{table}_office_id_{column}"),
    )


def fold_into(name: str, column: str, key_of: Callable[[str], str] = fold) -> None:
    """Each spelling once, however many rows have it."""
    table = sa.table(name, sa.column(column), sa.column(f"{column}_key"))
    written, key = table.c[column], table.c[f"{column}_key"]
    connection = op.get_bind()
    spellings = list(connection.scalars(sa.select(written).where(written != "").distinct()))
    keys = [{"spelling": text, "folded": key_of(text)} for text in spellings]
    if keys:
        connection.execute(
            sa.update(table)
            .where(written == sa.bindparam("spelling"))
            .values({key: sa.bindparam("folded")}),
            keys,
        )


def downgrade() -> None:
    for table in reversed(VIEWS):
        op.drop_table(table)
    op.drop_index(op.f("ix_offers_office_id_employer_key_client_id"), table_name="offers")
    op.drop_column("offers", "employer_key")
    for column in ("key_people", "last_touch_on", "area_key"):
        op.drop_column("clients", column)
