"""what the caseload shows: how many others wait, and the values to filter by"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "clients", sa.Column("next_others", sa.Integer(), server_default="0", nullable=False)
    )
    for column in ("cohort", "program"):
        op.create_index(
            op.f(f"ix_clients_office_id_{column}"), "clients", ["office_id", column], unique=False
        )


def downgrade() -> None:
    for column in ("program", "cohort"):
        op.drop_index(op.f(f"ix_clients_office_id_{column}"), table_name="clients")
    op.drop_column("clients", "next_others")
