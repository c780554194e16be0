"""The one door into an office's rows: credentials in, a transaction and an `Access` out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.models import ApiToken, Membership, Office, Role
from app.accounts.tokens import Token, read_token
from app.db.engine import Database
from app.faults import NotSignedIn


@dataclass(frozen=True, slots=True)
class Caller:
    """Who says to be calling: parsed, not yet believed."""

    database: Database
    bearer: str | None
    idempotency_key: str | None = None


@contextmanager
def office_transaction(caller: Caller, *, write: bool) -> Iterator[tuple[Session, Access, UUID]]:
    """One unit of work in the token's own office; also gives the token's id. Commits at the end."""
    token = read_token("rga", caller.bearer) if caller.bearer else None
    if token is None:
        raise NotSignedIn
    with caller.database.transaction(token.office_id, write=write) as session:
        access, token_id = access_by_token(session, token, clock.now())
        yield session, access, token_id


def access_by_token(session: Session, token: Token, at: datetime) -> tuple[Access, UUID]:
    found = session.execute(
        select(ApiToken.id, ApiToken.user_id, Membership.role, Office.timezone)
        .join(
            Membership,
            (Membership.office_id == ApiToken.office_id) & (Membership.user_id == ApiToken.user_id),
        )
        .join(Office, Office.id == ApiToken.office_id)
        .where(
            ApiToken.office_id == token.office_id,
            ApiToken.token_hash == token.hash,
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > at),
            Membership.opened_at.is_not(None),
            Membership.closed_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        raise NotSignedIn
    token_id, user_id, role, timezone = found
    access = Access(
        office_id=token.office_id,
        timezone=timezone,
        role=Role(role),
        user_id=user_id,
        via="api",
    )
    return access, token_id
