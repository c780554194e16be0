"""Several writers of one SQLite file: each by itself, and one COMMIT for those who wait."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clients.models import Job
from app.db import engine
from app.db.base import new_id
from app.db.engine import Database, is_away
from app.db.prepared import Reader
from app.db.turns import MOST_TOGETHER, NotCommitted, Place
from tests.conftest import Store, on_sqlite
from tests.db.test_store import AT, a_client, make_office, names_of

pytestmark = on_sqlite

Deed = Callable[[Session], None]


def nothing_else(_: Session) -> None:
    pass


def stop(_: Session) -> None:
    raise RuntimeError("stop")


class Office:
    """Whose writers stand in a row, each ended when the test says so."""

    def __init__(self, store: Store):
        self.commits: list[str] = []  # of writers; what only reads has a connection of its own
        self.database = Database(store.service_url, pool_size=30)
        event.listen(self.database.engine, "connect", self._listen)
        self.id = make_office(self.database)
        self.reading = Database(store.service_url)
        self.threads = ThreadPoolExecutor(30)
        self.commits.clear()

    def _listen(self, connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(
            lambda said: self.commits.append(said) if said == "COMMIT" else None
        )

    def names(self) -> list[str]:
        return sorted(names_of(self.reading, self.id))

    def close(self) -> None:
        self.threads.shutdown()
        self.database.dispose()
        self.reading.dispose()


class Writer:
    """Adds a client of that name, and does what else is asked; at work until told to end."""

    def __init__(
        self,
        office: Office,
        name: str,
        deed: Deed = nothing_else,
        *,
        alone: bool = False,
        waits: bool = True,
    ):
        self._office, self._name, self._deed = office, name, deed
        self.at_work, self._may_end = Event(), Event()
        turns = office.database._turns
        before_it = len(turns._queue)
        is_first = not turns._taken
        self.done: Future[None] = office.threads.submit(self._write, alone, waits)
        if is_first:
            assert self.at_work.wait(10)
        elif waits:
            until(lambda: len(turns._queue) > before_it)

    def _write(self, alone: bool, waits: bool) -> None:
        transaction = self._office.database.transaction(
            self._office.id, write=True, alone=alone, waits=waits
        )
        with transaction as session:
            session.add(a_client(self._office.id, self._name))
            session.flush()
            self.at_work.set()
            assert self._may_end.wait(10)
            self._deed(session)

    def may_end(self) -> "Writer":
        self._may_end.set()
        return self

    @property
    def error(self) -> BaseException | None:
        return self.done.exception(10)


def until(holds: Callable[[], bool]) -> None:
    latest = monotonic() + 10
    while not holds():
        assert monotonic() < latest
        sleep(0.001)


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    office = Office(store)
    yield office
    office.close()


def test_who_waits_shares_one_commit_and_nobody_goes_on_before_it(office: Office) -> None:
    ann, ben, eva = (Writer(office, name) for name in ("Ann", "Ben", "Eva"))
    ann.may_end()
    assert ben.at_work.wait(10)
    ben.may_end()
    assert eva.at_work.wait(10)
    assert not ann.done.done()
    assert not ben.done.done()
    assert office.names() == []  # for others nothing has happened yet
    eva.may_end()
    assert [ann.error, ben.error, eva.error] == [None] * 3
    assert office.names() == ["Ann", "Ben", "Eva"]
    assert len(office.commits) == 1


def test_who_finds_nobody_waiting_commits_at_once(office: Office) -> None:
    for name in ("Ann", "Ben"):
        assert Writer(office, name).may_end().error is None
    assert office.names() == ["Ann", "Ben"]
    assert len(office.commits) == 2


@pytest.mark.parametrize("deed", [nothing_else, stop])
def test_the_first_does_not_wait_for_ever_more_of_them(office: Office, deed: Deed) -> None:
    first = Writer(office, "First")
    others = [Writer(office, f"Client {number}", deed) for number in range(MOST_TOGETHER)]
    *together, last = others
    for writer in (first, *together):
        writer.may_end()
    assert first.error is None
    assert len(office.commits) == 1
    if deed is stop:
        assert isinstance(last.may_end().error, RuntimeError)
        return
    assert last.may_end().error is None


@pytest.mark.parametrize("failing", ["Ann", "Ben", "Eva"])
def test_one_that_fails_takes_back_no_more_than_its_own(office: Office, failing: str) -> None:
    names = ("Ann", "Ben", "Eva")
    writers = [Writer(office, name, stop if name == failing else nothing_else) for name in names]
    for writer in writers:
        writer.may_end()
    for name, writer in zip(names, writers, strict=True):
        assert isinstance(writer.error, RuntimeError) == (name == failing)
    assert office.names() == [name for name in names if name != failing]


def test_a_row_that_the_store_refuses_costs_the_others_nothing(office: Office) -> None:
    """The Session takes back what it was about to write before the block hears of it."""

    def of_nobody(session: Session) -> None:
        session.add(Job(office_id=office.id, client_id=new_id(), employer="Abbott", created_at=AT))

    ann, ben, eva = Writer(office, "Ann"), Writer(office, "Ben", of_nobody), Writer(office, "Eva")
    for writer in (ann, ben, eva):
        writer.may_end()
    assert isinstance(ben.error, IntegrityError)
    assert [ann.error, eva.error] == [None] * 2
    assert office.names() == ["Ann", "Eva"]


def test_where_the_commit_fails_everybody_hears_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Reader, *, wrote: bool) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    writers = [Writer(office, name) for name in ("Ann", "Ben")]
    with monkeypatch.context() as patch:
        patch.setattr(Reader, "commit", fail)
        for writer in writers:
            writer.may_end()
        for writer in writers:
            assert isinstance(writer.error, NotCommitted)
            assert is_away(writer.error)
    assert Writer(office, "Eva").may_end().error is None
    assert office.names() == ["Eva"]


def test_where_sqlite_gives_all_of_it_up_everybody_hears_it(office: Office) -> None:
    """As it does by itself where the disk is full."""

    def give_up(session: Session) -> None:
        Reader.of(session).driver.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    ann, ben, eva = Writer(office, "Ann"), Writer(office, "Ben", give_up), Writer(office, "Eva")
    for writer in (ann, ben, eva):
        writer.may_end()
    for writer in (ann, ben):
        assert isinstance(writer.error, NotCommitted)
        assert "is full" in str(writer.error)
    assert eva.error is None  # by a transaction of its own
    assert office.names() == ["Eva"]


def test_a_disk_that_is_full_is_told_as_such_to_everybody(office: Office) -> None:
    """Not as what the Session stumbles over while it takes back what SQLite has taken back."""

    def fill(session: Session) -> None:
        driver = Reader.of(session).driver
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        driver.execute(f"PRAGMA max_page_count = {pages}")
        try:
            for _ in range(400):
                session.add(a_client(office.id, "Ben" * 1_000))
                session.flush()
        finally:
            driver.execute("PRAGMA max_page_count = 1000000")

    ann, ben = Writer(office, "Ann"), Writer(office, "Ben", fill)
    for writer in (ann, ben):
        writer.may_end()
    for writer in (ann, ben):
        assert isinstance(writer.error, NotCommitted)
        assert is_away(writer.error)
    assert office.names() == []


def test_where_a_part_cannot_be_undone_nothing_is_committed(office: Office) -> None:
    def lose_the_savepoint(session: Session) -> None:
        Reader.of(session).driver.execute("RELEASE part")
        raise RuntimeError("stop")

    ann, ben = Writer(office, "Ann"), Writer(office, "Ben", lose_the_savepoint)
    for writer in (ann, ben):
        writer.may_end()
    assert isinstance(ann.error, NotCommitted)
    assert isinstance(ben.error, NotCommitted)
    assert office.names() == []


def test_who_is_refused_waits_too_for_it_may_be_for_what_others_wrote(office: Office) -> None:
    ann, ben, eva = Writer(office, "Ann"), Writer(office, "Ben", stop), Writer(office, "Eva")
    ann.may_end()
    ben.may_end()
    assert eva.at_work.wait(10)
    assert not ben.done.done()
    eva.may_end()
    assert isinstance(ben.error, RuntimeError)


def test_nobody_waits_for_the_commit_of_one_that_takes_long(office: Office) -> None:
    ann, long, ben = (
        Writer(office, "Ann"),
        Writer(office, "Long", alone=True),
        Writer(office, "Ben"),
    )
    assert ann.may_end().error is None
    assert long.at_work.wait(10)
    assert office.names() == ["Ann"]
    assert long.may_end().error is None
    assert ben.at_work.wait(10)
    assert office.names() == ["Ann", "Long"]
    assert ben.may_end().error is None


def test_who_never_waits_hears_that_somebody_else_writes(office: Office) -> None:
    ann = Writer(office, "Ann")
    error = Writer(office, "Ben", waits=False).may_end().error
    assert isinstance(error, sqlite3.OperationalError)
    assert error.sqlite_errorcode == sqlite3.SQLITE_BUSY
    assert ann.may_end().error is None
    assert office.names() == ["Ann"]


def test_who_is_interrupted_while_waiting_keeps_nobody_else(office: Office) -> None:
    turns = office.database._turns
    ann = Writer(office, "Ann")

    class Interrupted(Place):
        def __init__(self, shares: bool):
            super().__init__(shares)
            self.called = self  # type: ignore[assignment]

        def acquire(self, timeout: float) -> bool:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.db.turns.Place", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            turns.wait(10, shares=True)
    eva = Writer(office, "Eva").may_end()
    assert [ann.may_end().error, eva.error] == [None] * 2


def test_who_gives_up_waiting_keeps_nobody_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = Writer(office, "Ann")
    with monkeypatch.context() as patch:
        patch.setattr(engine, "MS_TO_WAIT", 500)
        error = Writer(office, "Ben").error
    assert isinstance(error, sqlite3.OperationalError)
    eva = Writer(office, "Eva").may_end()
    assert [ann.may_end().error, eva.error] == [None] * 2
    assert office.names() == ["Ann", "Eva"]


def test_many_at_once_lose_nothing_and_keep_nothing_that_failed(office: Office) -> None:
    def write(number: int) -> bool:
        try:
            with office.database.transaction(office.id, write=True) as session:
                session.add(a_client(office.id, f"Client {number:03}"))
                session.flush()
                if random.random() < 0.2:
                    raise RuntimeError("stop")
        except RuntimeError:
            return False
        return True

    went_well = list(office.threads.map(write, range(200)))
    assert office.names() == [f"Client {number:03}" for number in range(200) if went_well[number]]
    assert 0 < len(office.commits) <= 200
