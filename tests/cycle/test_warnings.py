"""What whoever logs a touch is told; the touch counts all the same."""

import pytest

from app.cycle.facts import Client, Contact, Offer, Touch
from app.cycle.policy import Policy
from app.cycle.warnings import Warning, WarningKind, exceeds_pace, warnings_for
from tests.cycle.cast import (
    called,
    client,
    connected,
    contact,
    day,
    heard_from,
    invited,
    key_contact,
    met,
    offer,
    open_offer,
    plan_of,
    skipped,
    thanked,
    thanked_contact,
    thanked_key_contact,
    updated,
    usual,
    voided,
    wrote,
)


def told(touch: Touch, person: Contact, within: Client, policy: Policy = usual) -> list[Warning]:
    return list(warnings_for(within, policy, person.id, touch))


def kinds(touch: Touch, person: Contact, policy: Policy = usual, **known) -> list[WarningKind]:
    """Of the warnings about a touch with the one contact of a declined offer."""
    within = client(offer(person, job_started="2026-06-01", **known))
    return [warning.kind for warning in told(touch, person, within, policy)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-03-15", [WarningKind.EARLY]),
        ("2026-03-16", [WarningKind.EARLY]),
        ("2026-08-15", [WarningKind.EARLY]),
        ("2026-08-16", []),
        ("2026-08-17", []),
    ],
)
def test_an_update_before_the_rest_is_over_is_early(on: str, expected: list[WarningKind]) -> None:
    assert kinds(updated(on), thanked_key_contact()) == expected


def test_an_early_update_counts_all_the_same() -> None:
    early = thanked_key_contact(updated("2026-08-15"))
    assert plan_of(offer(early)).next.window.step == "catch_up"


def test_the_warning_says_until_when_to_let_things_lie() -> None:
    person = thanked_key_contact()
    declined = offer(person, job_started="2026-06-01")
    (warning,) = told(updated("2026-04-01"), person, client(declined))
    assert warning.message == "early: let things lie until 16 August 2026"
    assert warning.on == day("2026-08-16")


def test_the_rest_is_as_long_as_the_office_says() -> None:
    hasty = Policy(rest_months=1)
    assert kinds(updated("2026-04-15"), thanked_key_contact(), hasty) == [WarningKind.EARLY]
    assert kinds(updated("2026-04-16"), thanked_key_contact(), hasty) == []


@pytest.mark.parametrize(
    "touch",
    [
        met("2026-04-01"),
        called("2026-04-01"),
        wrote("2026-04-01"),
        invited("2026-04-01"),
        heard_from("2026-04-01"),
        skipped("update", "2026-04-01"),
    ],
    ids=lambda touch: touch.kind,
)
def test_only_an_update_is_early(touch: Touch) -> None:
    assert kinds(touch, thanked_key_contact()) == []


@pytest.mark.parametrize(
    "person", [contact(), contact(connected("2026-03-12")), contact(thanked("2026-03-12"))]
)
def test_no_update_is_early_before_the_rest_has_begun(person: Contact) -> None:
    assert kinds(updated("2026-03-20"), person) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2027-05-10", []),
        ("2027-05-15", []),
        ("2027-05-16", [WarningKind.PACE]),
        ("2027-05-31", [WarningKind.PACE]),
        ("2027-06-01", [WarningKind.PACE]),
        ("2027-06-10", [WarningKind.PACE]),
        ("2027-06-15", [WarningKind.PACE]),
        ("2027-06-30", [WarningKind.PACE]),
        ("2027-07-01", []),
        ("2027-07-02", []),
    ],
)
def test_a_third_exchange_or_invitation_within_a_month_is_too_many(
    on: str, expected: list[WarningKind]
) -> None:
    person = thanked_key_contact(updated("2026-09-01"), invited("2027-06-01"), met("2027-06-15"))
    assert kinds(called(on), person) == expected


