"""The state of every step, the day before, on and after each of its dates."""

from datetime import date

import pytest

from app.cycle.facts import Offer
from app.cycle.states import State, days_overdue
from tests.cycle.cast import (
    connected,
    contact,
    diary,
    invited,
    key_contact,
    met,
    offer,
    open_offer,
    plan_of,
    thanked,
    updated,
)

RULES: dict[str, tuple[Offer, str]] = {
    "decline, a week after the offer": (
        open_offer(offered="2026-03-01"),
        """
        2026-02-28 resting
        2026-03-01 due
        2026-03-02 due
        2026-03-07 due
        2026-03-08 due
        2026-03-09 overdue
        2026-03-21 overdue
        2026-03-22 stalled
        2026-03-23 stalled
        """,
    ),
    "decline, by the day the employer named": (
        open_offer(offered="2026-03-01", respond_by="2026-03-20"),
        """
        2026-02-28 resting
        2026-03-01 due
        2026-03-09 due
        2026-03-19 due
        2026-03-20 due
        2026-03-21 overdue
        2026-04-02 overdue
        2026-04-03 stalled
        2026-04-04 stalled
        """,
    ),
    "decline, by a day before the offer": (
        open_offer(offered="2026-03-01", respond_by="2026-02-20"),
        """
        2026-02-20 resting
        2026-02-28 resting
        2026-03-01 due
        2026-03-02 overdue
        2026-03-14 overdue
        2026-03-15 stalled
        2026-03-16 stalled
        """,
    ),
    "list people": (
        offer(declined="2026-03-10"),
        """
        2026-03-09 resting
        2026-03-10 due
        2026-03-11 due
        2026-03-16 due
        2026-03-17 due
        2026-03-18 overdue
        2026-03-30 overdue
        2026-03-31 stalled
        2026-04-01 stalled
        """,
    ),
    "choose key people": (
        offer(contact(connected("2026-03-12"), thanked("2026-03-16"))),
        """
        2026-08-15 resting
        2026-08-16 due
        2026-08-17 due
        2026-09-15 due
        2026-09-16 due
        2026-09-17 overdue
        2026-09-29 overdue
        2026-09-30 stalled
        2026-10-01 stalled
        """,
    ),
    "connect": (
        offer(contact(), declined="2026-03-10"),
        """
        2026-03-09 resting
        2026-03-10 due
        2026-03-11 due
        2026-03-16 due
        2026-03-17 due
        2026-03-18 overdue
        2026-03-30 overdue
        2026-03-31 stalled
        2026-04-01 stalled
        """,
    ),
    "thank": (
        offer(contact(connected("2026-03-12"))),
        """
        2026-03-11 resting
        2026-03-12 due
        2026-03-13 due
        2026-03-18 due
        2026-03-19 due
        2026-03-20 overdue
        2026-04-01 overdue
        2026-04-02 stalled
        2026-04-03 stalled
        """,
    ),
    "update": (
        offer(key_contact(connected("2026-03-12"), thanked("2026-03-16"))),
        """
        2026-08-15 resting
        2026-08-16 due
        2026-08-17 due
        2026-09-15 due
        2026-09-16 due
        2026-09-17 overdue
        2026-09-29 overdue
        2026-09-30 stalled
        2026-10-01 stalled
        """,
    ),
    "catch up, a year into the job": (
        offer(
            key_contact(connected("2026-03-12"), thanked("2026-03-16"), updated("2026-09-01")),
            job_started="2026-06-01",
        ),
        """
        2027-05-31 resting
        2027-06-01 due
        2027-06-02 due
        2027-06-30 due
        2027-07-01 due
        2027-07-02 overdue
        2027-07-14 overdue
        2027-07-15 stalled
        2027-07-16 stalled
        """,
    ),
    "catch up, a month after a late update": (
        offer(
            key_contact(connected("2026-03-12"), thanked("2026-03-16"), updated("2027-06-10")),
            job_started="2026-06-01",
        ),
        """
        2027-07-09 resting
        2027-07-10 due
        2027-07-11 due
        2027-08-09 due
        2027-08-10 due
        2027-08-11 overdue
        2027-08-23 overdue
        2027-08-24 stalled
        2027-08-25 stalled
        """,
    ),
    "catch up, an invitation waiting": (
        offer(
            key_contact(
                connected("2026-03-12"),
                thanked("2026-03-16"),
                updated("2026-09-01"),
                invited("2027-06-20"),
            ),
            job_started="2026-06-01",
        ),
        """
        2027-05-31 resting
        2027-06-01 due
        2027-07-02 due
        2027-07-19 due
        2027-07-20 due
        2027-07-21 overdue
        2027-08-02 overdue
        2027-08-03 stalled
        2027-08-04 stalled
        """,
    ),
    "keep in touch": (
        offer(
            key_contact(
                connected("2026-03-12"),
                thanked("2026-03-16"),
                updated("2026-09-01"),
                met("2027-06-20"),
            ),
            job_started="2026-06-01",
        ),
        """
        2026-01-01 in_network
        2027-12-19 in_network
        2027-12-20 in_network
        2027-12-21 in_network
        2028-01-19 in_network
        2028-01-20 in_network
        2028-01-21 in_network
        2028-02-03 in_network
        2036-01-01 in_network
        """,
    ),
    "parked, where someone else was the key person": (
        offer(
            contact(connected("2026-03-12"), thanked("2026-03-16")),
            key_contact(closed="2026-04-01"),
        ),
        """
        2026-01-01 parked
        2026-03-16 parked
        2026-08-16 parked
        2026-10-01 parked
        2036-01-01 parked
        """,
    ),
    "off": (
        offer(contact(), well=False),
        """
        2026-01-01 off
        2026-03-10 off
        2026-03-31 off
        2036-01-01 off
        """,
    ),
    "closed": (
        offer(key_contact(closed="2026-04-01")),
        """
        2026-03-31 closed
        2026-04-01 closed
        2026-04-02 closed
        2036-01-01 closed
        """,
    ),
}


