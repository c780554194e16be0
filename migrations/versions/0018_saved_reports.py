"""saved reports"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_reports",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "owner_id"],
            ["memberships.office_id", "memberships.user_id"],
            name=op.f("fk_saved_reports_office_id_owner_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_saved_reports")),
        sa.UniqueConstraint(
            "office_id",
            "owner_id",
            "name_key",
            name=op.f("uq_saved_reports_office_id_owner_id_name_key"),
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("saved_reports"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("saved_reports")
