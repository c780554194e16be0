"""All that was done to a client, out of the audit rows: what is asked for, and what is shown."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import Colleague, colleagues_of
from app.audit.asking import Asked
from app.audit.models import VIEWED, AuditEntry
from app.audit.queries import EntryPlace, Kind, actors_on, entries_of, kind_of
from app.audit.telling import who_did
from app.casefile import answers
from app.casefile.history_words import Known, deed_words, imported_by_nobody, quoted
from app.clients.queries import jobs_of, one_client
from app.clock import in_zone
from app.faults import BadInput
from app.notes.queries import every_note_of
from app.offers.queries import contacts_of, offers_of
from app.outcomes.queries import outcomes_of
from app.people.queries import moves_of
from app.plans.touches import touches_of
from app.web.answers import Somebody, fields_of
from app.web.strict import an_id
from app.web.words import weekday_of

ENTRIES = 50  # on a page
KINDS = {
    Kind.TOUCHES: "Touches",
    Kind.CHANGES: "Changes",
    Kind.NOTES: "Notes",
    Kind.OUTCOMES: "Outcomes",
    Kind.IMPORTS: "Imports",
    Kind.VIEWS: "Who looked",
}


def write_cursor(place: EntryPlace) -> str:
    return base64.urlsafe_b64encode(f"{place.at.isoformat()} {place.id}".encode()).decode()


def read_cursor(cursor: str) -> EntryPlace | None:
    if not cursor:
        return None
    try:
        text, _, entry_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        at = datetime.fromisoformat(text)
        return EntryPlace(at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC), an_id(entry_id))
    except (ValueError, OverflowError):
        raise BadInput("cursor", "is not one that this service gave") from None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a sentence: `Dana Reed` `logged: thanked Hiroshi Silva`."""

    entry: AuditEntry
    at: datetime  # by the office's clocks
    actor: Colleague | None
    who: str  # blank where the words say it all
    did: str
    quote: str

    @property
    def token(self) -> str:
        """By which it was done; blank for a person, and where it once was not written down."""
        return str(self.entry.details.get("token", ""))

    @property
    def words(self) -> str:
        return f"{self.who} {self.did}".strip()


@dataclass(frozen=True, slots=True)
class History:
    client_name: str
    told: list[Told]
    following: EntryPlace | None
    people: list[Colleague]  # who did something here, or is asked for, by name
    tokens: list[str]  # by which it was done, or is asked for


def read_history(
    session: Session,
    access: Access,
    client_id: UUID,
    asked: Asked[Kind],
    *,
    limit: int,
    after: EntryPlace | None = None,
) -> History:
    client = one_client(session, access, client_id)
    wanted = asked.wanted(session, access)
    entries = entries_of(
        session, access, client.id, wanted, kind=asked.kind, limit=limit + 1, after=after
    )
    shown = entries[:limit]
    colleagues = colleagues_of(session, access)
    known = Known(
        client,
        {job.id: job for job in jobs_of(session, access, client.id)},
        {offer.id: offer for offer in offers_of(session, access, client.id)},
        {contact.id: contact for contact in contacts_of(session, access, client.id)},
        {touch.id: touch for touch in touches_of(session, access, client.id)},
        {note.id: note for note in every_note_of(session, access, client.id)},
        {outcome.id: outcome for outcome in outcomes_of(session, access, client.id)},
        {move.id: move for move in moves_of(session, access, client.id)},
        colleagues,
    )
    active, tokens = actors_on(session, access, client.id, looked=asked.kind is Kind.VIEWS)
    people = [one for id, one in colleagues.items() if id in active or id == wanted.actor_id]
    return History(
        client.name,
        [told_of(entry, known, colleagues, access.timezone) for entry in shown],
        EntryPlace(shown[-1].at, shown[-1].id) if len(entries) > limit else None,
        sorted(people, key=lambda one: one.name),
        sorted(tokens | {asked.token} - {""}),
    )


def told_of(
    entry: AuditEntry, known: Known, colleagues: Mapping[UUID, Colleague], timezone: str
) -> Told:
    at = in_zone(entry.at, timezone)
    actor = colleagues.get(entry.actor_id) if entry.actor_id else None
    if entry.actor_id is None and entry.action == "client.imported":
        return Told(entry, at, None, "", imported_by_nobody(entry), "")
    who = who_did(entry, colleagues, known.client.name)
    return Told(entry, at, actor, who, deed_words(entry, known, at.date()), quoted(entry, known))


def history_seen(
    history: History, asked: Asked[Kind], today: date, path: str, client_path: str
) -> dict[str, Any]:
    """What `casefile/history.html` needs, the frame aside."""
    return {
        "client": {"name": history.client_name, "href": client_path},
        "action": path,
        "people": [("", "Everyone"), *((one.email, one.name) for one in history.people)],
        "tokens": [("", "Any or none"), *((one, one) for one in history.tokens)],
        "kinds": [("", "Everything"), *((kind.value, words) for kind, words in KINDS.items())],
        "asked": asked.seen(),
        "is_narrowed": bool(asked.query()),
        "days": [
            {"words": day_words(day, today), "told": [entry_seen(told) for told in some]}
            for day, some in groupby(history.told, key=lambda told: told.at.date())
        ],
    }


def day_words(day: date, today: date) -> str:
    """`Tuesday, 24 November`, with the year where it is not today's."""
    return weekday_of(day) if day.year == today.year else f"{weekday_of(day)} {day.year}"


def entry_seen(told: Told) -> dict[str, Any]:
    return {
        "at": told.at.isoformat(timespec="seconds"),
        "time": f"{told.at:%H:%M}",
        "who": told.who,
        "did": told.did,
        "quote": told.quote,
        # Of a view, the words say by which.
        "token": "" if told.entry.action == VIEWED else told.token,
        "by_program": told.entry.via == "api" and told.entry.action != VIEWED,
    }


def pager_of(history: History, asked: Asked[Kind], path: str, cursor: str) -> dict[str, Any]:
    here = asked.query()
    following = history.following
    older = here | {"cursor": write_cursor(following)} if following else None
    return {
        "words": "Older than what was shown before" if cursor else "The latest first",
        "next_href": f"{path}?{urlencode(older)}" if older else None,
        "first_href": f"{path}?{urlencode(here)}".rstrip("?") if cursor else None,
    }


def told_json(told: Told) -> answers.Entry:
    return fields_of(
        answers.Entry,
        told.entry,
        kind=kind_of(told.entry.action),
        actor=told.actor and fields_of(Somebody, told.actor),
        token=told.token,
        words=told.words,
        quote=told.quote,
    )
