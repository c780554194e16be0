"""people: what came of knowing them, where they went, who is one and the same"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from app.clients.keys import profile_key
from app.db.base import Key
from app.db.walls import wall_off

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('referral', 'interview', 'offer', 'hire', 'advice', 'introduction')",
            name=op.f("ck_outcomes_kind"),
        ),
        *belonging("outcomes"),
    )
    op.create_index(op.f("ix_outcomes_office_id_client_id"), "outcomes", ["office_id", "client_id"])
    op.create_index(
        op.f("ix_outcomes_office_id_happened_on"), "outcomes", ["office_id", "happened_on"]
    )
    wall("outcomes")

    op.create_table(
        "moves",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("employer_key", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        *belonging("moves"),
    )
    for column in ("client_id", "contact_id", "employer_key"):
        op.create_index(op.f(f"ix_moves_office_id_{column}"), "moves", ["office_id", column])
    wall("moves")

    op.create_table(
        "distinctions",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *belonging("distinctions"),
        sa.UniqueConstraint(
            "office_id",
            "contact_id",
            "other_id",
            name=op.f("uq_distinctions_office_id_contact_id_other_id"),
        ),
    )
    op.create_index(
        op.f("ix_distinctions_office_id_client_id"), "distinctions", ["office_id", "client_id"]
    )
    wall("distinctions")

    op.add_column("contacts", sa.Column("linkedin_key", Key, nullable=True))
    op.add_column("contacts", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.add_column("contacts", sa.Column("move_id", sa.Uuid(), nullable=True))
    fill_keys("contacts", "linkedin_url", "linkedin_key", profile_key)
    for column in ("email", "linkedin_key", "person_id"):
        op.create_index(op.f(f"ix_contacts_office_id_{column}"), "contacts", ["office_id", column])


def fill_keys(table: str, column: str, key: str, key_of: Callable[[str], str | None]) -> None:
    """Of what is there already, row by row."""
    names = ("office_id", "id", column, key)
    rows = sa.table(table, *(sa.column(name, sa.Text()) for name in names))
    rows.c.office_id.type = rows.c.id.type = sa.Uuid()
    connection = op.get_bind()
    known = connection.execute(
        sa.select(rows.c.office_id, rows.c.id, rows.c[column]).where(rows.c[column].is_not(None))
    ).all()
    update = (
        rows.update()
        .where(rows.c.office_id == sa.bindparam("of_office"), rows.c.id == sa.bindparam("of_id"))
        .values({key: sa.bindparam("new_key")})
    )
    if known:
        connection.execute(
            update,
            [
                {"of_office": office_id, "of_id": row_id, "new_key": key_of(text)}
                for office_id, row_id, text in known
            ],
        )


def belonging(table: str) -> list[sa.Constraint]:
    """To a client, and to one contact of theirs."""
    return [
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f(f"fk_{table}_office_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "contact_id"],
            ["contacts.office_id", "contacts.id"],
            name=op.f(f"fk_{table}_office_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f(f"pk_{table}")),
    ]


def wall(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off(table):
            op.execute(statement)


def downgrade() -> None:
    for column in ("person_id", "linkedin_key", "email"):
        op.drop_index(op.f(f"ix_contacts_office_id_{column}"), table_name="contacts")
    for column in ("move_id", "person_id", "linkedin_key"):
        op.drop_column("contacts", column)
    for table in ("distinctions", "moves", "outcomes"):
        op.drop_table(table)
