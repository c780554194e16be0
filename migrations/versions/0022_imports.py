"""imports"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = ("imports", "import_rows", "import_deeds", "known_sheets")


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("passed_over", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("day_order", sa.Text(), nullable=True),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('asking', 'reading', 'previewed', 'running', 'done', 'cancelled',"
            " 'undoing', 'undone')",
            name=op.f("ck_imports_status"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_imports_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_office_id_brought_at"), "imports", ["office_id", "brought_at"])
    op.create_table(
        "import_rows",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "import_id"],
            ["imports.office_id", "imports.id"],
            name=op.f("fk_import_rows_office_id_import_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "import_id", "line", name=op.f("pk_import_rows")),
    )
    op.create_index(
        op.f("ix_import_rows_office_id_import_id_verdict_line"),
        "import_rows",
        ["office_id", "import_id", "verdict", "line"],
    )
    op.create_index(
        op.f("ix_import_rows_office_id_client_id"), "import_rows", ["office_id", "client_id"]
    )
    op.create_table(
        "import_deeds",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "import_id"],
            ["imports.office_id", "imports.id"],
            name=op.f("fk_import_deeds_office_id_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_import_deeds_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "import_id", "thing_id", name=op.f("pk_import_deeds")),
    )
    op.create_index(
        op.f("ix_import_deeds_office_id_client_id"), "import_deeds", ["office_id", "client_id"]
    )
    op.create_table(
        "known_sheets",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("day_order", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_known_sheets_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "fingerprint", name=op.f("pk_known_sheets")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in wall_off(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_table("known_sheets")
    op.drop_index(op.f("ix_import_deeds_office_id_client_id"), table_name="import_deeds")
    op.drop_table("import_deeds")
    op.drop_index(op.f("ix_import_rows_office_id_client_id"), table_name="import_rows")
    op.drop_index(op.f("ix_import_rows_office_id_import_id_verdict_line"), table_name="import_rows")
    op.drop_table("import_rows")
    op.drop_index(op.f("ix_imports_office_id_brought_at"), table_name="imports")
    op.drop_table("imports")
