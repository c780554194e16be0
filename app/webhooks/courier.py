"""Carries what happened to those who want to be told; runs beside the worker of the errands.

Posting waits for machines of others, so it is done outside of any transaction, for each webhook on
a thread of its own: one that hangs delays no other.
"""

import json
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

import structlog

from app import clock
from app.accounts.access import Access
from app.accounts.queries import all_offices, operator_of
from app.db.engine import Database
from app.webhooks.delivering import Claim, claim_next, write_down
from app.webhooks.noticing import notice
from app.webhooks.posting import Answer, post
from app.webhooks.queries import open_webhooks, webhooks_with_something_due
from app.webhooks.signing import headers_for

AT_ONCE = 8  # webhooks
IN_A_ROW = 100  # deliveries of one webhook, before others are looked at
RESTS = timedelta(seconds=5)  # for a webhook that took something not, with all that it is told
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Found = TypeVar("Found")
Post = Callable[[str, dict[str, str], bytes], Answer]

log = structlog.get_logger()


class Courier:
    def __init__(self, database: Database, service_key: str, name: str, send: Post = post):
        self.database, self.service_key = database, service_key
        self.name, self.send = name, send
        self.rests_until: dict[UUID, datetime] = {}  # by webhook, after it took something not

    def run_due(self, at: datetime) -> int:
        """One round over all offices; says how many deliveries were tried, well or not."""
        return self.round(lambda: at, threading.Event())

    def run_forever(self, stop: threading.Event, every: float) -> None:
        """Until `stop` is set. Waits for a database that is away."""
        while not stop.is_set():
            try:
                tried = self.round(clock.now, stop)
            except self.database.signs_of_being_away as error:
                tried = 0
                reason = str(getattr(error, "orig", error))
                log.warning("database away", reason=reason, seconds=every)
            if not tried:
                stop.wait(every)

    def round(self, now: Callable[[], datetime], stop: threading.Event) -> int:
        due: list[tuple[Access, UUID]] = []
        for access in self.offices():
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

    def guarded(self, access: Access, do: Callable[[], Found]) -> Found | None:
        """One office that cannot be served delays no other; it is tried again the next round."""
        try:
            return do()
        except self.database.signs_of_being_away:
            raise
        except Exception as error:
            # Only the error's kind and frames are told: its message may quote a person.
            frames = "".join(traceback.format_tb(error.__traceback__))
            office, kind = str(access.office_id), type(error).__name__
            log.error("webhooks not served", office=office, error=kind, frames=frames)
            return None

    def offices(self) -> list[Access]:
        with self.database.between_offices() as session:
            return [operator_of(office, via="worker") for office in all_offices(session)]

    def look_through(self, access: Access, at: datetime) -> list[UUID]:
        """Notices what happened; gives the webhooks that have something to be told."""
        with self.database.transaction(access.office_id, write=False) as session:
            if not open_webhooks(session, access):
                return []
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
