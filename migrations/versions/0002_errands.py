"""errands"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STILL_OPEN = sa.text("done_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "errands",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_errands_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_errands")),
        sa.UniqueConstraint("office_id", "once_key", name=op.f("uq_errands_office_id_once_key")),
    )
    op.create_index(
        "ix_errands_due",
        "errands",
        ["office_id", "run_at", "id"],
        unique=False,
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("errands"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_errands_due", table_name="errands")
    op.drop_table("errands")
