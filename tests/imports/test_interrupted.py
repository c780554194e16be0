"""Workers that are killed, and people who change their minds, while a sheet is taken in."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from app.accounts.access import Access
from app.cycle.policy import Policy
from app.db import prepared
from app.db.engine import Database
from app.errands.actions import CLAIM_LASTS
from app.errands.worker import Worker
from app.imports import pieces, queries, stages
from app.imports.models import Import
from app.imports.taking import Taking
from app.imports.weighing import Noting
from app.plans.actions import differing_windows, hold
from app.plans.applying import LAST_LOOK, change_policy
from app.plans.forms import PolicyNumbers
from app.plans.queries import clients_left, every_client_id
from app.store import open_database
from app.work import HANDLERS
from tests.cast import ABBOTT, AT, a_sheet, an_office, how_many, import_into
from tests.conftest import Store, migrated_store, on_postgresql
from tests.imports.steps import LATER, bring, step

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("REGARDS_KILLS", "2"))  # 4 at most: an errand has five attempts
ROWS = 600


def a_large_sheet() -> bytes:
    return a_sheet(
        *(
            {
                **ABBOTT,
                "client_email": f"{number // 4}@alumni.example.edu",
                "client_name": f"Client {number // 4}",
                "contact_name": f"Person {number}",
                "connected_on": "2026-04-01",
            }
            for number in range(ROWS)
        )
    )


def standing(database: Database, access: Access, held: Import) -> Import:
    with database.transaction(access.office_id, write=False) as session:
        return queries.one_import(session, access, held.id)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_killed_worker_leaves_nothing_half(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store: Store = migrated_store(kind, "interrupted", request, tmp_path)
    database = open_database(store.service_url)
    access = an_office(database)
    held = bring(database, access, a_large_sheet())
    Worker(database, handlers=HANDLERS).run_due(AT)
    step(database, access, stages.take_in, held)
    nothing = how_many(database, access)
    whole = {"clients": ROWS // 4, "offers": ROWS // 4, "contacts": ROWS, "touches": ROWS}
    at = LATER
    kills = 0
    for number in range(KILLS):
        at += CLAIM_LASTS
        with subprocess.Popen(
            [sys.executable, "-m", "tests.imports.taking_worker", store.service_url, str(at)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        ) as working:
            assert working.stdout is not None
            assert working.stdout.readline() == b"ready\n"
            time.sleep(random.uniform(0.2, 2.5) if number else 0.1)
            working.send_signal(signal.SIGKILL)
        kills += standing(database, access, held).status == "running"
        is_done = standing(database, access, held).status == "done"
        assert how_many(database, access) == (whole if is_done else nothing)
    assert kills  # at least once in the middle
    for _ in range(20):  # PostgreSQL takes a moment to see that the other end is gone
        at += CLAIM_LASTS
        Worker(database, handlers=HANDLERS).run_due(at)
        if standing(database, access, held).status == "done":
            break
        time.sleep(0.5)
    assert standing(database, access, held).rows_done == ROWS
    assert how_many(database, access) == whole
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []
    database.dispose()


@on_postgresql  # SQLite lets in one at a time
def test_a_sheet_that_is_given_up_at_the_last_moment_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = an_office(database)
    monkeypatch.setattr(stages, "AT_ONCE", 0)
    held = bring(database, access, a_sheet({**ABBOTT, "contact_name": "Grace"}))
    worker = Worker(database, handlers=HANDLERS)
    worker.run_due(AT)
    step(database, access, stages.take_in, held)
    store = Taking.store

    def store_and_give_up(*given: Any) -> None:
        store(*given)
        step(database, access, stages.give_up, held)

    monkeypatch.setattr(Taking, "store", store_and_give_up)
    worker.run_due(LATER)
    assert standing(database, access, held).status == "cancelled"
    assert not any(how_many(database, access).values())


@on_postgresql
def test_a_policy_that_is_set_while_a_sheet_is_taken_in_reaches_its_clients_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its last look at who is left came before they showed up."""
    access = an_office(database)
    import_into(database, access, a_sheet({"client_email": "there@alumni.example.edu", **ABBOTT}))
    held = bring(database, access, a_sheet({**ABBOTT, "contact_name": "Grace Kim"}))
    store = Taking.store
    worker = Worker(database, handlers=HANDLERS)

    def store_and_set_policy(*given: Any) -> None:
        store(*given)
        numbers = PolicyNumbers(**asdict(Policy(connect_days=30)))
        with database.transaction(access.office_id, write=True) as session:
            change_policy(session, access, numbers, AT)
        worker.run_due(AT + LAST_LOOK)

    monkeypatch.setattr(Taking, "store", store_and_set_policy)
    assert step(database, access, stages.take_in, held).status == "done"
    worker.run_due(LATER)
    with database.transaction(access.office_id, write=False) as session:
        assert clients_left(session, access) == 0
        assert differing_windows(session, access) == []


