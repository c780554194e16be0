"""One person's cycle as a strip, from connecting to the network."""

from datetime import date

import pytest

from app.cycle.facts import Contact
from app.cycle.states import State
from app.cycle.strip import Part, Segment, Status, strip_of
from tests.cycle.cast import (
    connected,
    contact,
    contact_plan,
    day,
    key_contact,
    met,
    offer,
    offer_plan,
    open_offer,
    plan_of,
    skipped,
    thanked,
    thanked_contact,
    thanked_key_contact,
    updated,
)


def part(
    name: str,
    status: str,
    on: str | None = None,
    until: str | None = None,
    state: str | None = None,
) -> Segment:
    return Segment(
        Part(name), Status(status), day(on), day(until), state=State(state) if state else None
    )


CONNECTED = part("connect", "done", "2026-03-12")
THANKED = part("thank", "done", "2026-03-16")
RESTED = part("rest", "done", "2026-03-16", "2026-08-16")
UPDATED = part("update", "done", "2026-09-01")

STRIPS = {
    "new, not key": (
        contact(),
        "2026-03-09",
        [
            part("connect", "current", "2026-03-10", "2026-03-17", "resting"),
            part("thank", "future"),
            part("rest", "none"),
            part("update", "none"),
            part("catch_up", "none"),
            part("network", "none"),
        ],
    ),
    "new and key": (
        key_contact(),
        "2026-03-31",
        [
            part("connect", "current", "2026-03-10", "2026-03-17", "stalled"),
            part("thank", "future"),
            part("rest", "future"),
            part("update", "future"),
            part("catch_up", "future", "2027-06-01"),
            part("network", "future"),
        ],
    ),
    "connected": (
        key_contact(connected("2026-03-12")),
        "2026-03-20",
        [
            CONNECTED,
            part("thank", "current", "2026-03-12", "2026-03-19", "overdue"),
            part("rest", "future"),
            part("update", "future"),
            part("catch_up", "future", "2027-06-01"),
            part("network", "future"),
        ],
    ),
    "thanked without being connected": (
        key_contact(thanked("2026-03-16")),
        "2026-03-17",
        [
            part("connect", "current", "2026-03-10", "2026-03-17", "due"),
            THANKED,
            part("rest", "future"),
            part("update", "future"),
            part("catch_up", "future", "2027-06-01"),
            part("network", "future"),
        ],
    ),
    "on the last day of the rest": (
        thanked_key_contact(),
        "2026-08-15",
        [
            CONNECTED,
            THANKED,
            part("rest", "current", "2026-03-16", "2026-08-16", "resting"),
            part("update", "future", "2026-08-16", "2026-09-16"),
            part("catch_up", "future", "2027-06-01"),
            part("network", "future"),
        ],
    ),
    "on the day the rest ends": (
        thanked_key_contact(),
        "2026-08-16",
        [
            CONNECTED,
            THANKED,
            RESTED,
            part("update", "current", "2026-08-16", "2026-09-16", "due"),
            part("catch_up", "future", "2027-06-01"),
            part("network", "future"),
        ],
    ),
    "an update stalled": (
        thanked_key_contact(),
        "2026-09-30",
        [
            CONNECTED,
            THANKED,
            RESTED,
            part("update", "current", "2026-08-16", "2026-09-16", "stalled"),
            part("catch_up", "future", "2027-06-01"),
            part("network", "future"),
        ],
    ),
    "updated": (
        thanked_key_contact(updated("2026-09-01")),
        "2026-10-01",
        [
            CONNECTED,
            THANKED,
            RESTED,
            UPDATED,
            part("catch_up", "current", "2027-06-01", "2027-07-01", "resting"),
            part("network", "future"),
        ],
    ),
    "in the network": (
        thanked_key_contact(updated("2026-09-01"), met("2027-06-20")),
        "2035-01-01",
        [
            CONNECTED,
            THANKED,
            RESTED,
            UPDATED,
            part("catch_up", "done", "2027-06-20"),
            part("network", "current", "2027-12-20", "2028-01-20", "in_network"),
        ],
    ),
    "parked": (
        thanked_contact(),
        "2026-10-01",
        [
            CONNECTED,
            THANKED,
            part("rest", "none"),
            part("update", "none"),
            part("catch_up", "none"),
            part("network", "none"),
        ],
    ),
    "closed before anything happened": (
        key_contact(closed=True),
        "2026-10-01",
        [part(name, "none") for name in Part],
    ),
    "closed in the rest": (
        thanked_key_contact(closed="2026-05-01"),
        "2026-06-01",
        [
            CONNECTED,
            THANKED,
            part("rest", "none"),
            part("update", "none"),
            part("catch_up", "none"),
            part("network", "none"),
        ],
    ),
    "closed after the update": (
        thanked_key_contact(updated("2026-09-01"), closed="2026-10-01"),
        "2026-12-01",
        [
            CONNECTED,
            THANKED,
            RESTED,
            UPDATED,
            part("catch_up", "none"),
            part("network", "none"),
        ],
    ),
}


@pytest.mark.parametrize(("person", "as_of", "expected"), STRIPS.values(), ids=STRIPS)
def test_the_strip_of_somebody_who_is(person: Contact, as_of: str, expected: list[Segment]) -> None:
    plan = contact_plan(person, job_started="2026-06-01")
    assert list(strip_of(plan, date.fromisoformat(as_of))) == expected


@pytest.mark.parametrize("facts", [open_offer(key_contact()), offer(key_contact(), well=False)])
def test_nothing_will_come_while_the_offer_is_open_or_once_it_is_off(facts) -> None:
    (person,) = offer_plan(facts).contacts
    assert {segment.status for segment in strip_of(person, date(2026, 3, 20))} == {Status.NONE}


def test_a_skipped_step_is_done_and_marked() -> None:
    person = contact(skipped("connect", "2026-03-12"), thanked("2026-03-16"))
    connect, thank, *_ = strip_of(contact_plan(person), date(2026, 4, 1))
    assert connect == CONNECTED._replace(skipped=True)
    assert thank == THANKED


@pytest.mark.parametrize(
    ("as_of", "resting"), [("2026-08-16", True), ("2026-08-31", True), ("2026-09-01", False)]
)
def test_a_pause_prolongs_the_rest(as_of: str, resting: bool) -> None:
    paused = plan_of(offer(thanked_key_contact()), paused="2026-09-01")
    _, _, rest, update, *_ = strip_of(paused.offers[0].contacts[0], date.fromisoformat(as_of))
    assert (rest.status is Status.CURRENT, update.status is Status.FUTURE) == (resting, resting)
    assert rest.until == update.on == date(2026, 9, 1)


def test_one_part_at_most_is_current_on_any_day() -> None:
    for person, _, _ in STRIPS.values():
        plan = contact_plan(person, job_started="2026-06-01")
        for month in range(1, 13):
            strip = strip_of(plan, date(2026, month, 16))
            assert [segment.part for segment in strip] == list(Part)
            assert sum(segment.status is Status.CURRENT for segment in strip) <= 1
