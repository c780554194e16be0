"""reports: the days by which each step was done, and the smallest group that is told of"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REACHED = (
    "connected_on", "thanked_on", "updated_on", "caught_up_on", "update_from", "catch_up_from",
)  # fmt: skip


def upgrade() -> None:
    for name in REACHED:
        op.add_column(
            "contacts", sa.Column(name, sa.Date(), server_default="9999-12-31", nullable=False)
        )
    op.add_column(
        "offices", sa.Column("smallest_group", sa.Integer(), server_default="10", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("offices", "smallest_group")
    for name in reversed(REACHED):
        op.drop_column("contacts", name)
