"""What is known about a client: offers, the people met there, and what happened with them.

The order of ids is the order of recording, so any ids that can be compared will do.
They are unique among all the offers, or contacts, or touches of one client.
All are tuples, as the parts of a plan are: there are many, and a tuple is quickly made.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

Id: TypeAlias = Any  # UUIDv7 or int, say: whatever compares with its own kind


class TouchKind(StrEnum):
    CONNECTED = "connected"
    THANKED = "thanked"
    UPDATED = "updated"
    INVITED = "invited"
    MET = "met"
    CALLED = "called"
    WROTE = "wrote"
    HEARD_FROM = "heard_from"
    SKIPPED = "skipped"


EXCHANGES = frozenset({TouchKind.MET, TouchKind.CALLED, TouchKind.WROTE})


class Step(StrEnum):
    DECLINE = "decline"
    LIST_PEOPLE = "list_people"
    CHOOSE_KEY_PEOPLE = "choose_key_people"
    CONNECT = "connect"
    THANK = "thank"
    UPDATE = "update"
    CATCH_UP = "catch_up"
    KEEP_IN_TOUCH = "keep_in_touch"


SKIPPABLE = (Step.CONNECT, Step.THANK, Step.UPDATE, Step.CATCH_UP)


class Place(NamedTuple):
    name: str = ""
    lat: float | None = None  # degrees north
    lon: float | None = None  # degrees east


NOWHERE = Place()


class Touch(NamedTuple):
    id: Id
    kind: TouchKind
    on: date
    step: Step | None = None  # the one that was skipped
    voided: bool = False


class Snooze(NamedTuple):
    step: Step
    until: date


class Contact(NamedTuple):
    id: Id
    name: str = ""
    is_key: bool = False
    place: Place = NOWHERE
    has_moved: bool = False  # to another employer since: the offer's place says nothing of them
    closed_on: date | None = None
    snooze: Snooze | None = None
    touches: tuple[Touch, ...] = ()

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    def with_touch(self, touch: Touch) -> "Contact":
        """In place of the one with its id, where there is one."""
        others = (other for other in self.touches if other.id != touch.id)
        return self._replace(touches=(*others, touch))


class Offer(NamedTuple):
    id: Id
    offered_on: date
    respond_by: date | None = None
    declined_on: date | None = None
    declined_well: bool | None = None
    place: Place = NOWHERE
    job_started_on: date | None = None  # the job taken instead of this offer
    job_place: Place = NOWHERE
    contacts: tuple[Contact, ...] = ()

    @property
    def is_off(self) -> bool:
        """Not known to have been declined badly is as good as declined well."""
        return self.declined_well is False

    def with_touch(self, contact_id: Id, touch: Touch) -> "Offer":
        contacts = [
            contact.with_touch(touch) if contact.id == contact_id else contact
            for contact in self.contacts
        ]
        return self._replace(contacts=tuple(contacts))


class Client(NamedTuple):
    id: Id
    place: Place = NOWHERE
    paused_until: date | None = None
    offers: tuple[Offer, ...] = ()

    @property
    def people(self) -> Iterator[Contact]:
        """Met at whichever offer, the closed ones too."""
        return (contact for offer in self.offers for contact in offer.contacts)

    @property
    def last_touch_on(self) -> date | None:
        """Of any kind, with anybody; a step that was skipped is none."""
        days = [
            touch.on
            for offer in self.offers
            for one in offer.contacts
            for touch in one.touches
            if not touch.voided and touch.kind is not TouchKind.SKIPPED
        ]
        return max(days, default=None)

    @property
    def is_never_contacted(self) -> bool:
        return self.last_touch_on is None

    @property
    def key_people(self) -> int:
        return sum(one.is_key for one in self.people)

    def with_touch(self, contact_id: Id, touch: Touch) -> "Client":
        return self._replace(
            offers=tuple(offer.with_touch(contact_id, touch) for offer in self.offers)
        )
