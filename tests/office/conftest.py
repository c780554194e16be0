"""The settings, read and used by people who are signed in, and by programs."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.clients.models import Client
from app.db.engine import Database
from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.pages.conftest import Person, SignIn
from tests.pages.conftest import app as app
from tests.pages.conftest import dana as dana
from tests.pages.conftest import imported as imported
from tests.pages.conftest import office as office
from tests.pages.conftest import sign_in as sign_in
from tests.pages.conftest import today as today

Told = Callable[[], list[str]]
AT_THE_DOOR = {"member.signed_in", "member.signed_out"}


@pytest.fixture
def ruth(sign_in: SignIn) -> Person:
    """An admin of the test's office."""
    return sign_in(Role.ADMIN, name="Ruth Castellanos")


@pytest.fixture
def told(database: Database, office: Access) -> Told:
    """What the audit rows of the test's office say was done, signing in and out aside."""

    def told() -> list[str]:
        with database.transaction(office.office_id, write=False) as session:
            actions = session.scalars(
                select(AuditEntry.action)
                .where(AuditEntry.office_id == office.office_id)
                .order_by(AuditEntry.id)
            )
            return [action for action in actions if action not in AT_THE_DOOR]

    return told


def versions_and_advisors(database: Database, office: Access) -> list[tuple[int, object]]:
    with database.transaction(office.office_id, write=False) as session:
        rows = session.execute(
            select(Client.version, Client.advisor_id).where(Client.office_id == office.office_id)
        )
        return [(row.version, row.advisor_id) for row in rows]
