"""the messages that an office writes itself"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_templates",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_draft_templates_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "occasion", name=op.f("pk_draft_templates")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("draft_templates"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("draft_templates")
