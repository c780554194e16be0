"""The daily errand of each office: forgets what has served its time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.tidying import forget_old_invitations, forget_old_sessions
from app.db.idempotency import IdempotencyKey
from app.errands.models import Errand

# For as long a repeated request gets the first answer again, which holds personal data.
ANSWERS_KEPT = timedelta(hours=24)

# Long enough to find out what was done; failed errands stay until somebody has looked at them.
DONE_ERRANDS_KEPT = timedelta(days=30)


def tidy(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    forget_old_sessions(session, access, at)
    forget_old_invitations(session, access, at)
    forget_old_answers(session, access, at)
    forget_done_errands(session, access, at)


def forget_old_answers(session: Session, access: Access, at: datetime) -> None:
    session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.office_id == access.office_id,
            IdempotencyKey.created_at < at - ANSWERS_KEPT,
        )
    )


def forget_done_errands(session: Session, access: Access, at: datetime) -> None:
    session.execute(
        delete(Errand).where(
            Errand.office_id == access.office_id, Errand.done_at < at - DONE_ERRANDS_KEPT
        )
    )
