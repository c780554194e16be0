"""Many browsers at a time, in a process of their own: wrk, or where there is none a plain loop."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from threading import Thread
from urllib.request import Request, urlopen

from bench.stores import ROOT

WRK = shutil.which("wrk")
SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Ask:
    path: str
    cookie: str = ""
    known: str = ""  # the tag of what is there already


@dataclass(frozen=True)
class Loaded:
    per_second: float
    p50: float  # milliseconds
    p99: float


def load(port: int, asks: Sequence[Ask], *, clients: int, seconds: float) -> Loaded:
    """Asks in turn, over and over; raises where anything but 200 or 304 came back."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        file.write("".join(f"{ask.path}\t{ask.cookie}\t{ask.known}\n" for ask in asks))
        file.flush()
        command = with_wrk if WRK else with_threads
        told = subprocess.run(
            command(port, file.name, clients, seconds),
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    found = json.loads(told.splitlines()[-1])
    if found["failed"] or not found["answered"]:
        raise RuntimeError(f"{found['failed']} of {found['answered']} answers were no pages")
    return Loaded(found["answered"] / found["seconds"], found["p50"], found["p99"])


def warm_up(port: int, asks: Sequence[Ask], *, clients: int = 4, seconds: float = 2) -> None:
    """The first page of a service, and of a large database, takes as long as it takes."""
    first = Request(f"http://127.0.0.1:{port}{asks[0].path}", headers={"Cookie": asks[0].cookie})
    urlopen(first).read()
    load(port, asks, clients=clients, seconds=seconds)


def with_wrk(port: int, file: str, clients: int, seconds: float) -> list[str]:
    return [
        str(WRK), "--threads", "1", "--connections", str(clients), "--duration",
        f"{round(seconds)}s", "--timeout", "30s", "--script", str(SCRIPT),
        f"http://127.0.0.1:{port}", "--", file,
    ]  # fmt: skip


def with_threads(port: int, file: str, clients: int, seconds: float) -> list[str]:
    return [sys.executable, "-m", "bench.load", str(port), file, str(clients), str(seconds)]


def main(port: int, file: str, clients: int, seconds: float) -> None:
    lines = Path(file).read_text().splitlines()  # blank where there is no cookie, or no tag
    asks = [Ask(*line.split("\t")) for line in lines]
    took: list[float] = []
    failed: list[int] = []
    until = time.perf_counter() + seconds

    def browse(first: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            place = first
            while time.perf_counter() < until:
                began = time.perf_counter()
                status = answer_to(connection, port, asks[place % len(asks)])
                took.append(time.perf_counter() - began)
                if status not in (200, 304):
                    failed.append(status)
                place += clients

    threads = [Thread(target=browse, args=[first]) for first in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        json.dumps(
            {
                "answered": len(took),
                "failed": len(failed),
                "seconds": seconds,
                "p50": median(took) * 1000,
                "p99": sorted(took)[len(took) * 99 // 100] * 1000,
            }
        )
    )


def answer_to(connection: socket.socket, port: int, ask: Ask) -> int:
    """The status, once the whole answer is there."""
    lines = (
        f"GET {ask.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {ask.cookie}",
        f"If-None-Match: {ask.known}", "", "",
    )  # fmt: skip
    connection.sendall("\r\n".join(lines).encode())
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    names = (line.lower() for line in islice(head.split(b"\r\n"), 1, None))
    length = next((int(line[15:]) for line in names if line.startswith(b"content-length:")), 0)
    missing = length - len(body)
    while missing:
        missing -= len(connection.recv(min(missing, 262_144)))
    return int(head[9:12])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
