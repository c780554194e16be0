"""beside an offer whose step stalls first, beside a contact the slot of a catch-up"""

import sqlalchemy as sa
from alembic import op

from app.db.base import NEVER

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offers", sa.Column("next_step", sa.Text()))
    op.add_column("offers", sa.Column("next_contact_id", sa.Uuid()))
    op.add_column("offers", sa.Column("next_mode", sa.Text()))
    others = sa.Column("next_others", sa.Integer(), server_default="0", nullable=False)
    op.add_column("offers", others)
    slot_on = sa.Column("slot_on", sa.Date(), server_default=NEVER.isoformat(), nullable=False)
    op.add_column("contacts", slot_on)


def downgrade() -> None:
    # The version before stamps with the policy's version alone.
    op.execute("UPDATE clients SET planned_by = planned_by - 1000000 WHERE planned_by >= 1000000")
    op.drop_column("contacts", "slot_on")
    for name in ("next_others", "next_mode", "next_contact_id", "next_step"):
        op.drop_column("offers", name)
