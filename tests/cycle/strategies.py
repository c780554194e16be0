"""Any client a careers office may have: offers, the people met there, and what happened.

Ids are numbers in the order of recording, and no two offers, contacts or touches share one.
Many of the days are ends of months, and most contacts have come some way along the cycle.
"""

import os
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from app.cycle.facts import Client, Contact, Offer, Place, Snooze, Step, Touch, TouchKind
from app.cycle.policy import Policy

T = TypeVar("T")

# The same examples in every run, and none that fails for a slow machine.
EXAMPLES = int(os.environ.get("REGARDS_LIVES", "75"))  # of each property
always = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)

FIRST, LAST = date(2025, 11, 1), date(2029, 3, 31)
ENDS_OF_MONTHS = [
    date(2026, 1, 31),
    date(2026, 2, 28),
    date(2026, 8, 31),
    date(2027, 1, 30),
    date(2027, 8, 31),
    date(2028, 1, 29),
    date(2028, 2, 29),
    date(2028, 12, 31),
]


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days) for days in range((last - first).days + 1)]


# Lists to choose from, since `st.dates` takes several times as long.
EVERY_DAY = every_day(FIRST, LAST)
days = st.sampled_from(EVERY_DAY + ENDS_OF_MONTHS * 50)
some_day_or_none = st.sampled_from([None] * 1000 + EVERY_DAY + ENDS_OF_MONTHS * 50)
soon = st.sampled_from(every_day(FIRST, date(2026, 9, 30)))

places = st.sampled_from(
    [
        Place(),
        Place("Boston"),
        Place("boston."),
        Place("Baltimore", 39.2904, -76.6122),
        Place("Washington", 38.9072, -77.0369),
        Place(lat=39.0, lon=-77.0),
    ]
)

policies = st.builds(
    Policy,
    decline_days=st.integers(0, 10),
    connect_days=st.integers(0, 10),
    thank_days=st.integers(0, 10),
    rest_months=st.integers(0, 6),
    update_months=st.integers(6, 8),
    catch_up_months=st.integers(0, 14),
    catch_up_pace=st.integers(1, 4),
    reply_days=st.integers(0, 60),
    keep_in_touch_months=st.integers(1, 8),
    grace_days=st.integers(1, 20),
    same_area_km=st.integers(0, 100),
)

CONTACT_STEPS = [Step.CONNECT, Step.THANK, Step.UPDATE, Step.CATCH_UP, Step.KEEP_IN_TOUCH]
NOT_YET = 0  # the id of what is numbered with the whole client

ALL_THAT_HAPPENS = [
    (kind, step, voided)
    for voided in (False, False, False, True)
    for kind in TouchKind
    for step in (CONTACT_STEPS if kind == TouchKind.SKIPPED else [None])
]
touches = st.builds(
    lambda what, on: Touch(NOT_YET, what[0], on, step=what[1], voided=what[2]),
    st.sampled_from(ALL_THAT_HAPPENS),
    days,
)

THE_USUAL_WAY = [
    TouchKind.CONNECTED,
    TouchKind.THANKED,
    TouchKind.UPDATED,
    TouchKind.INVITED,
    TouchKind.MET,
    TouchKind.HEARD_FROM,
]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Touch, ...]:
    """One after the other from connecting on, as far as they went, and some more at random."""
    on = draw(soon)
    on_the_way = []
    for kind in THE_USUAL_WAY[: draw(st.integers(0, len(THE_USUAL_WAY)))]:
        on_the_way.append(Touch(NOT_YET, kind, on))
        on += timedelta(draw(st.sampled_from([0, 0, 1, 7, 30, 31, 150, 200])))
    return (*on_the_way, *draw(st.lists(touches, max_size=3)))


snoozes = st.builds(Snooze, st.sampled_from(CONTACT_STEPS), days)

# Partial, so that what is not named here is not drawn either, but keeps its default.
contacts = st.builds(
    partial(Contact),
    id=st.just(NOT_YET),
    is_key=st.booleans(),
    place=places,
    has_moved=st.booleans(),
    closed_on=st.sampled_from([None] * 6 + [date(2026, 6, 1)]),
    snooze=st.one_of(st.none(), snoozes),
    touches=histories(),
)


def several(least: int, most: int, each: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Every number as likely as the next; lists would mostly be short."""
    return st.one_of([st.tuples(*[each] * size) for size in range(least, most + 1)])


offers = st.builds(
    partial(Offer),
    id=st.just(NOT_YET),
    offered_on=days,
    respond_by=some_day_or_none,
    declined_on=st.one_of(soon, days, st.none()),
    declined_well=st.sampled_from([None, True] * 4 + [False]),
    place=places,
    job_started_on=some_day_or_none,
    job_place=places,
    contacts=several(0, 4, contacts),
)


def numbered(client: Client, number: tuple[int, ...]) -> Client:
    """Offers, contacts and touches numbered with `number`, in whatever order it has."""
    ids = iter(number)
    return client._replace(
        offers=tuple(
            offer._replace(
                id=next(ids),
                contacts=tuple(
                    contact._replace(
                        id=next(ids),
                        touches=tuple(touch._replace(id=next(ids)) for touch in contact.touches),
                    )
                    for contact in offer.contacts
                ),
            )
            for offer in client.offers
        ),
    )


def how_many(client: Client) -> int:
    return sum(
        1 + sum(1 + len(contact.touches) for contact in offer.contacts) for offer in client.offers
    )


orders = st.integers(0, 99).map(Random)

someone = st.builds(
    partial(Offer),
    id=st.just(NOT_YET),
    offered_on=days,
    declined_on=days,
    job_started_on=some_day_or_none,
    contacts=contacts.map(lambda contact: (contact._replace(closed_on=None),)),
)


def gone_all_the_way(offer: Offer) -> Offer:
    """The contact is key and has done every step, whatever else happened with them."""
    (contact,) = offer.contacts
    skips = (Touch(NOT_YET, TouchKind.SKIPPED, offer.declined_on, step) for step in CONTACT_STEPS)
    gone = contact._replace(is_key=True, touches=(*contact.touches, *skips))
    return offer._replace(contacts=(gone,))


someone_in_the_network = someone.map(gone_all_the_way)


@st.composite
def clients(draw: st.DrawFn, with_offer: st.SearchStrategy[Offer] | None = None) -> Client:
    """What happened on a day was not always recorded then, so numbers are in any order."""
    more = () if with_offer is None else (draw(with_offer),)
    client = Client(
        id=1,
        place=draw(places),
        paused_until=draw(some_day_or_none),
        offers=draw(several(1, 3, offers)) + more,
    )
    return numbered(client, in_any(draw(orders), range(1, how_many(client) + 1)))


def shuffled(client: Client, order: Random) -> Client:
    """The same facts, loaded in some other order."""

    def of(offer: Offer) -> Offer:
        people = (
            contact._replace(touches=in_any(order, contact.touches)) for contact in offer.contacts
        )
        return offer._replace(contacts=in_any(order, people))

    return client._replace(offers=in_any(order, map(of, client.offers)))


def in_any(order: Random, parts: Iterable[T]) -> tuple[T, ...]:
    given = list(parts)
    order.shuffle(given)
    return tuple(given)
