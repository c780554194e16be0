"""The numbers an office may set: their defaults, their limits, what follows from the largest."""

from dataclasses import asdict, fields
from datetime import date

import pytest

from app.cycle.policy import LIMITS, Policy
from tests.cycle.cast import (
    connected,
    contact,
    invited,
    key_contact,
    met,
    offer,
    open_offer,
    plan_of,
    thanked,
    updated,
)


def test_the_defaults_are_those_of_the_advice() -> None:
    assert asdict(Policy()) == {
        "decline_days": 7,
        "connect_days": 7,
        "thank_days": 7,
        "rest_months": 5,
        "update_months": 6,
        "key_people": 2,
        "catch_up_months": 12,
        "catch_up_pace": 2,
        "reply_days": 30,
        "keep_in_touch_months": 6,
        "grace_days": 14,
        "same_area_km": 80,
    }


def test_the_defaults_have_no_problems() -> None:
    assert Policy().problems() == {}


def test_every_number_has_its_limits() -> None:
    assert set(LIMITS) == {field.name for field in fields(Policy)}


def with_number(name: str, value: int) -> Policy:
    """Where one of the two months is set, the other leaves room for it."""
    room = {"rest_months": 0, "update_months": 120}
    return Policy(**{**room, name: value})


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("decline_days", 0, 3650),
        ("connect_days", 0, 3650),
        ("thank_days", 0, 3650),
        ("rest_months", 0, 120),
        ("update_months", 0, 120),
        ("key_people", 1, 100),
        ("catch_up_months", 0, 120),
        ("catch_up_pace", 1, 100),
        ("reply_days", 0, 3650),
        ("keep_in_touch_months", 1, 120),
        ("grace_days", 1, 3650),
        ("same_area_km", 0, 20_000),
    ],
)
def test_the_least_and_the_most_are_possible_and_one_beyond_is_not(
    name: str, least: int, most: int
) -> None:
    assert with_number(name, least).problems() == {}
    assert with_number(name, most).problems() == {}
    for beyond in (least - 1, most + 1):
        words = with_number(name, beyond).problems()[name]
        assert words == f"must be between {least} and {most}"


@pytest.mark.parametrize("name", ["key_people", "catch_up_pace", "keep_in_touch_months"])
def test_nobody_a_month_is_no_pace(name: str) -> None:
    assert name in Policy(**{name: 0}).problems()


def test_without_grace_nothing_would_be_due_before_it_stalls() -> None:
    assert "grace_days" in Policy(grace_days=0).problems()


@pytest.mark.parametrize(
    ("rest", "update", "possible"), [(5, 6, True), (6, 6, True), (7, 6, False), (0, 0, True)]
)
def test_the_rest_is_no_longer_than_the_update_may_take(
    rest: int, update: int, possible: bool
) -> None:
    problems = Policy(rest_months=rest, update_months=update).problems()
    words = {"rest_months": "must not be longer than the update may take"}
    assert problems == ({} if possible else words)


def test_a_rest_out_of_bounds_is_told_as_that() -> None:
    assert Policy(rest_months=121).problems() == {"rest_months": "must be between 0 and 120"}


def test_all_problems_are_told_at_once() -> None:
    assert set(Policy(decline_days=-1, grace_days=0, same_area_km=-1).problems()) == {
        "decline_days",
        "grace_days",
        "same_area_km",
    }


LARGEST = Policy(**{name: most for name, (_, most) in LIMITS.items()} | {"catch_up_pace": 1})
SMALLEST = Policy(**{name: least for name, (least, _) in LIMITS.items()})


@pytest.mark.parametrize("policy", [LARGEST, SMALLEST], ids=["largest", "smallest"])
@pytest.mark.parametrize("on", ["1900-01-01", "2999-12-31"])
def test_every_date_that_follows_is_within_the_calendar(policy: Policy, on: str) -> None:
    assert policy.problems() == {}
    rested = (connected(on), thanked(on))
    plan = plan_of(
        open_offer(offered=on),
        offer(declined=on),
        offer(contact(*rested), declined=on),
        offer(
            contact(snoozed=("connect", on)),
            key_contact(*rested, updated(on), invited(on)),
            key_contact(*rested, updated(on), met(on)),
            declined=on,
            job_started=on,
        ),
        policy=policy,
        paused=on,
    )
    assert plan.next.window.stalls_on >= date.fromisoformat(on)
