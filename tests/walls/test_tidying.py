"""What an office forgets of its own accord is its own, however long ago it was."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.db.engine import Database
from app.db.tables import OFFICE_TABLES, metadata
from app.links.models import Confirmation
from app.webhooks.models import Delivery
from app.work import DAILY, HANDLERS
from tests.walls.cast import Side, a_side
from tests.walls.copying import another_file
from tests.walls.watching import untouched

YEARS_LATER = timedelta(days=4_000)
FORGOTTEN = {  # sign-ins, answers and errands: in `tests/errands/test_tidying.py`
    "bulk_actions", "bulk_items", "import_rows", "invitations", "letters", "link_confirmations",
    "password_resets", "webhook_deliveries",
}  # fmt: skip


@pytest.fixture
def theirs(database: Database) -> Side:
    side = a_side(database)
    things = another_file(database, side)
    with database.transaction(side.access.office_id, write=True) as session:
        session.add(
            Confirmation(
                office_id=side.access.office_id,
                id=uuid4(),
                client_id=UUID(things["client"]),
                link_id=UUID(things["link"]),
                browser_hash=uuid4().hex,
                calendar_hash=uuid4().hex,
                sent_to="maya@alumni.example.edu",
                salt="",
                asked_at=clock.now(),
            )
        )
        deliveries = update(Delivery).where(Delivery.office_id == side.access.office_id)
        session.execute(deliveries.values(delivered_at=clock.now()))
    return side


def tidy(session: Session, side: Side) -> None:
    for kind in DAILY:
        if kind.startswith("tidy"):
            HANDLERS[kind](session, side.access, {}, clock.now() + YEARS_LATER)  # type: ignore[operator]


def test_nothing_of_another_office_is_forgotten(database: Database, theirs: Side) -> None:
    ours = a_side(database)
    with (
        untouched(database, theirs),
        database.transaction(ours.access.office_id, write=True) as session,
    ):
        tidy(session, ours)


def test_there_is_something_to_forget(database: Database, theirs: Side) -> None:
    """Else the other test would say nothing."""
    office_id = theirs.access.office_id

    def rows(session: Session, name: str) -> int:
        table = metadata.tables[name]
        counted = select(func.count()).where(table.c.office_id == office_id)
        return session.scalars(counted).one()

    with database.transaction(office_id, write=True) as session:
        before = {name: rows(session, name) for name in OFFICE_TABLES}
        tidy(session, theirs)
        assert {name for name, n in before.items() if rows(session, name) < n} == FORGOTTEN
        session.rollback()
