"""Three clients who are about to write to one person within a month are too many."""

from datetime import date, timedelta

import pytest

from app.cycle.crowds import CROWD, WITHIN_DAYS, about_to_write, is_crowd, take_turns

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("days", "writes"),
    [(-400, True), (0, True), (WITHIN_DAYS, True), (WITHIN_DAYS + 1, False)],
)
def test_whoever_may_write_or_soon_may_is_about_to(days: int, writes: bool) -> None:
    opening = [("maya", DAY + timedelta(days))]
    assert about_to_write(opening, DAY) == ({"maya"} if writes else set())


def test_a_client_who_met_the_person_twice_counts_once() -> None:
    opening = [("maya", DAY), ("maya", DAY), ("lee", DAY)]
    assert about_to_write(opening, DAY) == {"maya", "lee"}


def test_three_are_a_crowd() -> None:
    assert not is_crowd(range(CROWD - 1))
    assert is_crowd(range(CROWD))
    assert CROWD == 3


def test_the_others_follow_a_month_apart_whoever_would_write_soonest_first() -> None:
    opening = {"maya": DAY + timedelta(9), "lee": DAY, "ana": DAY + timedelta(3), "kim": DAY}
    turns = take_turns(opening, "ana", DAY)
    assert list(turns) == ["kim", "lee", "maya"]
    assert [(day - DAY).days for day in turns.values()] == [31, 62, 93]


def test_once_turns_are_taken_they_are_no_crowd() -> None:
    opening = dict.fromkeys(("maya", "lee", "ana", "kim"), DAY)
    turns = take_turns(opening, "maya", DAY)
    for later in range(90):
        day = DAY + timedelta(later)
        # Whoever's turn came has written by then.
        left = [(name, on) for name, on in turns.items() if on >= day]
        assert not is_crowd(about_to_write(left, day))
