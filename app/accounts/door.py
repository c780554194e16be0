"""The one door into an office's rows: credentials in, a transaction and an `Access` out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.models import (
    ApiToken,
    Membership,
    Office,
    Role,
    Scope,
    User,
    WebSession,
    scopes_in,
)
from app.accounts.queries import lets_in, office_by_slug, offices_open_to
from app.accounts.tokens import Token, hash_of, read_token
from app.db.base import Instant
from app.db.engine import MAY_BE_AWAY, Database
from app.db.prepared import Prepared, Reader
from app.faults import NotSignedIn, OutOfScope

USE_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Which program says to be calling: parsed, not yet believed."""

    database: Database
    token: Token
    needs: Scope
    idempotency_key: str | None = None
    believe: Callable[[], object] = lambda: None  # called once the token has let somebody in


@dataclass(frozen=True, slots=True)
class Used:
    """A token that let somebody in, and when it last did."""

    token_id: UUID
    last_used_at: datetime | None

    def is_to_be_noted(self, at: datetime) -> bool:
        return is_long_ago(self.last_used_at, at)


def is_long_ago(last_used_at: datetime | None, at: datetime) -> bool:
    return last_used_at is None or last_used_at < at - USE_NOTED_EVERY


@dataclass(frozen=True, slots=True)
class Visitor:
    """Which browser says to be visiting which office: parsed, not yet believed."""

    database: Database
    cookie: str | None
    slug: str
    idles: timedelta  # how long it may have been unused


@dataclass(frozen=True, slots=True)
class Member:
    """Who is signed in, for the frame of each page."""

    name: str
    email: str
    role: Role
    office_name: str
    office_slug: str
    access: Access
    last_used_at: datetime | None  # their browser, to the hour


@contextmanager
def office_transaction(caller: Caller, *, write: bool) -> Iterator[tuple[Session, Access, UUID]]:
    """One unit of work in the token's own office; also gives the token's id. Commits at the end."""
    token, at = caller.token, clock.now()
    used = None
    try:
        with caller.database.transaction(token.office_id, write=write) as session:
            access, used = access_by_token(Reader.of(session), token, at)
            caller.believe()
            if caller.needs not in access.scopes:
                raise OutOfScope(caller.needs)
            yield session, access, used.token_id
    finally:
        if used is not None and used.is_to_be_noted(at):
            note_use(caller.database, token.office_id, used.token_id, at)


def note_use(database: Database, office_id: UUID, token_id: UUID, at: datetime) -> None:
    """In a transaction of its own, and only where nobody has to be waited for: the next will."""
    try:
        with database.transaction(office_id, write=True, waits=False) as session:
            session.execute(
                update(ApiToken)
                .where(
                    ApiToken.office_id == office_id,
                    ApiToken.id == token_id,
                    or_(
                        ApiToken.last_used_at.is_(None),
                        ApiToken.last_used_at < at - USE_NOTED_EVERY,
                    ),
                )
                .values(last_used_at=at)
            )
    except MAY_BE_AWAY:
        return


MEMBER_BY_TOKEN = Prepared(
    select(
        ApiToken.id,
        ApiToken.user_id,
        ApiToken.name,
        ApiToken.scopes,
        ApiToken.last_used_at,
        Membership.role,
        Office.timezone,
    )
    .join(
        Membership,
        (Membership.office_id == ApiToken.office_id) & (Membership.user_id == ApiToken.user_id),
    )
    .join(Office, Office.id == ApiToken.office_id)
    .where(
        ApiToken.office_id == bindparam("office_id"),
        ApiToken.token_hash == bindparam("token_hash"),
        ApiToken.revoked_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > bindparam("at", type_=Instant())),
        Membership.opened_at.is_not(None),
        Membership.closed_at.is_(None),
    )
)


def access_by_token(reader: Reader, token: Token, at: datetime) -> tuple[Access, Used]:
    found = reader.rows(MEMBER_BY_TOKEN, office_id=token.office_id, token_hash=token.hash, at=at)
    if not found:
        raise NotSignedIn
    token_id, user_id, name, scopes, last_used_at, role, timezone = found[0]
    access = Access(
        office_id=token.office_id,
        timezone=timezone,
        role=Role(role),
        user_id=user_id,
        via="api",
        scopes=scopes_in(scopes),
        token=name,
    )
    return access, Used(token_id, last_used_at)


