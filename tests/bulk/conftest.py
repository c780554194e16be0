"""An office with clients at several points of the cycle, and programs that speak for its people."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import clock
from app.accounts.models import Role
from app.db.engine import Database
from app.plans.actions import differing_windows
from tests.api.conftest import Speak
from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.cast import import_into
from tests.pages.stories import connecting, met, thanked, updated
from tests.pages.writing import as_csv

Json = dict[str, Any]


@pytest.fixture
def today() -> date:
    return clock.today_in("UTC")


def named(cells: dict[str, str], name: str, **more: str) -> dict[str, str]:
    email = f"{name.lower()}@alumni.example.edu"
    return {"cohort": "MBA 2025", **cells, "client_name": name, "client_email": email, **more}


class Office:
    """One office, spoken to by an advisor's program; clients are known by their names."""

    def __init__(self, database: Database, api: TestClient, as_member: Speak):
        self.database, self.api, self._as_member = database, api, as_member
        self.access: Any = api.access  # type: ignore[attr-defined]

    def another(self, role: Role) -> TestClient:
        return self._as_member(role, self.access)

    @property
    def clients(self) -> dict[str, Json]:
        return {one["name"]: one for one in self.api.get("caseload?limit=200").json()["items"]}

    def ids(self, *names: str) -> list[str]:
        return [self.clients[name]["client_id"] for name in names]

    def file(self, name: str) -> Json:
        return dict(self.api.get(f"clients/{self.ids(name)[0]}").json())

    def bulk(self, deed: str, *names: str, status: int = 200, **body: Any) -> Json:
        whom = {"client_ids": self.ids(*names)} if names else {}
        answer = self.api.post(f"caseload/bulk/{deed}", json={**whom, **body})
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def undo(self, action: Json, status: int = 200, **body: Any) -> Json:
        answer = self.api.post(f"bulk-actions/{action['id']}/undo", json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def check_plans(self) -> None:
        with self.database.transaction(self.access.office_id, write=False) as session:
            assert differing_windows(session, self.access) == []


@pytest.fixture
def office(database: Database, as_member: Callable[..., TestClient], today: date) -> Office:
    """Connie and Carl connect, Thea thanks, Rhea rests, Kate catches up, Ida lists people."""
    office = Office(database, as_member(Role.ADVISOR), as_member)
    rows = [
        named(connecting(today, 60), "Connie"),
        named(connecting(today, 5), "Carl"),
        named(met(today, {"contact_name": "Omar"}, declined=60, connected=50), "Thea"),
        named(thanked(today, 30), "Rhea"),
        named(updated(today, started=400, updated=200), "Kate", cohort="MBA 2024"),
        named(met(today, {}, declined=3), "Ida"),
    ]
    import_into(database, office.access, as_csv(rows), today)
    return office


def by_name(answer: Json, part: str, field: str) -> dict[str, Any]:
    return {one["name"]: one[field] for one in answer[part]}
