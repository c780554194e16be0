"""The catch-ups of a client, one or two a month over all the offers."""

from datetime import date

import pytest

from app.cycle.facts import Offer
from app.cycle.policy import Policy
from app.cycle.slots import slots_of
from tests.cycle.cast import (
    client,
    connected,
    contact,
    contact_plan,
    dates,
    key_contact,
    met,
    offer,
    open_offer,
    plan_of,
    thanked,
    thanked_contact,
    thanked_key_contact,
    updated,
    usual,
    window,
)


def slots(*offers: Offer, policy: Policy = usual) -> list[str | None]:
    """The slot of each contact, in the order in which they are given; None for who has none."""
    found = slots_of(client(*offers), policy)
    return [
        found[person.id].isoformat() if person.id in found else None
        for each in offers
        for person in each.contacts
    ]


def key_people(number: int) -> list:
    return [key_contact() for _ in range(number)]


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (1, ["2027-06-01", "2027-07-01", "2027-08-01", "2027-09-01", "2027-10-01"]),
        (2, ["2027-06-01", "2027-06-01", "2027-07-01", "2027-07-01", "2027-08-01"]),
        (3, ["2027-06-01", "2027-06-01", "2027-06-01", "2027-07-01", "2027-07-01"]),
        (5, ["2027-06-01", "2027-06-01", "2027-06-01", "2027-06-01", "2027-06-01"]),
    ],
)
def test_no_more_people_a_month_than_the_pace(pace: int, expected: list[str]) -> None:
    met_there = offer(*key_people(5), job_started="2026-06-01")
    assert slots(met_there, policy=Policy(catch_up_pace=pace)) == expected


def test_the_pace_holds_over_all_the_offers() -> None:
    assert slots(
        offer(*key_people(2), declined="2026-03-10", job_started="2026-06-01"),
        offer(*key_people(2), declined="2026-03-12", job_started="2026-06-01"),
        offer(*key_people(1), declined="2026-03-14", job_started="2026-06-01"),
    ) == ["2027-06-01", "2027-06-01", "2027-07-01", "2027-07-01", "2027-08-01"]


@pytest.mark.parametrize(
    ("started", "third"),
    [
        ("2026-06-14", "2027-07-01"),
        ("2026-06-30", "2027-07-01"),
        ("2026-07-01", "2027-07-01"),
        ("2026-07-02", "2027-07-02"),
        ("2026-12-01", "2027-12-01"),
    ],
)
def test_nobody_has_a_slot_before_the_anniversary(started: str, third: str) -> None:
    assert slots(
        offer(*key_people(2), job_started="2026-06-01"),
        offer(*key_people(1), job_started=started),
    ) == ["2027-06-01", "2027-06-01", third]


def test_a_month_after_the_end_of_january_is_the_end_of_february() -> None:
    met_there = offer(*key_people(4), job_started="2027-01-31")
    assert slots(met_there, policy=Policy(catch_up_pace=1)) == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-29",
        "2028-04-29",
    ]


ONE_A_MONTH = Policy(catch_up_pace=1)


def test_the_sooner_anniversary_goes_first_though_declined_and_recorded_later() -> None:
    assert slots(
        offer(key_contact(), declined="2026-03-01", job_started="2026-07-01"),
        offer(key_contact(), declined="2026-03-30", job_started="2026-06-30"),
        policy=ONE_A_MONTH,
    ) == ["2027-07-30", "2027-06-30"]


def test_of_one_anniversary_the_sooner_declined_goes_first_though_recorded_later() -> None:
    assert slots(
        offer(key_contact(), declined="2026-03-11", job_started="2026-06-01"),
        offer(key_contact(), declined="2026-03-10", job_started="2026-06-01"),
        policy=ONE_A_MONTH,
    ) == ["2027-07-01", "2027-06-01"]


def test_of_one_day_declined_the_sooner_recorded_goes_first() -> None:
    recorded_first = offer(key_contact(), job_started="2026-06-01")
    recorded_next = offer(key_contact(), job_started="2026-06-01")
    assert slots(recorded_next, recorded_first, policy=ONE_A_MONTH) == ["2027-07-01", "2027-06-01"]


