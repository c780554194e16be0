"""What happened with a client's people, as the page of the client lists it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.casefile.acts import Act
from app.links.models import News
from app.links.news import UNDONE
from app.outcomes.forms import OutcomeKind
from app.outcomes.models import Outcome
from app.outcomes.words import KINDS, what_came
from app.people.models import Move
from app.people.words import position_words
from app.plans.models import Touch
from app.plans.words import what_was_done
from app.web.words import short_day


@dataclass(frozen=True, slots=True)
class Record:
    """A touch, an outcome or a move, and what is said of it."""

    row: Touch | Outcome | Move
    on: date
    words: str
    note: str
    void: str  # where it is taken back


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is who, and which day it is."""

    people: Mapping[UUID, str]  # contacts, by id
    names: Mapping[UUID, str]  # of the people of the office
    client_name: str
    own: Mapping[UUID | None, News]  # by touch, where the client told of it
    today: date
    base: str  # /o/{office}


def happened(
    touches: Iterable[Touch],
    outcomes: Iterable[Outcome],
    moves: Iterable[Move],
    telling: Telling,
) -> list[dict[str, Any]]:
    """The latest first."""
    records = [
        *of_touches(touches, telling),
        *of_outcomes(outcomes, telling),
        *of_moves(moves, telling),
    ]
    records.sort(key=lambda record: (record.on, record.row.id), reverse=True)
    return [record_seen(record, telling) for record in records]


def of_touches(touches: Iterable[Touch], telling: Telling) -> Iterator[Record]:
    for touch in touches:
        name = telling.people[touch.contact_id]
        words = what_was_done(touch.kind, touch.step, name)
        on, note = touch.happened_on, touch.note
        yield Record(touch, on, words, note, f"{telling.base}/touches/{touch.id}/void")


def of_outcomes(outcomes: Iterable[Outcome], telling: Telling) -> Iterator[Record]:
    for outcome in outcomes:
        came = what_came(outcome.kind, telling.people[outcome.contact_id])
        words = f"{came[:1].upper()}{came[1:]}"
        on, note = outcome.happened_on, outcome.note
        yield Record(outcome, on, words, note, f"{telling.base}/outcomes/{outcome.id}/void")


def of_moves(moves: Iterable[Move], telling: Telling) -> Iterator[Record]:
    for move in moves:
        words = f"{telling.people[move.contact_id]} moved to {position_words(move)}"
        yield Record(move, move.started_on, words, "", f"{telling.base}/moves/{move.id}/void")


def record_seen(record: Record, telling: Telling) -> dict[str, Any]:
    row = record.row
    who = telling.names.get(row.recorded_by) if row.recorded_by else None
    voider = telling.names.get(row.voided_by) if row.voided_by else None
    news = telling.own.get(row.id)
    if news is not None:
        who = f"{telling.client_name}, by the shared link"
        if news.outcome == UNDONE and news.settled_by is None:
            voider = telling.client_name
    return {
        "on": record.on.isoformat(),
        "on_words": short_day(record.on, telling.today),
        "words": record.words,
        "note": record.note,
        "by": who or "from the office's sheet",
        "voided": f"taken back by {voider or 'the operator'}: {row.void_reason}"
        if row.voided_at
        else None,
        "void": None if row.voided_at else Act("Take back", record.void),
    }


def came_of(
    outcomes: Iterable[Outcome], contact_id: UUID, telling: Telling
) -> list[dict[str, str]]:
    """On the contact's card: what stands, the latest first."""
    theirs = [one for one in outcomes if one.contact_id == contact_id and not one.voided_at]
    theirs.sort(key=lambda outcome: (outcome.happened_on, outcome.id), reverse=True)
    return [
        {
            "words": KINDS[OutcomeKind(outcome.kind)],
            "on": short_day(outcome.happened_on, telling.today),
            "note": outcome.note,
        }
        for outcome in theirs
    ]
