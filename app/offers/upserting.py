"""Offers and contacts as another system knows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.by_number import CLIENT, Taken, Taking, Whose, given_of, is_so, named, take_in
from app.clients.numbers import Kind, things_numbered
from app.faults import BadInput
from app.offers.actions import add_contact, add_offer, change_contact, change_offer
from app.offers.forms import (
    ContactChanges,
    KnownContact,
    KnownOffer,
    NewContact,
    NewOffer,
    OfferChanges,
)
from app.offers.models import Contact, Offer

OFFER = Whose("offer", Offer, Kind.OFFER)


def upsert_offers(
    session: Session, access: Access, rows: Sequence[KnownOffer], *, today: date, at: datetime
) -> list[Taken]:
    jobs = things_numbered(session, access, Kind.JOB, named(rows, "job_external_id"))

    def said_of(row: KnownOffer) -> dict[str, Any]:
        given = given_of(row, CLIENT, "job_external_id")
        if row.job_external_id is not None:
            if row.job_external_id not in jobs:
                raise BadInput("job_external_id", "is no job of this client")
            given["job_id"] = jobs[row.job_external_id]
        if given.get("offered_on", today) is None:
            del given["offered_on"]  # which a new one gets by itself
        return given

    def add(client_id: UUID, row: KnownOffer) -> Any:
        form = NewOffer(**sent(said_of(row)))
        return add_offer(session, access, client_id, form, today=today, at=at)

    def change(offer: Offer, row: KnownOffer) -> bool:
        given = said_of(row)
        if is_so(offer, given):
            return False
        form = OfferChanges(**sent(given))
        change_offer(session, access, offer.id, form, today=today, at=at)
        return True

    taking = Taking(Kind.OFFER, "offers", Offer, CLIENT, add, change)
    return take_in(session, access, taking, rows)


def upsert_contacts(
    session: Session, access: Access, rows: Sequence[KnownContact], *, today: date, at: datetime
) -> list[Taken]:
    def add(offer_id: UUID, row: KnownContact) -> Any:
        return add_contact(session, access, offer_id, NewContact(**given_of(row, OFFER)), at)

    def change(contact: Contact, row: KnownContact) -> bool:
        given = given_of(row, OFFER)
        if is_so(contact, given):
            return False
        form = ContactChanges(**given)
        change_contact(session, access, contact.id, form, today=today, at=at)
        return True

    taking = Taking(Kind.CONTACT, "contacts", Contact, OFFER, add, change)
    return take_in(session, access, taking, rows)


def sent(given: dict[str, Any]) -> dict[str, Any]:
    """As a form takes it: ids are text there."""
    return {name: str(v) if isinstance(v, UUID) else v for name, v in given.items()}