@contextmanager
def visit(visitor: Visitor, *, write: bool = False) -> Iterator[tuple[Session, Member]]:
    """One unit of work of a signed-in person in the office of the address. Commits at the end."""
    office_id = office_of(visitor)
    with (
        coming_in(visitor) as let_in,
        visitor.database.transaction(office_id, write=write) as session,
    ):
        yield session, let_in(Reader.of(session))


@contextmanager
def glance(visitor: Visitor) -> Iterator[tuple[Reader, Member]]:
    """Like `visit`, for the pages that are opened all day: reads only, and without a Session."""
    office_id = office_of(visitor)
    with coming_in(visitor) as let_in, visitor.database.reading(office_id) as reader:
        yield reader, let_in(reader)


@contextmanager
def coming_in(visitor: Visitor) -> Iterator[Callable[[Reader], Member]]:
    """Whoever was let in meanwhile used their browser: noted behind what they came for."""
    at = clock.now()
    came: list[Member] = []

    def let_in(reader: Reader) -> Member:
        came.append(member_by_cookie(reader, visitor, at))
        return came[-1]

    try:
        yield let_in
    finally:
        for member in came:
            if is_long_ago(member.last_used_at, at):
                note_visit(visitor, member.access, at)


def note_visit(visitor: Visitor, access: Access, at: datetime) -> None:
    """Of the browser, so in each office that it opens; in this one last, so that the next visit
    notes all of it where somebody would have to be waited for now."""
    database, user_id = visitor.database, access.user_id
    assert user_id is not None
    try:
        with database.between_offices(user_id=user_id) as session:
            offices = [office.id for office in offices_open_to(session, user_id)]
        for office_id in sorted(offices, key=access.office_id.__eq__):
            with database.transaction(office_id, write=True, waits=False) as session:
                session.execute(
                    update(WebSession)
                    .where(
                        WebSession.office_id == office_id,
                        WebSession.token_hash == hash_of(visitor.cookie or ""),
                    )
                    .values(last_used_at=at)
                )
    except MAY_BE_AWAY:
        return


def office_of(visitor: Visitor) -> UUID:
    """By its short name. Where there is no such office the answer is that of a closed one."""
    if visitor.cookie is None or read_token("rgs", visitor.cookie) is None:
        raise NotSignedIn
    known = visitor.database.office_ids
    if visitor.slug not in known:
        with visitor.database.between_offices() as session:
            office = office_by_slug(session, visitor.slug)
        if office is None:
            raise NotSignedIn
        known[visitor.slug] = office.id
    return known[visitor.slug]


MEMBER_BY_COOKIE = Prepared(
    select(
        WebSession.user_id,
        WebSession.last_used_at,
        User.name,
        User.email,
        Membership.role,
        Office.name.label("office_name"),
        Office.timezone,
    )
    .join(
        Membership,
        (Membership.office_id == WebSession.office_id) & (Membership.user_id == WebSession.user_id),
    )
    .join(Office, Office.id == WebSession.office_id)
    .join(User, User.id == WebSession.user_id)
    .where(
        WebSession.office_id == bindparam("office_id"),
        WebSession.token_hash == bindparam("token_hash"),
        *lets_in,
        Membership.opened_at.is_not(None),
        Membership.closed_at.is_(None),
        Office.slug == bindparam("slug"),
    )
)


def member_by_cookie(reader: Reader, visitor: Visitor, at: datetime) -> Member:
    office_id = visitor.database.office_ids[visitor.slug]
    found = reader.rows(
        MEMBER_BY_COOKIE,
        office_id=office_id,
        token_hash=hash_of(visitor.cookie or ""),
        at=at,
        used_after=at - visitor.idles,
        slug=visitor.slug,
    )
    if not found:
        raise NotSignedIn
    user_id, last_used_at, name, email, role, office_name, timezone = found[0]
    access = Access(
        office_id=office_id, timezone=timezone, role=Role(role), user_id=user_id, via="console"
    )
    return Member(name, email, access.role, office_name, visitor.slug, access, last_used_at)
