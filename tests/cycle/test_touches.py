"""Which touches count: not the voided, the earlier first, the skipped for the step they name."""

import pytest

from app.cycle.facts import Step, Touch
from app.cycle.plan import ContactPlan
from tests.cycle.cast import (
    connected,
    contact,
    contact_plan,
    heard_from,
    invited,
    key_contact,
    met,
    skipped,
    thanked,
    thanked_contact,
    thanked_key_contact,
    updated,
    voided,
    window,
)


def done(plan: ContactPlan) -> list[tuple[str, str, bool]]:
    return [(step.step, step.on.isoformat(), step.skipped) for step in plan.done]


@pytest.mark.parametrize(
    ("before", "step", "expected"),
    [
        ((), "connect", window("thank", "2026-03-20", "2026-03-27", "2026-04-10")),
        (
            (connected("2026-03-12"),),
            "thank",
            window("update", "2026-08-20", "2026-09-20", "2026-10-04"),
        ),
        (
            (connected("2026-03-12"), thanked("2026-03-16")),
            "update",
            window("catch_up", "2027-03-10", "2027-04-10", "2027-04-24"),
        ),
        (
            (connected("2026-03-12"), thanked("2026-03-16"), updated("2026-03-17")),
            "catch_up",
            window("keep_in_touch", "2026-09-17", "2026-10-17", None),
        ),
    ],
)
def test_skipping_a_step_does_it_on_that_day(
    before: tuple[Touch, ...], step: str, expected: object
) -> None:
    plan = contact_plan(key_contact(*before, skipped(step, "2026-03-20")))
    assert plan.window == expected
    assert done(plan)[-1] == (step, "2026-03-20", True)


def test_a_skipped_connection_before_the_decline_lets_the_thanks_open_with_it() -> None:
    assert contact_plan(contact(skipped("connect", "2026-03-01"))).window == window(
        "thank", "2026-03-10", "2026-03-17", "2026-03-31"
    )


def test_skipping_one_step_does_no_other() -> None:
    assert contact_plan(contact(skipped("thank", "2026-03-12"))).window.step == "connect"
    assert contact_plan(thanked_key_contact(skipped("catch_up", "2026-09-01"))).window == window(
        "update", "2026-08-16", "2026-09-16", "2026-09-30"
    )


def test_the_earlier_of_a_skip_and_the_touch_itself_does_the_step() -> None:
    skipped_first = contact(skipped("connect", "2026-03-12"), connected("2026-03-20"))
    assert done(contact_plan(skipped_first)) == [("connect", "2026-03-12", True)]
    connected_first = contact(skipped("connect", "2026-03-20"), connected("2026-03-12"))
    assert done(contact_plan(connected_first)) == [("connect", "2026-03-12", False)]


def test_an_update_skipped_before_the_rest_even_began_is_done_on_its_day() -> None:
    person = key_contact(
        connected("2026-03-12"), skipped("update", "2026-03-13"), thanked("2026-03-16")
    )
    assert contact_plan(person).window == window(
        "catch_up", "2027-03-10", "2027-04-10", "2027-04-24"
    )
    assert done(contact_plan(person))[-1] == ("update", "2026-03-13", True)


def test_a_catch_up_skipped_before_the_update_is_done_once_the_update_is() -> None:
    person = thanked_key_contact(skipped("catch_up", "2026-04-01"), updated("2026-09-01"))
    assert contact_plan(person).window == window("keep_in_touch", "2027-03-01", "2027-04-01", None)


def test_keeping_in_touch_cannot_be_skipped() -> None:
    person = thanked_key_contact(
        updated("2026-09-01"), met("2027-03-10"), skipped("keep_in_touch", "2027-09-10")
    )
    assert contact_plan(person).window == window("keep_in_touch", "2027-09-10", "2027-10-10", None)


@pytest.mark.parametrize(
    ("touches", "step"),
    [
        ((voided(connected("2026-03-12")),), "connect"),
        ((voided(skipped("connect", "2026-03-12")),), "connect"),
        ((connected("2026-03-12"), voided(thanked("2026-03-16"))), "thank"),
        ((voided(connected("2026-03-12")), thanked("2026-03-16")), "connect"),
        (
            (connected("2026-03-12"), thanked("2026-03-16"), voided(updated("2026-09-01"))),
            "update",
        ),
        (
            (
                connected("2026-03-12"),
                thanked("2026-03-16"),
                updated("2026-09-01"),
                voided(met("2027-06-20")),
            ),
            "catch_up",
        ),
    ],
)
def test_a_voided_touch_counts_for_nothing(touches: tuple[Touch, ...], step: str) -> None:
    assert contact_plan(key_contact(*touches)).window.step == step


def test_voiding_the_first_of_two_lets_the_second_count() -> None:
    person = contact(voided(connected("2026-03-12")), connected("2026-03-20"))
    assert contact_plan(person).window == window("thank", "2026-03-20", "2026-03-27", "2026-04-10")


def test_voiding_the_update_makes_the_meeting_after_it_the_update() -> None:
    plan = contact_plan(thanked_key_contact(voided(updated("2026-09-01")), met("2027-03-20")))
    assert done(plan)[-1] == ("update", "2027-03-20", False)
    assert plan.window == window("catch_up", "2027-04-20", "2027-05-20", "2027-06-03")


def test_voiding_the_last_touch_counts_the_months_from_the_one_before() -> None:
    person = thanked_key_contact(
        updated("2026-09-01"), met("2027-03-10"), voided(heard_from("2027-05-01"))
    )
    assert contact_plan(person).window == window("keep_in_touch", "2027-09-10", "2027-10-10", None)


def test_of_two_touches_on_one_day_the_first_recorded_comes_first() -> None:
    first, second = met("2026-09-01"), met("2026-09-01")
    plan = contact_plan(thanked_key_contact(second, first))
    assert [step.touch_id for step in plan.done[2:]] == [first.id, second.id]


def test_a_touch_recorded_later_may_have_happened_earlier() -> None:
    noted_late = (updated("2026-09-01"), met("2026-08-20"))
    plan = contact_plan(thanked_key_contact(*noted_late))
    assert done(plan)[2:] == [("update", "2026-08-20", False)]


@pytest.mark.parametrize(
    ("touches", "due"),
    [
        ((invited("2027-03-20"), invited("2027-03-25")), "2027-04-24"),
        ((invited("2027-03-25"), invited("2027-03-20")), "2027-04-24"),
    ],
)
def test_the_last_invitation_is_the_one_that_happened_last(
    touches: tuple[Touch, ...], due: str
) -> None:
    person = thanked_key_contact(updated("2026-09-01"), *touches)
    assert contact_plan(person).window.due_on.isoformat() == due


def test_the_plan_names_the_touch_that_did_each_step() -> None:
    connection, thanks = connected("2026-03-12"), thanked("2026-03-16")
    update, lunch = updated("2026-09-01"), met("2027-06-20")
    plan = contact_plan(key_contact(lunch, update, thanks, connection))
    assert [(step.step, step.touch_id) for step in plan.done] == [
        (Step.CONNECT, connection.id),
        (Step.THANK, thanks.id),
        (Step.UPDATE, update.id),
        (Step.CATCH_UP, lunch.id),
    ]


def test_nothing_after_the_thanks_is_done_by_someone_who_is_not_key() -> None:
    plan = contact_plan(thanked_contact(updated("2026-09-01"), met("2027-03-20")))
    assert [step.step for step in plan.done] == ["connect", "thank"]
