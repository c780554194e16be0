"""Webhooks and what was sent, as pages and programs see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.office.words import day_of
from app.web.answers import fields_of, plain
from app.web.words import how_many
from app.webhooks import answers
from app.webhooks.delivering import MOST_ATTEMPTS
from app.webhooks.kinds import MEANS, OFFERED, Kind
from app.webhooks.models import Delivery, Webhook

LONGEST_SHOWN = 120  # characters of an answer; the API gives all that was kept

WHY = {
    "asked": "Stopped by hand: nothing is sent there.",
    "refused": "Stopped: it answered that it wants no more (410).",
    "silent": "Stopped: it took nothing for three days. What was not taken is kept below.",
}


def webhook_seen(webhook: Webhook, zone: str, today: date) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "name": webhook.name,
        "url": webhook.url,
        "told": ", ".join(webhook.kinds),
        "many": how_many(len(webhook.kinds), "kind of news", "kinds of news"),
        "is_stopped": webhook.stopped_at is not None,
        "why": WHY.get(webhook.stopped_why or "", ""),
        "since": day_of(webhook.stopped_at, zone, today) if webhook.stopped_at else "",
        "made": day_of(webhook.created_at, zone, today),
    }


def kind_choices(chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    return [(kind.value, MEANS[kind], kind.value in chosen) for kind in OFFERED]


def deliveries_seen(
    found: Sequence[Delivery], most: int, base: str, zone: str, today: date, *, is_stopped: bool
) -> dict[str, Any]:
    """The one found beyond the most says that there are earlier ones."""
    shown = found[:most]
    return {
        "rows": [delivery_seen(one, zone, today, is_stopped) for one in shown],
        "next_href": f"{base}?after={shown[-1].id}" if len(found) > most else None,
    }


def delivery_seen(one: Delivery, zone: str, today: date, is_stopped: bool) -> dict[str, Any]:
    return {
        "id": one.id,
        "what": one.kind,
        "means": MEANS[Kind(one.kind)],
        "client_id": one.client_id,
        "when": moment_of(one.happened_at, zone, today),
        "state": "late" if one.given_up_at else "done" if one.delivered_at else "waits",
        "standing": standing_of(one, zone, today, is_stopped),
        "answer": answer_of(one),
        "words": shortened(one.answer_words) if one.answer_status else "",
    }


def standing_of(one: Delivery, zone: str, today: date, is_stopped: bool) -> str:
    if one.delivered_at:
        return f"Taken {moment_of(one.delivered_at, zone, today)}"
    if one.given_up_at:
        return f"After {how_many(one.attempts, 'attempt')}"
    if is_stopped:
        return "Kept until it is started again"
    if not one.attempts:
        return "Waits to be sent"
    again = moment_of(one.next_at, zone, today)
    return f"Not taken yet; attempt {one.attempts} of {MOST_ATTEMPTS}, again {again}"


def answer_of(one: Delivery) -> str:
    if one.answered_at is None:
        return ""
    if one.answer_status is None:
        return one.answer_words.capitalize()
    return f"{one.answer_status} in {one.answer_ms:,} ms"


def shortened(words: str) -> str:
    return words if len(words) <= LONGEST_SHOWN else words[:LONGEST_SHOWN] + "…"


def moment_of(moment: datetime, zone: str, today: date) -> str:
    return f"{day_of(moment, zone, today)}, {moment.astimezone(ZoneInfo(zone)):%H:%M}"


def webhook_json(webhook: Webhook) -> answers.Webhook:
    return fields_of(answers.Webhook, webhook, active=webhook.stopped_at is None)


def delivery_json(one: Delivery) -> answers.Delivery:
    is_over = one.delivered_at or one.given_up_at
    return fields_of(
        answers.Delivery,
        one,
        message_id=f"msg_{one.id.hex}",
        type=one.kind,
        timestamp=plain(one.happened_at),
        next_at=None if is_over else plain(one.next_at),
        answer=one.answer_words,
    )
