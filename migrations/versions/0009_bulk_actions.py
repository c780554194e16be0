"""bulk actions, and what became of each client by them"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_actions",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_bulk_actions_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_bulk_actions")),
    )
    op.create_index(
        op.f("ix_bulk_actions_office_id_done_at"),
        "bulk_actions",
        ["office_id", "done_at"],
        unique=False,
    )
    op.create_table(
        "bulk_items",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("becomes", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "action_id"],
            ["bulk_actions.office_id", "bulk_actions.id"],
            name=op.f("fk_bulk_items_office_id_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_bulk_items_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "action_id", "client_id", name=op.f("pk_bulk_items")),
    )
    op.create_index(
        op.f("ix_bulk_items_office_id_client_id"),
        "bulk_items",
        ["office_id", "client_id"],
        unique=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("bulk_actions", "bulk_items"):
            for statement in wall_off(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_bulk_items_office_id_client_id"), table_name="bulk_items")
    op.drop_table("bulk_items")
    op.drop_index(op.f("ix_bulk_actions_office_id_done_at"), table_name="bulk_actions")
    op.drop_table("bulk_actions")
