"""Letters that come again and again: asked for on a page, ended there or from within a letter.

The secret in a letter names the subscription and proves, by the service's own key, that we wrote
it. So it is the same in each letter, and a key that was changed makes the next letters right.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office
from app.accounts.queries import operator_of
from app.accounts.tokens import checksum, new_salt, read_token
from app.audit.actions import record
from app.db.base import new_id
from app.db.engine import Database
from app.db.upserts import insert_into
from app.faults import NotFound
from app.mail.models import Subscription

PREFIX = "rgu"
ID_BEGINS, PROOF_BEGINS, PROOF_ENDS = 37, 69, 101  # characters of the secret


def subscription_of(
    session: Session,
    access: Access,
    kind: str,
    *,
    user_id: UUID | None = None,
    client_id: UUID | None = None,
) -> Subscription | None:
    """Ended or not."""
    whose = (Subscription.client_id == client_id if client_id else Subscription.user_id == user_id,)
    return session.scalars(
        select(Subscription)
        .where(Subscription.office_id == access.office_id, Subscription.kind == kind, *whose)
        .execution_options(populate_existing=True)
    ).one_or_none()


def subscribe(
    session: Session,
    access: Access,
    kind: str,
    details: dict[str, Any],
    at: datetime,
    *,
    user_id: UUID | None = None,
    client_id: UUID | None = None,
) -> Subscription:
    """Anew, or in another way than before; in the same it is left as it was."""
    held = subscription_of(session, access, kind, user_id=user_id, client_id=client_id)
    if held and held.ended_at is None and held.details == details:
        return held
    chosen = {"details": details, "chosen_at": at, "ended_at": None, "ended_by": ""}
    session.execute(
        insert_into(session, Subscription)
        .values(
            office_id=access.office_id,
            id=new_id(),
            kind=kind,
            user_id=user_id,
            client_id=client_id,
            salt=new_salt(),
            **chosen,
        )
        .on_conflict_do_update(
            index_elements=["office_id", "kind", "client_id" if client_id else "user_id"],
            set_=chosen,
        )
    )
    made = subscription_of(session, access, kind, user_id=user_id, client_id=client_id)
    assert made is not None
    record(
        session, access, f"{kind}.asked_for", at=at, client_id=client_id, subject_id=made.id,
        **details,
    )  # fmt: skip
    return made


def end_subscription(
    session: Session, access: Access, one: Subscription | None, by: str, at: datetime
) -> None:
    """By the `page` on which it was asked for, or a `letter`; ending it twice is ending it."""
    if one is None or one.ended_at is not None:
        return
    one.ended_at, one.ended_by = at, by
    record(
        session, access, f"{one.kind}.ended", at=at, client_id=one.client_id, subject_id=one.id,
        by=by,
    )  # fmt: skip


def secret_of(one: Subscription, key: bytes) -> str:
    proven = f"{PREFIX} {one.office_id} {one.id} {one.salt}".encode()
    proof = hmac.digest(key, proven, sha256).hex()[: PROOF_ENDS - PROOF_BEGINS]
    body = f"{PREFIX}_{one.office_id.hex}_{one.id.hex}{proof}"
    return body + checksum(body)


@contextmanager
def behind_letter(
    database: Database, text: str, key: bytes, *, write: bool = False
) -> Iterator[tuple[Session, Access, Office, Subscription]]:
    """Whoever holds the letter may end what it is one of, and nothing else."""
    token = read_token(PREFIX, text)
    if token is None:
        raise NotFound
    with database.transaction(token.office_id, write=write) as session:
        its_id = UUID(text[ID_BEGINS:PROOF_BEGINS])
        one = session.get(Subscription, (token.office_id, its_id), with_for_update=write or None)
        if one is None or not hmac.compare_digest(secret_of(one, key), text):
            raise NotFound
        office = session.get_one(Office, token.office_id)
        yield session, operator_of(office, via="letter"), office, one
