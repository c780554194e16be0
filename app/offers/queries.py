"""Reads of offers and contacts."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import all_of, one_of, read_again
from app.clients.queries import held_client
from app.offers.models import Contact, Offer


def offers_of(session: Session, access: Access, client_id: UUID) -> list[Offer]:
    return all_of(session, access, Offer, client_id)


def contacts_of(session: Session, access: Access, client_id: UUID) -> list[Contact]:
    return all_of(session, access, Contact, client_id)


def one_offer(session: Session, access: Access, offer_id: UUID) -> Offer:
    return one_of(session, access, Offer, offer_id)


def one_contact(session: Session, access: Access, contact_id: UUID) -> Contact:
    return one_of(session, access, Contact, contact_id)


def held_offer(session: Session, access: Access, offer_id: UUID) -> Offer:
    """For a change: its client is held against other writers."""
    offer = one_of(session, access, Offer, offer_id)
    held_client(session, access, offer.client_id)
    read_again(session, offer)
    return offer


def held_contact(session: Session, access: Access, contact_id: UUID) -> Contact:
    contact = one_of(session, access, Contact, contact_id)
    held_client(session, access, contact.client_id)
    read_again(session, contact)
    return contact
