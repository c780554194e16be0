"""when a signed-in browser was last used, and which it is"""

import sqlalchemy as sa
from alembic import op

from app.db.base import Instant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("last_used_at", Instant()))
    op.add_column("sessions", sa.Column("browser", sa.Text()))


def downgrade() -> None:
    for name in ("browser", "last_used_at"):
        op.drop_column("sessions", name)
