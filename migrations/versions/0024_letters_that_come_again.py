"""new passwords, letters that come again and again, and addresses that take none"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("password_resets", "subscriptions", "bounces")
TO_MEMBERSHIPS = (["office_id", "user_id"], ["memberships.office_id", "memberships.user_id"])
TO_CLIENTS = (["office_id", "client_id"], ["clients.office_id", "clients.id"])


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def words(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def an_id(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "password_resets",
        an_id("office_id"),
        an_id("id"),
        an_id("user_id"),
        words("token_hash"),
        words("salt", nullable=True),
        moment("made_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        sa.ForeignKeyConstraint(*TO_MEMBERSHIPS, name=op.f("fk_password_resets_office_id_user_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint(
            "office_id", "token_hash", name=op.f("uq_password_resets_office_id_token_hash")
        ),
    )
    op.create_table(
        "subscriptions",
        an_id("office_id"),
        an_id("id"),
        words("kind"),
        an_id("user_id", nullable=True),
        an_id("client_id", nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        words("salt"),
        moment("chosen_at"),
        moment("ended_at", nullable=True),
        words("ended_by"),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (client_id IS NULL)", name=op.f("ck_subscriptions_whose")
        ),
        sa.ForeignKeyConstraint(*TO_MEMBERSHIPS, name=op.f("fk_subscriptions_office_id_user_id")),
        sa.ForeignKeyConstraint(*TO_CLIENTS, name=op.f("fk_subscriptions_office_id_client_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint(
            "office_id", "kind", "user_id", name=op.f("uq_subscriptions_office_id_kind_user_id")
        ),
        sa.UniqueConstraint(
            "office_id", "kind", "client_id", name=op.f("uq_subscriptions_office_id_kind_client_id")
        ),
    )
    op.create_table(
        "bounces",
        an_id("office_id"),
        an_id("id"),
        words("email"),
        an_id("client_id", nullable=True),
        words("reason"),
        moment("noted_at"),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_bounces_office_id")),
        sa.ForeignKeyConstraint(*TO_CLIENTS, name=op.f("fk_bounces_office_id_client_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_bounces")),
        sa.UniqueConstraint("office_id", "email", name=op.f("uq_bounces_office_id_email")),
    )
    op.create_index(op.f("ix_bounces_office_id_client_id"), "bounces", ["office_id", "client_id"])
    op.add_column("users", moment("password_set_at", nullable=True))
    op.add_column(
        "offices",
        sa.Column("reminds_clients", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in wall_off(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_column("offices", "reminds_clients")
    op.drop_column("users", "password_set_at")
    for table in reversed(TABLES):
        op.drop_table(table)
