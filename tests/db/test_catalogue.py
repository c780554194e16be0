"""The rules by which the schema can be spread over machines, as PostgreSQL itself tells of them.

The models may be right and a migration wrong: what holds is what stands in the database.
"""

from typing import Any

from sqlalchemy import text

from app.db.across import QUESTIONS
from app.db.engine import Database
from app.db.migrating import grant_to_service
from app.db.tables import OFFICE_TABLES
from app.settings import Settings
from tests.conftest import Store, on_postgresql

pytestmark = on_postgresql
OF_OFFICE = "((office_id)::text = current_setting('app.office_id'::text, true))"
OF_PERSON = "((user_id)::text = current_setting('app.user_id'::text, true))"


def asked(database: Database, question: str) -> list[Any]:
    with database.between_offices() as session:
        return [tuple(row) for row in session.execute(text(question))]


def test_each_table_has_the_one_policy_and_no_other(database: Database) -> None:
    """A second one that is weaker, or one that is weaker when it writes, would open the wall."""
    told = asked(
        database,
        "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check"
        " FROM pg_policies",
    )
    walls = {
        (name, f"{name}_of_office", "PERMISSIVE", "{public}", "ALL", OF_OFFICE, OF_OFFICE)
        for name in OFFICE_TABLES
    }
    own = ("memberships", "memberships_of_person", "PERMISSIVE", "{public}", "SELECT")
    assert set(told) == walls | {(*own, OF_PERSON, None)}


def test_each_key_leads_with_the_office_and_waits_for_nothing(database: Database) -> None:
    keys = asked(
        database,
        "SELECT r.relname, c.conname, a.attname, c.condeferrable, c.confdeltype, c.confupdtype"
        " FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
        " JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.conkey[1]"
        " WHERE c.contype IN ('p', 'u', 'f') AND c.connamespace = 'public'::regnamespace",
    )
    of_offices = [key for key in keys if key[0] in OFFICE_TABLES]
    assert {key[0] for key in of_offices} == set(OFFICE_TABLES)
    assert [key for key in of_offices if key[2] != "office_id"] == []
    for key in keys:
        assert key[3:] in ((False, "a", "a"), (False, " ", " ")), key


def test_whatever_is_unique_is_so_within_an_office(database: Database) -> None:
    leading = asked(
        database,
        "SELECT r.relname, a.attname FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND r.relnamespace = 'public'::regnamespace",
    )
    assert {name for name, column in leading if column == "office_id"} == set(OFFICE_TABLES)
    assert {name for name, column in leading if column != "office_id"} == {
        "alembic_version", "offices", "sign_in_failures", "users",
    }  # fmt: skip


def test_nothing_is_counted_triggered_or_seen_past_the_walls(database: Database) -> None:
    others = asked(
        database,
        "SELECT relkind, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind NOT IN ('r', 'i')",  # sequences, views and the like
    )
    triggers = asked(database, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    assert (others, triggers) == ([], [])
    made = asked(
        database,
        "SELECT proname, proconfig IS NOT NULL FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace",
    )
    # As the owner, for whom no wall stands, each in its one schema.
    assert set(made) == {(question.name, True) for question in QUESTIONS}


def test_the_service_may_change_rows_and_nothing_else(store: Store, database: Database) -> None:
    """To empty a table would pass by its policy."""
    grant_to_service(
        Settings(
            database_url=store.service_url,
            migration_database_url=store.owner_url,
            _env_file=None,
        )
    )
    granted = asked(
        database,
        "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
        " FROM information_schema.role_table_grants WHERE grantee = current_user"
        " AND table_schema = 'public' GROUP BY table_name",
    )
    assert {name for name, _ in granted} >= set(OFFICE_TABLES)
    assert {rights for _, rights in granted} == {"DELETE INSERT SELECT UPDATE"}
