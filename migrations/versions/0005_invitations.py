"""invitations"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin', 'advisor', 'analyst')", name=op.f("ck_invitations_role")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_invitations_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "office_id", "token_hash", name=op.f("uq_invitations_office_id_token_hash")
        ),
    )
    op.create_index(
        op.f("ix_invitations_office_id_email"), "invitations", ["office_id", "email"], unique=False
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("invitations"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_invitations_office_id_email"), table_name="invitations")
    op.drop_table("invitations")
