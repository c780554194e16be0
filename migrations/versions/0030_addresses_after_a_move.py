"""the address that was known when somebody moved on, until it is changed or confirmed"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("moves", sa.Column("old_email", sa.Text(), nullable=True))
    op.execute(
        "UPDATE moves SET old_email = (SELECT contacts.email FROM contacts"
        " WHERE contacts.office_id = moves.office_id AND contacts.id = moves.contact_id)"
    )


def downgrade() -> None:
    op.drop_column("moves", "old_email")
