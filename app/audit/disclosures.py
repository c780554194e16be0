"""What left the office: each file of people, or of figures about them, that somebody took out; and
which lists of people a program read, see `viewed`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.audit.actions import record
from app.audit.models import LISTED, AuditEntry
from app.audit.queries import first_id_since, happened_since

DISCLOSED = "people.disclosed"


class WhatLeft(StrEnum):
    FILES = "files"
    LISTS = "lists"


ACTIONS = {WhatLeft.FILES: DISCLOSED, WhatLeft.LISTS: LISTED}


def disclosed(
    session: Session,
    access: Access,
    what: str,
    *,
    format: str,
    clients: int,
    filters: Mapping[str, str],
    as_of: date,
    at: datetime,
    recipient: str = "",
    purpose: str = "",
    subject_id: UUID | None = None,
) -> None:
    """Written before the first byte leaves. `clients` is how many people it is about at most;
    `recipient` and `purpose` are blank where it stays in the office."""
    record(
        session,
        access,
        DISCLOSED,
        at=at,
        subject_id=subject_id,
        what=what,
        format=format,
        clients=clients,
        filters=dict(filters),
        as_of=as_of.isoformat(),
        recipient=recipient,
        purpose=purpose,
    )


@dataclass(frozen=True, slots=True)
class Disclosure:
    id: UUID
    at: datetime
    who: str | None  # None: the operator
    email: str | None
    via: str
    details: dict[str, Any]


def disclosures(
    session: Session,
    access: Access,
    *,
    kind: WhatLeft = WhatLeft.FILES,
    limit: int,
    after: UUID | None = None,
    since: datetime | None = None,
) -> list[Disclosure]:
    """The newest first, of lists those of the last day; `after` is where the last page ended."""
    access.require(Permission.MANAGE_OFFICE)
    wanted = (
        select(AuditEntry, User.name, User.email)
        .join(User, User.id == AuditEntry.actor_id, isouter=True)
        .where(
            AuditEntry.office_id == access.office_id,
            AuditEntry.client_id.is_(None),  # by which the index leads to these few
            AuditEntry.action == ACTIONS[kind],
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(AuditEntry.id < after)
    if since is not None and kind is WhatLeft.FILES:
        wanted = wanted.where(AuditEntry.id >= first_id_since(since))
    elif since is not None:
        wanted = wanted.where(happened_since(since, AuditEntry.at))
    return [
        Disclosure(entry.id, entry.at, name, email, entry.via, entry.details)
        for entry, name, email in session.execute(wanted)
    ]
