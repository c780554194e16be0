"""a step that was skipped is no touch that a client was last in contact by"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OF_KINDS = (
    "UPDATE clients SET last_touch_on = (SELECT max(happened_on) FROM touches"
    " WHERE touches.office_id = clients.office_id AND touches.client_id = clients.id"
    " AND voided_at IS NULL{which}) WHERE EXISTS (SELECT 1 FROM touches"
    " WHERE touches.office_id = clients.office_id AND touches.client_id = clients.id"
    " AND kind = 'skipped')"
)


def upgrade() -> None:
    op.execute(OF_KINDS.format(which=" AND kind <> 'skipped'"))


def downgrade() -> None:
    op.execute(OF_KINDS.format(which=""))
