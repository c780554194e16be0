"""calendars: a shared link's plan can be subscribed to, by a secret of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEX = "ix_share_links_office_id_calendar_hash"


def upgrade() -> None:
    """Links from before have none: only their hash is known, and it leads nowhere."""
    op.add_column("share_links", sa.Column("calendar_hash", sa.Text(), nullable=True))
    op.create_index(op.f(INDEX), "share_links", ["office_id", "calendar_hash"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="share_links")
    op.drop_column("share_links", "calendar_hash")
