"""An offer's own steps: turn it down, list the people, choose the key ones."""

import pytest

from app.cycle.facts import Contact, Offer
from app.cycle.policy import Policy
from app.cycle.states import State
from tests.cycle.cast import (
    connected,
    contact,
    key_contact,
    met,
    offer,
    offer_plan,
    open_offer,
    skipped,
    thanked,
    thanked_contact,
    thanked_key_contact,
    voided,
    window,
)


@pytest.mark.parametrize(
    ("facts", "due", "stalls"),
    [
        (open_offer(offered="2026-03-01"), "2026-03-08", "2026-03-22"),
        (open_offer(offered="2026-03-01", respond_by="2026-03-02"), "2026-03-02", "2026-03-16"),
        (open_offer(offered="2026-03-01", respond_by="2026-03-31"), "2026-03-31", "2026-04-14"),
        (open_offer(offered="2026-03-01", respond_by="2026-03-01"), "2026-03-01", "2026-03-15"),
        (open_offer(offered="2026-03-01", respond_by="2026-02-28"), "2026-03-01", "2026-03-15"),
        (open_offer(offered="2026-03-01", respond_by="2025-03-01"), "2026-03-01", "2026-03-15"),
    ],
    ids=[
        "a week, where no day is named",
        "by the day that was named, soon",
        "by the day that was named, late",
        "by the day of the offer",
        "never due before the offer",
        "never due a year before the offer",
    ],
)
def test_an_open_offer_is_to_be_declined(facts: Offer, due: str, stalls: str) -> None:
    assert offer_plan(facts).window == window("decline", "2026-03-01", due, stalls)


def test_declining_is_all_there_is_to_do_while_an_offer_is_open() -> None:
    plan = offer_plan(open_offer(contact(connected("2026-03-02")), key_contact()))
    assert plan.window.step == "decline"
    assert [person.window for person in plan.contacts] == [None, None]
    assert [person.standing for person in plan.contacts] == [None, None]


def test_a_declined_offer_without_contacts_has_its_people_to_be_listed() -> None:
    assert offer_plan(offer(declined="2026-03-10")).window == window(
        "list_people", "2026-03-10", "2026-03-17", "2026-03-31"
    )


def test_the_day_to_answer_by_means_nothing_once_the_offer_is_declined() -> None:
    declined_late = offer(offered="2026-01-01", respond_by="2026-01-08", declined="2026-03-10")
    assert offer_plan(declined_late).window == window(
        "list_people", "2026-03-10", "2026-03-17", "2026-03-31"
    )


@pytest.mark.parametrize(
    "only", [contact(), key_contact(), contact(closed=True)], ids=["open", "key", "closed"]
)
def test_one_contact_recorded_and_the_people_are_listed(only: Contact) -> None:
    assert offer_plan(offer(only)).window is None


def test_key_people_are_chosen_half_a_year_after_the_first_was_thanked() -> None:
    later = contact(connected("2026-03-12"), thanked("2026-04-20"))
    sooner = contact(connected("2026-03-12"), thanked("2026-03-16"))
    assert offer_plan(offer(later, sooner, contact())).window == window(
        "choose_key_people", "2026-08-16", "2026-09-16", "2026-09-30"
    )


def test_the_rest_before_choosing_begins_with_the_last_of_decline_connect_and_thank() -> None:
    thanked_before_connecting = contact(thanked("2026-03-05"), connected("2026-04-20"))
    assert offer_plan(offer(thanked_before_connecting)).window == window(
        "choose_key_people", "2026-09-20", "2026-10-20", "2026-11-03"
    )
    thanked_before_the_decline = contact(connected("2026-03-04"), thanked("2026-03-05"))
    assert offer_plan(offer(thanked_before_the_decline)).window == window(
        "choose_key_people", "2026-08-10", "2026-09-10", "2026-09-24"
    )


def test_skipping_the_thanks_is_having_finished_them() -> None:
    assert offer_plan(
        offer(contact(connected("2026-03-12"), skipped("thank", "2026-03-16")))
    ).window == window("choose_key_people", "2026-08-16", "2026-09-16", "2026-09-30")


@pytest.mark.parametrize(
    "contacts",
    [
        (thanked_contact(), key_contact()),
        (thanked_contact(), thanked_key_contact()),
        (thanked_contact(), key_contact(closed=True)),
        (thanked_contact(closed=True),),
        (thanked_contact(closed=True), contact(connected("2026-03-12"))),
        (contact(), contact(connected("2026-03-12"))),
        (contact(connected("2026-03-12"), voided(thanked("2026-03-16"))),),
        (contact(connected("2026-03-12"), met("2026-03-16")),),
        (contact(thanked("2026-03-16")),),
    ],
    ids=[
        "one is key",
        "one is key and thanked",
        "a closed contact was key",
        "the only one thanked is closed",
        "the only one thanked is closed, another is not thanked",
        "nobody is thanked",
        "the thanks were voided",
        "a meeting is not thanks",
        "thanked and not connected",
    ],
)
def test_key_people_need_not_be_chosen_while(contacts: tuple[Contact, ...]) -> None:
    assert offer_plan(offer(*contacts)).window is None


def test_a_closed_contact_does_not_say_when_key_people_are_chosen() -> None:
    closed = contact(connected("2026-03-12"), thanked("2026-03-13"), closed=True)
    still_there = contact(connected("2026-03-12"), thanked("2026-05-16"))
    assert offer_plan(offer(closed, still_there)).window == window(
        "choose_key_people", "2026-10-16", "2026-11-16", "2026-11-30"
    )


@pytest.mark.parametrize(
    "facts",
    [
        open_offer(well=False),
        offer(well=False),
        offer(contact(), well=False),
        offer(thanked_contact(), thanked_key_contact(), well=False),
        offer(thanked_contact(), well=False),
        offer(contact(closed=True), well=False),
    ],
    ids=["open", "nobody listed", "not connected", "resting", "nobody key", "closed"],
)
def test_all_bets_are_off_where_the_offer_was_not_declined_professionally(facts: Offer) -> None:
    plan = offer_plan(facts)
    assert plan.window is None
    assert plan.standing is State.OFF
    assert [(person.window, person.standing) for person in plan.contacts] == [
        (None, State.OFF) for _ in facts.contacts
    ]


@pytest.mark.parametrize("well", [True, None])
def test_an_offer_not_known_to_be_declined_badly_counts_as_declined_well(well: bool | None) -> None:
    assert offer_plan(offer(well=well)).window == window(
        "list_people", "2026-03-10", "2026-03-17", "2026-03-31"
    )


def test_the_office_sets_how_long_each_step_may_take() -> None:
    slow = Policy(decline_days=3, connect_days=10, rest_months=1, update_months=3, grace_days=5)
    assert offer_plan(open_offer(), policy=slow).window == window(
        "decline", "2026-03-01", "2026-03-04", "2026-03-09"
    )
    assert offer_plan(offer(), policy=slow).window == window(
        "list_people", "2026-03-10", "2026-03-20", "2026-03-25"
    )
    assert offer_plan(offer(thanked_contact()), policy=slow).window == window(
        "choose_key_people", "2026-04-16", "2026-06-16", "2026-06-21"
    )
