"""A mail server and a receiver of messages that remember what came, and when."""

import json
import socket
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class Arrivals:
    def __init__(self) -> None:
        self.all: list[tuple[str, float]] = []
        self.bodies: dict[str, Any] = {}

    def note(self, name: str, body: Any = None) -> None:
        self.all.append((name, time.monotonic()))
        self.bodies[name] = body

    @property
    def times(self) -> dict[str, list[float]]:
        times: dict[str, list[float]] = defaultdict(list)
        for name, at in self.all:
            times[name].append(at)
        return times

    @property
    def happened(self) -> int:
        return len(self.all)

    @property
    def ids(self) -> set[str]:
        return {name for name, _ in self.all}

    @property
    def again(self) -> int:
        return len(self.all) - len(self.ids)

    def of_kind(self, kind: str) -> list[Any]:
        return [body for body in self.bodies.values() if body["type"] == kind]


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def a_mail_server() -> Iterator[tuple[Arrivals, str]]:
    arrivals = Arrivals()

    class Keeps:
        async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
            assert isinstance(envelope.original_content, bytes)
            arrivals.note(str(message_from_bytes(envelope.original_content)["Message-ID"]))
            return "250 OK"

    controller = Controller(Keeps(), hostname="127.0.0.1", port=a_free_port())
    controller.start()
    try:
        yield arrivals, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@contextmanager
def a_receiver() -> Iterator[tuple[Arrivals, str]]:
    arrivals = Arrivals()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            arrivals.note(self.headers["webhook-id"], json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield arrivals, f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()
