"""Letters as the settings and programs see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.mail.actions import MOST_ATTEMPTS, OVER
from app.mail.models import Bounce, Letter, Subscription
from app.office import answers
from app.office.words import day_of
from app.web.answers import fields_of, plain

WHAT = {
    "code": "A code for a client’s plan",
    "link": "The link to a client’s plan",
    "invitation": "An invitation to the office",
    "digest": "An advisor’s weekly letter",
    "reminder": "A client’s reminder",
    "password": "A link to choose a new password",
    "password_changed": "Word that a password was changed",
    "webhook_stopped": "Word that a webhook was stopped",
}


ENDED = {"digest": "The weekly letter", "reminder": "Reminders of steps that open"}
Held = Mapping[str, str]  # what was answered, by the address that takes no letters


def letters_seen(
    found: Sequence[Letter], most: int, here: str, zone: str, today: date, held: Held
) -> dict[str, Any]:
    """The one found beyond the most says that there are earlier ones."""
    shown = found[:most]
    return {
        "rows": [letter_seen(one, zone, today, held) for one in shown],
        "next_href": f"{here}?after={shown[-1].id}" if len(found) > most else None,
    }


def letter_seen(letter: Letter, zone: str, today: date, held: Held) -> dict[str, Any]:
    state = state_of(letter, held)
    return {
        "id": letter.id,
        "what": WHAT[letter.kind],
        "to": letter.to_email,
        "when": moment_of(letter.made_at, zone, today),
        "state": state,
        "standing": HELD if state == "held" else standing_of(letter, zone, today),
        "trouble": held[letter.to_email] if state == "held" else letter.trouble,
        "is_over": letter.trouble in OVER,
    }


def bounces_seen(found: Sequence[Bounce], zone: str, today: date) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "email": one.email,
            "reason": one.reason,
            "when": moment_of(one.noted_at, zone, today),
        }
        for one in found
    ]


def ended_seen(
    found: Sequence[Subscription], names: Mapping[UUID, str], zone: str, today: date
) -> list[dict[str, Any]]:
    return [
        {
            "who": names.get(one.client_id or one.user_id or one.id, ""),
            "what": ENDED[one.kind],
            "how": "from a letter" if one.ended_by == "letter" else "on their page",
            "when": day_of(one.ended_at, zone, today) if one.ended_at else "",
        }
        for one in found
    ]


HELD = "Held: the address takes no letters"


def state_of(letter: Letter, held: Held) -> str:
    if letter.sent_at:
        return "sent"
    if letter.given_up_at:
        return "given_up"
    return "held" if letter.to_email in held else "waiting"


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


def bounce_json(one: Bounce) -> answers.Bounce:
    return fields_of(answers.Bounce, one)


def ended_json(one: Subscription) -> answers.Unsubscribed:
    return fields_of(
        answers.Unsubscribed, one, member_id=one.user_id and plain(one.user_id), by=one.ended_by
    )


def letter_json(letter: Letter, held: Held) -> answers.Letter:
    state = state_of(letter, held)
    return fields_of(
        answers.Letter,
        letter,
        to=letter.to_email,
        state=state,
        trouble=held[letter.to_email] if state == "held" else letter.trouble,
    )
