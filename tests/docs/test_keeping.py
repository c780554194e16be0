"""docs/keeping.md names all that is personal, and says of each how long it is kept."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.accounts import tidying as accounts
from app.bulk import actions as bulk
from app.db.tables import metadata
from app.errands import tidying as errands
from app.imports import standing
from app.links import actions as links
from app.links import tidying as codes
from app.mail import actions as mail
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
