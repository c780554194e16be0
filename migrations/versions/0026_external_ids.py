"""external ids: what other systems call jobs, offers, contacts and touches"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_ids",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('job', 'offer', 'contact', 'touch')", name=op.f("ck_external_ids_kind")
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_external_ids_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "kind", "thing_id", name=op.f("pk_external_ids")),
        sa.UniqueConstraint(
            "office_id",
            "kind",
            "external_id",
            name=op.f("uq_external_ids_office_id_kind_external_id"),
        ),
    )
    op.create_index(
        op.f("ix_external_ids_office_id_client_id"), "external_ids", ["office_id", "client_id"]
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("external_ids"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_external_ids_office_id_client_id"), table_name="external_ids")
    op.drop_table("external_ids")
