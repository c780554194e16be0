"""Carries what happened to those who want to be told; runs beside the worker of the errands.

Posting waits for machines of others, so it is done outside of any transaction, for each webhook on
a thread of its own: one that hangs delays no other.
"""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
IN_A_ROW = 100  # deliveries of one webhook, before others are looked at
RESTS = timedelta(seconds=5)  # for a webhook that took something not, with all that it is told
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Post = Callable[[str, dict[str, str], bytes], Answer]

log = structlog.get_logger()


class Courier(Rounds):
    whom = WITH_WEBHOOKS
    about = "webhooks"

    def __init__(self, database: Database, service_key: str, name: str, send: Post = post):
        super().__init__(database, name)
        self.service_key, self.send = service_key, send
        self.rests_until: dict[UUID, datetime] = {}  # by webhook, after it took something not

    def round(self, now: Callable[[], datetime], stop: threading.Event) -> int:
        """Says how many deliveries were tried, well or not."""
        due: list[tuple[Access, UUID]] = []
        for access in self.offices(now()):
            look = partial(self.look_through, access, now())
            for webhook_id in self.guarded(access, look) or ():
                if self.rests_until.get(webhook_id, LONG_AGO) <= now():
                    due.append((access, webhook_id))
        if not due:
            return 0

        def carry(one: tuple[Access, UUID]) -> int:
            access, webhook_id = one
            return (
                self.guarded(access, lambda: self.carry(access, webhook_id, now=now, stop=stop))
                or 0
            )

        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier") as threads:
            return sum(threads.map(carry, due))

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
