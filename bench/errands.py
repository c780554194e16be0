"""Errands a second by four workers, against a bare loop on the driver that does the same.

Each errand leaves one audit row; as many as were asked for must be there afterwards, neither more
nor fewer.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office
from app.accounts.queries import operator_of
from app.audit.actions import record
from app.db.base import new_id
from app.db.engine import Database
from app.errands.models import Errand
from app.errands.worker import Worker
from app.store import open_database
from bench.rounds import in_turn
from bench.stores import Store, connect, open_driver

WORKERS, KIND, DONE = 4, "bench", "bench.done"
GOAL = 500  # a second
AT = datetime(2026, 11, 23, tzinfo=UTC)


def measure_errands(store: Store, *, errands: int, rounds: int) -> dict[str, list[float]]:
    """Errands a second: of the service's `workers`, and of `bare` loops."""
    database = open_database(store.service_url)
    office = Office(slug=f"bench-{uuid4().hex}", name="Bench", timezone="UTC", created_at=AT)
    with database.between_offices(write=True) as session:
        session.add(office)
    access = operator_of(office)
    url = {"workers": store.service_url, "bare": store.owner_url}

    def a_second(how: str) -> float:
        ask_for(database, access, errands)
        with at_the_ready(how, url[how], store.is_postgresql, office.id) as processes:
            began = perf_counter()
            for process in processes:
                tell(process, "go")
            shares = [int(hear(process)) for process in processes]
            took = perf_counter() - began
        assert sum(shares) == errands, shares
        assert effects(store, office.id) == errands
        clear_up(store, office.id)
        return errands / took

    try:
        return in_turn(rounds, {how: lambda how=how: a_second(how) for how in url})  # type: ignore[misc]
    finally:
        database.dispose()


def ask_for(database: Database, access: Access, errands: int) -> None:
    one = {"office_id": access.office_id, "kind": KIND, "details": {}, "run_at": AT, "attempts": 0}
    with database.transaction(access.office_id, write=True) as session:
        session.execute(insert(Errand), [one | {"id": new_id()} for _ in range(errands)])


@contextmanager
def at_the_ready(
    how: str, url: str, is_postgresql: bool, office_id: UUID
) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "bench.errands", how, url, str(int(is_postgresql))]
    processes = [
        subprocess.Popen(
            [*command, str(office_id)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(WORKERS)
    ]
    for process in processes:
        hear(process)
    yield processes
    for process in processes:
        process.wait()


def tell(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def written(store: Store, office_id: UUID) -> Any:
    return office_id if store.is_postgresql else office_id.hex


def effects(store: Store, office_id: UUID) -> int:
    connection = connect(store, store.owner_url)
    mark = "%s" if store.is_postgresql else "?"
    (found,) = connection.execute(
        f"SELECT count(*) FROM audit_entries WHERE office_id = {mark} AND action = {mark}",
        [written(store, office_id), DONE],
    ).fetchone()
    connection.close()
    return int(found)


def clear_up(store: Store, office_id: UUID) -> None:
    connection = connect(store, store.owner_url)
    mark = "%s" if store.is_postgresql else "?"
    for table in ("errands", "audit_entries"):
        connection.execute(
            f"DELETE FROM {table} WHERE office_id = {mark}", [written(store, office_id)]
        )
    if store.is_postgresql:
        connection.execute("VACUUM errands")
    connection.close()


# In a process of its own


def note(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    record(session, access, DONE, at=at)


def work(url: str) -> int:
    worker = Worker(open_database(url), f"bench {uuid4().hex}", handlers={KIND: note})
    ready()
    done = 0
    while some := worker.run_due(datetime.now(UTC)):
        done += some
    return done


def work_bare(url: str, is_postgresql: bool, office_id: UUID) -> int:
    connection = open_driver(is_postgresql, url)
    mark, lock = ("%s", " FOR UPDATE SKIP LOCKED") if is_postgresql else ("?", "")
    take = (
        f"UPDATE errands SET done_at = {mark} WHERE office_id = {mark} AND id = (SELECT id FROM"
        f" errands WHERE office_id = {mark} AND done_at IS NULL AND failed_at IS NULL"
        f" AND run_at <= {mark} ORDER BY run_at, id LIMIT 1{lock}) RETURNING id"
    )
    columns = "office_id, id, at, via, action, details"
    keep = f"INSERT INTO audit_entries ({columns}) VALUES ({', '.join([mark] * 6)})"
    ready()
    done = 0
    while True:
        at: Any = datetime.now(UTC)
        office: Any = office_id
        made: Any = new_id()
        if not is_postgresql:
            at, office, made = at.strftime("%Y-%m-%d %H:%M:%S.%f"), office_id.hex, made.hex
        connection.execute("BEGIN" if is_postgresql else "BEGIN IMMEDIATE")
        taken = connection.execute(take, [at, office, office, at]).fetchone()
        if taken is None:
            connection.execute("COMMIT")
            return done
        connection.execute(keep, [office, made, at, "worker", DONE, "{}"])
        connection.execute("COMMIT")
        done += 1


def ready() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    how, url, is_postgresql, office_id = sys.argv[1:]
    if how == "workers":
        print(work(url), flush=True)
    else:
        print(work_bare(url, is_postgresql == "1", UUID(office_id)), flush=True)