def test_the_offer_recorded_first_goes_before_the_contact_recorded_first() -> None:
    known_early, known_late = key_contact(), key_contact()
    assert slots(
        offer(known_late, job_started="2026-06-01"),
        offer(known_early, job_started="2026-06-01"),
        policy=ONE_A_MONTH,
    ) == ["2027-06-01", "2027-07-01"]


def test_of_one_offer_the_contact_recorded_first_goes_first() -> None:
    recorded_first, recorded_next = key_contact(), key_contact()
    met_there = offer(recorded_next, recorded_first, job_started="2026-06-01")
    assert slots(met_there, policy=ONE_A_MONTH) == ["2027-07-01", "2027-06-01"]


@pytest.mark.parametrize(
    "without",
    [
        open_offer(key_contact(), job_started="2026-05-01"),
        offer(key_contact(), well=False, job_started="2026-05-01"),
        offer(key_contact(closed=True), job_started="2026-05-01"),
        offer(thanked_contact(), job_started="2026-05-01"),
    ],
    ids=["not declined", "off", "closed", "not key"],
)
def test_there_is_no_slot_for_who_is(without: Offer) -> None:
    assert slots(without, offer(*key_people(2), job_started="2026-06-01"), policy=ONE_A_MONTH) == [
        None,
        "2027-06-01",
        "2027-07-01",
    ]


def test_who_has_been_met_and_who_is_not_connected_yet_keep_their_slots() -> None:
    finished = thanked_key_contact(updated("2026-09-01"), met("2026-10-01"))
    met_there = offer(finished, key_contact(), thanked_key_contact(), job_started="2026-06-01")
    assert slots(met_there) == ["2027-06-01", "2027-06-01", "2027-07-01"]


def test_without_the_start_of_the_new_job_the_year_is_counted_from_the_decline() -> None:
    plan = contact_plan(thanked_key_contact(updated("2026-09-01")), job_started=None)
    assert plan.window == window("catch_up", "2027-03-10", "2027-04-10", "2027-04-24")
    assert plan.anniversary_assumed


def test_with_the_start_of_the_new_job_nothing_is_assumed() -> None:
    plan = contact_plan(thanked_key_contact(updated("2026-09-01")), job_started="2026-06-01")
    assert not plan.anniversary_assumed


@pytest.mark.parametrize(
    "person",
    [contact(), thanked_contact(), key_contact(closed=True)],
    ids=["new", "parked", "closed"],
)
def test_who_has_no_slot_has_no_anniversary_to_assume(person) -> None:
    assert not contact_plan(person).anniversary_assumed


def test_an_assumed_anniversary_takes_its_turn_among_the_known() -> None:
    assert slots(
        offer(key_contact(), declined="2026-06-02"),
        offer(key_contact(), declined="2026-03-10", job_started="2026-06-03"),
        policy=ONE_A_MONTH,
    ) == ["2027-06-02", "2027-07-02"]


def test_the_third_person_catches_up_a_month_after_the_first() -> None:
    people = [thanked_key_contact(updated("2026-09-01")) for _ in range(3)]
    plan = plan_of(offer(*people, job_started="2026-06-01"))
    assert [dates(person.window) for person in plan.offers[0].contacts] == [
        ("2027-06-01", "2027-07-01", "2027-07-15"),
        ("2027-06-01", "2027-07-01", "2027-07-15"),
        ("2027-07-01", "2027-08-01", "2027-08-15"),
    ]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (key_contact(), date(2027, 6, 1)),
        (key_contact(connected("2026-03-12")), date(2027, 6, 1)),
        (thanked_key_contact(), date(2027, 6, 1)),
        (key_contact(connected("2026-03-12"), thanked("2027-02-01")), date(2027, 8, 1)),
        (thanked_key_contact(updated("2026-09-01")), date(2027, 6, 1)),
        (thanked_key_contact(updated("2027-06-10")), date(2027, 7, 10)),
        (thanked_contact(), None),
        (key_contact(closed=True), None),
    ],
    ids=[
        "new",
        "connected",
        "thanked",
        "thanked late",
        "updated",
        "updated late",
        "parked",
        "closed",
    ],
)
def test_the_day_to_catch_up_from_is_told_as_far_as_it_is_known(
    person, expected: date | None
) -> None:
    assert contact_plan(person, job_started="2026-06-01").catch_up_from == expected
