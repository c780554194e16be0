"""What was done in the office and is of no client: what is asked for, and what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import Colleague, colleagues_of
from app.audit.asking import Asked
from app.audit.models import AuditEntry
from app.audit.queries import entries_of_office
from app.audit.telling import who_did
from app.clock import in_zone
from app.office import answers
from app.office.history_words import (
    KIND_OF,
    KINDS,
    OF_NOBODY,
    SAYINGS,
    Known,
    deed_words,
)
from app.office.queries import invited_by_id, token_names, tokens_by_id
from app.office.words import OfficeKind
from app.web.answers import Somebody, fields_of
from app.web.words import weekday_of

ENTRIES = 50  # on a page


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a sentence: `Ruth Castellanos` `revoked the token “CRM sync”`."""

    entry: AuditEntry
    at: datetime  # by the office's clocks
    actor: Colleague | None
    who: str  # blank where the words say it all
    did: str

    @property
    def token(self) -> str:
        """By which it was done; blank for a person, and where it was not written down."""
        return str(self.entry.details.get("token", ""))

    @property
    def words(self) -> str:
        return f"{self.who} {self.did}".strip()


@dataclass(frozen=True, slots=True)
class History:
    told: list[Told]
    people: list[Colleague]  # whoever is or was of the office, by name
    tokens: list[str]  # whatever it has or had, or is asked for


def read_history(
    session: Session,
    access: Access,
    asked: Asked[OfficeKind],
    *,
    limit: int,
    after: UUID | None = None,
    since: datetime | None = None,
) -> History:
    wanted = asked.wanted(session, access)
    actions = tuple(SAYINGS[asked.kind]) if asked.kind else ()
    entries = entries_of_office(
        session, access, wanted, actions=actions, limit=limit, after=after, since=since
    )
    colleagues = colleagues_of(session, access)
    subjects = {entry.subject_id for entry in entries if entry.subject_id}
    known = Known(
        colleagues,
        tokens_by_id(session, access, subjects),
        invited_by_id(session, access, subjects),
    )
    return History(
        [told_of(entry, known, access.timezone) for entry in entries],
        sorted(colleagues.values(), key=lambda one: one.name),
        sorted(token_names(session, access) | {asked.token} - {""}),
    )


def told_of(entry: AuditEntry, known: Known, timezone: str) -> Told:
    actor = known.colleagues.get(entry.actor_id) if entry.actor_id else None
    is_nobodys = entry.action in OF_NOBODY
    who = "" if is_nobodys else who_did(entry, known.colleagues, "A colleague")
    return Told(entry, in_zone(entry.at, timezone), actor, who, deed_words(entry, known))


def history_seen(
    history: History, asked: Asked[OfficeKind], today: date, path: str, after: str
) -> dict[str, Any]:
    """What `office/history.html` needs, the frame aside. The one found beyond the most says that
    there are older ones."""
    shown, here = history.told[:ENTRIES], asked.query()
    is_more = len(history.told) > ENTRIES
    older = here | {"after": str(shown[-1].entry.id)} if is_more else None
    return {
        "action": path,
        "people": [("", "Everyone"), *((one.email, one.name) for one in history.people)],
        "tokens": [("", "Any or none"), *((one, one) for one in history.tokens)],
        "kinds": [("", "Everything"), *((kind.value, words) for kind, words in KINDS.items())],
        "asked": asked.seen(),
        "is_narrowed": bool(here),
        "days": days_seen(shown, today),
        "pager": {
            "words": "Older than what was shown before" if after else "The latest first",
            "next_href": f"{path}?{urlencode(older)}" if older else None,
            "first_href": f"{path}?{urlencode(here)}".rstrip("?") if after else None,
        },
    }


def days_seen(shown: Sequence[Told], today: date) -> list[Mapping[str, Any]]:
    return [
        {
            "words": weekday_of(day) if day.year == today.year else f"{weekday_of(day)} {day.year}",
            "told": [entry_seen(told) for told in some],
        }
        for day, some in groupby(shown, key=lambda told: told.at.date())
    ]


def entry_seen(told: Told) -> dict[str, Any]:
    return {
        "at": told.at.isoformat(timespec="seconds"),
        "time": f"{told.at:%H:%M}",
        "who": told.who,
        "did": told.did,
        "token": told.token,
        "by_program": told.entry.via == "api",
    }


def told_json(told: Told) -> answers.OfficeEntry:
    return fields_of(
        answers.OfficeEntry,
        told.entry,
        kind=KIND_OF.get(told.entry.action),
        actor=told.actor and fields_of(Somebody, told.actor),
        token=told.token,
        words=told.words,
    )
