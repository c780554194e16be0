"""What is asked for, claimed, ended, and refused to the late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.accounts.access import Access
from app.db.engine import Database
from app.errands.actions import (
    CLAIM_LASTS,
    MOST_ATTEMPTS,
    SPREAD,
    WAITS,
    Claim,
    claim_some,
    enqueue,
    fail,
    give_back,
)
from tests.cast import AT, an_office
from tests.errands.cast import ask_for, claim, errands_of, finish

SECOND = timedelta(seconds=1)


def test_an_errand_of_a_transaction_that_fails_was_never_asked_for(
    database: Database, kind: str
) -> None:
    ours = an_office(database)

    def ask_and_fail() -> None:
        with database.transaction(ours.office_id, write=True) as session:
            enqueue(session, ours, kind, {}, AT)
            raise RuntimeError("the deed fails")

    with pytest.raises(RuntimeError, match="the deed fails"):
        ask_and_fail()
    assert errands_of(database, ours) == []
    assert claim(database, ours, "first", kind) is None


def test_a_scheduled_errand_is_asked_for_once_in_each_office(database: Database, kind: str) -> None:
    ours, theirs = an_office(database), an_office(database)
    for access in (ours, ours, theirs):
        ask_for(database, access, kind, once_key=f"{kind} 2026-11-23")
    ask_for(database, ours, kind, once_key=f"{kind} 2026-11-24")
    assert len(errands_of(database, ours)) == 2
    assert len(errands_of(database, theirs)) == 1


def test_enqueueing_gives_the_id_or_nothing(database: Database, kind: str) -> None:
    ours = an_office(database)
    with database.transaction(ours.office_id, write=True) as session:
        first = enqueue(session, ours, kind, {}, AT, "once")
        assert enqueue(session, ours, kind, {}, AT, "once") is None
        assert enqueue(session, ours, kind, {}, AT) is not None
    assert first in [errand.id for errand in errands_of(database, ours)]


@pytest.mark.parametrize(("since_due", "is_claimed"), [(-SECOND, False), (0 * SECOND, True)])
def test_an_errand_waits_for_its_time(
    database: Database, kind: str, since_due: timedelta, is_claimed: bool
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    assert (claim(database, ours, "first", kind, AT + since_due) is not None) is is_claimed


def test_the_longest_due_is_claimed_first_and_only_in_its_own_office(
    database: Database, kind: str
) -> None:
    ours, theirs = an_office(database), an_office(database)
    ask_for(database, ours, kind, at=AT, which="later")
    ask_for(database, ours, kind, at=AT - SECOND, which="sooner")
    ask_for(database, ours, "another kind", at=AT - 2 * SECOND)
    assert claim(database, theirs, "first", kind) is None
    claims = [claim(database, ours, "first", kind) for _ in range(3)]
    assert [its and its.details["which"] for its in claims] == ["sooner", "later", None]


@pytest.mark.parametrize(
    ("since_claimed", "is_taken_again"), [(CLAIM_LASTS - SECOND, False), (CLAIM_LASTS, True)]
)
def test_a_lapsed_claim_is_taken_again(
    database: Database, kind: str, since_claimed: timedelta, is_taken_again: bool
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    assert claim(database, ours, "first", kind)
    taken = claim(database, ours, "second", kind, AT + since_claimed)
    assert (taken is not None) is is_taken_again


@pytest.mark.parametrize("second_worker", ["second", "first"])
def test_what_a_late_worker_says_is_refused(
    database: Database, kind: str, second_worker: str
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    late = claim(database, ours, "first", kind)
    later = AT + CLAIM_LASTS
    taken = claim(database, ours, second_worker, kind, later)
    assert late
    with database.transaction(ours.office_id, write=True) as session:
        assert not fail(session, ours, late, "TooLate", later)
    assert not finish(database, ours, late, later)
    assert finish(database, ours, taken, later)
    assert not finish(database, ours, late, later)
    (errand,) = errands_of(database, ours)
    assert (errand.done_at, errand.last_error, errand.attempts) == (later, None, 2)


def test_a_lapsed_claim_that_nobody_took_is_still_good(database: Database, kind: str) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    slow = claim(database, ours, "first", kind)
    assert finish(database, ours, slow, AT + 2 * CLAIM_LASTS)


def test_a_claim_is_of_no_use_to_another_worker(database: Database, kind: str) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    claimed = claim(database, ours, "first", kind)
    assert claimed
    assert not finish(database, ours, replace(claimed, worker="second"))
    assert finish(database, ours, claimed)


def test_a_claim_is_of_no_use_in_another_office(database: Database, kind: str) -> None:
    ours, theirs = an_office(database), an_office(database)
    ask_for(database, ours, kind)
    claimed = claim(database, ours, "first", kind)
    assert not finish(database, theirs, claimed)
    assert finish(database, ours, claimed)


def some(database: Database, access: Access, kind: str, worker: str, most: int) -> list[Claim]:
    with database.transaction(access.office_id, write=True) as session:
        return claim_some(session, access, worker, [kind], AT, most)


def test_several_are_taken_at_once_and_what_was_not_begun_is_given_back(
    database: Database, kind: str
) -> None:
    ours = an_office(database)
    for _ in range(5):
        ask_for(database, ours, kind)
    taken = some(database, ours, kind, "first", 3)
    assert [claim.attempt for claim in taken] == [1, 1, 1]
    others = some(database, ours, kind, "second", 9)
    assert len(others) == 2
    with database.transaction(ours.office_id, write=True) as session:
        give_back(session, ours, taken[1:])
        give_back(session, ours, [replace(one, worker="first") for one in others])  # not its own
    again = some(database, ours, kind, "third", 9)
    assert {claim.errand_id for claim in again} == {claim.errand_id for claim in taken[1:]}
    assert [claim.attempt for claim in again] == [1, 1]
    assert finish(database, ours, taken[0])
    assert not finish(database, ours, taken[1])
    assert all(finish(database, ours, claim) for claim in [*others, *again])


def test_what_was_tried_before_is_taken_alone(database: Database, kind: str) -> None:
    """One that ends its worker each time uses up the attempts of no other."""
    ours = an_office(database)
    for number in range(3):
        ask_for(database, ours, kind, at=AT - 2 * CLAIM_LASTS + number * SECOND)
    with database.transaction(ours.office_id, write=True) as session:
        lost = claim_some(session, ours, "lost", [kind], AT - CLAIM_LASTS, 9)
    assert len(lost) == 3
    ask_for(database, ours, kind)
    taken = [some(database, ours, kind, name, 9) for name in "abcd"]
    assert [[claim.attempt for claim in claims] for claims in taken] == [[2], [2], [2], [1]]


def test_failures_wait_longer_each_time_and_are_set_aside_at_last(
    database: Database, kind: str
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    at = AT
    for wait in [*WAITS, None]:
        claimed = claim(database, ours, "first", kind, at)
        assert claimed
        with database.transaction(ours.office_id, write=True) as session:
            assert fail(session, ours, claimed, "OSError", at)
        if wait:
            assert claim(database, ours, "first", kind, at + wait * (1 - SPREAD) - SECOND) is None
            at += wait
    (errand,) = errands_of(database, ours)
    assert (errand.attempts, errand.failed_at, errand.last_error) == (MOST_ATTEMPTS, at, "OSError")
    assert claim(database, ours, "first", kind, at + timedelta(days=365)) is None
    assert list(WAITS) == sorted(WAITS)


def test_what_failed_together_does_not_come_back_together(database: Database, kind: str) -> None:
    ours = an_office(database)
    for _ in range(8):
        ask_for(database, ours, kind)
    for _ in range(8):
        claimed = claim(database, ours, "first", kind)
        assert claimed
        with database.transaction(ours.office_id, write=True) as session:
            fail(session, ours, claimed, "OSError", AT)
    assert len({errand.run_at for errand in errands_of(database, ours)}) > 1
