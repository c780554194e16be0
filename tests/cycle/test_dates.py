"""Months keep the day, or end with the month; the earliest of dates leaves out what is missing."""

from datetime import date

import pytest

from app.cycle.dates import add_days, add_months, earliest
from tests.cycle.cast import (
    connected,
    contact_plan,
    key_contact,
    met,
    offer,
    plan_of,
    thanked,
    updated,
    window,
)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-03-10", 0, "2026-03-10"),
        ("2026-03-10", 1, "2026-04-10"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-11-15", 2, "2027-01-15"),
        ("2026-01-01", 11, "2026-12-01"),
        ("2026-01-01", 12, "2027-01-01"),
        ("2026-12-01", 12, "2027-12-01"),
        ("2026-12-01", 13, "2028-01-01"),
        ("2026-01-27", 1, "2026-02-27"),
        ("2026-01-28", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-28", 1, "2028-02-28"),
        ("2028-01-29", 1, "2028-02-29"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2028-02-29", 1, "2028-03-29"),
        ("2096-02-29", 48, "2100-02-28"),
        ("1996-02-29", 48, "2000-02-29"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    start: str, months: int, expected: str
) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-03-10", 0, "2026-03-10"),
        ("2026-02-28", 1, "2026-03-01"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2026-12-31", 7, "2027-01-07"),
    ],
)
def test_days_later_cross_months_and_years(start: str, days: int, expected: str) -> None:
    assert add_days(date.fromisoformat(start), days) == date.fromisoformat(expected)


def test_the_earliest_of_days_leaves_out_those_that_are_missing() -> None:
    assert earliest([None, date(2026, 3, 10), date(2026, 3, 9), None]) == date(2026, 3, 9)


def test_there_is_no_earliest_day_among_none() -> None:
    assert earliest([]) is None
    assert earliest([None, None]) is None


def test_a_rest_from_the_end_of_september_ends_with_february() -> None:
    thanked_late = key_contact(connected("2026-09-20"), thanked("2026-09-30"))
    assert contact_plan(thanked_late).window == window(
        "update", "2027-02-28", "2027-03-30", "2027-04-13"
    )


def test_a_rest_that_ends_in_a_leap_year_ends_a_day_later() -> None:
    thanked_late = key_contact(connected("2027-09-20"), thanked("2027-09-30"))
    assert contact_plan(thanked_late).window == window(
        "update", "2028-02-29", "2028-03-30", "2028-04-13"
    )


def test_a_job_begun_on_a_leap_day_has_its_anniversary_on_the_28th() -> None:
    person = key_contact(connected("2028-02-01"), thanked("2028-02-02"), updated("2028-08-01"))
    declined = offer(person, offered="2028-01-01", declined="2028-02-01", job_started="2028-02-29")
    assert plan_of(declined).next.window == window(
        "catch_up", "2029-02-28", "2029-03-28", "2029-04-11"
    )


def test_a_month_after_an_update_on_the_31st_is_the_end_of_the_next_month() -> None:
    person = key_contact(connected("2026-03-11"), thanked("2026-03-11"), updated("2027-10-31"))
    assert contact_plan(person).window == window(
        "catch_up", "2027-11-30", "2027-12-30", "2028-01-13"
    )


def test_half_a_year_after_a_meeting_at_the_end_of_august_is_the_end_of_february() -> None:
    person = key_contact(
        connected("2026-03-11"), thanked("2026-03-11"), updated("2026-09-01"), met("2027-08-31")
    )
    assert contact_plan(person).window == window("keep_in_touch", "2028-02-29", "2028-03-29", None)
