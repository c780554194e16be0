"""Links that were just made for many clients, as they are shown this once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.bulk import answers
from app.clients.models import Client
from app.links.words import address_of, letter_to
from app.plans.actions import in_parts
from app.settings import Settings
from app.sheets.csv_text import BYTE_ORDER_MARK, csv_of
from app.web.words import long_day

COLUMNS = ("client_name", "client_email", "url", "can_update", "expires_on")


@dataclass(frozen=True, slots=True)
class MadeLink:
    client_id: UUID
    name: str
    email: str
    secret: str
    can_update: bool
    expires_on: date


def made_links(
    session: Session, access: Access, secrets: Mapping[UUID, tuple[str, bool, date]]
) -> list[MadeLink]:
    """By name."""
    access.require(Permission.WRITE_PEOPLE)
    found: list[Any] = []
    for some in in_parts(sorted(secrets)):
        found += session.execute(
            select(Client.name_key, Client.id, Client.name, Client.email).where(
                Client.office_id == access.office_id, Client.id.in_(some)
            )
        )
    return [
        MadeLink(client_id, name, email, *secrets[client_id])
        for _, client_id, name, email in sorted(found, key=tuple)
    ]


def links_seen(settings: Settings, made: Sequence[MadeLink], advisor: str) -> list[dict[str, Any]]:
    return [
        {
            "client_id": one.client_id,
            "name": one.name,
            "email": one.email,
            "address": address_of(settings, one.secret),
            "until": long_day(one.expires_on),
            "mailto": letter_to(
                one.name,
                one.email,
                address_of(settings, one.secret),
                one.expires_on,
                can_update=one.can_update,
                advisor=advisor,
            ),
        }
        for one in made
    ]


def links_sheet(settings: Settings, made: Sequence[MadeLink]) -> bytes:
    """CSV, for a letter to each of them."""
    rows = (
        (
            one.name,
            one.email,
            address_of(settings, one.secret),
            "yes" if one.can_update else "no",
            one.expires_on.isoformat(),
        )
        for one in made
    )
    return BYTE_ORDER_MARK + csv_of([COLUMNS, *rows])


def links_json(settings: Settings, made: Sequence[MadeLink]) -> list[answers.MadeLink]:
    return [
        {"client_id": str(one.client_id), "url": address_of(settings, one.secret)} for one in made
    ]
