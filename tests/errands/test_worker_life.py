"""How a worker starts, waits, ends and is lost."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from alembic import command
from sqlalchemy import create_engine, event, make_url, text

from app import clock
from app.db.engine import Database
from app.errands.actions import CLAIM_LASTS
from app.errands.worker import start_beside
from app.store import open_database
from app.webhooks.courier import Courier
from app.webhooks.posting import Answer
from tests.cast import AT, a_contact, an_office
from tests.conftest import Store, migrated_store, new_store, on_sqlite
from tests.errands.cast import a_worker, ask_for, errands_of, note, notes_of
from tests.webhooks.cast import a_webhook

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0  # seconds


def soon(is_so: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_the_errand_of_a_killed_worker_is_taken_again_and_has_its_effect_once(
    store: Store, database: Database, kind: str
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind, number=1)
    hanging = subprocess.Popen(
        [sys.executable, "-m", "tests.errands.hanging_worker", store.service_url, kind],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with hanging:
        assert hanging.stdout
        assert hanging.stdout.readline() == "in the middle\n"
        hanging.send_signal(signal.SIGKILL)
    assert notes_of(database, ours) == []
    worker = a_worker(database, "second", **{kind: note})
    assert worker.run_due(AT + CLAIM_LASTS / 2) == 0
    # PostgreSQL takes a moment to see that the other end is gone.
    assert soon(lambda: worker.run_due(AT + CLAIM_LASTS))
    assert notes_of(database, ours) == [{"number": 1}]
    (errand,) = errands_of(database, ours)
    assert (errand.done_at, errand.attempts) == (AT + CLAIM_LASTS, 2)


def test_a_worker_beside_the_server_runs_what_is_due_and_ends_when_told(
    database: Database, kind: str
) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind, at=clock.now())
    stop = start_beside(database, handlers={kind: note}, every=600)
    assert soon(lambda: notes_of(database, ours))
    told_at = time.monotonic()
    stop()
    assert time.monotonic() - told_at < 5
    assert "worker" not in {thread.name for thread in threading.enumerate()}


def test_a_worker_ends_between_two_errands(database: Database, kind: str) -> None:
    ours = an_office(database)
    for number in range(3):
        ask_for(database, ours, kind, number=number)
    stop = threading.Event()

    def note_and_stop(*its: object) -> None:
        note(*its)  # type: ignore[arg-type]
        stop.set()

    a_worker(database, **{kind: note_and_stop}).run_forever(stop, every=600)
    assert notes_of(database, ours) == [{"number": 0}]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_process_ends_on_a_signal(store: Store, told: signal.Signals) -> None:
    code = (
        "import sys; from app.store import open_database;"
        " from app.errands.worker import run_until_signalled;"
        " run_until_signalled(open_database(sys.argv[1]), handlers={}, every=600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, store.service_url],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        assert "worker started" in process.stdout.readline()
        process.send_signal(told)
        assert "worker ended" in process.stdout.read()
    assert process.returncode == 0


@pytest.mark.parametrize("kind_of_store", ["sqlite", "postgresql"])
def test_a_worker_waits_for_a_database_that_is_away(
    kind_of_store: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    store = migrated_store(kind_of_store, "away", request, folder)
    database = open_database(store.service_url)
    ours = an_office(database)
    ask_for(database, ours, kind, at=clock.now())
    database.dispose()
    with structlog.testing.capture_logs() as logs:
        with away(store, folder, request):
            stop = start_beside(database, handlers={kind: note}, every=0.01)
            warned = soon(lambda: sum(line["event"] == "database away" for line in logs) > 2)
        is_run = soon(lambda: notes_of(database, ours))
        stop()
    assert warned
    assert is_run
    waits = [line["seconds"] for line in logs if line["event"] == "database away"]
    assert waits[:3] == sorted(waits[:3])
    assert waits[0] < waits[2]
    database.dispose()


@pytest.mark.parametrize("kind_of_store", ["sqlite", "postgresql"])
def test_what_started_before_the_tables_were_made_works_once_they_are(
    kind_of_store: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = new_store(kind_of_store, "early", request, tmp_path)
    database = open_database(store.service_url)
    told: list[bytes] = []

    def take(_: str, __: dict[str, str], body: bytes) -> Answer:
        told.append(body)
        return Answer(204, "", 0)

    courier = Courier(database, "a key", "courier", take)
    with structlog.testing.capture_logs() as logs:
        stop = start_beside(
            database, handlers={kind: note}, every=0.01, alongside=[courier.run_forever]
        )
        warned = soon(lambda: sum(is_trouble(line) for line in logs) > 2)
        command.upgrade(store.alembic(), "head")
        ours = an_office(database)
        a_webhook(database, ours, "https://hooks.example.edu", at=clock.now())
        a_contact(database, ours)
        ask_for(database, ours, kind, at=clock.now())
        is_run = soon(lambda: notes_of(database, ours))
        is_told = soon(lambda: told)
        stop()
    assert warned
    assert is_run
    assert is_told
    database.dispose()


def is_trouble(line: MutableMapping[str, Any]) -> bool:
    return line["log_level"] in ("warning", "error")


@on_sqlite
def test_a_worker_waits_for_a_writer_that_takes_too_long(store: Store, kind: str) -> None:
    """The refusal comes from BEGIN, which goes to the driver directly."""
    database = open_database(store.service_url)
    event.listen(database.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout = 0"))
    ours = an_office(database)
    ask_for(database, ours, kind, at=clock.now())
    with structlog.testing.capture_logs() as logs:
        with database.transaction(ours.office_id, write=True):
            stop = start_beside(database, handlers={kind: note}, every=0.01)
            warned = soon(lambda: any(line["event"] == "database away" for line in logs))
        is_run = soon(lambda: notes_of(database, ours))
        stop()
    assert warned
    assert is_run
    database.dispose()


@contextmanager
def away(store: Store, folder: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    url = make_url(store.service_url)
    if url.get_backend_name() == "sqlite":
        elsewhere = folder.rename(folder.with_name("elsewhere"))
        yield
        elsewhere.rename(folder)
        return
    admin = create_engine(
        make_url(request.getfixturevalue("postgresql")).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false"))
        yield
        connection.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true"))
    admin.dispose()
