"""Links that were not there, counted by address: whoever tries many is made to wait."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import SignInFailures
from app.db.engine import Database
from app.sign_in.actions import ATTEMPTS_WITHIN, count_one, hashed, line_of

MOST = 60  # within that time; a whole campus may share one address


def key_of(address: str, secret: str) -> str:
    return hashed(f"link {line_of(address)}", secret)


def shut_until(database: Database, key_hash: str, at: datetime) -> datetime | None:
    with database.between_offices() as session:
        counted_from = session.scalars(
            select(SignInFailures.counted_from).where(
                SignInFailures.key_hash == key_hash,
                SignInFailures.failures > MOST,
                SignInFailures.counted_from > at - ATTEMPTS_WITHIN,
            )
        ).one_or_none()
    return counted_from + ATTEMPTS_WITHIN if counted_from else None


def count_guess(database: Database, key_hash: str, at: datetime) -> None:
    with database.between_offices(write=True) as session:
        count_one(session, key_hash, MOST, at)
