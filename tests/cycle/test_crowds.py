"""Three clients who are about to write to one person within a month are too many."""

from datetime import date, timedelta

import pytest

from app.cycle.crowds import CROWD, WITHIN_DAYS, about_to_write, is_crowd

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
