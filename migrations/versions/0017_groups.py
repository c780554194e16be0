"""groups: programs and cohorts that are added ahead or retired"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('program', 'cohort')", name=op.f("ck_groups_kind")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_groups_office_id")),
        sa.PrimaryKeyConstraint("office_id", "kind", "name", name=op.f("pk_groups")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("groups"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("groups")
