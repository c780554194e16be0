"""exports: what was asked for, and how far it has come"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("clients_done", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_exports_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_exports")),
    )
    op.create_index(
        op.f("ix_exports_office_id_asked_by_id"), "exports", ["office_id", "asked_by", "id"]
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("exports"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("exports")
