"""Catching up a year into the job, then keeping in touch."""

import pytest

from app.cycle.facts import Touch
from app.cycle.policy import Policy
from app.cycle.states import State
from app.cycle.windows import Window
from tests.cycle.cast import (
    called,
    connected,
    contact_plan,
    day,
    heard_from,
    invited,
    key_contact,
    met,
    skipped,
    thanked,
    thanked_key_contact,
    updated,
    usual,
    voided,
    window,
    wrote,
)


def after(*touches: Touch, policy: Policy = usual) -> Window:
    """What pends for a key person thanked on 16 March 2026, a year into the job in June 2027."""
    person = key_contact(connected("2026-03-12"), thanked("2026-03-16"), *touches)
    return contact_plan(person, policy, job_started="2026-06-01").window


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-03-16", window("catch_up", "2027-06-01", "2027-07-01", "2027-07-15")),
        ("2026-09-01", window("catch_up", "2027-06-01", "2027-07-01", "2027-07-15")),
        ("2027-04-30", window("catch_up", "2027-06-01", "2027-07-01", "2027-07-15")),
        ("2027-05-01", window("catch_up", "2027-06-01", "2027-07-01", "2027-07-15")),
        ("2027-05-02", window("catch_up", "2027-06-02", "2027-07-02", "2027-07-16")),
        ("2027-05-31", window("catch_up", "2027-06-30", "2027-07-30", "2027-08-13")),
        ("2027-06-01", window("catch_up", "2027-07-01", "2027-08-01", "2027-08-15")),
        ("2028-06-10", window("catch_up", "2028-07-10", "2028-08-10", "2028-08-24")),
    ],
)
def test_it_opens_with_the_slot_or_a_month_after_the_update(on: str, expected: Window) -> None:
    assert after(updated(on)) == expected


@pytest.mark.parametrize(
    ("on", "due", "stalls"),
    [
        ("2026-08-31", "2027-07-01", "2027-07-15"),
        ("2026-09-01", "2027-07-01", "2027-07-15"),
        ("2027-05-31", "2027-07-01", "2027-07-15"),
        ("2027-06-01", "2027-07-01", "2027-07-15"),
        ("2027-06-02", "2027-07-02", "2027-07-16"),
        ("2027-06-20", "2027-07-20", "2027-08-03"),
        ("2027-09-01", "2027-10-01", "2027-10-15"),
    ],
)
def test_an_invitation_may_wait_thirty_days_for_the_meeting(on: str, due: str, stalls: str) -> None:
    assert after(updated("2026-09-01"), invited(on)) == window(
        "catch_up", "2027-06-01", due, stalls
    )


def test_the_last_invitation_says_how_long_it_waits() -> None:
    assert after(updated("2026-09-01"), invited("2027-07-10"), invited("2027-06-20")) == window(
        "catch_up", "2027-06-01", "2027-08-09", "2027-08-23"
    )


def test_a_voided_invitation_does_not_wait() -> None:
    assert after(
        updated("2026-09-01"), invited("2027-06-20"), voided(invited("2027-07-10"))
    ) == window("catch_up", "2027-06-01", "2027-07-20", "2027-08-03")


@pytest.mark.parametrize(
    ("on", "due"),
    [("2026-08-31", "2026-11-01"), ("2026-09-01", "2026-12-10"), ("2026-09-02", "2026-12-11")],
)
def test_only_an_invitation_since_the_update_waits(on: str, due: str) -> None:
    patient = Policy(catch_up_months=0, reply_days=100)
    pending = after(updated("2026-09-01"), invited(on), policy=patient)
    assert pending.due_on.isoformat() == due


@pytest.mark.parametrize(
    ("touches", "done"),
    [
        ((updated("2026-09-01"), met("2026-08-31")), "update"),
        ((updated("2026-09-01"), met("2026-09-01")), "catch_up"),
        ((met("2026-09-01"), updated("2026-09-01")), "update"),
        ((updated("2026-09-01"), met("2026-09-02")), "catch_up"),
        ((updated("2026-09-01"), called("2026-09-01")), "catch_up"),
        ((updated("2026-09-01"), wrote("2026-09-01")), "catch_up"),
        ((met("2026-09-01"),), "update"),
        ((met("2026-09-01"), met("2026-09-01")), "catch_up"),
        ((met("2026-09-01"), called("2026-09-01")), "catch_up"),
        ((updated("2026-09-01"), updated("2027-06-20")), "update"),
        ((updated("2026-09-01"), heard_from("2027-06-20")), "update"),
        ((updated("2026-09-01"), invited("2027-06-20")), "update"),
        ((updated("2026-09-01"), thanked("2027-06-20")), "update"),
        ((updated("2026-09-01"), connected("2027-06-20")), "update"),
        ((updated("2026-09-01"), voided(met("2027-06-20"))), "update"),
    ],
    ids=[
        "met before the update: that meeting was the update",
        "met on its day, after it",
        "met on its day, before it: the meeting was the update",
        "met on the day after",
        "called on its day",
        "wrote on its day",
        "one meeting is the update alone",
        "two meetings on one day are both",
        "a meeting and a call on one day are both",
        "a second update",
        "they wrote",
        "invited only",
        "thanked again",
        "connected again",
        "voided",
    ],
)
def test_an_exchange_since_the_update_other_than_itself_is_the_catch_up(
    touches: tuple[Touch, ...], done: str
) -> None:
    person = key_contact(connected("2026-03-12"), thanked("2026-03-16"), *touches)
    assert contact_plan(person).done[-1].step == done


