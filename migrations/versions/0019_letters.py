"""letters that the service writes, and the code before a client's plan opens"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("letters", "link_confirmations")
SALTED = ("invitations", "share_links")
STILL_OPEN = sa.text("sent_at IS NULL AND given_up_at IS NULL")


def moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        moment("made_at", nullable=False),
        moment("good_until"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("next_at", nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        moment("claimed_until"),
        moment("sent_at"),
        moment("given_up_at"),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_letters_office_id")),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_letters_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_letters")),
        sa.UniqueConstraint("office_id", "once_key", name=op.f("uq_letters_office_id_once_key")),
    )
    op.create_index(op.f("ix_letters_office_id_client_id"), "letters", ["office_id", "client_id"])
    op.create_index(
        "ix_letters_open",
        "letters",
        ["office_id", "next_at"],
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_table(
        "link_confirmations",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("browser_hash", sa.Text(), nullable=False),
        sa.Column("calendar_hash", sa.Text(), nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        moment("asked_at", nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        moment("confirmed_at"),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_link_confirmations_office_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "link_id"],
            ["share_links.office_id", "share_links.id"],
            name=op.f("fk_link_confirmations_office_id_link_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_link_confirmations")),
        sa.UniqueConstraint(
            "office_id", "browser_hash", name=op.f("uq_link_confirmations_office_id_browser_hash")
        ),
        sa.UniqueConstraint(
            "office_id", "calendar_hash", name=op.f("uq_link_confirmations_office_id_calendar_hash")
        ),
    )
    for columns in (("client_id",), ("link_id", "asked_at")):
        op.create_index(
            op.f(f"ix_link_confirmations_office_id_{'_'.join(columns)}"),
            "link_confirmations",
            ["office_id", *columns],
        )
    op.add_column(
        "offices",
        sa.Column("asks_for_code", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("offices", sa.Column("reply_to", sa.Text(), nullable=True))
    for table in SALTED:
        op.add_column(table, sa.Column("salt", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in wall_off(table):
                op.execute(statement)


def downgrade() -> None:
    for table in SALTED:
        op.drop_column(table, "salt")
    op.drop_column("offices", "reply_to")
    op.drop_column("offices", "asks_for_code")
    for table in reversed(TABLES):
        op.drop_table(table)
