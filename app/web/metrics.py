"""How much is asked and how fast it is answered, and what waits for the workers, for Prometheus.

Labels are bounded: the routes, and the kinds of work.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy.exc import ProgrammingError

from app import clock
from app.db.across import WHAT_WAITS
from app.db.engine import MAY_BE_AWAY, Database

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

ANSWERED = Counter(
    "regards_requests", "Requests answered, by route.", ["route", "method", "status"]
)
SECONDS = Histogram(
    "regards_request_seconds",
    "From a request to the end of its answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
IN_PROGRESS = Gauge(
    "regards_requests_in_progress", "Requests being answered now.", multiprocess_mode="livesum"
)

router = APIRouter(include_in_schema=False)


def count(route: str, method: str, status: int, seconds: float) -> None:
    answered, took = series(route, method, status // 100)
    answered.inc()
    took.observe(seconds)


@cache
def series(route: str, method: str, hundreds: int) -> tuple[Counter, Histogram]:
    """As many as there are routes, methods and kinds of answers."""
    return ANSWERED.labels(route, method, f"{hundreds}xx"), SECONDS.labels(route)


def known_method(method: str) -> str:
    """Anyone may make up methods, and each would be a series of its own."""
    return method if method in METHODS else "other"


@router.get("/metrics")
def metrics(request: Request) -> Response:
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    seen = Seen(all_processes(), request.app.state.database)
    return Response(encode(seen), headers={"Content-Type": media_type})


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted, and beside it what waits for the workers, read as it is asked for."""

    counted: CollectorRegistry
    database: Database

    def collect(self) -> Iterator[Metric]:
        yield from self.counted.collect()
        # The database is away, or at an older migration: what was counted is told all the same.
        silent: tuple[type[Exception], ...] = (*MAY_BE_AWAY, ProgrammingError)
        try:
            with self.database.between_offices() as session:
                waiting = WHAT_WAITS.ask(session, asked_at=clock.now())
        except silent:
            return
        yield from waiting_seen(waiting, clock.now())


def waiting_seen(waiting: Iterable[Any], at: datetime) -> Iterator[Metric]:
    """Depth and age of each queue, by kind."""
    labels = ["queue", "kind"]
    due = GaugeMetricFamily("regards_due", "Work whose time has come.", labels=labels)
    held = GaugeMetricFamily("regards_at_work", "Work in a worker's hands.", labels=labels)
    given_up = GaugeMetricFamily("regards_given_up", "Work that was given up.", labels=labels)
    oldest = GaugeMetricFamily(
        "regards_oldest_due_seconds", "Since when the first of it is due.", labels=labels
    )
    by_kind: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in waiting:
        by_kind[row.queue, row.kind].append(row)
    for kind, rows in by_kind.items():
        due.add_metric(kind, sum(row.due for row in rows))
        held.add_metric(kind, sum(row.at_work for row in rows))
        given_up.add_metric(kind, sum(row.given_up for row in rows))
        since = min((row.oldest for row in rows if row.oldest), default=at)
        oldest.add_metric(kind, max(0.0, (at - since).total_seconds()))
    yield from (due, held, given_up, oldest)


def all_processes() -> CollectorRegistry:
    """Where several workers write to one folder, what all of them counted."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return REGISTRY
    forget_the_dead(Path(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
    return registry


def forget_the_dead(folder: Path) -> None:
    """A worker that was killed is not at work on anything any more."""
    for file in folder.glob("gauge_live*_*.db"):
        worker = int(file.stem.rpartition("_")[2])
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            mark_process_dead(worker, str(folder))  # type: ignore[no-untyped-call]
        except PermissionError:
            continue  # somebody else's process now; its number was reused