@pytest.mark.parametrize(
    ("on", "expected"), [("2027-02-27", [WarningKind.PACE]), ("2027-02-28", [])]
)
def test_a_month_from_the_31st_ends_with_a_shorter_month(
    on: str, expected: list[WarningKind]
) -> None:
    person = thanked_key_contact(updated("2026-09-01"), met("2027-01-31"), met("2027-02-10"))
    assert kinds(met(on), person) == expected


@pytest.mark.parametrize("touch", [invited, met, called, wrote])
def test_every_exchange_and_invitation_counts(touch) -> None:
    person = thanked_key_contact(touch("2027-06-01"), touch("2027-06-02"))
    assert kinds(touch("2027-06-03"), person) == [WarningKind.PACE]


@pytest.mark.parametrize("touch", [connected, thanked, updated, heard_from])
def test_no_other_touch_counts(touch) -> None:
    person = thanked_contact(touch("2027-06-01"), touch("2027-06-02"))
    assert kinds(met("2027-06-03"), person) == []
    busy = thanked_contact(met("2027-06-01"), met("2027-06-02"))
    assert kinds(touch("2027-06-03"), busy) == []


def test_a_voided_exchange_does_not_count() -> None:
    person = thanked_key_contact(met("2027-06-01"), voided(met("2027-06-02")))
    assert kinds(met("2027-06-03"), person) == []


def test_the_pace_is_counted_over_all_the_offers() -> None:
    person = contact()
    within = client(
        offer(contact(met("2027-06-01")), well=False),
        offer(contact(invited("2027-06-10")), person),
    )
    (warning,) = told(met("2027-06-20"), person, within)
    assert warning.kind is WarningKind.PACE


def test_a_touch_that_is_among_the_facts_already_is_counted_once() -> None:
    second = met("2027-06-15")
    assert kinds(second, thanked_key_contact(met("2027-06-01"), second)) == []
    third = met("2027-06-20")
    busy = thanked_key_contact(met("2027-06-01"), met("2027-06-15"), third)
    assert kinds(third, busy) == [WarningKind.PACE]


@pytest.mark.parametrize(
    ("pace", "before", "words"),
    [
        (1, ["2027-06-01"], "more than 1 exchanges or invitations within a month; the pace is one"),
        (
            2,
            ["2027-06-01", "2027-06-01"],
            "more than 2 exchanges or invitations within a month; the pace is one or two",
        ),
        (
            3,
            ["2027-06-01", "2027-06-02", "2027-06-03"],
            "more than 3 exchanges or invitations within a month; the pace is up to 3",
        ),
    ],
)
def test_the_pace_is_the_one_the_office_set(pace: int, before: list[str], words: str) -> None:
    person = thanked_contact(*[met(on) for on in before])
    (warning,) = told(met("2027-06-04"), person, client(offer(person)), Policy(catch_up_pace=pace))
    assert warning.message == f"pace: {words} a month"
    assert warning.number == pace
    fewer = thanked_contact(*[met(on) for on in before[1:]])
    assert kinds(met("2027-06-04"), fewer, Policy(catch_up_pace=pace)) == []


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2027-06-14", False),
        ("2027-06-15", True),
        ("2027-06-16", True),
        ("2027-06-30", True),
        ("2027-07-01", False),
        ("2027-07-02", False),
        ("2027-07-09", False),
        ("2027-07-10", True),
        ("2027-07-11", False),
    ],
)
def test_a_day_can_be_asked_whether_the_month_up_to_it_was_too_much(
    as_of: str, expected: bool
) -> None:
    within = client(
        offer(thanked_key_contact(invited("2027-06-01"), met("2027-06-15"))),
        offer(
            contact(called("2027-06-11"), wrote("2027-07-10"), voided(met("2027-06-05"))),
            contact(heard_from("2027-06-05")),
        ),
    )
    assert exceeds_pace(within, usual, day(as_of)) is expected


