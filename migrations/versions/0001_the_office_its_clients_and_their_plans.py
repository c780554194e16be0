"""the office, its clients and their plans"""

import sqlalchemy as sa
from alembic import op

from app.db.walls import own_memberships, wall_off

WALLED_OFF = (
    "memberships",
    "sessions",
    "api_tokens",
    "policies",
    "clients",
    "jobs",
    "offers",
    "contacts",
    "touches",
    "audit_entries",
    "idempotency_keys",
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("slug", name=op.f("uq_offices_slug")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_audit_entries_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_audit_entries")),
    )
    op.create_index(
        op.f("ix_audit_entries_office_id_client_id_id"),
        "audit_entries",
        ["office_id", "client_id", "id"],
        unique=False,
    )

    op.create_table(
        "idempotency_keys",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_idempotency_keys_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "token_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "memberships",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin', 'advisor', 'analyst')", name=op.f("ck_memberships_role")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_memberships_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "user_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"], unique=False)

    op.create_table(
        "policies",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("decline_days", sa.Integer(), nullable=False),
        sa.Column("connect_days", sa.Integer(), nullable=False),
        sa.Column("thank_days", sa.Integer(), nullable=False),
        sa.Column("rest_months", sa.Integer(), nullable=False),
        sa.Column("update_months", sa.Integer(), nullable=False),
        sa.Column("key_people", sa.Integer(), nullable=False),
        sa.Column("catch_up_months", sa.Integer(), nullable=False),
        sa.Column("catch_up_pace", sa.Integer(), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column("keep_in_touch_months", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("same_area_km", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_policies_office_id")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_policies")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "user_id"],
            ["memberships.office_id", "memberships.user_id"],
            name=op.f("fk_api_tokens_office_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint(
            "office_id", "token_hash", name=op.f("uq_api_tokens_office_id_token_hash")
        ),
    )
    op.create_table(
        "clients",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "name_key",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("advisor_id", sa.Uuid(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stalls_on", sa.Date(), nullable=False),
        sa.Column("next_offer_id", sa.Uuid(), nullable=True),
        sa.Column("next_contact_id", sa.Uuid(), nullable=True),
        sa.Column("next_mode", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "advisor_id"],
            ["memberships.office_id", "memberships.user_id"],
            name=op.f("fk_clients_office_id_advisor_id"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_clients_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_clients")),
        sa.UniqueConstraint("office_id", "email", name=op.f("uq_clients_office_id_email")),
        sa.UniqueConstraint(
            "office_id", "external_id", name=op.f("uq_clients_office_id_external_id")
        ),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index(
        "ix_clients_advisor_stalls",
        "clients",
        ["office_id", "advisor_id", "stalls_on", "id"],
        unique=False,
        postgresql_include=["opens_on", "due_on", "standing"],
    )
    op.create_index(
        "ix_clients_stalls",
        "clients",
        ["office_id", "stalls_on", "id"],
        unique=False,
        postgresql_include=["opens_on", "due_on", "standing"],
    )

    op.create_table(
        "sessions",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "user_id"],
            ["memberships.office_id", "memberships.user_id"],
            name=op.f("fk_sessions_office_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_sessions")),
        sa.UniqueConstraint(
            "office_id", "token_hash", name=op.f("uq_sessions_office_id_token_hash")
        ),
    )
    op.create_table(
        "jobs",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_jobs_office_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_jobs")),
    )
    op.create_index(
        op.f("ix_jobs_office_id_client_id"),
        "jobs",
        ["office_id", "client_id"],
        unique=False,
    )

    op.create_table(
        "offers",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("respond_by", sa.Date(), nullable=True),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.Column("declined_well", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stalls_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_offers_office_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "job_id"],
            ["jobs.office_id", "jobs.id"],
            name=op.f("fk_offers_office_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_offers")),
    )
    op.create_index(
        op.f("ix_offers_office_id_client_id"),
        "offers",
        ["office_id", "client_id"],
        unique=False,
    )

    op.create_table(
        "contacts",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("linkedin_url", sa.Text(), nullable=True),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snoozed_step", sa.Text(), nullable=True),
        sa.Column("snooze_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stalls_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_contacts_office_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "offer_id"],
            ["offers.office_id", "offers.id"],
            name=op.f("fk_contacts_office_id_offer_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_contacts")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index(
        op.f("ix_contacts_office_id_client_id"),
        "contacts",
        ["office_id", "client_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contacts_office_id_offer_id"),
        "contacts",
        ["office_id", "offer_id"],
        unique=False,
    )

    op.create_table(
        "touches",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('connected', 'thanked', 'updated', 'invited', 'met', 'called', 'wrote',"
            " 'heard_from', 'skipped')",
            name=op.f("ck_touches_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "client_id"],
            ["clients.office_id", "clients.id"],
            name=op.f("fk_touches_office_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "contact_id"],
            ["contacts.office_id", "contacts.id"],
            name=op.f("fk_touches_office_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_touches")),
    )
    op.create_index(
        op.f("ix_touches_office_id_client_id"),
        "touches",
        ["office_id", "client_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_touches_office_id_contact_id"),
        "touches",
        ["office_id", "contact_id"],
        unique=False,
    )

    if op.get_bind().dialect.name == "postgresql":
        for table in WALLED_OFF:
            for statement in wall_off(table):
                op.execute(statement)
        for statement in own_memberships():
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_touches_office_id_contact_id"), table_name="touches")
    op.drop_index(op.f("ix_touches_office_id_client_id"), table_name="touches")

    op.drop_table("touches")
    op.drop_index(op.f("ix_contacts_office_id_offer_id"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_office_id_client_id"), table_name="contacts")

    op.drop_table("contacts")
    op.drop_index(op.f("ix_offers_office_id_client_id"), table_name="offers")

    op.drop_table("offers")
    op.drop_index(op.f("ix_jobs_office_id_client_id"), table_name="jobs")

    op.drop_table("jobs")
    op.drop_table("sessions")
    op.drop_index("ix_clients_stalls", table_name="clients")
    op.drop_index("ix_clients_advisor_stalls", table_name="clients")

    op.drop_table("clients")
    op.drop_table("api_tokens")
    op.drop_table("policies")
    op.drop_index(op.f("ix_memberships_user_id"), table_name="memberships")

    op.drop_table("memberships")
    op.drop_table("idempotency_keys")
    op.drop_index(op.f("ix_audit_entries_office_id_client_id_id"), table_name="audit_entries")

    op.drop_table("audit_entries")
    op.drop_table("users")
    op.drop_table("sign_in_failures")
    op.drop_table("offices")
