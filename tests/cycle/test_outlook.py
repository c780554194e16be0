"""From contacts to offers to clients: the earliest dates, the standing, the next step."""

from datetime import date

import pytest

from app.cycle.facts import Contact, Offer
from app.cycle.states import State
from tests.cycle.cast import (
    connected,
    contact,
    dates,
    key_contact,
    met,
    offer,
    open_offer,
    plan_of,
    thanked_contact,
    thanked_key_contact,
    updated,
    window,
)


def in_network(on: str = "2027-06-20") -> Contact:
    return thanked_key_contact(updated("2026-09-01"), met(on))


def test_a_client_without_offers_has_nothing_declined_yet() -> None:
    plan = plan_of()
    assert plan.state(date(2026, 3, 10)) is State.NO_OFFERS
    assert dates(plan) == (None, None, None)
    assert plan.next is None


def test_an_offer_still_open_speaks_for_the_client_until_it_is_declined() -> None:
    plan = plan_of(open_offer())
    assert dates(plan) == ("2026-03-01", "2026-03-08", "2026-03-22")
    assert plan.standing is None
    assert plan.state(date(2026, 3, 22)) is State.STALLED


def test_each_date_is_the_earliest_of_the_parts_whichever_part_that_is() -> None:
    """An open offer opens first, the connection is due first."""
    plan = plan_of(open_offer(respond_by="2026-06-30"), offer(contact(), declined="2026-03-10"))
    assert dates(plan.offers[0]) == ("2026-03-01", "2026-06-30", "2026-07-14")
    assert dates(plan.offers[1]) == ("2026-03-10", "2026-03-17", "2026-03-31")
    assert dates(plan) == ("2026-03-01", "2026-03-17", "2026-03-31")


def test_an_offers_dates_are_the_earliest_of_its_own_step_and_its_contacts() -> None:
    thanks_pend = contact(connected("2026-09-10"))
    plan = plan_of(offer(thanked_contact(), thanks_pend))
    assert dates(plan.offers[0].window) == ("2026-08-16", "2026-09-16", "2026-09-30")
    assert dates(plan.offers[0].contacts[0].window) == ("2026-09-10", "2026-09-17", "2026-10-01")
    assert dates(plan.offers[0]) == ("2026-08-16", "2026-09-16", "2026-09-30")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-02-28", State.RESTING),
        ("2026-03-01", State.DUE),
        ("2026-03-17", State.DUE),
        ("2026-03-18", State.OVERDUE),
        ("2026-03-30", State.OVERDUE),
        ("2026-03-31", State.STALLED),
    ],
)
def test_the_most_urgent_part_decides_the_state(as_of: str, expected: State) -> None:
    plan = plan_of(open_offer(respond_by="2026-06-30"), offer(contact(), declined="2026-03-10"))
    assert plan.state(date.fromisoformat(as_of)) is expected


def test_keeping_in_touch_lends_its_dates_to_neither_offer_nor_client() -> None:
    plan = plan_of(offer(in_network(), thanked_key_contact(connected("2026-03-12"))))
    assert dates(plan.offers[0]) == ("2026-08-16", "2026-09-16", "2026-09-30")
    assert dates(plan) == ("2026-08-16", "2026-09-16", "2026-09-30")


def test_an_offer_whose_cycle_is_complete_has_no_dates() -> None:
    plan = plan_of(offer(in_network()))
    assert dates(plan.offers[0]) == (None, None, None)
    assert dates(plan) == (None, None, None)
    assert plan.next is None


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ((in_network(),), State.IN_NETWORK),
        ((in_network(), thanked_contact(), contact(closed=True)), State.IN_NETWORK),
        ((contact(closed=True), in_network()), State.IN_NETWORK),
        ((thanked_contact(), key_contact(closed=True)), State.PARKED),
        ((key_contact(closed=True), thanked_contact()), State.PARKED),
        ((contact(closed=True),), State.CLOSED),
        ((in_network(), contact()), None),
        ((contact(closed=True), contact()), None),
        ((thanked_contact(),), None),
    ],
    ids=[
        "in the network",
        "in the network before parked and closed",
        "in the network, recorded last",
        "parked before closed",
        "parked, recorded last",
        "all closed",
        "someone to connect with",
        "someone to connect with, another closed",
        "key people to choose",
    ],
)
def test_the_standing_of_an_offer_is_the_first_that_a_contact_has(
    contacts: tuple[Contact, ...], expected: State | None
) -> None:
    plan = plan_of(offer(*contacts))
    assert plan.offers[0].standing is expected
    assert plan.standing is expected


