"""Files that somebody sends are hostile until they are read: by a process of its own, with limits.

That process has no settings and no secrets, no more memory and time than a sheet of people needs,
and what it has to say is a temporary file that nobody else sees.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Any, BinaryIO, NamedTuple

from pydantic_core import from_json

from app.faults import BadInput, Busy

MOST_BYTES = 50_000_000
SECONDS = 40  # by the clock on the wall
EVERY = 0.5  # seconds between two looks at how far it is
AT_ONCE = threading.BoundedSemaphore(2)  # readers of one process
ROOT = Path(__file__).parents[2]


class Line(NamedTuple):
    """One row as it was read: its line in the file, its cells, and what is wrong with all of it."""

    number: int
    cells: list[str]
    fault: str


@dataclass(frozen=True, slots=True)
class Read:
    """A file whose every row could be read. The header is without what is protected."""

    kind: str
    header: list[str]
    protected: list[str]
    lines: Iterator[Line]
    titles: Sequence[str] = ()  # above the names of the columns
    more: int = 0  # sheets of the same workbook, which are not read


class LeftOff(Exception):
    """Nobody wants to know any more what stands in it."""


# Told how many rows were read so far; says whether to go on.
Watching = Callable[[int], bool]


@contextmanager
def reading(
    file: BinaryIO | IO[bytes],
    watching: Watching = lambda _: True,
    seconds: float | None = None,
) -> Iterator[Read]:
    """Raises `BadInput` at the field `file` before anything of it is given, or gives all of it.

    Raises `LeftOff` where the one who is `watching` says so.
    """
    file.flush()
    if size_of(file) > MOST_BYTES:
        raise too_large()
    with tempfile.TemporaryFile() as told:
        parse(file, told, watching, SECONDS if seconds is None else seconds)
        check_end(told)
        told.seek(0)
        head = json.loads(told.readline())
        yield Read(**head, lines=lines_in(told))


def size_of(file: BinaryIO | IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def too_large() -> BadInput:
    return BadInput("file", f"is larger than {MOST_BYTES // 10**6} MB; send it in parts")


def parse(file: BinaryIO | IO[bytes], told: IO[bytes], watching: Watching, seconds: float) -> None:
    if not AT_ONCE.acquire(timeout=SECONDS):
        raise Busy
    try:
        os.lseek(file.fileno(), 0, os.SEEK_SET)  # where the other process begins
        with subprocess.Popen(
            [sys.executable, "-m", "app.imports.parser"],
            stdin=file,
            stdout=told,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", "")},
        ) as parser:
            try:
                watch(parser, told, watching, monotonic() + seconds)
            finally:
                parser.kill()
    except TimeoutError:
        raise BadInput("file", f"takes more than {seconds} seconds to read") from None
    finally:
        AT_ONCE.release()


def watch(
    parser: "subprocess.Popen[bytes]", told: IO[bytes], watching: Watching, until: float
) -> None:
    """Until it ends by itself: raises `TimeoutError` or `LeftOff`."""
    counted = rows = 0
    while True:
        try:
            parser.wait(max(0, min(EVERY, until - monotonic())))
            return
        except subprocess.TimeoutExpired:
            pass
        if monotonic() > until:
            raise TimeoutError
        while more := os.pread(told.fileno(), 1_000_000, counted):
            counted += len(more)
            rows += more.count(b"\n")
        if not watching(max(rows - 1, 0)):  # less the header
            raise LeftOff


def check_end(told: IO[bytes]) -> None:
    """Whoever is stopped in the middle says neither that it is whole nor what is wrong."""
    told.seek(0)
    last = b""
    for line in told:
        last = line
    if last == b'"whole"\n':
        return
    try:
        found: Any = json.loads(last or b"null")
    except ValueError:
        found = None
    if isinstance(found, dict) and "refused" in found:
        raise BadInput("file", found["refused"])
    raise BadInput(
        "file",
        "takes more memory or time to read than any sheet of people;"
        " copy its rows into a new sheet, and bring that",
    )


def lines_in(told: IO[bytes]) -> Iterator[Line]:
    for line in told:
        if line != b'"whole"\n':
            yield Line(*from_json(line))
