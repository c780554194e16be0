"""A contact's first steps: connect, thank, then, after the rest, the update of a key person."""

from datetime import date

import pytest

from app.cycle.facts import Contact
from app.cycle.policy import Policy
from app.cycle.states import State
from app.cycle.windows import Window
from tests.cycle.cast import (
    called,
    connected,
    contact,
    contact_plan,
    heard_from,
    invited,
    key_contact,
    met,
    offer,
    offer_plan,
    open_offer,
    thanked,
    updated,
    window,
    wrote,
)

CONNECT = window("connect", "2026-03-10", "2026-03-17", "2026-03-31")
UPDATE = window("update", "2026-08-16", "2026-09-16", "2026-09-30")


@pytest.mark.parametrize(
    "person",
    [
        contact(),
        key_contact(),
        contact(thanked("2026-03-12")),
        contact(met("2026-02-12"), heard_from("2026-03-12"), invited("2026-03-13")),
    ],
    ids=["nothing happened", "key", "thanked first", "met before"],
)
def test_connecting_comes_first(person: Contact) -> None:
    assert contact_plan(person).window == CONNECT


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2019-05-01", window("thank", "2026-03-10", "2026-03-17", "2026-03-31")),
        ("2026-03-09", window("thank", "2026-03-10", "2026-03-17", "2026-03-31")),
        ("2026-03-10", window("thank", "2026-03-10", "2026-03-17", "2026-03-31")),
        ("2026-03-11", window("thank", "2026-03-11", "2026-03-18", "2026-04-01")),
        ("2026-07-01", window("thank", "2026-07-01", "2026-07-08", "2026-07-22")),
    ],
)
def test_thanks_follow_the_connection_and_never_precede_the_decline(
    on: str, expected: Window
) -> None:
    assert contact_plan(contact(connected(on))).window == expected


def test_the_first_connection_counts() -> None:
    person = contact(connected("2026-04-01"), connected("2026-03-12"))
    assert contact_plan(person).window == window("thank", "2026-03-12", "2026-03-19", "2026-04-02")


@pytest.mark.parametrize(
    ("touches", "rest_from", "rest_until"),
    [
        ((connected("2026-03-12"), thanked("2026-03-16")), "2026-03-16", "2026-08-16"),
        ((connected("2026-03-12"), thanked("2026-03-12")), "2026-03-12", "2026-08-12"),
        ((connected("2026-03-12"), thanked("2026-03-05")), "2026-03-12", "2026-08-12"),
        ((connected("2020-01-01"), thanked("2026-03-05")), "2026-03-10", "2026-08-10"),
        (
            (connected("2026-03-12"), thanked("2026-05-01"), thanked("2026-03-16")),
            "2026-03-16",
            "2026-08-16",
        ),
    ],
    ids=[
        "thanked last",
        "both on one day",
        "connected last",
        "declined last",
        "the first thanks count",
    ],
)
def test_the_rest_begins_with_the_last_of_decline_connect_and_thank(
    touches: tuple, rest_from: str, rest_until: str
) -> None:
    plan = contact_plan(key_contact(*touches))
    assert (plan.rest_from.isoformat(), plan.rest_until.isoformat()) == (rest_from, rest_until)
    assert plan.window.step == "update"
    assert plan.window.opens_on == plan.rest_until


@pytest.mark.parametrize("touches", [(), (connected("2026-03-12"),), (thanked("2026-03-12"),)])
def test_there_is_no_rest_before_both_are_done(touches: tuple) -> None:
    plan = contact_plan(key_contact(*touches))
    assert plan.rest_from is None
    assert plan.rest_until is None


def test_a_thanked_contact_who_is_not_key_is_parked() -> None:
    plan = contact_plan(contact(connected("2026-03-12"), thanked("2026-03-16")))
    assert plan.window is None
    assert plan.standing is State.PARKED


def test_an_unthanked_contact_is_never_parked() -> None:
    assert contact_plan(contact(connected("2026-03-12"))).standing is None


def test_whoever_is_made_key_later_goes_on_from_the_same_rest() -> None:
    touches = (connected("2026-03-12"), thanked("2026-03-16"))
    assert contact_plan(contact(*touches)).standing is State.PARKED
    assert contact_plan(key_contact(*touches)).window == UPDATE


