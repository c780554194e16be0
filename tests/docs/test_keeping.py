"""docs/keeping.md names all that is personal, and says of each how long it is kept."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Uuid

from app.accounts import tidying as accounts
from app.bulk import actions as bulk
from app.db.base import Instant
from app.db.tables import metadata
from app.errands import tidying as errands
from app.imports import standing
from app.links import actions as links
from app.links import tidying as codes
from app.mail import actions as mail
from app.plans.touches import tables_about_clients
from app.webhooks import delivering

KEEPING = (Path(__file__).parent.parent.parent / "docs" / "keeping.md").read_text()
ROWS = [line.split(" | ") for line in KEEPING.splitlines() if line.startswith("| ")]
KEPT = {name: row[-1] for row in ROWS for name in re.findall(r"`(\w+)`", row[1])}


def test_whatever_holds_personal_data_is_named() -> None:
    personal = {
        table.name
        for table in metadata.sorted_tables
        if any(column.info.get("personal") for column in table.c)
    }
    assert len(personal) > 20
    assert personal - set(KEPT) == set()
    assert set(KEPT) <= set(metadata.tables)


# What rows about a client hold beside ids, instants and what is marked: how the plan stands,
# whether a form is stale, secrets by their hashes, how far the service is with its own work.
SAYS_NOTHING_MORE = {
    "standing", "step", "opens_on", "due_on", "stalls_on", "is_stalled", "mode", "key_people",
    "next_mode", "next_others", "next_step", "slot_on", "connected_on", "thanked_on", "updated_on",
    "caught_up_on", "update_from", "catch_up_from", "planned_by", "looked_on", "snoozed_step",
    "kind", "asks", "outcome", "verdict", "fault", "line", "version", "pinned", "undone", "is_key",
    "token_hash", "cookie_hash", "calendar_hash", "browser_hash", "salt", "tries", "can_update",
    "expires_on", "opened_count", "once_key", "attempts", "claimed_by", "ended_by",
    "answer_ms", "answer_status", "answer_words",
}  # fmt: skip
# Groups of many, and days that colleagues set; they go with their row.
OF_THE_OFFICE = {"program", "cohort", "paused_until", "snoozed_until", "closed_on"}


def test_whatever_is_a_client_s_goes_with_them() -> None:
    """All but the record of who did what."""
    pointing = {table.name for table in metadata.sorted_tables if "client_id" in table.c}
    assert len(pointing) > 15
    assert pointing - {table.name for table in tables_about_clients()} == {"audit_entries"}


def test_every_column_of_a_row_about_a_client_is_marked_or_says_nothing_more() -> None:
    unmarked = {
        column.name
        for table in tables_about_clients()
        for column in table.c
        if not column.info.get("personal") and not isinstance(column.type, Uuid | Instant)
    }
    assert unmarked == SAYS_NOTHING_MORE | OF_THE_OFFICE


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        ("sessions", accounts.SESSIONS_KEPT),
        ("password_resets", accounts.SESSIONS_KEPT),
        ("invitations", accounts.INVITATIONS_KEPT),
        ("sign_in_failures", accounts.FAILURES_KEPT),
        ("bulk_items", bulk.KEPT),
        ("errands", errands.DONE_ERRANDS_KEPT),
        ("import_rows", standing.KEPT),
        ("import_deeds", standing.KEPT),
        ("import_files", standing.FILE_KEPT),
        ("share_links", timedelta(days=links.GOOD_FOR)),
        ("link_confirmations", codes.UNTYPED_KEPT),
        ("link_confirmations", codes.TYPED_KEPT),
        ("letters", mail.KEPT),
        ("webhook_deliveries", delivering.KEPT),
    ],
)
def test_so_many_days_are_told(table: str, kept: timedelta) -> None:
    assert re.search(rf"\b{kept.days} days?\b", KEPT[table])


def test_answers_are_kept_for_as_many_hours_as_is_told() -> None:
    assert f"{errands.ANSWERS_KEPT // timedelta(hours=1)} hours" in KEPT["idempotency_keys"]
