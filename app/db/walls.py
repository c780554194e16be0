"""Row-level security on PostgreSQL, as SQL that migrations run and tests compare.

The service's role owns nothing and cannot bypass a policy, so ENABLE suffices; FORCE would only
get in the owner's way when shards move. Text is compared because a missing setting is then simply
no match, and no policy holds a subquery.
"""

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