def test_what_a_contact_did_before_being_made_key_counts() -> None:
    touches = (connected("2026-03-12"), thanked("2026-03-16"), met("2026-10-01"))
    assert contact_plan(contact(*touches)).standing is State.PARKED
    assert contact_plan(key_contact(*touches)).window.step == "catch_up"


@pytest.mark.parametrize(
    ("touch", "done"),
    [
        (updated("2026-03-15"), False),
        (updated("2026-03-16"), True),
        (updated("2026-03-17"), True),
        (updated("2026-08-15"), True),
        (updated("2026-08-16"), True),
        (updated("2026-12-01"), True),
        (met("2026-03-15"), False),
        (met("2026-03-16"), True),
        (called("2026-03-15"), False),
        (called("2026-03-16"), True),
        (wrote("2026-03-15"), False),
        (wrote("2026-03-16"), True),
        (invited("2026-08-16"), False),
        (heard_from("2026-08-16"), False),
        (connected("2026-08-16"), False),
        (thanked("2026-08-16"), False),
    ],
    ids=lambda value: f"{value.kind} {value.on}" if hasattr(value, "kind") else None,
)
def test_an_update_or_exchange_since_the_rest_began_does_the_update(touch, done: bool) -> None:
    person = key_contact(connected("2026-03-12"), thanked("2026-03-16"), touch)
    pending = contact_plan(person).window
    assert pending.step == ("catch_up" if done else "update")
    assert done or pending == UPDATE


def test_an_update_sent_before_the_last_of_the_thanks_does_not_count() -> None:
    person = key_contact(connected("2026-03-12"), updated("2026-04-01"), thanked("2026-04-02"))
    assert contact_plan(person).window == window("update", "2026-09-02", "2026-10-02", "2026-10-16")


def test_the_first_update_is_the_one_that_counts() -> None:
    person = key_contact(
        connected("2026-03-12"),
        thanked("2026-03-16"),
        updated("2027-09-01"),
        updated("2027-04-01"),
        updated("2026-03-01"),
    )
    assert contact_plan(person).window.opens_on.isoformat() == "2027-05-01"


@pytest.mark.parametrize("key", [False, True])
@pytest.mark.parametrize(
    "touches",
    [
        (),
        (connected("2026-03-12"),),
        (connected("2026-03-12"), thanked("2026-03-16")),
        (connected("2026-03-12"), thanked("2026-03-16"), updated("2026-09-01")),
        (connected("2026-03-12"), thanked("2026-03-16"), met("2026-09-01"), met("2027-06-01")),
    ],
)
def test_a_closed_contact_has_no_step(touches: tuple, key: bool) -> None:
    plan = contact_plan(contact(*touches, key=key, closed="2027-07-01"))
    assert plan.window is None
    assert plan.standing is State.CLOSED


def test_a_contact_closed_before_the_offer_is_declined_is_closed_already() -> None:
    plan = offer_plan(open_offer(contact(closed="2026-03-02"), contact()))
    assert [person.standing for person in plan.contacts] == [State.CLOSED, None]
    assert [person.window for person in plan.contacts] == [None, None]


def test_a_contact_of_an_offer_still_open_has_no_state() -> None:
    (person,) = offer_plan(open_offer(contact())).contacts
    assert person.state(date(2026, 3, 31)) is None


def test_where_the_offer_is_off_a_closed_contact_is_off_with_it() -> None:
    (person,) = offer_plan(offer(contact(closed=True), well=False)).contacts
    assert person.standing is State.OFF


def test_the_office_sets_how_long_each_step_may_take() -> None:
    hasty = Policy(connect_days=1, thank_days=2, rest_months=0, update_months=0, grace_days=1)
    assert contact_plan(contact(), hasty).window == window(
        "connect", "2026-03-10", "2026-03-11", "2026-03-12"
    )
    assert contact_plan(contact(connected("2026-03-12")), hasty).window == window(
        "thank", "2026-03-12", "2026-03-14", "2026-03-15"
    )
    rested = key_contact(connected("2026-03-12"), thanked("2026-03-16"))
    assert contact_plan(rested, hasty).window == window(
        "update", "2026-03-16", "2026-03-16", "2026-03-17"
    )
