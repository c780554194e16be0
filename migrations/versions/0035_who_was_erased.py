"""the few entries that tell of an erasing, for the office's history"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NAME = "ix_audit_entries_erased"
IS_ERASING = sa.text("action = 'client.erased'")


def upgrade() -> None:
    op.create_index(
        NAME,
        "audit_entries",
        ["office_id", "id"],
        sqlite_where=IS_ERASING,
        postgresql_where=IS_ERASING,
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="audit_entries")
