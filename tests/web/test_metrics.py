"""Counts by route, with labels that nobody outside can multiply."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

from fastapi.testclient import TestClient
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from app.web.metrics import FOLDER, forget_the_dead


def samples(client: TestClient) -> list[tuple[str, dict[str, str], float]]:
    text = client.get("/metrics").text
    return [
        (sample.name, sample.labels, sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("regards_")
    ]


def counted(client: TestClient, **labels: str) -> float:
    return sum(
        value
        for name, given, value in samples(client)
        if name == "regards_requests_total" and labels.items() <= given.items()
    )


def test_requests_are_counted_and_timed_by_route(client: TestClient) -> None:
    def timed() -> float:
        labels = {"route": "/api/v1/things/{id}"}
        return REGISTRY.get_sample_value("regards_request_seconds_count", labels) or 0

    labels = {"route": "/api/v1/things/{id}", "method": "GET", "status": "2xx"}
    before, timed_before = counted(client, **labels), timed()
    client.get("/api/v1/things/1")
    client.get("/api/v1/things/2")
    assert counted(client, **labels) == before + 2
    assert timed() == timed_before + 2


def test_answers_are_told_apart_by_their_kind(client: TestClient) -> None:
    for path, kind in [("not-found", "4xx"), ("bug", "5xx"), ("not-signed-in", "3xx")]:
        labels = {"route": "/o/{office}/fails/{fault}", "status": kind}
        before = counted(client, **labels)
        client.get(f"/o/kelley/fails/{path}")
        assert counted(client, **labels) == before + 1


def test_made_up_addresses_and_methods_make_no_new_series(client: TestClient) -> None:
    client.get("/first")
    client.request("FIRST", "/api/v1/things")
    before = {(name, *sorted(labels.items())) for name, labels, _ in samples(client)}
    for n in range(20):
        client.get(f"/Dana-{n}?q={n}")
        client.get(f"/api/v1/things/{n}/more")
        client.request(f"MAKE{n}", "/api/v1/things")
        client.request(f"MAKE{n}", f"/Dana-{n}")
    after = {(name, *sorted(labels.items())) for name, labels, _ in samples(client)}
    assert {entry for entry in after - before if ("route", "/metrics") not in entry} <= {
        entry for entry in after if ("method", "other") in entry
    }
    assert len(after) <= len(before) + 4
    assert "Dana" not in str(after)


def test_what_is_in_progress_is_the_question_itself(client: TestClient) -> None:
    values = [value for name, _, value in samples(client) if name.endswith("in_progress")]
    assert values == [1]


def test_prometheus_is_answered_in_its_own_format(client: TestClient) -> None:
    plain = client.get("/metrics")
    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    newer = client.get("/metrics", headers={"Accept": "application/openmetrics-text;version=1.0.0"})
    assert newer.headers["content-type"].startswith("application/openmetrics-text")
    assert newer.text.endswith("# EOF\n")


COUNT_ONE = """
from app.web.metrics import IN_PROGRESS, all_processes, count
from prometheus_client import generate_latest
count("/route", "GET", 200, 0.1)
IN_PROGRESS.inc()
print(generate_latest(all_processes()).decode())
"""


def test_several_workers_are_counted_together(tmp_path: Path) -> None:
    for workers in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", COUNT_ONE],
            env={**os.environ, FOLDER: str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        told = f'regards_requests_total{{method="GET",route="/route",status="2xx"}} {workers}.0'
        assert told in done.stdout
        # The worker before is gone, and what it had in hand with it.
        assert "regards_requests_in_progress 1.0" in done.stdout


def test_the_living_are_not_forgotten(tmp_path: Path) -> None:
    gone = multiprocessing.get_context("spawn").Process(target=int)
    gone.start()
    gone.join()
    mine = tmp_path / f"gauge_livesum_{os.getpid()}.db"
    theirs = tmp_path / f"gauge_livesum_{gone.pid}.db"
    counts = tmp_path / f"counter_{gone.pid}.db"
    for file in (mine, theirs, counts):
        file.touch()
    forget_the_dead(tmp_path)
    assert {*tmp_path.iterdir()} == {mine, counts}


def test_metrics_are_answered_by_the_service(service: TestClient) -> None:
    answer = service.get("/metrics")
    assert answer.status_code == 200
    assert "regards_requests_total" in answer.text
