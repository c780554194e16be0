"""Forgetting the codes that were asked for: each row holds the address that one went to."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clock import in_zone
from app.links.models import Confirmation, ShareLink

UNTYPED_KEPT = timedelta(days=1)  # a code is good for minutes, and counted for an hour
TYPED_KEPT = timedelta(days=30)  # counted from the end of its link


def forget_old_confirmations(
    session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    """A daily errand."""
    before = at - TYPED_KEPT
    ended = select(ShareLink.id).where(
        ShareLink.office_id == access.office_id,
        or_(
            ShareLink.revoked_at < before,
            ShareLink.expires_on < in_zone(before, access.timezone).date(),
        ),
    )
    untyped = and_(Confirmation.confirmed_at.is_(None), Confirmation.asked_at < at - UNTYPED_KEPT)
    session.execute(
        delete(Confirmation)
        .where(
            Confirmation.office_id == access.office_id,
            or_(untyped, Confirmation.link_id.in_(ended)),
        )
        .execution_options(synchronize_session=False)
    )
