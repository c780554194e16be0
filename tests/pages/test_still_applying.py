"""While a new policy has yet to reach some clients, whatever shows dates by it says so."""

from datetime import date

import pytest

from app.accounts.access import Access
from app.accounts.models import Role
from app.db.engine import Database
from app.plans.applying import held_policy
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.stories import connecting

SAID = "New rules are being applied"


@pytest.fixture
def stalled(database: Database, office: Access, imported: Import, today: date) -> None:
    """One client, whom a policy that was set just now has not reached yet."""
    imported(connecting(today, 60))
    with database.transaction(office.office_id, write=True) as session:
        held_policy(session, office).version += 1


PAGES = (
    "caseload", "today", "exports", "employers/abbott", "reports", "reports/compare",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_it_is_said_on_the_page(dana: Person, stalled: None, path: str) -> None:
    assert SAID in dana.sees(path).text


@pytest.mark.parametrize("path", PAGES)
def test_else_nothing_is_said(dana: Person, imported: Import, today: date, path: str) -> None:
    imported(connecting(today, 60))
    assert SAID not in dana.sees(path).text


def test_whoever_reads_reports_alone_is_told_without_numbers(
    sign_in: SignIn, stalled: None
) -> None:
    mei = sign_in(Role.ANALYST)
    seen = mei.sees("reports")
    assert SAID in seen.text
    assert "progress" not in str(seen.soup.main)
    assert SAID in mei.http.get(mei.address("reports/file?format=csv")).text
