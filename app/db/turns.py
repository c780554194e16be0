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
        self.parts = 0
        self.waiting: list[Place] = []  # for the COMMIT, also those that failed: see decision 0025
        self.failed: BaseException | None = None  # and with it everything

    @contextmanager
    def part(self) -> Iterator[PoolProxiedConnection]:
        self.parts += 1
        driver: Any = self.pooled.driver_connection
        try:
            driver.execute("SAVEPOINT part")
            yield self.pooled
            driver.execute("RELEASE part")
        except BaseException as error:
            try:
                driver.execute("ROLLBACK TO part")
                driver.execute("RELEASE part")
            except sqlite3.Error:  # SQLite gave all of it up, as where the disk is full
                self.failed = error
            raise

    def end(self) -> None:
        """Commits, and tells all who wait whether it did."""
        lost = self.failed
        try:
            self._begun.__exit__(type(lost) if lost else None, lost, None)
        except BaseException as error:
            self.failed = error
            if not isinstance(error, Exception):
                raise
        finally:
            for place in self.waiting:
                place.called.release()


class Place:
    """In the queue; and once the part is over, among those who wait for the COMMIT."""

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
            if not longest:
                return None
            self._queue.append(place)
        try:
            is_called = place.called.acquire(timeout=longest)
        except BaseException:
            if not self._has_left(place):
                self._go_on(place, place.together)
            raise
        if not is_called:
            if self._has_left(place):
                return None
            place.called.acquire()
        return place

    @contextmanager
    def part(
        self, place: Place, begun: Callable[[], AbstractContextManager[PoolProxiedConnection]]
    ) -> Iterator[PoolProxiedConnection]:
        """Committed when the block ends. `begun`, where nobody handed a transaction on, makes one
        that commits at its end."""
        together, error = place.together, None
        if together is None:
            try:
                together = Together(begun())
            except BaseException:
                self._go_on(place, None)
                raise
        try:
            with together.part() as pooled:
                yield pooled
        except BaseException as failed:
            error = failed
        try:
            together.waiting.append(place)
            self._go_on(place, together)
            place.called.acquire()
            if together.failed is not None and (error is None or isinstance(error, Exception)):
                raise NotCommitted(str(together.failed)) from together.failed
            if error is not None:
                raise error
        finally:
            error = None  # whose traceback holds this frame

    def _has_left(self, place: Place) -> bool:
        """The queue; False where it was called in that very moment."""
        with self._guard:
            if place not in self._queue:
                return False
            self._queue.remove(place)
        return True

    def _go_on(self, place: Place, together: Together | None) -> None:
        """Hands the transaction on, or ends it and lets the next begin another."""
        if together is not None and self._hand_on(place, together):
            return
        try:
            if together is not None:
                together.end()
        finally:
            with self._guard:
                following = self._queue.popleft() if self._queue else None
                self._taken = following is not None
            if following is not None:
                following.called.release()

    def _hand_on(self, place: Place, together: Together) -> bool:
        """To the next in the queue, unless either goes alone or nobody is there."""
        with self._guard:
            if (
                not place.shares
                or together.failed is not None
                or together.parts >= MOST_TOGETHER
                or not self._queue
                or not self._queue[0].shares
            ):
                return False
            following = self._queue.popleft()
        following.together = together
        following.called.release()
        return True
