"""what is asked of all offices at once, and what was given up found at once"""

import sqlalchemy as sa
from alembic import op

from app.db.across import drop_functions, make_functions

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

GIVEN_UP = (
    ("ix_errands_failed", "errands", ("id",), "failed_at"),
    ("ix_letters_given_up", "letters", ("id",), "given_up_at"),
    ("ix_webhook_deliveries_given_up", "webhook_deliveries", ("webhook_id", "id"), "given_up_at"),
)


def upgrade() -> None:
    for name, table, columns, when in GIVEN_UP:
        is_so = sa.text(f"{when} IS NOT NULL")
        op.create_index(
            name, table, ["office_id", *columns], sqlite_where=is_so, postgresql_where=is_so
        )
    make_functions(op.get_bind())


def downgrade() -> None:
    drop_functions(op.get_bind())
    for name, table, _, _ in reversed(GIVEN_UP):
        op.drop_index(name, table_name=table)
