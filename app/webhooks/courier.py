"""Carries what happened to those who want to be told; runs beside the worker of the errands.

Posting waits for machines of others, so it is done outside of any transaction, for each webhook on
a thread of its own, and no round waits for one that hangs. Those that took nothing the last time
have a few threads for themselves: however many they are, the others go on.
"""

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import structlog

from app.accounts.access import Access
from app.db.across import WITH_WEBHOOKS
from app.db.engine import Database
from app.errands.rounds import Rounds
from app.webhooks.delivering import Claim, claim_next, write_down
from app.webhooks.noticing import notice
from app.webhooks.posting import Answer, post
from app.webhooks.queries import webhooks_with_something_due
from app.webhooks.signing import headers_for

AT_ONCE = 8  # webhooks
IN_TROUBLE_AT_ONCE = 4  # besides, of those that took nothing the last time
PATIENCE = 1.0  # seconds that a round waits for those who carry
IN_A_ROW = 100  # deliveries of one webhook, before others are looked at
RESTS = timedelta(seconds=5)  # for a webhook that took something not, with all that it is told

Post = Callable[[str, dict[str, str], bytes], Answer]

log = structlog.get_logger()


class Courier(Rounds):
    whom = WITH_WEBHOOKS
    about = "webhooks"

    def __init__(self, database: Database, service_key: str, name: str, send: Post = post):
        super().__init__(database, name)
        self.service_key, self.send = service_key, send
        self.rests_until: dict[UUID, datetime] = {}  # by webhook, after it took something not
        self.threads = ThreadPoolExecutor(AT_ONCE, "courier")
        self.threads_in_trouble = ThreadPoolExecutor(IN_TROUBLE_AT_ONCE, "courier in trouble")
        self.under_way: dict[UUID, Future[int | None]] = {}  # by webhook

    def run_forever(self, stop: threading.Event, every: float) -> None:
        super().run_forever(stop, every)
        wait(self.under_way.values())

    def run_due(self, at: datetime) -> int:
        """All of it, however long it takes."""
        tried = super().run_due(at)
        wait(self.under_way.values())
        return tried + self.back()

    def round(self, now: Callable[[], datetime], stop: threading.Event) -> int:
        """Says how many deliveries were tried, well or not, by those who are back."""
        for access in self.offices(now()):
            look = partial(self.look_through, access, now())
            for webhook_id in self.guarded(access, look) or ():
                rests_until = self.rests_until.get(webhook_id)
                if webhook_id in self.under_way or (rests_until and rests_until > now()):
                    continue
                carry = partial(self.carry, access, webhook_id, now=now, stop=stop)
                threads = self.threads_in_trouble if rests_until else self.threads
                self.under_way[webhook_id] = threads.submit(self.guarded, access, carry)
        wait(self.under_way.values(), PATIENCE)
        return self.back()

    def back(self) -> int:
        done = [webhook_id for webhook_id, one in self.under_way.items() if one.done()]
        return sum(self.under_way.pop(webhook_id).result() or 0 for webhook_id in done)

    def look_through(self, access: Access, at: datetime) -> list[UUID]:
        """Notices what happened; gives the webhooks that have something to be told."""
        with self.database.transaction(access.office_id, write=True) as session:
            notice(session, access, at)
            session.flush()
            return webhooks_with_something_due(session, access, at)

    def carry(
        self, access: Access, webhook_id: UUID, now: Callable[[], datetime], stop: threading.Event
    ) -> int:
        """One after the other until none is due, or one fails: then the rest waits a moment."""
        tried = 0
        while tried < IN_A_ROW and not stop.is_set():
            with self.database.transaction(access.office_id, write=True) as session:
                claim = claim_next(session, access, webhook_id, self.name, now())
            if claim is None:
                break
            answer = self.deliver(claim, now())
            tried += 1
            with self.database.transaction(access.office_id, write=True) as session:
                write_down(session, access, claim, answer, now())
            if not answer.is_taken:
                log.warning(
                    "webhook not taken",
                    office=str(access.office_id),
                    webhook=str(webhook_id),
                    attempt=claim.attempt,
                    status=answer.status,
                )
                self.rests_until[webhook_id] = now() + RESTS
                break
            self.rests_until.pop(webhook_id, None)
        return tried

    def deliver(self, claim: Claim, at: datetime) -> Answer:
        body = message(claim)
        headers = headers_for(
            claim.webhook, self.service_key, f"msg_{claim.delivery_id.hex}", body, at
        )
        return self.send(claim.webhook.url, {"Content-Type": "application/json", **headers}, body)


def message(claim: Claim) -> bytes:
    """The same at each attempt."""
    happened_at = claim.happened_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps(
        {"type": claim.kind, "timestamp": happened_at, "data": claim.data}, separators=(",", ":")
    ).encode()
