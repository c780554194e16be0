"""A snooze or a pause moves the work that would open before its day, and nothing else."""

from datetime import date

import pytest

from app.cycle.facts import Offer
from app.cycle.states import State
from app.cycle.windows import Window
from tests.cycle.cast import (
    connected,
    contact,
    contact_plan,
    key_contact,
    met,
    offer,
    open_offer,
    plan_of,
    thanked_contact,
    thanked_key_contact,
    updated,
    voided,
    window,
)

HELD = [
    ("2026-03-09", window("connect", "2026-03-10", "2026-03-17", "2026-03-31")),
    ("2026-03-10", window("connect", "2026-03-10", "2026-03-17", "2026-03-31")),
    ("2026-03-11", window("connect", "2026-03-11", "2026-03-18", "2026-04-01")),
    ("2026-03-17", window("connect", "2026-03-17", "2026-03-24", "2026-04-07")),
    ("2026-04-01", window("connect", "2026-04-01", "2026-04-08", "2026-04-22")),
    ("2027-03-10", window("connect", "2027-03-10", "2027-03-17", "2027-03-31")),
]


@pytest.mark.parametrize(("until", "expected"), HELD)
def test_a_snooze_moves_all_three_dates_by_the_days_it_waits(until: str, expected: Window) -> None:
    assert contact_plan(contact(snoozed=("connect", until))).window == expected


@pytest.mark.parametrize(("until", "expected"), HELD)
def test_a_pause_moves_all_three_dates_by_the_days_it_waits(until: str, expected: Window) -> None:
    plan = plan_of(offer(contact()), paused=until)
    assert plan.offers[0].contacts[0].window == expected
    assert plan.next.window == expected


@pytest.mark.parametrize(
    ("snoozed", "paused"), [("2026-03-20", "2026-04-01"), ("2026-04-01", "2026-03-20")]
)
def test_the_later_of_snooze_and_pause_counts(snoozed: str, paused: str) -> None:
    plan = plan_of(offer(contact(snoozed=("connect", snoozed))), paused=paused)
    assert plan.next.window == window("connect", "2026-04-01", "2026-04-08", "2026-04-22")


def test_a_pause_over_before_the_window_opens_leaves_it_to_the_snooze() -> None:
    plan = plan_of(offer(contact(snoozed=("connect", "2026-03-11"))), paused="2026-01-01")
    assert plan.next.window == window("connect", "2026-03-11", "2026-03-18", "2026-04-01")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-10", State.RESTING),
        ("2026-03-31", State.RESTING),
        ("2026-04-01", State.DUE),
        ("2026-04-08", State.DUE),
        ("2026-04-09", State.OVERDUE),
        ("2026-04-21", State.OVERDUE),
        ("2026-04-22", State.STALLED),
    ],
)
def test_what_waits_does_not_show_as_neglected(as_of: str, expected: State) -> None:
    assert plan_of(offer(contact()), paused="2026-04-01").state(date.fromisoformat(as_of)) is (
        expected
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (open_offer(), window("decline", "2026-03-11", "2026-03-18", "2026-04-01")),
        (
            open_offer(respond_by="2026-03-20"),
            window("decline", "2026-03-11", "2026-03-30", "2026-04-13"),
        ),
        (
            offer(declined="2026-03-08"),
            window("list_people", "2026-03-11", "2026-03-18", "2026-04-01"),
        ),
    ],
)
def test_a_pause_holds_an_offers_own_steps_too(facts: Offer, expected: Window) -> None:
    plan = plan_of(facts, paused="2026-03-11")
    assert plan.offers[0].window == expected
    assert plan.next.window == expected


def test_a_pause_holds_the_choosing_of_key_people() -> None:
    assert plan_of(offer(thanked_contact()), paused="2026-08-26").next.window == window(
        "choose_key_people", "2026-08-26", "2026-09-26", "2026-10-10"
    )


def test_a_pause_holds_every_window_that_would_open_before_its_day() -> None:
    plan = plan_of(
        offer(contact(), thanked_key_contact(), key_contact(connected("2026-04-01"))),
        offer(declined="2026-03-20"),
        paused="2026-03-25",
    )
    assert [person.window.opens_on.isoformat() for person in plan.offers[0].contacts] == [
        "2026-03-25",
        "2026-08-16",
        "2026-04-01",
    ]
    assert plan.offers[1].window.opens_on.isoformat() == "2026-03-25"


