"""A receiver on this machine, and an office whose doings it is told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from app.accounts.access import Access
from app.db.engine import Database
from app.webhooks import actions
from app.webhooks.courier import Courier
from app.webhooks.forms import NewWebhook
from app.webhooks.kinds import OFFERED, Kind
from app.webhooks.models import Delivery, Webhook
from app.webhooks.posting import Answer, post
from app.webhooks.queries import deliveries_of
from tests.cast import AT
from tests.errands.cast import keep_to

KEY = "a key of the service, made up"


@dataclass
class Receiver:
    """Keeps what it gets; answers with `status`, or as `answers` does."""

    url: str = ""
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: Callable[[BaseHTTPRequestHandler], None] | None = None

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    @property
    def told(self) -> list[str]:
        return [one["type"] for one in self.messages]


@contextmanager
def a_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            receiver.got.append((dict(self.headers), body))
            if receiver.answers:
                receiver.answers(self)
                return
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def a_webhook(
    database: Database, access: Access, url: str, *kinds: Kind, at: datetime = AT
) -> Webhook:
    """At an address of this machine, which no form would take."""
    form = NewWebhook(
        url="https://hooks.example.edu/in", name="Warehouse", kinds=list(kinds or OFFERED)
    )
    with database.transaction(access.office_id, write=True) as session:
        made = actions.add_webhook(session, access, form, at)
        made.url = url
    return made


def a_courier(database: Database, *offices: Access, name: str = "courier") -> Courier:
    """Serves these offices, and reaches this machine only: the store holds other tests' as well."""

    def send(url: str, headers: dict[str, str], body: bytes) -> Answer:
        if not url.startswith("http://127.0.0.1"):
            return Answer(None, "another test's", 0)
        return post(url, headers, body, reachable=lambda address: True)

    courier = Courier(database, KEY, name, send)
    keep_to(courier, *offices)
    return courier


def deliveries(database: Database, access: Access, webhook_id: UUID) -> list[Delivery]:
    """In the order in which they were made."""
    with database.transaction(access.office_id, write=False) as session:
        return list(reversed(deliveries_of(session, access, webhook_id, limit=1_000)))
