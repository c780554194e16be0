"""The real sheet in one office, which no test changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import User
from app.caseload.filters import Filters
from app.caseload.queries import Case, Listed, Place, list_cases
from app.clients.models import Client
from app.db.engine import Database
from tests.cast import an_office, import_into

SHEET = (Path(__file__).parent.parent / "data" / "declined-offers.csv").read_bytes()


@dataclass(frozen=True)
class RealOffice:
    database: Database
    access: Access

    @property
    def advisors(self) -> list[tuple[UUID, str]]:
        """Who has clients, by e-mail."""
        with self.database.transaction(self.access.office_id, write=False) as session:
            rows = session.execute(
                select(User.id, User.email)
                .join(Client, Client.advisor_id == User.id)
                .where(Client.office_id == self.access.office_id)
                .distinct()
                .order_by(User.email)
            )
            return [(user_id, email) for user_id, email in rows]

    def listed(
        self,
        day: date,
        filters: Filters | None = None,
        *,
        limit: int = 1_000,
        after: Place | None = None,
    ) -> Listed:
        with self.database.reading(self.access.office_id) as reader:
            return list_cases(
                reader, self.access, filters or Filters(), day, limit=limit, after=after
            )

    def walked(self, day: date, filters: Filters, limit: int) -> Iterator[Case]:
        """Page by page, by the key of the last row of each."""
        page = self.listed(day, filters, limit=limit)
        yield from page.cases
        while page.following:
            page = self.listed(day, filters, limit=limit, after=page.following)
            yield from page.cases


def a_real_office(database: Database) -> RealOffice:
    access = an_office(database)
    import_into(database, access, SHEET)
    return RealOffice(database, access)
