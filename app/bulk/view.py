"""What the pages show of doing one thing to many clients."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import names_of
from app.bulk.actions import UNDO_WITHIN, Looked, Preview, is_undoable
from app.bulk.changes import Cannot, Change
from app.bulk.deed import Deed
from app.bulk.models import BulkAction
from app.bulk.queries import Item, count_kept
from app.bulk.words import named
from app.casefile.sheets import Options, Subject, field_of
from app.clock import in_zone
from app.db.base import new_id
from app.web.api import known_id
from app.web.forms import Form
from app.web.strict import Input
from app.web.words import how_many, near_day

MOST_SHOWN = 100  # names of a list
MOST_TALLIED = 6
MOST_LISTED = 500  # on the page of what was done; the API has them all


def write_looked(looked: Looked) -> str:
    """Exactly these clients, and what was said of each, as one field of a form."""
    return " ".join(
        str(client_id) if mark is None else f"{client_id}:{mark}"
        for client_id, mark in looked.items()
    )


def read_looked(text: str) -> dict[UUID, str | None]:
    parts = (part.partition(":") for part in text.split())
    return {known_id(id): mark if colon else None for id, colon, mark in parts}


def looked_at(looked: Collection[UUID], found: Preview | None) -> Looked:
    if found is None:
        return dict.fromkeys(looked)
    marks = {change.client_id: change.mark for change in found.changes}
    return {client_id: marks.get(client_id, "") for client_id in looked}


def seal_of(given: Input) -> str:
    """Another one where the form was filled in otherwise."""
    return hashlib.sha256(given.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A preview on its way to the page."""

    deed: Deed
    looked: Collection[UUID]
    form: Form
    given: Input | None = None
    found: Preview | None = None
    warned: Mapping[UUID, list[str]] = field(default_factory=dict)
    options: Mapping[str, Options] = field(default_factory=dict)
    notice: tuple[str, str] | None = None  # a title and a sentence


def looking_seen(looking: Looking, base: str, list_path: str, today: date) -> dict[str, Any]:
    """What `bulk/preview.html` needs, the frame aside."""
    deed, found = looking.deed, looking.found
    subject = Subject(client_id=None, options=dict(looking.options))
    return {
        "title": deed.title,
        "lead": deed.lead,
        "clients": how_many(len(looking.looked), "client"),
        "action": f"{base}/caseload/bulk/{deed.name}",
        "fields": [field_of(item, subject, looking.form, today) for item in deed.items],
        "form": looking.form,
        "of": write_looked(looked_at(looking.looked, found)),
        "seal": seal_of(looking.given) if looking.given else "",
        "once": new_id().hex,
        "list_path": list_path,
        "notice": looking.notice,
        "preview": found and preview_seen(found, deed, looking.warned),
    }


def preview_seen(found: Preview, deed: Deed, warned: Mapping[UUID, list[str]]) -> dict[str, Any]:
    changes = found.changes
    mind = [
        (one.client_id, one.name, warned[one.client_id])
        for one in changes
        if one.client_id in warned
    ]
    return {
        "as_file": deed.shows_secrets,
        "submit": deed.submit.format(clients=how_many(len(changes), "client")),
        "count": len(changes),
        "tally": tally_of(changes),
        "changes": [
            (change.client_id, change.name, change.was, change.becomes)
            for change in changes[:MOST_SHOWN]
        ],
        "left_out": max(0, len(changes) - MOST_SHOWN),
        "warned_count": len(mind),
        "warned": [(*who, "; ".join(said)) for *who, said in mind[:MOST_SHOWN]],
        "warned_left_out": max(0, len(mind) - MOST_SHOWN),
        "cannot_count": len(found.cannot),
        "cannot": [
            (
                why,
                len(some),
                [(one.client_id, one.name, one.detail) for one in some[:MOST_SHOWN]],
                max(0, len(some) - MOST_SHOWN),
            )
            for why, some in by_reason(found.cannot)
        ],
    }


def tally_of(changes: Sequence[Change]) -> list[tuple[str, int]]:
    """How they stand now, where that is soon told."""
    found = Counter(change.was for change in changes).most_common()
    return found if 1 < len(found) <= MOST_TALLIED else []


def by_reason(cannot: Sequence[Cannot]) -> list[tuple[str, list[Cannot]]]:
    """The most frequent first."""
    found: dict[str, list[Cannot]] = {}
    for one in cannot:
        found.setdefault(one.why, []).append(one)
    return sorted(found.items(), key=lambda reason: -len(reason[1]))


def changed_words(who: Mapping[UUID, str]) -> tuple[str, str]:
    return (
        "Somebody else was here too",
        f"{named(list(who.values()), 10)} changed while you looked, so nothing was done to"
        " anybody. Below is what would become of them now.",
    )


OTHERWISE = (
    "Not done yet",
    "The form says something else than what was shown. Below is what would be done now.",
)


def done_seen(session: Session, access: Access, action: BulkAction, at: datetime) -> dict[str, Any]:
    """What is said once it is done, and whether it can be undone."""
    kept = count_kept(session, access, action) if action.undone_at else 0
    return {
        "id": action.id,
        "words": f"Undone: {action.words[:1].lower()}{action.words[1:]}."
        if action.undone_at
        else f"{action.words}.",
        "kept": how_many(kept, "client") if kept else "",
        "can_undo": is_undoable(access, action, at),
    }


def until_of(action: BulkAction) -> str:
    """Until when it can be undone, as JSON has it."""
    return (action.done_at + UNDO_WITHIN).isoformat().replace("+00:00", "Z")


def action_seen(
    session: Session,
    access: Access,
    action: BulkAction,
    items: Sequence[Item],
    at: datetime,
    today: date,
    changed: Mapping[UUID, str] | None = None,
) -> dict[str, Any]:
    """What `bulk/action.html` needs, the frame aside."""

    def by(user_id: UUID | None, moment: datetime) -> str:
        return f"{names.get(user_id, 'Somebody') if user_id else 'The operator'}, {when(moment)}"

    def when(moment: datetime) -> str:
        return moment_of(moment, access.timezone, today)

    names = names_of(session, access)
    return {
        "done": done_seen(session, access, action, at),
        "by": by(action.done_by, action.done_at),
        "undone_by": by(action.undone_by, action.undone_at) if action.undone_at else "",
        "until": when(action.done_at + UNDO_WITHIN),
        "is_undone": action.undone_at is not None,
        "items": [
            (one.client_id, one.name, one.was, one.becomes, one.undone)
            for one in items[:MOST_LISTED]
        ],
        "left_out": max(0, len(items) - MOST_LISTED),
        "changed": list((changed or {}).items()),
        "others": how_many(len(items) - len(changed), "other client") if changed else "",
    }


def moment_of(moment: datetime, timezone: str, today: date) -> str:
    there = in_zone(moment, timezone)
    return f"{near_day(there.date(), today)} at {there:%H:%M}"


def actions_seen(
    session: Session, access: Access, actions: Sequence[BulkAction], at: datetime, today: date
) -> list[dict[str, Any]]:
    names = names_of(session, access)
    return [
        {
            "id": action.id,
            "words": action.words,
            "by": names.get(action.done_by, "Somebody") if action.done_by else "The operator",
            "when": moment_of(action.done_at, access.timezone, today),
            "is_undone": action.undone_at is not None,
            "can_undo": is_undoable(access, action, at),
        }
        for action in actions
    ]
