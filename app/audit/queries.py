"""Reads of who did what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.audit.models import FIRST_DEED, IS_DEED, IS_ERASING, VIEWED, AuditEntry


def last_change(
    session: Session, access: Access, subject_id: UUID, client_id: UUID | None
) -> tuple[str, datetime | None]:
    """Who changed a thing of a client last, and when."""
    access.require(Permission.READ_PEOPLE)
    found = session.execute(
        select(User.name, AuditEntry.at)
        .join(User, User.id == AuditEntry.actor_id, isouter=True)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id == client_id,
            IS_DEED,
            # What is done to the client itself names no subject.
            func.coalesce(AuditEntry.subject_id, AuditEntry.client_id) == subject_id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return "Somebody", None
    name, at = found
    return name or "An import", at


# An entry's id is made when its deed begins, and it is seen when that has ended.
LONGEST_DEED = timedelta(seconds=90)
THE_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OF_EVERYBODY = ("member.clients_handed_over",)  # clients whom no entry names


def entries_since(session: Session, access: Access, moment: datetime) -> UUID | None:
    """The id below all entries that may have shown since; none where all clients changed."""
    access.require(Permission.READ_PEOPLE)
    first = first_id_since(moment)
    of_everybody = session.scalars(
        select(AuditEntry.id)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id.is_(None),
            AuditEntry.id >= first,
            AuditEntry.action.in_(OF_EVERYBODY),
        )
        .limit(1)
    ).first()
    return None if of_everybody else first


def details_since(
    session: Session, access: Access, moment: datetime, *actions: str
) -> list[dict[str, Any]]:
    """What is told of deeds of these kinds that began after the moment, the first of them first."""
    return list(
        session.scalars(
            select(AuditEntry.details)
            .where(
                AuditEntry.office_id == access.office_id,
                AuditEntry.id >= first_id_since(moment),
                AuditEntry.at > moment,
                AuditEntry.action.in_(actions),
            )
            .order_by(AuditEntry.id)
        )
    )


def is_on_record(
    session: Session, access: Access, action: str, subject_id: UUID, since: datetime
) -> bool:
    """Of what is no client's, and began after the moment."""
    access.require(Permission.READ_PEOPLE)
    found = session.scalars(
        select(AuditEntry.id)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id.is_(None),  # by which the index leads to these few
            AuditEntry.id >= first_id_since(since),
            AuditEntry.action == action,
            AuditEntry.subject_id == subject_id,
        )
        .limit(1)
    )
    return found.first() is not None


def happened_since(since: datetime | None, *moments: Any) -> ColumnElement[bool]:
    """Any of these columns. A deed’s moment is that of its beginning, and seen at its end."""
    return true() if since is None else or_(*(at >= since - LONGEST_DEED for at in moments))


def first_id_since(moment: datetime) -> UUID:
    milliseconds = max(moment - LONGEST_DEED - THE_EPOCH, timedelta()) // timedelta(milliseconds=1)
    return max(UUID(int=milliseconds << 80), FIRST_DEED)


class Kind(StrEnum):
    """What the history can be narrowed to."""

    TOUCHES = "touches"
    CHANGES = "changes"  # whatever is none of the others
    NOTES = "notes"
    OUTCOMES = "outcomes"
    IMPORTS = "imports"
    VIEWS = "views"  # which are among the others only where they are asked for


BEGINNINGS = {
    Kind.TOUCHES: "touch.",
    Kind.NOTES: "note.",
    Kind.OUTCOMES: "outcome.",
    Kind.IMPORTS: "client.import",  # brought in, or taken back
    Kind.VIEWS: VIEWED,
}


def kind_of(action: str) -> Kind:
    found = (kind for kind, beginning in BEGINNINGS.items() if action.startswith(beginning))
    return next(found, Kind.CHANGES)


def is_of_kind(kind: Kind) -> ColumnElement[bool]:
    """The same as `kind_of`, for the store."""
    others = {kind: AuditEntry.action.startswith(text) for kind, text in BEGINNINGS.items()}
    return not_(or_(*others.values())) if kind is Kind.CHANGES else others[kind]


TOKEN = AuditEntry.details["token"].as_string()  # none where it was no program


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of a history. The end is not in it."""

    actor_id: UUID | None = None
    token: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def narrow(self, entries: Select[AuditEntry]) -> Select[AuditEntry]:
        if self.actor_id is not None:
            entries = entries.where(AuditEntry.actor_id == self.actor_id)
        if self.token:
            entries = entries.where(self.token == TOKEN)
        if self.begins_at is not None:
            entries = entries.where(AuditEntry.at >= self.begins_at)
        if self.ends_at is not None:
            entries = entries.where(AuditEntry.at < self.ends_at)
        return entries


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where a page of the history ended."""

    at: datetime
    id: UUID


def entries_of(
    session: Session,
    access: Access,
    client_id: UUID,
    wanted: Wanted,
    *,
    kind: Kind | None = None,
    limit: int,
    after: EntryPlace | None = None,
) -> list[AuditEntry]:
    """What was done to a client and all of theirs, the newest first."""
    access.require(Permission.READ_PEOPLE)
    of_client = select(AuditEntry).where(
        AuditEntry.office_id == access.office_id,
        AuditEntry.client_id == client_id,
        IS_DEED if kind is None else is_of_kind(kind),
    )
    entries = wanted.narrow(of_client)
    if after is not None:
        earlier_then = and_(AuditEntry.at == after.at, AuditEntry.id < after.id)
        entries = entries.where(or_(AuditEntry.at < after.at, earlier_then))
    newest_first = entries.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return list(session.scalars(newest_first.limit(limit)))


def actors_on(
    session: Session, access: Access, client_id: UUID, *, looked: bool = False
) -> tuple[set[UUID], set[str]]:
    """Whoever did something there, or looked, and by which tokens; the operator and the sheet are
    nobody."""
    access.require(Permission.READ_PEOPLE)
    found = session.execute(
        select(AuditEntry.actor_id, TOKEN)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id == client_id,
            ~IS_DEED if looked else IS_DEED,
        )
        .distinct()
    ).all()
    actors, tokens = {actor_id for actor_id, _ in found}, {token for _, token in found}
    return actors - {None}, tokens - {None}


def entries_of_office(
    session: Session,
    access: Access,
    wanted: Wanted,
    *,
    actions: Collection[str] = (),
    limit: int,
    after: UUID | None = None,
    since: datetime | None = None,
) -> list[AuditEntry]:
    """What was done and is of no client, and who was erased, the newest first. No actions: all."""
    access.require(Permission.MANAGE_OFFICE)
    of_office = select(AuditEntry).where(AuditEntry.office_id == access.office_id, IS_DEED)
    deeds = wanted.narrow(of_office)
    if actions:
        deeds = deeds.where(AuditEntry.action.in_(actions))
    if after is not None:
        deeds = deeds.where(AuditEntry.id < after)
    for first in filter(None, (wanted.begins_at, since)):
        deeds = deeds.where(AuditEntry.id >= first_id_since(first))
    newest = AuditEntry.id.desc()
    # Each in the order of its index: PostgreSQL sees in that of clients no more than it says.
    of_no_client = deeds.where(AuditEntry.client_id.is_(None)).order_by(
        AuditEntry.client_id.desc(), newest
    )
    of_erased = deeds.where(IS_ERASING).order_by(newest)
    found = [
        entry for some in (of_no_client, of_erased) for entry in session.scalars(some.limit(limit))
    ]
    return sorted(found, key=lambda entry: entry.id, reverse=True)[:limit]
