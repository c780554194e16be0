"""The worker: runs what is due, one errand at a time, beside the server or in a process alone.

It takes several in hand at once, since that is cheaper, and gives back what it does not come to.
"""

import os
import platform
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.tidying import forget_sign_in_failures
from app.db.across import NOT_ASKED_FOR, WITH_ERRANDS, WITH_UNFINISHED, Question
from app.db.engine import Database
from app.errands.actions import (
    LOST,
    MOST_ATTEMPTS,
    Claim,
    claim_some,
    complete,
    enqueue,
    fail,
    give_back,
)
from app.errands.rounds import kind_and_frames, offices_to_see, tell_of

# Runs inside a writing transaction, the only one that SQLite has: it must not wait for anything
# outside the database.
Handler = Callable[[Session, Access, dict[str, Any], datetime], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Of a kind of errand that has to wait for something outside the database: `open` does so
    before the transaction begins, and gives what is to be done in it."""

    open: Callable[[Database, Access, dict[str, Any]], AbstractContextManager[Handler]]


# What goes on beside the errands until the event is set, looking again after so many seconds.
Loop = Callable[[threading.Event, float], None]
Handlers = Mapping[str, Handler | Prepared]

EVERY = 5.0  # seconds between two looks at an empty queue
LONGEST_WAIT = 60.0  # seconds between two looks for a database that is away
LAST_ERRAND_TAKES = 10.0  # seconds to end in, when told to stop beside a server
STRETCH = 0.1  # seconds of work on SQLite, after which others are let in …
BREATH = 0.15  # … for so long: who waits there looks again only every 0.1 seconds
IN_A_PASS = 500  # offices whose day is begun, before errands are looked at again
TURNS = 100  # of each office in a pass, before new offices and a new day are looked for
MOST_IN_HAND = 32  # errands of one worker
IN_HAND = 1.0  # seconds, after which those that were not begun are given back

log = structlog.get_logger()


def this_process() -> str:
    return f"{platform.node()}:{os.getpid()}"


class Worker:
    """Runs the errands, of whatever office, that are of a kind it has a handler for.

    Those of other kinds are left to workers that know them, of a newer version say.
    """

    def __init__(
        self,
        database: Database,
        name: str | None = None,
        *,
        handlers: Handlers,
        daily: Collection[str] = (),
        starting: Collection[str] = (),
    ):
        self.database = database
        self.name = name or this_process()
        self.handlers = handlers
        self.daily = daily  # once a day, whichever worker
        self.starting = starting  # where one is not done, by each worker when it starts, and daily
        self._swept_on: date | None = None
        self._started_on: date | None = None

    def run_due(self, at: datetime) -> int:
        """One pass over all offices; says how many errands were run, well or not."""
        return self._pass(lambda: at, threading.Event())

    def run_forever(self, stop: threading.Event, every: float = EVERY) -> None:
        """Until `stop` is set: ends after the errand in hand.

        Waits for a database that is away, or not yet as it should be.
        """
        log.info("worker started", worker=self.name)
        breath = 0.0 if self.database.is_postgresql else BREATH
        wait = 0.0
        while not stop.wait(wait):
            try:
                wait = 0.0 if self._pass(clock.now, stop, breath) else every
            except Exception as error:
                wait = min(max(every, wait * 2), LONGEST_WAIT)
                tell_of(error, "errands", wait)
        log.info("worker ended", worker=self.name)

    def _pass(self, now: Callable[[], datetime], stop: threading.Event, breath: float = 0.0) -> int:
        """Serves the offices that have something due in turn: none waits for another's long queue.

        From each it takes one errand, then two, then four, as long as they are quickly done.
        """
        self._sweep(now())
        self._schedule(now())
        offices = self._offices(WITH_ERRANDS, asked_at=now())
        pause = Pause(stop, breath)
        ran = 0
        for turn in range(TURNS):
            most = min(2**turn, MOST_IN_HAND)
            served = [(access, self._serve(access, most, now, pause)) for access in offices]
            offices = [access for access, done in served if done]
            ran += sum(done for _, done in served)
            if not offices or stop.is_set():
                break
        return ran

    def _offices(self, question: Question, **asked: object) -> list[Access]:
        with self.database.between_offices() as session:
            return offices_to_see(session, question, **asked)

    def _sweep(self, at: datetime) -> None:
        """Once a day, what belongs to no office."""
        today = at.astimezone(UTC).date()
        if self._swept_on != today:
            with self.database.between_offices(write=True) as session:
                forget_sign_in_failures(session, at)
            self._swept_on = today

    def _schedule(self, at: datetime) -> None:
        """What every day wants, where no other worker has asked for it yet."""
        today = at.astimezone(UTC).date()
        keys = {kind: f"{kind} {today}" for kind in self.daily}
        for last in list(keys.values())[-1:]:  # they are asked for together
            for access in self._offices(NOT_ASKED_FOR, asked_key=last)[:IN_A_PASS]:
                self._ask(access, keys, at)
        if self._started_on != today:
            for kind in self.starting:
                for access in self._offices(WITH_UNFINISHED, asked_kind=kind):
                    self._ask(access, {kind: None}, at)
            self._started_on = today

    def _ask(self, access: Access, kinds: Mapping[str, str | None], at: datetime) -> None:
        with self.database.transaction(access.office_id, write=True) as session:
            for kind, once_key in kinds.items():
                enqueue(session, access, kind, {}, at, once_key)

    def _serve(self, access: Access, most: int, now: Callable[[], datetime], pause: "Pause") -> int:
        """How many were run, well or not. What could not be begun within a second is given back."""
        if pause.stop.is_set():
            return 0
        claims = self._claim_some(access, now(), most)
        until = perf_counter() + IN_HAND
        ran = 0
        for claim in claims:
            if ran and (pause.stop.is_set() or perf_counter() > until):
                with self.database.transaction(access.office_id, write=True) as session:
                    give_back(session, access, claims[ran:])
                break
            self._run(access, claim, now())
            ran += 1
            pause.take()
        return ran

    def _run(self, access: Access, claim: Claim, at: datetime) -> None:
        if claim.attempt > MOST_ATTEMPTS:
            self._note_failure(access, claim, error=LOST, at=at)
            return
        try:
            with (
                self._handler_of(access, claim) as handler,
                self.database.transaction(access.office_id, write=True, alone=True) as session,
            ):
                # Marked as done first, which a failure takes back: while the handler is at work
                # the row is locked, and no other worker takes it, however long that may be.
                if complete(session, access, claim, at):
                    handler(session, access, claim.details, at)
                else:
                    log.warning("claim passed on", **names_of(access, claim))
        except Exception as error:
            self._note_failure(access, claim, at=at, **kind_and_frames(error))

    def _handler_of(self, access: Access, claim: Claim) -> AbstractContextManager[Handler]:
        handler = self.handlers[claim.kind]
        if isinstance(handler, Prepared):
            return handler.open(self.database, access, claim.details)
        return nullcontext(handler)

    def _claim_some(self, access: Access, at: datetime, most: int) -> list[Claim]:
        with self.database.transaction(access.office_id, write=True) as session:
            return claim_some(session, access, self.name, tuple(self.handlers), at, most)

    def _note_failure(
        self, access: Access, claim: Claim, *, error: str, at: datetime, **told: str
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


class Pause:
    """Lets others write, on SQLite, after every tenth of a second of work."""

    def __init__(self, stop: threading.Event, seconds: float):
        self.stop, self.seconds, self.ended = stop, seconds, perf_counter()

    def take(self) -> None:
        if self.seconds and perf_counter() - self.ended >= STRETCH:
            self.stop.wait(self.seconds)
            self.ended = perf_counter()


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
    handlers: Handlers,
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
    handlers: Handlers,
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
