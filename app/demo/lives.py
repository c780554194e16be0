"""A client's life as the store will hold it: made from a story, by chance, for one day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from app.clients.models import Client, Job
from app.cycle import facts
from app.cycle.facts import Place
from app.demo.setting import Setting
from app.demo.stories import Story
from app.notes.models import Note
from app.offers.models import Contact, Offer
from app.outcomes.models import Outcome
from app.people.models import Move
from app.plans.models import Touch
from app.plans.rows import contact_fact, offer_fact, touch_fact


@dataclass(frozen=True, slots=True)
class Entry:
    """What the history will say."""

    at: datetime
    actor_id: UUID
    action: str
    client_id: UUID
    subject_id: UUID | None
    details: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Life:
    story: Story
    setting: Setting
    rng: Random
    strangers: Iterator[str]  # names of people not met yet
    actor_id: UUID  # who looks after the client, or took them on
    client: Client
    job: Job | None = None
    offers: list[Offer] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def enter(
        self, at: datetime, action: str, subject_id: UUID | None = None, **details: Any
    ) -> None:
        self.entries.append(Entry(at, self.actor_id, action, self.client.id, subject_id, details))

    def people(self, offer: Offer) -> list[Contact]:
        return [contact for contact in self.contacts if contact.offer_id == offer.id]

    def relations(self) -> Iterator[tuple[Offer, Contact]]:
        for offer in self.offers:
            for contact in self.people(offer):
                yield offer, contact

    def chance(self, likelihood: float) -> bool:
        return self.rng.random() < likelihood

    def client_facts(self) -> facts.Client:
        return facts.Client(
            id=self.client.id,
            place=Place(self.client.area),
            paused_until=self.client.paused_until,
            offers=tuple(self.offer_facts(offer) for offer in self.offers),
        )

    def offer_facts(self, offer: Offer) -> facts.Offer:
        job = self.job if offer.job_id else None
        return offer_fact(
            offer.id,
            [self.contact_facts(contact) for contact in self.people(offer)],
            offer.offered_on,
            offer.respond_by,
            offer.declined_on,
            offer.declined_well,
            offer.area,
            job.started_on if job else None,
            job.area if job else "",
        )

    def contact_facts(self, contact: Contact) -> facts.Contact:
        area = next((move.area for move in self.moves if move.id == contact.move_id), "")
        return contact_fact(
            contact.id,
            [
                touch_fact(touch.id, touch.kind, touch.happened_on, touch.step)
                for touch in self.touches
                if touch.contact_id == contact.id and touch.voided_at is None
            ],
            contact.name,
            contact.is_key,
            area or contact.area,
            contact.closed_on,
            contact.snoozed_step,
            contact.snoozed_until,
            contact.move_id,
        )
