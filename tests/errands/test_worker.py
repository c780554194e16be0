"""The worker, pass by pass."""

import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.db.engine import Database
from app.errands.actions import CLAIM_LASTS, LOST, MOST_ATTEMPTS, WAITS, enqueue
from app.errands.worker import Worker
from tests.cast import AT, an_office
from tests.conftest import on_postgresql
from tests.errands.cast import a_worker, ask_for, claim, errands_of, note, notes_of

DAY = timedelta(days=1)
MAYA = "maya@alumni.example.edu"


def break_down(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    note(session, access, details, at)
    raise ValueError(f"{MAYA} is not an address")


def test_an_errand_has_its_effect_once(database: Database, kind: str) -> None:
    ours, theirs = an_office(database), an_office(database)
    ask_for(database, ours, kind, number=7)
    worker = a_worker(database, **{kind: note})
    assert [worker.run_due(AT), worker.run_due(AT)] == [1, 0]
    assert notes_of(database, ours) == [{"number": 7}]
    assert notes_of(database, theirs) == []
    (errand,) = errands_of(database, ours)
    assert (errand.done_at, errand.attempts, errand.claimed_by) == (AT, 1, None)


def test_four_workers_at_once_run_each_errand_once(database: Database, kind: str) -> None:
    offices = [an_office(database), an_office(database)]
    for access in offices:
        with database.transaction(access.office_id, write=True) as session:
            for number in range(100):
                enqueue(session, access, kind, {"number": number}, AT)
    ran: Counter[str] = Counter()
    start = threading.Barrier(4)

    def work(name: str) -> None:
        worker = a_worker(database, name, **{kind: note})
        start.wait()
        while found := worker.run_due(AT):
            ran[name] += found

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ran.total() == 200
    for access in offices:
        assert sorted(n["number"] for n in notes_of(database, access)) == list(range(100))
        assert {errand.attempts for errand in errands_of(database, access)} == {1}


def test_no_office_waits_for_anothers_long_queue(database: Database, kind: str) -> None:
    offices = [an_office(database), an_office(database)]
    asked = [*offices, offices[0], offices[0]]
    for access in asked:
        ask_for(database, access, kind)
    order = []

    def remember(session: Session, access: Access, details: object, at: datetime) -> None:
        order.append(access.office_id)

    assert a_worker(database, **{kind: remember}).run_due(AT) == 4
    assert set(order[:2]) == {access.office_id for access in offices}


def test_a_poisoned_errand_blocks_no_other_and_is_set_aside(database: Database, kind: str) -> None:
    ours = an_office(database)
    bad = f"bad {kind}"
    ask_for(database, ours, bad, at=AT - DAY, number=1)
    ask_for(database, ours, kind, number=2)
    worker = a_worker(database, **{kind: note, bad: break_down})
    at = AT
    with structlog.testing.capture_logs() as logs:
        assert worker.run_due(at) == 2
        for wait in WAITS:
            at += wait
            assert worker.run_due(at) == 1
        assert worker.run_due(at + 365 * DAY) == 0
    assert notes_of(database, ours) == [{"number": 2}]
    poisoned, good = errands_of(database, ours)
    assert (poisoned.failed_at, poisoned.done_at) == (at, None)
    assert (poisoned.attempts, poisoned.last_error) == (MOST_ATTEMPTS, "ValueError")
    assert good.done_at == AT
    assert [line["set_aside"] for line in logs] == [False] * len(WAITS) + [True]
    assert "break_down" in logs[0]["frames"]
    assert MAYA not in str(logs)


def test_an_errand_that_ends_its_worker_each_time_is_set_aside(
    database: Database, kind: str
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    at = AT
    for _ in range(MOST_ATTEMPTS):
        assert claim(database, ours, "lost", kind, at)
        at += CLAIM_LASTS
    assert a_worker(database, **{kind: note}).run_due(at) == 1
    assert notes_of(database, ours) == []
    (errand,) = errands_of(database, ours)
    assert errand.failed_at == at
    assert errand.last_error == LOST


def test_a_kind_that_a_worker_does_not_know_waits_for_one_that_does(
    database: Database, kind: str
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    assert a_worker(database, other=note).run_due(AT) == 0
    assert errands_of(database, ours)[0].attempts == 0
    assert a_worker(database, **{kind: note}).run_due(AT) == 1


def test_a_claim_that_passed_on_before_its_start_has_no_effect(
    database: Database, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    late = claim(database, ours, "first", kind)
    assert claim(database, ours, "second", kind, AT + CLAIM_LASTS)
    worker = a_worker(database, **{kind: note})
    ask_for(database, ours, kind)  # else nobody would look into the office
    others = iter([[late]])
    monkeypatch.setattr(worker, "_claim_some", lambda access, at, most: next(others, []))
    with structlog.testing.capture_logs() as logs:
        worker.run_due(AT + CLAIM_LASTS)
    assert [line["event"] for line in logs] == ["claim passed on"]
    assert notes_of(database, ours) == []


@on_postgresql
def test_a_slow_errand_at_work_is_not_taken_over(database: Database, kind: str) -> None:
    """On SQLite the second worker would wait for the first to end, and then find it done."""
    ours = an_office(database)
    ask_for(database, ours, kind)
    is_at_work, may_end = threading.Event(), threading.Event()

    def take_long(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
        is_at_work.set()
        assert may_end.wait(30)
        note(session, access, details, at)

    slow = threading.Thread(target=a_worker(database, **{kind: take_long}).run_due, args=(AT,))
    slow.start()
    try:
        assert is_at_work.wait(30)
        second = a_worker(database, "second", **{kind: note})
        assert second.run_due(AT + 2 * CLAIM_LASTS) == 0
    finally:
        may_end.set()
        slow.join()
    assert len(notes_of(database, ours)) == 1


def test_each_day_is_scheduled_once_by_all_workers_together(database: Database, kind: str) -> None:
    early = an_office(database)
    workers = [
        Worker(database, name, handlers={kind: note}, daily=[kind]) for name in ("first", "second")
    ]
    for worker in workers:
        worker.run_due(AT)
    late = an_office(database)
    for at in (AT, AT + DAY):
        for worker in workers:
            worker.run_due(at)
    days = [f"{kind} 2026-11-23", f"{kind} 2026-11-24"]
    for access in (early, late):
        assert [errand.once_key for errand in errands_of(database, access)] == days
        assert len(notes_of(database, access)) == 2
