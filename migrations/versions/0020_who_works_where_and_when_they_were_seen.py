"""at which employer a job is, and when somebody last looked at a client"""

import sqlalchemy as sa
from alembic import op

from app.clients.keys import employer_key

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("clients", sa.Column("looked_on", sa.Date(), nullable=True))
    op.add_column("jobs", sa.Column("employer_key", KEY, server_default="", nullable=False))
    write_keys()
    op.create_index(
        op.f("ix_jobs_office_id_employer_key"), "jobs", ["office_id", "employer_key"], unique=False
    )


def write_keys() -> None:
    """Each spelling once, however many rows have it."""
    jobs = sa.table("jobs", sa.column("employer"), sa.column("employer_key"))
    connection = op.get_bind()
    spellings = list(connection.scalars(sa.select(jobs.c.employer).distinct()))
    if spellings:
        connection.execute(
            sa.update(jobs)
            .where(jobs.c.employer == sa.bindparam("spelling"))
            .values(employer_key=sa.bindparam("key")),
            [{"spelling": text, "key": employer_key(text)} for text in spellings],
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_jobs_office_id_employer_key"), table_name="jobs")
    op.drop_column("jobs", "employer_key")
    op.drop_column("clients", "looked_on")
