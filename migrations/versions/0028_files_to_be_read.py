"""import files: those that are too large to be read while somebody waits"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_files",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "import_id"],
            ["imports.office_id", "imports.id"],
            name=op.f("fk_import_files_office_id_import_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "import_id", "place", name=op.f("pk_import_files")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in wall_off("import_files"):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("import_files")
