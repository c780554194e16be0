"""webhooks: other programs are told what happens"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import wall_off

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("webhooks", "webhook_marks", "told_plans", "webhook_deliveries")
STILL_OPEN = sa.text("delivered_at IS NULL AND given_up_at IS NULL")


def moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        moment("old_secret_until"),
        moment("created_at", nullable=False),
        moment("stopped_at"),
        sa.Column("stopped_why", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_webhooks_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_marks",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        moment("began_at", nullable=False),
        sa.Column("began_with", sa.Uuid(), nullable=False),
        moment("read_at", nullable=False),
        sa.Column("read_to", sa.Uuid(), nullable=False),
        sa.Column("swept_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_webhook_marks_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_webhook_marks")),
    )
    op.create_table(
        "told_plans",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("next_offer_id", sa.Uuid(), nullable=True),
        sa.Column("next_contact_id", sa.Uuid(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stalls_on", sa.Date(), nullable=False),
        sa.Column("is_stalled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_told_plans_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "client_id", name=op.f("pk_told_plans")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        moment("happened_at", nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("next_at", nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        moment("claimed_until"),
        moment("delivered_at"),
        moment("given_up_at"),
        moment("answered_at"),
        sa.Column("answer_status", sa.Integer(), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=False),
        sa.Column("answer_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "webhook_id"],
            ["webhooks.office_id", "webhooks.id"],
            name=op.f("fk_webhook_deliveries_office_id_webhook_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_webhook_deliveries_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint(
            "office_id",
            "webhook_id",
            "once_key",
            name=op.f("uq_webhook_deliveries_office_id_webhook_id_once_key"),
        ),
    )
    for columns in (("webhook_id", "id"), ("client_id",)):
        op.create_index(
            op.f(f"ix_webhook_deliveries_office_id_{'_'.join(columns)}"),
            "webhook_deliveries",
            ["office_id", *columns],
        )
    op.create_index(
        "ix_webhook_deliveries_open",
        "webhook_deliveries",
        ["office_id", "webhook_id", "client_id", "id"],
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_index(
        op.f("ix_share_links_office_id_last_opened_at"),
        "share_links",
        ["office_id", "last_opened_at"],
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in wall_off(table):
                op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_share_links_office_id_last_opened_at"), table_name="share_links")
    for table in reversed(TABLES):
        op.drop_table(table)
