"""Addresses that a mail server refused for good: letters to them are held until that is lifted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.db.base import new_id
from app.db.upserts import insert_into
from app.faults import NotFound
from app.mail.models import Bounce, Letter


def note_bounce(
    session: Session, access: Access, letter: Letter, reason: str, at: datetime
) -> None:
    session.execute(
        insert_into(session, Bounce)
        .values(
            office_id=access.office_id,
            id=new_id(),
            email=letter.to_email,
            client_id=letter.client_id,
            reason=reason,
            noted_at=at,
        )
        .on_conflict_do_nothing(index_elements=["office_id", "email"])
    )


def lift_bounce(session: Session, access: Access, bounce_id: UUID, at: datetime) -> None:
    """What waited for it leaves, as far as it is of use still."""
    access.require(Permission.MANAGE_OFFICE)
    bounce = session.get(Bounce, (access.office_id, bounce_id), with_for_update=True)
    if bounce is None:
        raise NotFound
    session.delete(bounce)
    record(
        session, access, "bounce.lifted", at=at, client_id=bounce.client_id, subject_id=bounce.id
    )
