"""tokens: what each may be used for, and when it last was"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ALL_SCOPES = "read write reports admin"


def upgrade() -> None:
    op.add_column(
        "api_tokens", sa.Column("scopes", sa.Text(), server_default=ALL_SCOPES, nullable=False)
    )
    op.add_column(
        "api_tokens", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("api_tokens", "last_used_at")
    op.drop_column("api_tokens", "scopes")
