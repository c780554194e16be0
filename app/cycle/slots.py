"""The catch-ups of a client, spread over all the offers: one or two a month."""

from datetime import date

from app.cycle.dates import add_months
from app.cycle.facts import Client, Id, Offer
from app.cycle.policy import Policy


def slots_of(client: Client, policy: Policy) -> dict[Id, date]:
    """For each key contact, finished or not, the day from which a catch-up may be proposed."""
    turns = sorted(
        (
            anniversary(offer, offer.declined_on, policy),
            offer.declined_on,
            offer.id,
            contact.id,
        )
        for offer in client.offers
        if offer.declined_on is not None and not offer.is_off
        for contact in offer.contacts
        if contact.is_key and not contact.is_closed
    )
    slots: list[date] = []
    for place, (anniversary_on, *_) in enumerate(turns):
        if place < policy.catch_up_pace:
            slots.append(anniversary_on)
        else:
            slots.append(max(anniversary_on, add_months(slots[place - policy.catch_up_pace], 1)))
    return {contact_id: slot for (*_, contact_id), slot in zip(turns, slots, strict=True)}


def anniversary(offer: Offer, declined_on: date, policy: Policy) -> date:
    return add_months(offer.job_started_on or declined_on, policy.catch_up_months)


def is_assumed(offer: Offer) -> bool:
    """Without the start of the new job, the year is counted from the decline."""
    return offer.job_started_on is None
