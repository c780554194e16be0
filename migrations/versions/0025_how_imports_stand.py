"""imports: why columns are suggested, and the errand that works on one"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("errand_id", sa.Uuid(), nullable=True))
    op.add_column("imports", sa.Column("suggested", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("imports", "suggested")
    op.drop_column("imports", "errand_id")
