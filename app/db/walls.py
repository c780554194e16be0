"""Row-level security on PostgreSQL, as SQL that migrations run and tests compare.

The service's role owns nothing and cannot bypass a policy, so ENABLE suffices; FORCE would only
get in the owner's way when shards move. Text is compared because a missing setting is then simply
no match, and no policy holds a subquery.
"""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

OFFICE_IS_CURRENT = "office_id::text = current_setting('app.office_id', true)"
PERSON_IS_CURRENT = "user_id::text = current_setting('app.user_id', true)"


def wall_off(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_of_office ON {table}"
        f" USING ({OFFICE_IS_CURRENT}) WITH CHECK ({OFFICE_IS_CURRENT})",
    ]


def own_memberships() -> list[str]:
    """A person may read their own memberships, to learn which offices are open to them."""
    return [
        f"CREATE POLICY memberships_of_person ON memberships FOR SELECT USING ({PERSON_IS_CURRENT})"
    ]


def breaches(session: Session, walled: Collection[str]) -> list[str]:
    """What keeps the database from telling offices apart by itself, as sentences."""
    if session.get_bind().dialect.name != "postgresql":
        rows = session.execute(text("PRAGMA foreign_key_check")).all()
        return [f"{row[0]}: a row points to nothing in its office" for row in rows]
    secured = session.execute(
        text(
            "SELECT c.relname FROM pg_class c JOIN pg_policies p ON p.tablename = c.relname"
            " WHERE c.relrowsecurity AND p.policyname = c.relname || '_of_office'"
        )
    ).scalars()
    found = [f"{table}: no wall between offices" for table in sorted(set(walled) - set(secured))]
    role, owns, bypasses = session.execute(
        text(
            "SELECT r.rolname, EXISTS (SELECT FROM pg_class WHERE relowner = r.oid),"
            " r.rolbypassrls OR r.rolsuper FROM pg_roles r WHERE rolname = current_user"
        )
    ).one()
    if owns or bypasses:
        found.append(f"the service signs in as {role}, for whom the walls do not hold")
    return found
