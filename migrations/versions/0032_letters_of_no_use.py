"""letters that are of no use any more are nothing that was given up; no names beside imports"""

from alembic import op

from app.db.across import make_functions

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE letters SET good_until = given_up_at"
        " WHERE trouble = 'what it was about was over before it was sent'"
        " AND given_up_at IS NOT NULL"
    )
    op.execute(
        "UPDATE imports SET words ="
        " 'Not undone: something came later. Undo it once more to see what.'"
        " WHERE status = 'done' AND words LIKE 'Not undone: %'"
    )
    make_functions(op.get_bind())


def downgrade() -> None:
    make_functions(op.get_bind())
