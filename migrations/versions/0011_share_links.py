"""shared links, and what clients tell by them"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share_links",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("cookie_hash", sa.Text(), nullable=False),
        sa.Column("can_update", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_count", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_share_links_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_share_links")),
        sa.UniqueConstraint(
            "office_id", "cookie_hash", name=op.f("uq_share_links_office_id_cookie_hash")
        ),
        sa.UniqueConstraint(
            "office_id", "token_hash", name=op.f("uq_share_links_office_id_token_hash")
        ),
    )
    op.create_index(
        op.f("ix_share_links_office_id_client_id"),
        "share_links",
        ["office_id", "client_id"],
        unique=False,
    )
    op.create_table(
        "news",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('touch', 'person', 'details', 'key', 'job', 'move', 'pause', 'message')",
            name=op.f("ck_news_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_news_office_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "link_id"],
            ["share_links.office_id", "share_links.id"],
            name=op.f("fk_news_office_id_link_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_news")),
    )
    for columns in (["office_id", "client_id"], ["office_id", "settled_at"]):
        op.create_index(op.f(f"ix_news_{'_'.join(columns)}"), "news", columns, unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("share_links", "news"):
            for statement in wall_off(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_news_office_id_settled_at"), table_name="news")
    op.drop_index(op.f("ix_news_office_id_client_id"), table_name="news")
    op.drop_table("news")
    op.drop_index(op.f("ix_share_links_office_id_client_id"), table_name="share_links")
    op.drop_table("share_links")