@pytest.mark.parametrize(
    ("facts", "as_of", "expected"),
    [
        pytest.param(facts, as_of, expected, id=f"{rule} on {as_of}")
        for rule, (facts, text) in RULES.items()
        for as_of, expected in diary(text)
    ],
)
def test_a_step_rests_is_due_overdue_then_stalled(
    facts: Offer, as_of: date, expected: State
) -> None:
    plan = plan_of(facts)
    assert plan.state(as_of) is expected
    assert plan.offers[0].state(as_of) is expected


@pytest.mark.parametrize(
    ("rule", "as_of", "expected"),
    [
        pytest.param(rule, as_of, expected, id=f"{rule} on {as_of}")
        for rule, (facts, text) in RULES.items()
        if len(facts.contacts) == 1 and rule != "choose key people"
        for as_of, expected in diary(text)
    ],
)
def test_the_state_of_an_offer_with_one_person_is_that_persons(
    rule: str, as_of: date, expected: State
) -> None:
    (person,) = plan_of(RULES[rule][0]).offers[0].contacts
    assert person.state(as_of) is expected


@pytest.mark.parametrize(
    ("due_on", "as_of", "expected"),
    [
        (date(2026, 3, 17), date(2026, 3, 16), 0),
        (date(2026, 3, 17), date(2026, 3, 17), 0),
        (date(2026, 3, 17), date(2026, 3, 18), 1),
        (date(2026, 3, 17), date(2026, 3, 31), 14),
        (None, date(2026, 3, 31), 0),
    ],
)
def test_days_overdue_are_counted_from_the_day_after_it_was_due(
    due_on: date | None, as_of: date, expected: int
) -> None:
    assert days_overdue(due_on, as_of) == expected
