"""Recording offers, their decline, and the people met there."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import record
from app.clients.actions import apply, changes_to, day_and_reason
from app.clients.queries import held_client, jobs_of
from app.faults import BadInput
from app.offers.forms import ContactChanges, NewContact, NewOffer, OfferChanges
from app.offers.models import Contact, Offer
from app.offers.queries import held_contact, held_offer


def add_offer(
    session: Session,
    access: Access,
    client_id: UUID,
    form: NewOffer,
    *,
    today: date,
    at: datetime,
) -> Offer:
    """`offered_on` left out is the day of the decline, or today while there is none."""
    client = held_client(session, access, client_id)
    values = form.model_dump()
    values["offered_on"] = form.offered_on or form.declined_on or today
    jobs = jobs_of(session, access, client.id)
    if form.job_id is None and jobs:
        values["job_id"] = jobs[-1].id
    check_offer(values, {job.id for job in jobs}, today)
    offer = Offer(office_id=access.office_id, client_id=client.id, created_at=at, **values)
    session.add(offer)
    session.flush()
    record(session, access, "offer.added", at=at, client_id=client.id, subject_id=offer.id)
    return offer


def change_offer(
    session: Session,
    access: Access,
    offer_id: UUID,
    form: OfferChanges,
    *,
    today: date,
    at: datetime,
) -> Offer:
    offer = held_offer(session, access, offer_id)
    changes = changes_to(offer, form.given())
    fields = ("offered_on", "declined_on", "job_id")
    after = {name: getattr(offer, name) for name in fields} | changes
    check_offer(after, {job.id for job in jobs_of(session, access, offer.client_id)}, today)
    details = apply(offer, changes)
    if details["fields"]:
        record(
            session,
            access,
            "offer.changed",
            at=at,
            client_id=offer.client_id,
            subject_id=offer.id,
            **details,
        )
    return offer


def check_offer(values: dict[str, Any], job_ids: set[UUID], today: date) -> None:
    offered_on, declined_on = values["offered_on"], values["declined_on"]
    for field, day in (("declined_on", declined_on), ("offered_on", offered_on)):
        if day is not None and day > today:
            raise BadInput(field, "lies in the future")
    if declined_on is not None and declined_on < offered_on:
        raise BadInput("declined_on", "lies before the day of the offer")
    if values["job_id"] is not None and values["job_id"] not in job_ids:
        raise BadInput("job_id", "is no job of this client")


def add_contact(
    session: Session, access: Access, offer_id: UUID, form: NewContact, at: datetime
) -> Contact:
    offer = held_offer(session, access, offer_id)
    contact = Contact(
        office_id=access.office_id,
        client_id=offer.client_id,
        offer_id=offer.id,
        created_at=at,
        **form.model_dump(),
    )
    session.add(contact)
    session.flush()
    record(
        session, access, "contact.added", at=at, client_id=offer.client_id, subject_id=contact.id
    )
    return contact


def change_contact(
    session: Session,
    access: Access,
    contact_id: UUID,
    form: ContactChanges,
    *,
    today: date,
    at: datetime,
) -> Contact:
    contact = held_contact(session, access, contact_id)
    changes = changes_to(contact, form.given())
    closing(contact, changes, today)
    snoozing(contact, changes, today)
    details = apply(contact, changes)
    if details["fields"]:
        record(
            session,
            access,
            "contact.changed",
            at=at,
            client_id=contact.client_id,
            subject_id=contact.id,
            **details,
        )
    return contact


def closing(contact: Contact, changes: dict[str, Any], today: date) -> None:
    """Needs a reason; emptying the day opens the relationship again."""
    closed_on, reason = day_and_reason(contact, changes, "closed_on", "closed_reason")
    if closed_on is None:
        return
    if closed_on > today:
        raise BadInput("closed_on", "lies in the future")
    if not reason:
        raise BadInput("closed_reason", "is needed to close a relationship")


MOVES_ON = ("is_key", "closed_on")  # to another step, which is known once they are stored


def snoozing(contact: Contact, changes: dict[str, Any], today: date) -> None:
    """A snooze is of the step that pends now and needs a reason; emptying the day lifts it."""
    until, reason = day_and_reason(contact, changes, "snoozed_until", "snooze_reason")
    if until and not reason:
        raise BadInput("snooze_reason", "is needed with a snooze")
    if "snoozed_until" not in changes:
        return
    changes["snoozed_step"] = contact.step if until else None
    if until and until <= today:
        raise BadInput("snoozed_until", "must lie in the future")
    if until and any(
        name in changes and changes[name] != getattr(contact, name) for name in MOVES_ON
    ):
        raise BadInput(
            "snoozed_until",
            "is of the step that pends: first say whether they are key or closed, then snooze",
        )
    if until and contact.step is None:
        raise BadInput("snoozed_until", "is of no use: there is no pending step to snooze")