@pytest.mark.parametrize(
    ("touch", "expected"),
    [
        (connected("2026-03-02"), []),
        (heard_from("2026-03-02"), []),
        (skipped("connect", "2026-03-02"), []),
        (thanked("2026-03-02"), [WarningKind.NOT_DECLINED]),
        (updated("2026-03-02"), [WarningKind.NOT_DECLINED]),
        (invited("2026-03-02"), [WarningKind.NOT_DECLINED]),
        (met("2026-03-02"), [WarningKind.NOT_DECLINED]),
        (called("2026-03-02"), [WarningKind.NOT_DECLINED]),
        (wrote("2026-03-02"), [WarningKind.NOT_DECLINED]),
    ],
    ids=lambda value: value.kind if isinstance(value, Touch) else None,
)
def test_the_cycle_begins_when_the_offer_is_turned_down(
    touch: Touch, expected: list[WarningKind]
) -> None:
    person = contact()
    warnings = told(touch, person, client(open_offer(person)))
    assert [warning.kind for warning in warnings] == expected


@pytest.mark.parametrize("declined", ["2026-03-10", None])
def test_where_all_bets_are_off_that_is_all_there_is_to_say(declined: str | None) -> None:
    person = thanked_key_contact()
    badly = offer(person, declined=declined, well=False)
    (warning,) = told(updated("2026-04-01"), person, client(badly))
    assert warning.kind is WarningKind.OFF


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2027-03-31", []),
        ("2027-04-01", [WarningKind.CLOSED]),
        ("2027-04-02", [WarningKind.CLOSED]),
    ],
)
def test_a_touch_since_the_relationship_was_closed_is_remarked_on(
    on: str, expected: list[WarningKind]
) -> None:
    assert kinds(heard_from(on), thanked_contact(closed="2027-04-01")) == expected


@pytest.mark.parametrize(
    ("facts", "touch", "expected"),
    [
        (offer(thanked_key_contact()), updated("2026-09-01"), True),
        (offer(thanked_key_contact()), met("2026-09-01"), True),
        (offer(thanked_key_contact()), skipped("update", "2026-09-01"), True),
        (offer(thanked_key_contact()), heard_from("2026-09-01"), False),
        (offer(key_contact(connected("2026-03-12"))), thanked("2026-03-16"), False),
        (offer(thanked_contact()), updated("2026-09-01"), False),
        (offer(thanked_key_contact(updated("2026-09-01"))), invited("2027-03-10"), True),
        (offer(thanked_key_contact(updated("2026-09-01"))), met("2027-03-20"), False),
        (offer(thanked_key_contact(), job_started="2026-06-01"), updated("2026-09-01"), False),
        (offer(thanked_key_contact(closed="2027-01-01")), updated("2026-09-01"), False),
    ],
    ids=[
        "updated",
        "met instead of an update",
        "the update skipped",
        "they wrote, the update still pends",
        "thanked",
        "not key",
        "invited",
        "caught up",
        "the start is known",
        "closed",
    ],
)
def test_an_assumed_anniversary_is_told_while_the_catch_up_pends(
    facts: Offer, touch: Touch, expected: bool
) -> None:
    warnings = told(touch, facts.contacts[0], client(facts))
    assert [warning.kind for warning in warnings] == (
        [WarningKind.ANNIVERSARY_ASSUMED] if expected else []
    )


def test_a_meeting_among_the_facts_already_is_not_both_update_and_catch_up() -> None:
    meeting = met("2026-09-01")
    person = thanked_key_contact(meeting)
    (warning,) = told(meeting._replace(), person, client(offer(person)))
    assert warning.kind is WarningKind.ANNIVERSARY_ASSUMED
    assert warning.on == day("2026-03-10")


def test_all_that_is_to_say_is_said() -> None:
    person = thanked_key_contact(met("2026-03-01"), met("2026-03-02"))
    warnings = told(updated("2026-04-01"), person, client(offer(person)))
    assert [warning.kind for warning in warnings] == [
        WarningKind.EARLY,
        WarningKind.ANNIVERSARY_ASSUMED,
    ]
