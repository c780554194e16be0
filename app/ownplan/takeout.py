"""Everything that the office holds on a client's plan, for the client to take along.

What colleagues write for themselves stays there: notes, and why somebody was closed, snoozed,
skipped or taken back.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.clients.models import Client, Job
from app.clients.queries import jobs_of, one_client
from app.cycle.windows import Window
from app.db.prepared import Reader
from app.exports.queries import rows_of
from app.imports.sheet import COLUMNS
from app.links.models import News, ShareLink
from app.links.news import told_by
from app.links.queries import links_of
from app.offers.models import Contact, Offer
from app.offers.queries import contacts_of, offers_of
from app.outcomes.models import Outcome
from app.outcomes.queries import outcomes_of
from app.ownplan.queries import OwnFile
from app.ownplan.view import found_in
from app.people.models import Move
from app.people.queries import moves_of
from app.plans.models import Touch
from app.plans.touches import touches_of
from app.sheets.csv_text import BYTE_ORDER_MARK, csv_of

Held = dict[str, Any]
TAKEN: dict[type, tuple[str, ...]] = {
    Client: ("name", "email", "external_id", "program", "cohort", "area", "paused_until"),
    Job: ("employer", "title", "area", "started_on"),
    Offer: (
        "employer", "title", "area", "offered_on", "respond_by", "declined_on", "declined_well",
        "reason",
    ),
    Contact: (
        "id", "name", "title", "email", "phone", "linkedin_url", "area", "is_key", "closed_on",
    ),
    Touch: ("kind", "step", "happened_on", "recorded_at", "voided_at"),
    Move: ("employer", "title", "area", "started_on", "old_email", "voided_at"),
    Outcome: ("kind", "happened_on", "voided_at"),
    News: ("kind", "text", "details", "told_at", "outcome", "settled_at"),
    ShareLink: (
        "can_update", "made_at", "expires_on", "revoked_at", "opened_count", "last_opened_at",
    ),
}  # fmt: skip
OF_COLLEAGUES = {"closed_reason", "snooze_reason", "pause_reason"}  # columns of the sheet


def as_csv(session: Session, file: OwnFile) -> bytes:
    """As the office's own sheet."""
    access = file.opened.access
    rows = rows_of(Reader.of(session), access, access.client_id, file.today)
    cells = [["" if name in OF_COLLEAGUES else row[name] for name in COLUMNS] for row in rows]
    return BYTE_ORDER_MARK + csv_of([COLUMNS, *cells])


def as_json(session: Session, file: OwnFile) -> bytes:
    text = json.dumps(everything(session, file), default=written, ensure_ascii=False, indent=2)
    return text.encode()


def written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def everything(session: Session, file: OwnFile) -> Held:
    opened, access = file.opened, file.opened.access
    told = told_by(session, access, access.client_id)
    return {
        "taken_on": file.today,
        "office": {"name": opened.office_name, "timezone": access.timezone},
        "advisor": {"name": opened.advisor, "email": opened.advisor_email},
        "you": taken(one_client(session, access, access.client_id)),
        "jobs": [taken(job) for job in jobs_of(session, access, access.client_id)],
        "offers": offers_taken(session, file, told),
        "told": [taken(one) for one in reversed(told)],
        "links": [taken(one) for one in links_of(session, access, access.client_id)],
    }


def taken(row: Any) -> Held:
    return {name: getattr(row, name) for name in TAKEN[type(row)]}


def offers_taken(session: Session, file: OwnFile, told: Iterable[News]) -> list[Held]:
    access, by_the_client = file.opened.access, {one.subject_id for one in told}
    nexts = {one.subject_id: next_taken(one.scene.window) for one in found_in(file)}
    touches, moves, outcomes = (
        by("contact_id", read(session, access, access.client_id))
        for read in (touches_of, moves_of, outcomes_of)
    )
    people = by("offer_id", contacts_of(session, access, access.client_id))
    return [
        taken(offer)
        | {"next": nexts.get(offer.id)}
        | {
            "people": [
                taken(one)
                | {
                    "next": nexts.get(one.id),
                    "touches": [touch_taken(each, by_the_client) for each in touches[one.id]],
                    "moves": [taken(each) for each in moves[one.id]],
                    "outcomes": [taken(each) for each in outcomes[one.id]],
                }
                for one in people[offer.id]
            ]
        }
        for offer in offers_of(session, access, access.client_id)
    ]


def next_taken(window: Window) -> Held:
    return {"step": window.step, "from": window.opens_on, "by": window.due_on}


def touch_taken(touch: Touch, by_the_client: set[UUID | None]) -> Held:
    """With the client's own words where they wrote it."""
    is_theirs = touch.id in by_the_client
    return taken(touch) | {"told_by_you": is_theirs} | ({"note": touch.note} if is_theirs else {})


def by(owner: str, rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found
