"""looks: when somebody last went through their day"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "user_id"],
            ["memberships.office_id", "memberships.user_id"],
            name=op.f("fk_looks_office_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "user_id", name=op.f("pk_looks")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("looks"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("looks")
