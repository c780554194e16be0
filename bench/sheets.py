"""A large sheet through all its stages, in a process of its own, and pages meanwhile."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from app.accounts.access import Access
from app.accounts.models import Office
from app.accounts.queries import operator_of
from app.db.engine import Database
from app.errands.worker import Handler
from app.imports import bringing, stages
from app.imports.reading import reading
from app.plans import actions
from app.store import open_database
from bench.exports import peak
from bench.imports import a_sheet_of, an_office, copied, timed
from bench.lines import Line
from bench.load import Ask, load, warm_up
from bench.rounds import Spread, ratios, settle
from bench.seed import SignedIn
from bench.serving import service
from bench.stores import ROOT, Store

WRITTEN_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
MIB = 1024


@dataclass(frozen=True)
class Staged:
    """Seconds of each stage, and MiB over idle at the peak."""

    rows: int
    read: float  # by the reader's process, and kept
    look: float
    take: float
    rules: float  # within `take`
    memory: float
    reader_memory: float  # of its whole process
    raw: float  # seconds for a raw copy of what was stored
    stored: int

    @property
    def preview(self) -> float:
        return self.read + self.look


def measure_stages(store: Store, rows: int) -> Staged:
    told = in_a_process(store, rows)
    database = open_database(store.service_url, pool_size=2)
    try:
        raw, stored = copied(store, database, UUID(told.pop("office_id")))
    finally:
        database.dispose()
    return Staged(raw=raw, stored=stored, **told)


def in_a_process(store: Store, rows: int) -> dict[str, Any]:
    with a_file_of(rows) as path:
        told: dict[str, Any] = json.loads(
            subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "bench.sheets", store.service_url, path],
                cwd=ROOT, check=True, capture_output=True, text=True,
            ).stdout
        )  # fmt: skip
    return told


@contextmanager
def a_file_of(rows: int) -> Iterator[str]:
    """Made here: what its making takes is none of the memory that is measured."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(a_sheet_of(rows))
        file.flush()
        yield file.name


def measure_pages(
    store: Store, person: SignedIn, *, rows: int, seconds: float
) -> tuple[float, float]:
    """The p99 of the caseload page, 4 at a time, before an import and while one goes on."""
    page = [Ask(f"/o/{person.slug}/caseload", f"regards={person.cookie}")]
    with service(store) as port:
        warm_up(port, page)
        idle = load(port, page, clients=4, seconds=seconds).p99
        with importing(store, rows):
            busy = load(port, page, clients=4, seconds=seconds).p99
    return idle, busy


@contextmanager
def importing(store: Store, rows: int) -> Iterator[None]:
    """Sheets of other offices, one after the other, for as long as the block runs."""
    with a_file_of(rows) as path:
        worker = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bench.sheets", store.service_url, path, "on"],
            cwd=ROOT, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            assert worker.stdout is not None
            worker.stdout.readline()
            yield
        finally:
            worker.kill()
            worker.wait()


def sheet_lines(store: str, found: Staged) -> list[Line]:
    what = f"{store}, {found.rows:,} lines"
    own = found.take - found.rules
    return [
        Line(
            f"{what}, raw copy’s time ÷ taking in",
            Spread.of([found.raw / own]),
            f"{found.raw:.2f} s ÷ {own:.2f} s; rules {found.rules:.2f} s;"
            f" {found.stored:,} rows stored",
            at_least=0.5,
        ),
        Line(
            f"{what}, until the preview ÷ 10 seconds",
            Spread.of([found.preview / 10]),
            f"{found.read:.1f} s reading and keeping, {found.look:.1f} s looking through",
            at_most=1,
        ),
        Line(
            f"{what}, memory over idle, MiB",
            Spread.of([found.memory]),
            f"{found.memory:.0f} MiB; the reader’s whole process {found.reader_memory:.0f} MiB",
            at_most=64,
        ),
    ]


def meanwhile_lines(store: str, pages: list[tuple[float, float]]) -> list[Line]:
    idle, busy = (list(values) for values in zip(*pages, strict=True))
    return [
        Line(
            f"{store}, a page’s p99 meanwhile ÷ idle",
            ratios(busy, idle),
            f"{Spread.of(busy).median:.0f} ms ÷ {Spread.of(idle).median:.0f} ms",
            at_most=3,
        )
    ]


def main(url: str, path: str, *more: str) -> None:
    settle()  # as a worker's process does
    database = open_database(url, pool_size=2)
    if not more:
        print(json.dumps(through_all(database, an_office(database), path)))
        return
    print("ready", flush=True)
    while True:
        through_all(database, an_office(database), path)


def through_all(database: Database, office: Office, path: str) -> dict[str, object]:
    access = operator_of(office)
    with Path(path).open("rb") as file:
        idle = peak()
        began = perf_counter()
        with reading(file) as read, database.transaction(office.id, write=True) as session:
            held = bringing.bring(session, access, read, "sheet.csv", WRITTEN_AT)
        read_in = perf_counter() - began
    details = {"import_id": str(held.id), "by": ""}
    look = stage(database, access, stages.look_through, details)
    with database.transaction(office.id, write=True) as session:
        stages.take_in(session, access, held.id, WRITTEN_AT)
    with timed(actions, "plan_client") as rules:
        take = stage(database, access, stages.take_rows_in, details)
    return {
        "office_id": str(office.id),
        "rows": held.rows_total,
        "read": read_in,
        "look": look,
        "take": take,
        "rules": rules(),
        "memory": peak() - idle,
        "reader_memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB,
    }


def stage(database: Database, access: Access, what: Handler, details: dict[str, str]) -> float:
    began = perf_counter()
    with database.transaction(access.office_id, write=True) as session:
        what(session, access, details, WRITTEN_AT)
    return perf_counter() - began


if __name__ == "__main__":
    main(*sys.argv[1:])