def test_two_exchanges_before_the_year_is_over_complete_the_cycle_all_the_same() -> None:
    assert after(met("2026-03-16"), met("2026-03-17")).step == "keep_in_touch"


@pytest.mark.parametrize(
    ("touches", "expected"),
    [
        ((updated("2026-09-01"),), None),
        ((updated("2026-09-01"), invited("2026-08-31")), None),
        ((updated("2026-09-01"), invited("2026-09-01")), "2026-09-01"),
        ((updated("2026-09-01"), invited("2027-07-10"), invited("2027-06-20")), "2027-07-10"),
        ((updated("2026-09-01"), voided(invited("2027-06-20"))), None),
        ((updated("2026-09-01"), invited("2027-06-10"), met("2027-06-20")), None),
        ((invited("2026-09-01"),), None),
    ],
    ids=[
        "nobody was invited",
        "invited before the update",
        "invited on its day",
        "invited twice",
        "voided",
        "met since",
        "not updated",
    ],
)
def test_a_pending_catch_up_tells_since_when_it_waits_for_an_answer(
    touches: tuple[Touch, ...], expected: str | None
) -> None:
    plan = contact_plan(thanked_key_contact(*touches), job_started="2026-06-01")
    assert plan.invited_on == day(expected)


COMPLETE = (updated("2026-09-01"), met("2027-06-20"))


@pytest.mark.parametrize(
    ("touch", "opens", "due"),
    [
        (connected("2027-09-05"), "2028-03-05", "2028-04-05"),
        (thanked("2027-09-05"), "2028-03-05", "2028-04-05"),
        (updated("2027-09-05"), "2028-03-05", "2028-04-05"),
        (met("2027-09-05"), "2028-03-05", "2028-04-05"),
        (called("2027-09-05"), "2028-03-05", "2028-04-05"),
        (wrote("2027-09-05"), "2028-03-05", "2028-04-05"),
        (heard_from("2027-09-05"), "2028-03-05", "2028-04-05"),
        (invited("2027-09-05"), "2027-12-20", "2028-01-20"),
        (skipped("catch_up", "2027-09-05"), "2027-12-20", "2028-01-20"),
        (skipped("keep_in_touch", "2027-09-05"), "2027-12-20", "2028-01-20"),
        (voided(wrote("2027-09-05")), "2027-12-20", "2028-01-20"),
        (wrote("2027-06-19"), "2027-12-20", "2028-01-20"),
        (heard_from("2027-06-19"), "2027-12-20", "2028-01-20"),
        (heard_from("2027-06-20"), "2027-12-20", "2028-01-20"),
        (heard_from("2027-06-21"), "2027-12-21", "2028-01-21"),
    ],
    ids=lambda value: f"{value.kind} {value.on}" if isinstance(value, Touch) else None,
)
def test_every_touch_but_an_invitation_or_a_skip_starts_it_anew(
    touch: Touch, opens: str, due: str
) -> None:
    assert after(*COMPLETE, touch) == window("keep_in_touch", opens, due, None)


def test_the_complete_cycle_is_in_the_network() -> None:
    person = key_contact(connected("2026-03-12"), thanked("2026-03-16"), *COMPLETE)
    assert contact_plan(person).standing is State.IN_NETWORK


def test_after_steps_that_were_all_skipped_the_last_steps_day_begins_it() -> None:
    person = key_contact(
        skipped("connect", "2026-03-12"),
        skipped("thank", "2026-03-16"),
        skipped("update", "2026-09-01"),
        invited("2027-06-05"),
        skipped("catch_up", "2027-06-20"),
    )
    assert contact_plan(person).window == window("keep_in_touch", "2027-12-20", "2028-01-20", None)


def test_after_a_skipped_catch_up_the_last_touch_begins_it() -> None:
    assert after(updated("2026-09-01"), skipped("catch_up", "2027-06-20")) == window(
        "keep_in_touch", "2027-03-01", "2027-04-01", None
    )


def test_the_office_sets_the_months() -> None:
    quick = Policy(catch_up_months=6, reply_days=45, keep_in_touch_months=1, grace_days=3)
    assert after(updated("2026-09-01"), policy=quick) == window(
        "catch_up", "2026-12-01", "2027-01-01", "2027-01-04"
    )
    assert after(updated("2026-09-01"), invited("2026-12-10"), policy=quick) == window(
        "catch_up", "2026-12-01", "2027-01-24", "2027-01-27"
    )
    assert after(updated("2026-09-01"), met("2026-12-10"), policy=quick) == window(
        "keep_in_touch", "2027-01-10", "2027-02-10", None
    )
