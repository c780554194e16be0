"""How much is asked and how fast it is answered, for Prometheus. Labels are bounded: the routes."""

import os
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

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
    return Response(encode(all_processes()), headers={"Content-Type": media_type})


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
