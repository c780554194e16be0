"""The worker: runs what is due, one errand at a time, beside the server or in a process alone."""

import os
import platform
import signal
import threading
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.queries import all_offices, operator_of
from app.accounts.tidying import forget_sign_in_failures
from app.db.engine import Database
from app.errands.actions import MOST_ATTEMPTS, Claim, claim_next, complete, enqueue, fail
from app.errands.queries import anything_due

# Runs inside a writing transaction, the only one that SQLite has: it must not wait for anything
# outside the database.
Handler = Callable[[Session, Access, dict[str, Any], datetime], None]

# What goes on beside the errands until the event is set, looking again after so many seconds.
Loop = Callable[[threading.Event, float], None]

EVERY = 5.0  # seconds between two looks at an empty queue
LONGEST_WAIT = 60.0  # seconds between two looks for a database that is away
LAST_ERRAND_TAKES = 10.0  # seconds to end in, when told to stop beside a server
BREATH = 0.15  # seconds between two errands: SQLite lets others in only every 0.1 seconds
ROUNDS = 100  # errands of one office in a pass, before new offices and a new day are looked for

log = structlog.get_logger()


def this_process() -> str:
    return f"{platform.node()}:{os.getpid()}"


class Worker:
    """Runs the errands of all offices that are of a kind it has a handler for.

    Those of other kinds are left to workers that know them, of a newer version say.
    """

    def __init__(
        self,
        database: Database,
        name: str | None = None,
        *,
        handlers: Mapping[str, Handler],
        daily: Collection[str] = (),
        starting: Collection[str] = (),
    ):
        self.database = database
        self.name = name or this_process()
        self.handlers = handlers
        self.daily = daily  # once a day, whichever worker
        self.starting = starting  # by each worker when it starts, and on each day after
        self._swept_on: date | None = None
        self._scheduled_on: dict[UUID, date] = {}

    def run_due(self, at: datetime) -> int:
        """One pass over all offices; says how many errands were run, well or not."""
        return self._pass(lambda: at, threading.Event())

    def run_forever(self, stop: threading.Event, every: float = EVERY) -> None:
        """Until `stop` is set: ends after the errand in hand. Waits for a database that is away."""
        log.info("worker started", worker=self.name)
        wait = 0.0
        while not stop.wait(wait):
            try:
                wait = 0.0 if self._pass(clock.now, stop, BREATH) else every
            except self.database.signs_of_being_away as error:
                wait = min(max(every, wait * 2), LONGEST_WAIT)
                reason = str(
                    getattr(error, "orig", error)
                )  # the driver's words, without parameters
                log.warning("database away", reason=reason, seconds=wait)
        log.info("worker ended", worker=self.name)

    def _pass(self, now: Callable[[], datetime], stop: threading.Event, breath: float = 0.0) -> int:
        """Takes one errand of each office in turn, so that none waits for another's long queue."""
        self._sweep(now())
        offices = self._offices()
        for access in offices:
            self._schedule_the_day(access, now())
        ran = 0
        for _ in range(ROUNDS):
            busy = [
                access for access in offices if not stop.is_set() and self._run_next(access, now())
            ]
            ran += len(busy)
            offices = busy
            if not busy or stop.wait(breath):
                break
        return ran

    def _offices(self) -> list[Access]:
        with self.database.between_offices() as session:
            return [operator_of(office, via="worker") for office in all_offices(session)]

    def _sweep(self, at: datetime) -> None:
        """Once a day, what belongs to no office."""
        today = at.astimezone(UTC).date()
        if self._swept_on != today:
            with self.database.between_offices(write=True) as session:
                forget_sign_in_failures(session, at)
            self._swept_on = today

    def _schedule_the_day(self, access: Access, at: datetime) -> None:
        today = at.astimezone(UTC).date()
        if self._scheduled_on.get(access.office_id) != today:
            with self.database.transaction(access.office_id, write=True) as session:
                for kind in self.daily:
                    enqueue(session, access, kind, {}, at, once_key=f"{kind} {today}")
                for kind in self.starting:
                    enqueue(session, access, kind, {}, at)
            self._scheduled_on[access.office_id] = today

    def _run_next(self, access: Access, at: datetime) -> bool:
        claim = self._claim_next(access, at)
        if claim is None:
            return False
        if claim.attempt > MOST_ATTEMPTS:
            self._note_failure(access, claim, "its worker was lost each time", at)
            return True
        try:
            with self.database.transaction(access.office_id, write=True) as session:
                # Marked as done first, which a failure takes back: while the handler is at work
                # the row is locked, and no other worker takes it, however long that may be.
                if complete(session, access, claim, at):
                    self.handlers[claim.kind](session, access, claim.details, at)
                else:
                    log.warning("claim passed on", **names_of(access, claim))
        except Exception as error:
            # Of the error, only its kind and its frames are told: its message may quote a person.
            frames = "".join(traceback.format_tb(error.__traceback__))
            self._note_failure(access, claim, type(error).__name__, at, frames=frames)
        return True

    def _claim_next(self, access: Access, at: datetime) -> Claim | None:
        with self.database.transaction(access.office_id, write=False) as session:
            if not anything_due(session, access, tuple(self.handlers), at):
                return None
        with self.database.transaction(access.office_id, write=True) as session:
            return claim_next(session, access, self.name, tuple(self.handlers), at)

    def _note_failure(
        self, access: Access, claim: Claim, error: str, at: datetime, **told: str
    ) -> None:
        log.error(
            "errand failed",
            **names_of(access, claim),
            set_aside=claim.attempt >= MOST_ATTEMPTS,
            error=error,
            **told,
        )
        with self.database.transaction(access.office_id, write=True) as session:
            fail(session, access, claim, error, at)


def names_of(access: Access, claim: Claim) -> dict[str, str | int]:
    """What a line of the log says of an errand."""
    return {
        "office": str(access.office_id),
        "errand": str(claim.errand_id),
        "kind": claim.kind,
        "attempt": claim.attempt,
    }


def start_beside(
    database: Database,
    *,
    handlers: Mapping[str, Handler],
    daily: Collection[str] = (),
    starting: Collection[str] = (),
    every: float = EVERY,
    alongside: Iterable[Loop] = (),
) -> Callable[[], None]:
    """Starts a worker in a thread, for use beside the server; call what comes back to end it."""
    worker = Worker(database, handlers=handlers, daily=daily, starting=starting)
    stop = threading.Event()
    threads = [
        threading.Thread(target=loop, args=(stop, every), daemon=True)
        for loop in (worker.run_forever, *alongside)
    ]
    for thread in threads:
        thread.start()

    def end() -> None:
        stop.set()
        for thread in threads:
            thread.join(LAST_ERRAND_TAKES)

    return end


def run_until_signalled(
    database: Database,
    *,
    handlers: Mapping[str, Handler],
    daily: Collection[str] = (),
    starting: Collection[str] = (),
    every: float = EVERY,
    alongside: Iterable[Loop] = (),
) -> None:
    """Runs a worker in a process alone, until SIGTERM or SIGINT; then ends the errand in hand."""
    stop = threading.Event()

    def end(*_: object) -> None:
        # By a thread, since the event's lock may be held by the very code that was interrupted.
        threading.Thread(target=stop.set).start()

    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, end)
    loops = [threading.Thread(target=loop, args=(stop, every)) for loop in alongside]
    for thread in loops:
        thread.start()
    Worker(database, handlers=handlers, daily=daily, starting=starting).run_forever(stop, every)
    for thread in loops:
        thread.join()