def test_a_snooze_holds_one_contact_alone() -> None:
    plan = plan_of(offer(contact(snoozed=("connect", "2026-04-01")), contact()))
    first, second = plan.offers[0].contacts
    assert first.window.opens_on.isoformat() == "2026-04-01"
    assert second.window.opens_on.isoformat() == "2026-03-10"
    assert plan.opens_on.isoformat() == "2026-03-10"


def test_a_snooze_does_not_hold_the_offers_own_step() -> None:
    plan = plan_of(offer(thanked_contact(snoozed=("thank", "2027-01-01"))))
    assert plan.next.window.opens_on.isoformat() == "2026-08-16"


@pytest.mark.parametrize("step", ["connect", "update", "catch_up", "keep_in_touch"])
def test_a_snooze_ends_with_the_step_it_was_set_on(step: str) -> None:
    person = contact(connected("2026-03-12"), snoozed=(step, "2026-06-01"))
    assert contact_plan(person).window == window("thank", "2026-03-12", "2026-03-19", "2026-04-02")


def test_a_snooze_is_back_with_its_step_once_the_touch_is_voided() -> None:
    person = contact(voided(connected("2026-03-12")), snoozed=("connect", "2026-06-01"))
    assert contact_plan(person).window.opens_on.isoformat() == "2026-06-01"


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (
            contact(connected("2026-03-12"), snoozed=("thank", "2026-03-22")),
            window("thank", "2026-03-22", "2026-03-29", "2026-04-12"),
        ),
        (
            thanked_key_contact(snoozed=("update", "2026-08-26")),
            window("update", "2026-08-26", "2026-09-26", "2026-10-10"),
        ),
        (
            thanked_key_contact(updated("2026-09-01"), snoozed=("catch_up", "2027-07-01")),
            window("catch_up", "2027-07-01", "2027-07-31", "2027-08-14"),
        ),
        (
            thanked_key_contact(
                updated("2026-09-01"), met("2027-06-20"), snoozed=("keep_in_touch", "2027-12-31")
            ),
            window("keep_in_touch", "2027-12-31", "2028-01-31", None),
        ),
    ],
    ids=["thank", "update", "catch up", "keep in touch"],
)
def test_every_step_of_a_contact_can_be_snoozed(person, expected: Window) -> None:
    assert contact_plan(person, job_started="2026-06-01").window == expected


def test_a_pause_holds_the_dates_of_keeping_in_touch_and_the_contact_stays_in_the_network() -> None:
    complete = thanked_key_contact(updated("2026-09-01"), met("2027-06-20"))
    plan = plan_of(offer(complete, job_started="2026-06-01"), paused="2027-12-31")
    (person,) = plan.offers[0].contacts
    assert person.window == window("keep_in_touch", "2027-12-31", "2028-01-31", None)
    assert plan.state(date(2030, 1, 1)) is State.IN_NETWORK


def test_a_pause_moves_no_slot_but_the_window_that_opens_with_it() -> None:
    people = [thanked_key_contact(updated("2026-09-01")) for _ in range(3)]
    plan = plan_of(offer(*people, job_started="2026-06-01"), paused="2027-06-11")
    assert [person.window.opens_on.isoformat() for person in plan.offers[0].contacts] == [
        "2027-06-11",
        "2027-06-11",
        "2027-07-01",
    ]


def test_a_pause_changes_neither_the_rest_nor_what_follows_the_touch() -> None:
    held = plan_of(offer(thanked_key_contact()), paused="2026-12-01").offers[0].contacts[0]
    assert held.window == window("update", "2026-12-01", "2027-01-01", "2027-01-15")
    assert held.rest_until.isoformat() == "2026-08-16"


def test_nothing_waits_for_who_is_parked_closed_or_off() -> None:
    parked = offer(thanked_contact(), key_contact(closed=True))
    closed = offer(contact(closed=True, snoozed=("connect", "2026-06-01")))
    off = offer(contact(), well=False)
    plan = plan_of(parked, closed, off, paused="2027-01-01")
    assert [each.standing for each in plan.offers] == [State.PARKED, State.CLOSED, State.OFF]
    assert plan.opens_on is None
