"""rows of sheets by client: only of those who are known, whom hardly any row is about

PostgreSQL, which knows nothing yet of rows that came just now, took that index for all rows of an
office, and read them all for each piece of a sheet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NAME = "ix_import_rows_office_id_client_id"
KNOWN = sa.text("client_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(op.f(NAME), table_name="import_rows")
    op.create_index(
        op.f(NAME),
        "import_rows",
        ["office_id", "client_id"],
        postgresql_where=KNOWN,
        sqlite_where=KNOWN,
    )


def downgrade() -> None:
    op.drop_index(op.f(NAME), table_name="import_rows")
    op.create_index(op.f(NAME), "import_rows", ["office_id", "client_id"])
