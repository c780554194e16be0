"""A server of one process on loopback, ended by its own handle."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.error import URLError

from bench.stores import ROOT, Store

APP, FLOOR = "app.main:create_app", "bench.floor:create_floor"
SECONDS_TO_START = 30


@contextmanager
def serving(factory: str, environment: Mapping[str, str]) -> Iterator[int]:
    """The port on which the server answers for as long as the block runs."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.serving", factory, str(port)],
        cwd=ROOT,
        env=os.environ | environment,
        stderr=subprocess.DEVNULL,  # a line for each request, as the service writes it
    )
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


@contextmanager
def service(store: Store) -> Iterator[int]:
    """The service as `regards serve` runs it."""
    with serving(APP, {"REGARDS_DATABASE_URL": store.service_url}) as port:
        yield port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(SECONDS_TO_START * 20):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz")
            return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def main(factory: str, port: str) -> None:
    import uvicorn

    uvicorn.run(
        factory,
        factory=True,
        host="127.0.0.1",
        port=int(port),
        access_log=False,
        log_config=None,
        server_header=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
