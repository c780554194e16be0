"""Forgetting sign-ins that have served their time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Invitation, PasswordReset, SignInFailures, WebSession

# Counted from the end of the session: long enough to look into a sign-in that was not theirs.
SESSIONS_KEPT = timedelta(days=30)

# Counted from their last day.
INVITATIONS_KEPT = timedelta(days=30)

# No one is kept from signing in for longer than this.
FAILURES_KEPT = timedelta(days=1)


def forget_old_sessions(session: Session, access: Access, at: datetime) -> None:
    """Those of one office that ran out, or were revoked, long ago."""
    before = at - SESSIONS_KEPT
    session.execute(
        delete(WebSession).where(
            WebSession.office_id == access.office_id,
            or_(WebSession.expires_at < before, WebSession.revoked_at < before),
        )
    )


def forget_old_invitations(session: Session, access: Access, at: datetime) -> None:
    """Used, taken back or run out long ago: each holds an e-mail address."""
    before = at - INVITATIONS_KEPT
    session.execute(
        delete(Invitation).where(
            Invitation.office_id == access.office_id, Invitation.expires_at < before
        )
    )


def forget_old_resets(session: Session, access: Access, at: datetime) -> None:
    session.execute(
        delete(PasswordReset).where(
            PasswordReset.office_id == access.office_id,
            PasswordReset.expires_at < at - SESSIONS_KEPT,
        )
    )


def forget_sign_in_failures(session: Session, at: datetime) -> None:
    """They belong to no office. Passes over rows that a sign-in holds, so as not to wait for it."""
    old = (
        select(SignInFailures.key_hash)
        .where(SignInFailures.counted_from < at - FAILURES_KEPT)
        .with_for_update(skip_locked=True)
        .correlate(None)
    )
    session.execute(
        delete(SignInFailures)
        .where(SignInFailures.key_hash.in_(old))
        .execution_options(synchronize_session=False)
    )
