"""Remembering that somebody looked."""

from datetime import date

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.today.models import Look


def note_look(session: Session, access: Access, today: date) -> None:
    """Once a day: what is new stays new until tomorrow, however often one looks."""
    access.require(Permission.READ_PEOPLE)
    if access.user_id is None:
        return
    look = session.get(Look, (access.office_id, access.user_id), with_for_update=True)
    if look is None:
        session.add(
            Look(
                office_id=access.office_id,
                user_id=access.user_id,
                looked_on=today,
                before_on=today,
            )
        )
    elif look.looked_on < today:
        look.before_on, look.looked_on = look.looked_on, today
