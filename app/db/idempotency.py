"""The first answer to a create, kept so that a repeat gets it again and creates nothing twice."""

import hashlib
import json
import typing
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Text, cast, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db.base import Base, of_office
from app.db.upserts import insert_into

Answer = typing.TypeVar("Answer", bound=Mapping[str, Any])


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"
    __table_args__ = (of_office(),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime]


class KeyReused(Exception):
    """The same key came with another request."""


def once(
    session: Session,
    *,
    office_id: UUID,
    token_id: UUID,
    key: str,
    request: Any,
    at: datetime,
    act: Callable[[], Answer],
) -> Answer:
    """Acts and keeps the answer, or gives the kept one. A second caller waits for the first.

    `request` is what the caller asked for, as JSON; raises `KeyReused` where it differs.
    """
    request_hash = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    mine = {"office_id": office_id, "token_id": token_id, "key": key}
    is_first = session.execute(
        insert_into(session, IdempotencyKey)
        .values(**mine, request_hash=request_hash, created_at=at)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).first()
    this = [getattr(IdempotencyKey, name) == value for name, value in mine.items()]
    if is_first:
        answer = act()
        session.execute(update(IdempotencyKey).where(*this).values(answer=answer))
        return answer
    kept_hash, kept = session.execute(
        select(IdempotencyKey.request_hash, IdempotencyKey.answer).where(*this)
    ).one()
    if kept_hash != request_hash:
        raise KeyReused
    return typing.cast(Answer, dict(kept))


def forget_answers_about(session: Session, office_id: UUID, thing_id: UUID) -> None:
    """For erasure: a kept answer repeats what was sent."""
    session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.office_id == office_id,
            cast(IdempotencyKey.answer, Text).contains(str(thing_id)),
        )
    )
