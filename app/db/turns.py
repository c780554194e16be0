"""SQLite's writers of one process: one after the other, and one COMMIT for those who came together.

COMMIT waits for the disk. So whoever is done hands the open transaction on to the next who waits,
and the last commits for all of them. Nobody goes on before that; see decision 0025.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import PoolProxiedConnection

MOST_TOGETHER = 16  # parts, so that the first does not wait for ever more of them


class NotCommitted(sqlite3.OperationalError):
    """What was done is lost, together with what others did."""

    sqlite_errorcode = sqlite3.SQLITE_IOERR


class Together:
    """A transaction of several parts, each of which is undone by itself where it fails."""

    def __init__(self, begun: AbstractContextManager[PoolProxiedConnection]):
        self._begun = begun
        self.pooled = begun.__enter__()
        self.done: list[Place] = []
        self.failed: BaseException | None = None

    @contextmanager
    def part(self) -> Iterator[PoolProxiedConnection]:
        driver: Any = self.pooled.driver_connection
        driver.execute("SAVEPOINT part")
        try:
            yield self.pooled
        except BaseException as error:
            if driver.in_transaction:
                driver.execute("ROLLBACK TO part")
            else:  # SQLite gave all of it up, as where the disk is full
                self.failed = error
            raise
        finally:
            if driver.in_transaction:
                driver.execute("RELEASE part")

    def end(self) -> None:
        """Commits, and tells all who are done whether it did."""
        try:
            if self.failed is None:
                self._begun.__exit__(None, None, None)
            else:
                self._begun.__exit__(type(self.failed), self.failed, None)
        except BaseException as error:
            self.failed = error
        for place in self.done:
            place.called.release()


class Place:
    """In the queue; and once the part is done, among those who wait for the COMMIT."""

    def __init__(self, shares: bool):
        self.shares = shares
        self.together: Together | None = None  # what the one before handed on
        self.called = Lock()
        self.called.acquire()


class Turns:
    def __init__(self) -> None:
        self._guard = Lock()  # of the two below
        self._taken = False
        self._queue: deque[Place] = deque()

    def wait(self, longest: float, *, shares: bool) -> Place | None:
        """Until it is one's turn, which `part` then takes; None after `longest` seconds."""
        place = Place(shares)
        with self._guard:
            if not self._taken:
                self._taken = True
                return place
            self._queue.append(place)
        if place.called.acquire(timeout=longest):
            return place
        with self._guard:
            if place in self._queue:
                self._queue.remove(place)
                return None
        place.called.acquire()  # in that very moment
        return place

    @contextmanager
    def part(
        self, place: Place, begun: Callable[[], AbstractContextManager[PoolProxiedConnection]]
    ) -> Iterator[PoolProxiedConnection]:
        """Committed when the block ends. `begun`, where nobody handed a transaction on, makes one
        that commits at its end."""
        together = place.together
        try:
            if together is None:
                together = Together(begun())
            with together.part() as pooled:
                yield pooled
        except BaseException:
            if together is None or not self._hand_on(place, together):
                self._end(together)
            raise
        together.done.append(place)
        if not self._hand_on(place, together):
            self._end(together)
        place.called.acquire()
        if together.failed is not None:
            raise NotCommitted(str(together.failed)) from together.failed

    def _hand_on(self, place: Place, together: Together) -> bool:
        """To the next in the queue, unless either goes alone or nobody is there."""
        with self._guard:
            if (
                not place.shares
                or together.failed is not None
                or len(together.done) >= MOST_TOGETHER
                or not self._queue
                or not self._queue[0].shares
            ):
                return False
            following = self._queue.popleft()
        following.together = together
        following.called.release()
        return True

    def _end(self, together: Together | None) -> None:
        if together is not None:
            together.end()
        with self._guard:
            following = self._queue.popleft() if self._queue else None
            self._taken = following is not None
        if following is not None:
            following.called.release()
