"""Letters as the settings and programs see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.mail.actions import MOST_ATTEMPTS
from app.mail.models import Letter
from app.office.words import day_of
from app.web.api import in_utc

WHAT = {
    "code": "A code for a client’s plan",
    "link": "The link to a client’s plan",
    "invitation": "An invitation to the office",
    "password": "A link to choose a new password",
}


def letters_seen(
    found: Sequence[Letter], most: int, here: str, zone: str, today: date
) -> dict[str, Any]:
    """The one found beyond the most says that there are earlier ones."""
    shown = found[:most]
    return {
        "rows": [letter_seen(one, zone, today) for one in shown],
        "next_href": f"{here}?after={shown[-1].id}" if len(found) > most else None,
    }


def letter_seen(letter: Letter, zone: str, today: date) -> dict[str, Any]:
    return {
        "id": letter.id,
        "what": WHAT[letter.kind],
        "to": letter.to_email,
        "when": moment_of(letter.made_at, zone, today),
        "state": state_of(letter),
        "standing": standing_of(letter, zone, today),
        "trouble": letter.trouble,
    }


def state_of(letter: Letter) -> str:
    if letter.sent_at:
        return "sent"
    return "given_up" if letter.given_up_at else "waiting"


def standing_of(letter: Letter, zone: str, today: date) -> str:
    if letter.sent_at:
        return f"Sent {moment_of(letter.sent_at, zone, today)}"
    if letter.given_up_at:
        return "Not sent"
    if not letter.attempts:
        return "Waits to be sent"
    again = moment_of(letter.next_at, zone, today)
    return f"Not sent yet; attempt {letter.attempts} of {MOST_ATTEMPTS}, again {again}"


def moment_of(moment: datetime, zone: str, today: date) -> str:
    return f"{day_of(moment, zone, today)}, {moment.astimezone(ZoneInfo(zone)):%H:%M}"


def letter_json(letter: Letter) -> dict[str, Any]:
    return {
        "id": str(letter.id),
        "kind": letter.kind,
        "to": letter.to_email,
        "client_id": str(letter.client_id) if letter.client_id else None,
        "state": state_of(letter),
        "made_at": in_utc(letter.made_at),
        "good_until": in_utc(letter.good_until) if letter.good_until else None,
        "attempts": letter.attempts,
        "sent_at": in_utc(letter.sent_at) if letter.sent_at else None,
        "given_up_at": in_utc(letter.given_up_at) if letter.given_up_at else None,
        "trouble": letter.trouble,
    }
