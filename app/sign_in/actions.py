"""Signing in with e-mail and password, and out again; too many attempts shut the door a while."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import case, delete, literal, update
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.actions import password_hasher
from app.accounts.models import SignInFailures, User, WebSession
from app.accounts.queries import OpenOffice, find_user, offices_open_to
from app.accounts.tokens import hash_of, make_token
from app.audit.actions import record
from app.db.base import Instant
from app.db.engine import Database
from app.db.upserts import insert_into

ATTEMPTS_WITHIN = timedelta(minutes=15)
MOST_BY_EMAIL = 10  # attempts, each counted until one succeeds
MOST_BY_ADDRESS = 100  # a whole campus may share one
LONGEST_PASSWORD = 1_000  # characters: hashing more would only cost time


@dataclass(frozen=True, slots=True)
class Shut:
    """Too many attempts; the door opens again at that moment."""

    until: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    user: User
    offices: Sequence[OpenOffice]
    cookie: str | None  # the secret to give to the browser; None while no office is open to them


def names_around(database: Database, user: User) -> list[str]:
    """Which others would try first as this person's password."""
    return [user.name, user.email, *(office.name for office in offices_of(database, user.id))]


def offices_of(database: Database, user_id: UUID) -> list[OpenOffice]:
    with database.between_offices(user_id=user_id) as session:
        return offices_open_to(session, user_id)


def let_browser_in(
    database: Database, user: User, at: datetime, lasts: timedelta, browser: str
) -> SignedIn:
    offices = offices_of(database, user.id)
    return SignedIn(user, offices, open_sessions(database, user, offices, at, lasts, browser))


def prove(
    database: Database,
    *,
    email: str,
    password: str,
    address: str,
    at: datetime,
    secret: str,
) -> User | Shut | None:
    """None where e-mail and password do not belong together, or nobody has that e-mail.

    `secret` is the service's own: who tried to sign in cannot be guessed from the counts.
    """
    with database.between_offices(write=True) as session:
        by_email = key_of(email, secret)
        by_address = hashed(f"address {line_of(address)}", secret)
        if shut_until := count_attempt(session, by_email, by_address, at):
            return Shut(shut_until)
        user = find_user(session, email)
    if not is_password_of(user, password) or user is None:
        return None
    forget_attempts(database, user, secret)
    return user


def is_password_of(user: User | None, password: str) -> bool:
    """Takes as long where there is no such person: the time must not tell who has a login."""
    stored = user.password_hash if user else None
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        password_hasher().verify(stored or hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def hash_of_nobody() -> str:
    return password_hasher().hash("nobody has this password")


def open_sessions(
    database: Database,
    user: User,
    offices: Sequence[OpenOffice],
    at: datetime,
    lasts: timedelta,
    browser: str = "",
) -> str | None:
    """One secret for the browser, a row for each office that it opens."""
    if not offices:
        return None
    text, token = make_token("rgs", offices[0].id)
    for office in offices:
        with database.transaction(office.id, write=True) as session:
            session.add(
                WebSession(
                    office_id=office.id,
                    user_id=user.id,
                    token_hash=token.hash,
                    created_at=at,
                    expires_at=at + lasts,
                    last_used_at=at,
                    browser=browser,
                )
            )
            access = access_of(office, user.id)
            record(session, access, "member.signed_in", at=at, subject_id=user.id)
    return text


def access_of(office: OpenOffice, user_id: UUID) -> Access:
    return Access(
        office_id=office.id,
        timezone=office.timezone,
        role=office.role,
        user_id=user_id,
        via="console",
    )


def sign_out(database: Database, cookie: str, user_id: UUID, at: datetime) -> None:
    """Ends this browser's sessions in every office that it opened."""
    for office in offices_of(database, user_id):
        with database.transaction(office.id, write=True) as session:
            ended = session.execute(
                update(WebSession)
                .where(
                    WebSession.office_id == office.id,
                    WebSession.user_id == user_id,
                    WebSession.token_hash == hash_of(cookie),
                    WebSession.revoked_at.is_(None),
                )
                .values(revoked_at=at)
                .returning(WebSession.id)
                .execution_options(synchronize_session=False)
            ).first()
            if ended:
                access = access_of(office, user_id)
                record(session, access, "member.signed_out", at=at, subject_id=user_id)


def count_attempt(
    session: Session, by_email: str, by_address: str, at: datetime
) -> datetime | None:
    """Counts before the password is looked at, so that guesses made at once count too."""
    limits = ((by_email, MOST_BY_EMAIL), (by_address, MOST_BY_ADDRESS))
    shut = [count_one(session, key, most, at) for key, most in limits]
    return max((until for until in shut if until), default=None)


def count_one(
    session: Session, key_hash: str, most: int, at: datetime, within: timedelta = ATTEMPTS_WITHIN
) -> datetime | None:
    lapsed = SignInFailures.counted_from <= at - within
    failures, counted_from = session.execute(
        insert_into(session, SignInFailures)
        .values(key_hash=key_hash, failures=1, counted_from=at)
        .on_conflict_do_update(
            index_elements=[SignInFailures.key_hash],
            set_={
                "failures": case((lapsed, 1), else_=SignInFailures.failures + 1),
                "counted_from": case(
                    (lapsed, literal(at, Instant())), else_=SignInFailures.counted_from
                ),
            },
        )
        .returning(SignInFailures.failures, SignInFailures.counted_from)
    ).one()
    return counted_from + within if failures > most else None


def forget_attempts(database: Database, user: User, secret: str) -> None:
    """Once they have shown who they are, others' guesses no longer shut the door to them."""
    by_email = key_of(user.email, secret)
    with database.between_offices(user_id=user.id, write=True) as session:
        session.execute(delete(SignInFailures).where(SignInFailures.key_hash == by_email))


def key_of(email: str, secret: str) -> str:
    return hashed(f"email {email}", secret)


def line_of(address: str) -> str:
    """Whom an address is counted as: with IPv6 one line has a whole network of them, a /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))


def hashed(key: str, secret: str) -> str:
    return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()
