from datetime import UTC, date, datetime, time

import pytest

from app.accounts.access import Access
from app.accounts.queries import office_by_slug, operator_of
from app.db.engine import Database
from app.demo.office import LAKESIDE, fill
from tests.conftest import Store, look_over

DAY = date(2026, 11, 24)
AT = datetime.combine(DAY, time(18), UTC)


@pytest.fixture(scope="session")
def lakeside(database: Database, store: Store) -> Access:
    """The demo's office; read only, by everyone."""
    fill(database, lambda timezone: DAY, AT)
    look_over(store)
    with database.between_offices() as session:
        office = office_by_slug(session, LAKESIDE.slug)
    assert office is not None
    return operator_of(office)
