"""Remembering that somebody looked."""

from datetime import date

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.db.upserts import insert_into
from app.today.models import Look


def note_look(session: Session, access: Access, today: date) -> None:
    """Once a day: what is new stays new until tomorrow, however often one looks."""
    access.require(Permission.READ_PEOPLE)
    if access.user_id is None:
        return
    mine = {"office_id": access.office_id, "user_id": access.user_id}
    first = insert_into(session, Look).values(**mine, looked_on=today, before_on=today)
    session.execute(
        first.on_conflict_do_update(
            index_elements=[Look.office_id, Look.user_id],
            set_={"before_on": Look.looked_on, "looked_on": today},
            where=Look.looked_on < today,
        )
    )
