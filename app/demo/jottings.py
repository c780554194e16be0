"""What the advisors of the demo office noted about their clients."""

from datetime import datetime

from app.db.base import new_id
from app.demo.lives import Life
from app.notes.models import Note
from app.offers.models import Contact, Offer

ON_CLIENTS = (
    "Prefers a call before nine; never during the commute.",
    "Partner finishes law school next summer, then open to the coasts.",
    "Drafts every message with us first. Short replies are enough.",
    "Wants to come back to operations in two or three years.\nKeep the manufacturers warm.",
    "Speaks on our alumni panel in October; remind in September.",
    "Shy about writing first. A draft to start from helps.",
)
ON_OFFERS = (
    "Left on very good terms: they said the door stays open.",
    "Their recruiting team moved to another city this year.",
    "The team they would have joined was merged since.",
)
ON_CONTACTS = (
    "Went to the same school; talks about the hockey team first.",
    "Answers on LinkedIn within a day, never by e-mail.",
    "On the hiring committee again from January.",
)


def jot(life: Life) -> None:
    """Some clients have a note or two, few are pinned."""
    rng = life.rng
    if not life.entries or not life.chance(0.45):
        return
    first = min(entry.at for entry in life.entries)
    write(life, rng.choice(ON_CLIENTS), first, pinned=life.chance(0.4))
    if life.offers and life.chance(0.4):
        write(life, rng.choice(ON_OFFERS), first, offer=rng.choice(life.offers))
    if life.contacts and life.chance(0.4):
        write(life, rng.choice(ON_CONTACTS), first, contact=rng.choice(life.contacts))


def write(
    life: Life,
    text: str,
    since: datetime,
    *,
    offer: Offer | None = None,
    contact: Contact | None = None,
    pinned: bool = False,
) -> None:
    """On some working day since then, and not before there was what it is on."""
    thing = contact or offer
    begins = max(since, thing.created_at) if thing else since
    days = (life.setting.today - begins.astimezone(life.setting.zone).date()).days
    on = life.setting.working_day((0, max(days, 0)), life.rng)
    at = max(begins, life.setting.office_hours(on, life.rng))
    note = Note(
        office_id=life.setting.office_id,
        id=new_id(),
        client_id=life.client.id,
        offer_id=contact.offer_id if contact else offer.id if offer else None,
        contact_id=contact.id if contact else None,
        text=text,
        pinned=pinned,
        written_by=life.actor_id,
        written_at=at,
    )
    life.notes.append(note)
    life.enter(at, "note.added", note.id)
