"""How many files are made at once: each keeps a core busy, and pages need the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from app.faults import Busy

MOST_AT_ONCE = 2  # in one process

_places = BoundedSemaphore(MOST_AT_ONCE)


@contextmanager
def a_place() -> Iterator[None]:
    """One of the few files at once; raises `Busy` where there are as many already."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()
