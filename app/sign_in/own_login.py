"""One's own login: the browsers that are signed in by it, in all offices, and its password."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.models import User, WebSession
from app.accounts.queries import OpenOffice, lets_in
from app.accounts.tokens import hash_of
from app.audit.actions import record
from app.db.engine import Database
from app.mail.actions import post_letter
from app.sign_in.actions import access_of, offices_of
from app.sign_in.resets import CHANGED, SET, TELLS_FOR, tell_other_offices


@dataclass(frozen=True, slots=True)
class SignedInBrowser:
    id: UUID  # of one of its sessions
    name: str  # as far as it is known
    began_at: datetime
    last_used_at: datetime | None  # to the hour
    token_hash: str


def browsers_of(
    database: Database, user_id: UUID, at: datetime, idles: timedelta
) -> list[SignedInBrowser]:
    """Those that are let in now, the newest first; each has a session in each office it opens."""
    found: dict[str, SignedInBrowser] = {}
    for office in offices_of(database, user_id):
        with database.transaction(office.id, write=False) as session:
            for row in sessions_of(session, office, user_id, at, idles):
                found.setdefault(
                    row.token_hash,
                    SignedInBrowser(
                        row.id, row.browser or "", row.created_at, row.last_used_at, row.token_hash
                    ),
                )
    return sorted(found.values(), key=lambda one: one.began_at, reverse=True)


def sessions_of(
    session: Session, office: OpenOffice, user_id: UUID, at: datetime, idles: timedelta
) -> Iterator[WebSession]:
    return session.scalars(
        select(WebSession)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.office_id == office.id, WebSession.user_id == user_id, *lets_in),
        {"at": at, "used_after": at - idles},
    )


def end_browsers(
    database: Database, user_id: UUID, browsers: list[SignedInBrowser], at: datetime
) -> None:
    """At once, and in every office."""
    if not browsers:
        return
    for office in offices_of(database, user_id):
        with database.transaction(office.id, write=True) as session:
            ended = session.execute(
                update(WebSession)
                .where(
                    WebSession.office_id == office.id,
                    WebSession.user_id == user_id,
                    WebSession.token_hash.in_([one.token_hash for one in browsers]),
                    WebSession.revoked_at.is_(None),
                )
                .values(revoked_at=at)
                .returning(WebSession.id)
                .execution_options(synchronize_session=False)
            ).all()
            if ended:
                record(
                    session,
                    access_of(office, user_id),
                    "sessions.ended",
                    at=at,
                    subject_id=user_id,
                    sessions=len(ended),
                )


def is_browser_of(browser: SignedInBrowser, cookie: str | None) -> bool:
    return browser.token_hash == hash_of(cookie or "")


def change_password(
    database: Database, access: Access, proven: User, password_hash: str
) -> datetime | None:
    """Since when it holds. Ends every session of this person, this one as well; None where the
    password that they proved was changed meanwhile."""
    with database.transaction(access.office_id, write=True) as session:
        user = session.get_one(
            User, proven.id, with_for_update={"key_share": True}, populate_existing=True
        )
        if user.password_hash != proven.password_hash:
            return None
        at = clock.now()
        user.password_hash, user.password_set_at = password_hash, at
        record(session, access, SET, at=at, subject_id=user.id)
        details = {"user": str(user.id), "at": at.isoformat()}
        post_letter(session, access, CHANGED, user.email, details, at=at, good_for=TELLS_FOR)
    tell_other_offices(database, access.office_id, user, at)
    return at
