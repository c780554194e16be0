"""Clients as another system knows them, taken on or changed by its own number for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import hold_office
from app.clients.actions import add_client, change_client
from app.clients.forms import ClientChanges, KnownClient
from app.clients.models import Client
from app.clients.queries import email_of, hold_advisors
from app.faults import BadInput, BadInputs


class Numbered(Protocol):
    """A row as another system knows it."""

    @property
    def external_id(self) -> str: ...


class Became(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Upserted:
    client: Client
    became: Became


def upsert_clients(
    session: Session, access: Access, rows: Sequence[KnownClient], at: datetime
) -> list[Upserted]:
    """All of them or none; raises `BadInputs` that name each row by its place.

    A client without a number of their own is known by e-mail and gets the number.
    """
    access.require(Permission.WRITE_PEOPLE)
    repeated = places_repeated(rows)
    faults = [
        BadInput(f"clients.{place}.external_id", "is in this list already") for place in repeated
    ]
    if new_among(session, access, rows):
        hold_office(session, access)  # else two who bring the same ones would meet among them
    hold_advisors(session, access, [row.given().get("advisor_email") for row in rows])
    known = held_of(session, access, rows)
    by_number = {client.external_id: client for client in known if client.external_id}
    by_email = {client.email: client for client in known if client.external_id is None}
    done = []
    for place, row in enumerate(rows):
        if place in repeated:
            continue
        there = by_number.get(row.external_id) or by_email.pop(row.email, None)
        try:
            done.append(upsert(session, access, row, there, at))
        except BadInput as error:
            faults.append(BadInput(f"clients.{place}.{error.field}", error.message))
            if not session.is_active:  # somebody was faster: nothing more can be asked of it
                break
    if faults:
        raise BadInputs(faults)
    return done


def places_repeated(rows: Sequence[Numbered]) -> list[int]:
    """Where a number stands that stood before."""
    firsts: dict[str, int] = {}
    return [
        place
        for place, row in enumerate(rows)
        if firsts.setdefault(row.external_id, place) != place
    ]


def new_among(session: Session, access: Access, rows: Sequence[KnownClient]) -> bool:
    numbers = {row.external_id for row in rows}
    known = session.scalars(
        select(Client.external_id).where(
            Client.office_id == access.office_id, Client.external_id.in_(numbers)
        )
    )
    return not numbers <= set(known)


def held_of(session: Session, access: Access, rows: Sequence[KnownClient]) -> list[Client]:
    """Those who are there, held against other writers in the order of ids."""
    return list(
        session.scalars(
            select(Client)
            .where(
                Client.office_id == access.office_id,
                or_(
                    Client.external_id.in_([row.external_id for row in rows]),
                    Client.email.in_([row.email for row in rows]),
                ),
            )
            .order_by(Client.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def upsert(
    session: Session, access: Access, row: KnownClient, there: Client | None, at: datetime
) -> Upserted:
    if there is None:
        return Upserted(add_client(session, access, row, at), Became.CREATED)
    if is_so(session, access, there, row):
        return Upserted(there, Became.SAME)
    changes = ClientChanges(**row.given())
    return Upserted(change_client(session, access, there.id, changes, at), Became.CHANGED)


def is_so(session: Session, access: Access, client: Client, row: KnownClient) -> bool:
    given = row.given()
    if "advisor_email" in given:
        advisor = given.pop("advisor_email")
        if advisor != email_of(session, access, client.advisor_id):
            return False
    return all(getattr(client, name) == value for name, value in given.items())
