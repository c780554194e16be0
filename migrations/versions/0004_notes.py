"""notes on clients, offers and contacts"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_notes_office_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "offer_id"],
            ["offers.office_id", "offers.id"],
            name=op.f("fk_notes_office_id_offer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "contact_id"],
            ["contacts.office_id", "contacts.id"],
            name=op.f("fk_notes_office_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_notes")),
    )
    op.create_index(
        op.f("ix_notes_office_id_client_id"), "notes", ["office_id", "client_id"], unique=False
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("notes"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_notes_office_id_client_id"), table_name="notes")
    op.drop_table("notes")
