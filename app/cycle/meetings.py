"""In person or not, and the places that decide it."""

from enum import StrEnum
from typing import NamedTuple

from app.cycle.facts import Client, Contact, Offer, Place
from app.cycle.places import coordinates, distance_km, is_blank, same_area
from app.cycle.policy import Policy


class Mode(StrEnum):
    IN_PERSON = "in_person"
    REMOTE = "remote"


class Meeting(NamedTuple):
    """How to catch up; a place that is blank is not known."""

    mode: Mode
    theirs: Place  # the contact's
    ours: Place  # of the client's two, the one that decided: the nearer, as far as it is known
    at_work: bool  # ours is where the new job is
    apart_km: float | None  # where the map knows both


def meeting_of(contact: Contact, offer: Offer, client: Client, policy: Policy) -> Meeting:
    """Whoever has moved on is not where the offer was."""
    stays = is_blank(contact.place) and not contact.has_moved
    theirs = offer.place if stays else contact.place
    return min(
        (
            meeting_at(theirs, ours, at_work, policy)
            for ours, at_work in ((client.place, False), (offer.job_place, True))
        ),
        key=how_far,
    )


def meeting_at(theirs: Place, ours: Place, at_work: bool, policy: Policy) -> Meeting:
    here, there = coordinates(ours), coordinates(theirs)
    apart_km = distance_km(here, there) if here and there else None
    near = same_area(theirs, ours, policy.same_area_km)
    return Meeting(Mode.IN_PERSON if near else Mode.REMOTE, theirs, ours, at_work, apart_km)


def how_far(meeting: Meeting) -> tuple[bool, bool, float]:
    """The same area first, then what is known, then the nearer; home before work."""
    far = meeting.apart_km if meeting.apart_km is not None else float("inf")
    return meeting.mode is Mode.REMOTE, is_blank(meeting.ours), far
