"""What the exports' page shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts.door import Member
from app.accounts.visiting import frame
from app.caseload.asked import Asked, words_of
from app.caseload.queries import Choices
from app.caseload.view import filters_of, set_to
from app.caseload.words import STATE_WORDS
from app.cycle.states import State
from app.exports.actions import Format, is_under_way
from app.exports.columns import What
from app.exports.models import Export
from app.web.forms import Form
from app.web.words import how_many, near_day

NAMES = {
    What.CONTACTS: "People met",
    What.CLIENTS: "Clients",
    What.OFFERS: "Offers",
    What.TOUCHES: "Touches",
    What.EMPLOYERS: "Employers",
}
MEANINGS = {
    What.CONTACTS: "your office’s own sheet, with each person’s plan; it can be imported again",
    What.CLIENTS: "a row for each client, with their job and plan",
    What.OFFERS: "a row for each offer",
    What.TOUCHES: "everything that was logged, with whom and when",
    What.EMPLOYERS: "how many offers and people at each",
}
FORMATS = {Format.XLSX: "Excel (XLSX)", Format.CSV: "CSV, UTF-8"}
SUBJECTS = {
    "what": "What to export",
    "format": "The format",
    "recipient": "The recipient",
    "purpose": "The purpose",
    "state": "The state",
    "advisor": "The advisor",
}


def first_form(asked: Asked) -> Form:
    return Form({"what": What.CONTACTS, "format": Format.XLSX, "q": asked.q})


def seen_of(
    member: Member,
    asked: Asked,
    possible: Choices,
    form: Form,
    exports: Sequence[Export],
    now: datetime,
    ticked: Sequence[UUID] = (),
) -> dict[str, Any]:
    """What `exports/page.html` needs; `ticked` are the clients chosen one by one."""
    states = [("", "Any state"), *((state.value, STATE_WORDS[state]) for state in State)]
    return {
        **frame(member, "caseload"),
        **exports_seen(member, exports, now),
        "back": asked.path(member.office_slug),
        "form": form,
        "kinds": [(what.value, f"{NAMES[what]}: {MEANINGS[what]}") for what in What],
        "formats": [(format.value, words) for format, words in FORMATS.items()],
        "filters": [
            *filters_of(asked, member, possible),
            ("state", "State", set_to(asked.state, states)),
        ],
        "ticked": how_many(len(ticked), "client") if ticked else "",
        "of": " ".join(map(str, ticked)),
        "further": [(name, getattr(asked, name), words) for name, words in words_of(asked).items()],
    }


def exports_seen(member: Member, exports: Sequence[Export], now: datetime) -> dict[str, Any]:
    rows = [row_of(export, member.access.timezone, now) for export in exports]
    return {
        "action": f"/o/{member.office_slug}/exports",
        "exports": rows,
        "goes_on": any(row["goes_on"] for row in rows),
    }


def row_of(export: Export, zone: str, now: datetime) -> dict[str, Any]:
    goes_on = is_under_way(export, now)
    at, today = export.asked_at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    return {
        "name": NAMES[What(export.what)],
        "format": export.format.upper(),
        "when": f"{near_day(at.date(), today).capitalize()}, {at:%H:%M}",
        "goes_on": goes_on,
        "done": export.clients_done,
        "of": export.clients,
        "words": words_for(export, goes_on),
        "is_whole": export.is_whole,
    }


def words_for(export: Export, goes_on: bool) -> str:
    if export.is_whole:
        return how_many(export.rows_done, "row")
    if goes_on:
        return f"{export.clients_done:,} of {how_many(export.clients, 'client')}"
    return f"cut off after {how_many(export.rows_done, 'row')}"