@on_postgresql
def test_a_sheet_and_another_writer_of_its_clients_wait_for_each_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whatever order the sheet has them."""
    access = an_office(database)
    emails = [f"{n}@alumni.example.edu" for n in range(4)]
    import_into(database, access, a_sheet(*({"client_email": email} for email in emails)))
    with database.transaction(access.office_id, write=False) as session:
        first, *_, last = every_client_id(session, access)
    monkeypatch.setattr(pieces, "PIECE", 1)
    rows = ({"client_email": email, "cohort": "MBA 2026"} for email in reversed(emails))
    held = bring(database, access, a_sheet(*rows))
    with ThreadPoolExecutor(1) as pool:
        with database.transaction(access.office_id, write=True) as session:
            hold(session, access, [first])
            taking = pool.submit(step, database, access, stages.take_in, held)
            with pytest.raises(TimeoutError):
                taking.result(timeout=0.5)
            hold(session, access, [last])
        assert taking.result().status == "done"


@on_postgresql
def test_what_moved_on_is_told_though_what_is_stored_meanwhile_is_refused_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody adds the clients of two pieces after the first was weighed."""
    access = an_office(database)
    sheet = a_sheet(*({"client_email": f"{n}@alumni.example.edu"} for n in range(2)))
    monkeypatch.setattr(pieces, "PIECE", 1)
    monkeypatch.setattr(prepared, "MANY", 1)  # so that nobody waits for it
    held = bring(database, access, sheet)
    know, known = Noting.know, list[Any]()

    def know_after_others(noting: Noting, rows: Any) -> None:
        known.append(rows)
        if len(known) == 2:
            import_into(database, access, sheet)
        know(noting, rows)

    monkeypatch.setattr(Noting, "know", know_after_others)
    late = step(database, access, stages.take_in, held)
    assert (late.status, late.words) == ("previewed", stages.MOVED_ON)
    assert (late.created, late.unchanged) == (0, 2)


@pytest.mark.parametrize("is_known", [True, False])
def test_the_same_sheet_twice_at_once_is_here_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    """The second one begins before the first has ended, which the store lets it on PostgreSQL."""
    access = an_office(database)
    if is_known:
        import_into(database, access, a_sheet({}))
    sheet = a_sheet(*({**ABBOTT, "contact_name": name} for name in ("Grace Kim", "Lee")))
    first, second = (bring(database, access, sheet) for _ in range(2))
    ends: list[Import] = []
    other = threading.Thread(
        target=lambda: ends.append(step(database, access, stages.take_in, second))
    )
    keep = stages.record_import

    def meanwhile(noting: Any) -> None:
        keep(noting)
        if not other.ident:
            other.start()
            other.join(0.5)  # as far as it can come while this one is open

    monkeypatch.setattr(stages, "record_import", meanwhile)
    assert step(database, access, stages.take_in, first).status == "done"
    other.join()
    (late,) = ends
    assert (late.status, late.words) == ("previewed", stages.MOVED_ON)
    assert (late.created, late.unchanged) == (0, 2)
    assert how_many(database, access) == {"clients": 1, "offers": 1, "contacts": 2, "touches": 0}
