"""A short code by e-mail, before a client's plan opens in a browser."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access, OwnAccess
from app.accounts.tokens import make_token, token_from
from app.audit.actions import record
from app.clients.models import Client
from app.faults import NoLink, TooManyCodes
from app.links.actions import BROWSER_PREFIX, CALENDAR_PREFIX
from app.links.models import Confirmation
from app.mail.actions import post_letter

CODE = "code"  # the kind of the letter
DIGITS = 6
GOOD_FOR = timedelta(minutes=15)
MOST_TRIES = 5  # of one code
MOST_CODES = 5  # of one link within an hour: 25 guesses at a million
HOUR = timedelta(hours=1)


def ask_for_code(
    session: Session, access: OwnAccess, email: str, language: str, at: datetime
) -> str:
    """The secret for the cookie of the browser that asked; the code itself goes by mail.

    The client is held, so that many who ask at once are counted one after the other.
    """
    held = select(Client.id).where(
        Client.office_id == access.office_id, Client.id == access.client_id
    )
    if session.scalar(held.with_for_update(key_share=True)) is None:
        raise NoLink
    last = session.scalars(
        select(Confirmation.asked_at)
        .where(*of_link(access), Confirmation.asked_at > at - HOUR)
        .order_by(Confirmation.asked_at.desc())
        .limit(MOST_CODES)
    ).all()
    if len(last) == MOST_CODES:
        raise TooManyCodes(last[-1] + HOUR)
    text, browser = make_token(BROWSER_PREFIX, access.office_id)
    asked = Confirmation(
        office_id=access.office_id,
        client_id=access.client_id,
        link_id=access.link_id,
        browser_hash=browser.hash,
        calendar_hash=token_from(CALENDAR_PREFIX, text)[1].hash,
        sent_to=email,
        salt=secrets.token_hex(16),
        asked_at=at,
    )
    session.add(asked)
    session.flush()
    details = {"confirmation": str(asked.id), "language": language}
    post_letter(
        session, access, CODE, email, details,
        at=at, good_for=GOOD_FOR, client_id=access.client_id,
    )  # fmt: skip
    return text


def confirm(
    session: Session, access: OwnAccess, browser_hash: str, typed: str, key: bytes, at: datetime
) -> int | None:
    """None where it was the code; else how many tries are left for it, 0 where it is no good.

    A try is counted before anything is compared, so that many at once are no more than as many.
    """
    counted = session.execute(
        update(Confirmation)
        .where(
            *of_link(access),
            Confirmation.browser_hash == browser_hash,
            Confirmation.asked_at > at - GOOD_FOR,
            Confirmation.confirmed_at.is_(None),
            Confirmation.tries < MOST_TRIES,
        )
        .values(tries=Confirmation.tries + 1)
        .returning(Confirmation.id, Confirmation.salt, Confirmation.tries)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if counted is None:
        return 0
    confirmation_id, salt, tries = counted
    if not hmac.compare_digest(code_of(confirmation_id, salt, key).encode(), typed.encode()):
        return MOST_TRIES - tries
    session.execute(
        update(Confirmation)
        .where(Confirmation.office_id == access.office_id, Confirmation.id == confirmation_id)
        .values(confirmed_at=at)
        .execution_options(synchronize_session=False)
    )
    record(
        session, access, "link.confirmed", at=at, client_id=access.client_id,
        subject_id=access.link_id,
    )  # fmt: skip
    return None


def of_link(access: OwnAccess) -> tuple[ColumnElement[bool], ...]:
    return (
        Confirmation.office_id == access.office_id,
        Confirmation.link_id == access.link_id,
    )


def code_of(confirmation_id: UUID, salt: str, key: bytes) -> str:
    """The same at each attempt to send it; whoever reads the store alone cannot tell it."""
    digest = hmac.digest(key, f"code {confirmation_id} {salt}".encode(), sha256)
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}}"


def confirmation_of(session: Session, access: Access, confirmation_id: UUID) -> Confirmation | None:
    return session.get(Confirmation, (access.office_id, confirmation_id))
