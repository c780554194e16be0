"""questions that an advisor puts off to another day"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions_put_off",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "asks IN ('declined-well', 'key-people', 'job-start', 'pace')",
            name=op.f("ck_questions_put_off_asks"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_questions_put_off_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint(
            "office_id", "subject_id", "asks", name=op.f("pk_questions_put_off")
        ),
    )
    op.create_index(
        op.f("ix_questions_put_off_office_id_client_id"),
        "questions_put_off",
        ["office_id", "client_id"],
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("questions_put_off"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_questions_put_off_office_id_client_id"), table_name="questions_put_off")
    op.drop_table("questions_put_off")