NETWORK = offer(in_network())
PARKED = offer(thanked_contact(), key_contact(closed=True))
OFF = offer(contact(), well=False)
OFF_AND_CLOSED = offer(contact(closed=True), well=False)
CLOSED = offer(contact(closed=True))


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ((CLOSED, OFF, PARKED, NETWORK), State.IN_NETWORK),
        ((NETWORK, CLOSED), State.IN_NETWORK),
        ((OFF, NETWORK), State.IN_NETWORK),
        ((CLOSED, OFF, PARKED), State.PARKED),
        ((PARKED, OFF), State.PARKED),
        ((CLOSED, OFF), State.OFF),
        ((OFF, CLOSED), State.OFF),
        ((OFF_AND_CLOSED,), State.OFF),
        ((offer(well=False),), State.OFF),
        ((open_offer(well=False),), State.OFF),
        ((CLOSED,), State.CLOSED),
        ((NETWORK, PARKED, OFF, CLOSED, open_offer()), None),
        ((OFF, offer()), None),
    ],
)
def test_the_standing_of_a_client_is_the_first_that_an_offer_has(
    offers: tuple[Offer, ...], expected: State | None
) -> None:
    plan = plan_of(*offers)
    assert plan.standing is expected
    assert (plan.stalls_on is None) == (expected is not None)


def test_the_next_step_is_that_which_stalls_first_not_that_which_opens_first() -> None:
    answer_later, connect_now = open_offer(respond_by="2026-06-30"), contact()
    declined = offer(connect_now)
    following = plan_of(answer_later, declined).next
    assert (following.offer_id, following.contact_id) == (declined.id, connect_now.id)
    assert following.window == window("connect", "2026-03-10", "2026-03-17", "2026-03-31")


def test_an_offers_own_step_names_no_contact() -> None:
    nobody_listed = offer()
    following = plan_of(nobody_listed).next
    assert (following.offer_id, following.contact_id) == (nobody_listed.id, None)
    assert following.mode is None


def test_a_tie_goes_to_the_contact_recorded_first() -> None:
    recorded_first, recorded_next = contact(), contact()
    assert plan_of(offer(recorded_next, recorded_first)).next.contact_id == recorded_first.id


def test_a_tie_goes_to_the_offer_recorded_first() -> None:
    recorded_first, recorded_next = offer(), offer()
    assert plan_of(recorded_next, recorded_first).next.offer_id == recorded_first.id


def test_the_offer_recorded_first_wins_over_the_contact_recorded_first() -> None:
    known_early, known_late = contact(), contact()
    recorded_first, recorded_next = offer(known_late), offer(known_early)
    assert plan_of(recorded_first, recorded_next).next.contact_id == known_late.id
    assert plan_of(recorded_next, recorded_first).next.contact_id == known_late.id


def test_a_contact_of_the_offer_recorded_first_wins_over_the_next_offers_own_step() -> None:
    person = contact()
    assert plan_of(offer(person), offer()).next.contact_id == person.id


def test_of_one_offer_its_own_step_wins_over_its_contacts() -> None:
    thanks_pend = contact(connected("2026-09-09"))
    declined = offer(thanks_pend, thanked_contact())
    plan = plan_of(declined)
    assert plan.offers[0].window.stalls_on == plan.offers[0].contacts[0].window.stalls_on
    assert (plan.next.offer_id, plan.next.contact_id) == (declined.id, None)
    assert plan.next.window.step == "choose_key_people"


def test_a_contacts_step_a_day_sooner_comes_before_the_offers_own() -> None:
    thanks_pend = contact(connected("2026-09-08"))
    assert plan_of(offer(thanks_pend, thanked_contact())).next.contact_id == thanks_pend.id


def test_the_same_step_with_others_of_that_offer_is_counted_beside_the_next_one() -> None:
    thanks_pend = contact(connected("2026-03-12"))
    plan = plan_of(offer(contact(), contact(), thanks_pend, contact()), offer(contact()))
    assert plan.next.window.step == "connect"
    assert [each.others for each in plan.offers] == [2, 0]
    assert plan.others == 2
    one, two = offer(contact()), offer(contact(), contact(), declined="2026-03-01")
    assert plan_of(one, two).others == 1
    assert plan_of(OFF).others == 0


def test_parts_are_told_in_the_order_of_recording() -> None:
    people = [contact() for _ in range(3)]
    offers = [offer(), offer(people[2], people[0], people[1])]
    plan = plan_of(offers[1], offers[0])
    assert [each.offer_id for each in plan.offers] == [offers[0].id, offers[1].id]
    assert [each.contact_id for each in plan.offers[1].contacts] == [each.id for each in people]
