"""Notes as the page of a client shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.access import Access
from app.casefile.acts import Act
from app.clock import in_zone
from app.notes.models import Note
from app.notes.queries import may_change
from app.offers.models import Contact, Offer
from app.web.words import short_day

SHOWN = 5  # before one asks for the others; the pinned always are
QUOTED = 110  # characters, where a note is only pointed at
MOST_QUOTES = 2


@dataclass(frozen=True, slots=True)
class Board:
    """The notes of one client, and what they hang on."""

    notes: Sequence[Note]
    offers: Mapping[UUID, Offer]
    contacts: Mapping[UUID, Contact]
    names: Mapping[UUID, str]  # of the people of the office
    access: Access
    today: date
    base: str  # /o/{office}

    def on_offer(self, offer_id: UUID) -> list[Note]:
        return [note for note in self.notes if note.offer_id == offer_id and not note.contact_id]

    def on_contact(self, contact_id: UUID) -> list[Note]:
        return [note for note in self.notes if note.contact_id == contact_id]


def notes_seen(board: Board) -> dict[str, list[dict[str, Any]]]:
    pinned = sum(note.pinned for note in board.notes)
    seen = [note_seen(board, note) for note in board.notes]
    most = max(SHOWN, pinned)
    return {"shown": seen[:most], "older": seen[most:]}


def note_seen(board: Board, note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "text": note.text,
        "pinned": note.pinned,
        "on": subject_of(board, note),
        "by": by_words(board, note),
        "at": note.written_at.isoformat(timespec="seconds"),
        "is_changed": note.changed_at is not None,
        "acts": acts_of(board, note),
    }


def subject_of(board: Board, note: Note) -> tuple[str, str] | None:
    """What it is on, and where that stands on the page; nothing for the client as a whole."""
    if note.contact_id and (contact := board.contacts.get(note.contact_id)):
        return contact.name, f"#contact-{contact.id}"
    if note.offer_id and (offer := board.offers.get(note.offer_id)):
        return offer.employer, f"#offer-{offer.id}"
    return None


def by_words(board: Board, note: Note) -> str:
    """`Dana Reed, 3 Nov`."""
    writer = board.names.get(note.written_by) if note.written_by else None
    on = in_zone(note.written_at, board.access.timezone).date()
    return f"{writer or 'The operator'}, {short_day(on, board.today)}"


def acts_of(board: Board, note: Note) -> list[Act]:
    if not may_change(board.access, note):
        return []
    own = f"{board.base}/notes/{note.id}"
    pin = (
        Act("Unpin", f"{own}/unpin", post={}) if note.pinned else Act("Pin", f"{own}/pin", post={})
    )
    return [Act("Edit", f"{own}/edit"), pin, Act("Remove", f"{own}/remove")]


def quotes_of(board: Board, notes: Sequence[Note]) -> list[dict[str, str]]:
    """At an offer or a contact: the first words, and where the whole note stands."""
    quotes = [
        {
            "href": f"#note-{note.id}",
            "words": f"“{first_words(note.text)}”",
            "by": by_words(board, note),
        }
        for note in notes[:MOST_QUOTES]
    ]
    if len(notes) > MOST_QUOTES:
        more = len(notes) - MOST_QUOTES
        words = f"and {more} more {'note' if more == 1 else 'notes'}"
        quotes.append({"href": f"#note-{notes[MOST_QUOTES].id}", "words": words, "by": ""})
    return quotes


def first_words(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= QUOTED:
        return line
    return f"{line[:QUOTED].rpartition(' ')[0] or line[:QUOTED]}…"
