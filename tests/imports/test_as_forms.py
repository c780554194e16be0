"""What a sheet brings can be changed afterwards: it is as long as a form takes it."""

import pytest

from app.db.engine import Database
from app.imports.cells import REASONS
from tests.api.conftest import Speak
from tests.cast import ABBOTT, a_sheet, import_into

TOLD = {
    "client_name": ("clients", "name"),
    "program": ("clients", "program"),
    "client_external_id": ("clients", "external_id"),
    "offer_employer": ("offers", "employer"),
    "offer_title": ("offers", "title"),
    "decline_reason": ("offers", "reason"),
    "contact_name": ("contacts", "name"),
    "contact_area": ("contacts", "area"),
    "closed_reason": ("contacts", "closed_reason"),
    "contact_phone": ("contacts", "phone"),
    "pause_reason": ("clients", "pause_reason"),
    "snooze_reason": ("contacts", "snooze_reason"),
    "moved_to": ("moves", "employer"),
    "moved_title": ("moves", "title"),
    "moved_area": ("moves", "area"),
}
LEFT = {
    "closed_on": "2026-04-01", "closed_reason": "left",
    "paused_until": "2027-01-01", "pause_reason": "leave",
    "snoozed_until": "2027-01-01", "snoozed_step": "connect", "snooze_reason": "ill",
    "moved_to": "3M", "moved_on": "2026-04-01",
}  # fmt: skip


@pytest.mark.parametrize("column", TOLD)
def test_the_longest_cell_can_be_sent_back(
    as_member: Speak, database: Database, column: str
) -> None:
    dana = as_member()
    longest = "x" * (2_000 if column in REASONS else 200)
    row = {**ABBOTT, "contact_name": "Grace", **LEFT}
    import_into(database, dana.access, a_sheet({**row, column: longest}))  # type: ignore[attr-defined]
    kind, field = TOLD[column]
    (thing,) = dana.get(kind).json()["items"]
    assert thing[field] == longest
    changed = dana.patch(f"{kind}/{thing['id']}", json={field: longest})
    assert changed.status_code == 200
    assert dana.patch(f"{kind}/{thing['id']}", json={field: longest + "x"}).status_code == 422
