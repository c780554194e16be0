"""planned by: which version of the policy a client's stored windows follow"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "clients", sa.Column("planned_by", sa.Integer(), server_default="0", nullable=False)
    )
    op.execute(
        "UPDATE clients SET planned_by = (SELECT version FROM policies"
        " WHERE policies.office_id = clients.office_id)"
        " WHERE office_id IN (SELECT office_id FROM policies)"
    )
    op.create_index(op.f("ix_clients_office_id_planned_by"), "clients", ["office_id", "planned_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_clients_office_id_planned_by"), table_name="clients")
    op.drop_column("clients", "planned_by")
