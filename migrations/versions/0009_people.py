"""people: what came of knowing them"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0009"
down_revision = "0006"
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
    op.drop_table("outcomes")
