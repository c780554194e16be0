"""Python looks for rings of things that point to each other; among many rows there is none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """The search takes a sixth of an import, and a tenth of a deed for many clients."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
