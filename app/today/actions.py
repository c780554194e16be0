"""Remembering that somebody looked, and letting one client go first."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.bulk.actions import Preview, do_to_all
from app.bulk.forms import GoingFirst
from app.bulk.models import BulkAction
from app.bulk.turns import TURNS, others_than
from app.casefile.sheets import Moment
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


def let_go_first(
    session: Session, access: Access, contact_id: UUID, moment: Moment
) -> tuple[BulkAction | None, Preview]:
    """The client with this contact; the others' step with the same person is put off, which can
    be undone as all that is done to many."""
    looked = dict.fromkeys(others_than(session, access, contact_id, moment.today))
    form = GoingFirst.model_construct(contact_id=contact_id)
    return do_to_all(session, access, TURNS, looked, form, moment)
