"""All contacts as a file through the service's own pieces, against a raw copy of the same rows."""

import csv
import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from app import clock
from app.caseload.filters import Filters, shape_of
from app.db.base import new_id
from app.db.engine import Database
from app.db.prepared import Prepared
from app.db.sqlite_values import for_sqlite
from app.exports.actions import Asked, Format
from app.exports.columns import What
from app.exports.files import pieces
from app.exports.queries import BEFORE_ALL, statement_of
from app.store import open_database
from bench.load import Ask, load, warm_up
from bench.rounds import in_turn
from bench.seed import SignedIn
from bench.serving import service
from bench.stores import ROOT, Store, connect

AS_OF = date(2026, 11, 23)
LAST_OF_ALL = UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Exported:
    rows: int
    csv: list[float]  # seconds, round by round
    raw: list[float]
    first: list[float]  # until the first bytes of a row
    xlsx: float
    csv_memory: float  # MiB over idle
    xlsx_memory: float
    idle: list[float]  # the p99 of a page, in milliseconds
    busy: list[float]


def measure_exports(store: Store, person: SignedIn, *, rounds: int, seconds: float) -> Exported:
    database = open_database(store.service_url, pool_size=2)
    access = person.access()
    first: list[float] = []

    def ours() -> float:
        began = perf_counter()
        made = pieces(database, access, new_id(), asked(Format.CSV))
        next(made), next(made)
        first.append(perf_counter() - began)
        for _ in made:
            pass
        return perf_counter() - began

    rows = copied(store, person)[1]
    found = in_turn(rounds, {"csv": ours, "raw": lambda: copied(store, person)[0]})
    database.dispose()
    xlsx, xlsx_memory = in_a_process(store, person, Format.XLSX)
    _, csv_memory = in_a_process(store, person, Format.CSV)
    idle, busy = pages_meanwhile(store, person, rounds=rounds, seconds=seconds)
    return Exported(
        rows, found["csv"], found["raw"], first, xlsx, csv_memory, xlsx_memory, idle, busy
    )


def asked(format: Format) -> Asked:
    return Asked(what=What.CONTACTS, format=format, filters=Filters(), as_of=AS_OF)


def copied(store: Store, person: SignedIn) -> tuple[float, int]:
    """The same rows in one go, unguarded: COPY as the owner, or SQLite's cursor and a writer."""
    statement = statement_of(What.CONTACTS, shape_of(Filters())).rows
    given = {"office_id": person.office_id, "as_of": AS_OF, "after": BEFORE_ALL,
             "until": LAST_OF_ALL}  # fmt: skip
    connection = connect(store, store.owner_url)
    began = perf_counter()
    lines = (
        copy_out(connection, statement, given)
        if store.is_postgresql
        else written(connection, statement, given)
    )
    count = sum(1 for _ in lines)
    took = perf_counter() - began
    connection.close()
    return took, count


def copy_out(connection: Any, statement: Prepared, given: dict[str, Any]) -> Iterator[Any]:
    compiled = statement.on_postgresql
    query = f"COPY ({compiled.text}) TO STDOUT (FORMAT csv)"
    with connection.cursor().copy(query, compiled.constants | given) as copy:
        yield from copy


def written(connection: Any, statement: Prepared, given: dict[str, Any]) -> Iterator[None]:
    compiled = statement.on_sqlite
    values = compiled.constants | given
    bound = [for_sqlite(values[name]) for name in compiled.names or ()]
    cursor = connection.execute(compiled.text, bound)
    while rows := cursor.fetchmany(1_000):
        csv.writer(io.StringIO()).writerows(rows)
        yield from (None for _ in rows)


def in_a_process(store: Store, person: SignedIn, format: Format) -> tuple[float, float]:
    """Seconds, and MiB that the process grew by at its peak."""
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.exports", store.service_url,
         str(person.office_id), format],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    seconds, grown = told.split()
    return float(seconds), float(grown)


def pages_meanwhile(
    store: Store, person: SignedIn, *, rounds: int, seconds: float
) -> tuple[list[float], list[float]]:
    """The p99 of the caseload page, 4 at a time, without an export and with one that goes on."""
    page = [Ask(f"/o/{person.slug}/caseload", f"regards={person.cookie}")]
    with service(store) as port:
        warm_up(port, page)

        def p99() -> float:
            return load(port, page, clients=4, seconds=seconds).p99

        def p99_meanwhile() -> float:
            with exporting(port, person):
                return p99()

        found = in_turn(rounds, {"idle": p99, "busy": p99_meanwhile})
    return found["idle"], found["busy"]


class exporting:
    """One export after another, for as long as the block runs."""

    def __init__(self, port: int, person: SignedIn):
        self.port, self.person, self.ended = port, person, threading.Event()
        self.thread = threading.Thread(target=self.go_on)

    def go_on(self) -> None:
        while not self.ended.is_set():
            take(self.port, self.person, self.ended)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()


def take(port: int, person: SignedIn, ended: threading.Event) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(
        "POST",
        f"/o/{person.slug}/exports",
        "what=contacts&format=csv&advisor=everyone",
        {
            "Cookie": f"regards={person.cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        },
    )
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"an export was answered by {answer.status}")
    while answer.read(262_144) and not ended.is_set():
        pass
    connection.close()


def main(url: str, office_id: str, format: str) -> None:
    database: Database = open_database(url, pool_size=2)
    access = SignedIn("", UUID(office_id), new_id(), "").access()
    with database.reading(access.office_id):
        idle = peak()
    began = clock.now()
    for _ in pieces(database, access, new_id(), asked(Format(format))):
        pass
    seconds = (clock.now() - began).total_seconds()
    print(seconds, peak() - idle)


def peak() -> float:
    """The most memory that this process ever held, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
