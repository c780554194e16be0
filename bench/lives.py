"""What the made clients' rows are stamped from: the lives of a real-sized sheet, as stored."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from app.accounts.actions import open_office
from app.accounts.queries import operator_of
from app.clients.models import Client
from app.db.base import NEVER
from app.db.tables import metadata
from app.imports.actions import import_sheet
from app.imports.sheet import read_sheet
from app.offers.models import Contact, Offer
from app.plans.models import Touch
from app.store import open_database
from bench.stores import ROOT

SHEET = ROOT / "tests" / "data" / "declined-offers.csv"
WRITTEN_ON = date(2026, 11, 23)  # the sheet's own last day
VARIANTS = 28  # days by which one life begins earlier than the next

Row = dict[str, Any]


@dataclass
class Life:
    """A client's row and those that hang on it, their windows as the rules gave them."""

    client: Row
    offers: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    touches: list[Row] = field(default_factory=list)


def lives(today: date) -> list[Life]:
    """Each of the sheet's clients, as often as there are variants, up to today at the latest."""
    found = read_lives()
    late = today - WRITTEN_ON
    return [moved(life, late - timedelta(days)) for days in range(VARIANTS) for life in found]


def read_lives() -> list[Life]:
    at = datetime(WRITTEN_ON.year, WRITTEN_ON.month, WRITTEN_ON.day, tzinfo=UTC)
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'lives.sqlite3'}")
        metadata.create_all(database.engine)
        with database.between_offices(write=True) as session:
            office = open_office(session, slug="lives", name="Lives", timezone="UTC", at=at)
        with database.transaction(office.id, write=True) as session:
            rows = read_sheet(SHEET.read_bytes(), WRITTEN_ON)
            import_sheet(session, operator_of(office), rows, at)
        with database.transaction(office.id, write=False) as session:

            def every(table: Any) -> list[Row]:
                columns = table.__table__.columns
                found = session.execute(select(*columns).order_by(table.id))
                return [dict(row._mapping) for row in found]

            by_client = {row["id"]: Life(row) for row in every(Client)}
            for row in every(Offer):
                by_client[row["client_id"]].offers.append(row | {"job_id": None})
            for row in every(Contact):
                by_client[row["client_id"]].contacts.append(row)
            for row in every(Touch):
                by_client[row["client_id"]].touches.append(row | {"recorded_by": None})
        database.dispose()
    return list(by_client.values())


def moved(life: Life, by: timedelta) -> Life:
    def move(row: Row) -> Row:
        return {
            name: value + by if isinstance(value, date) and value != NEVER else value
            for name, value in row.items()
        }

    return Life(
        move(life.client),
        [move(row) for row in life.offers],
        [move(row) for row in life.contacts],
        [move(row) for row in life.touches],
    )


def only_what_a_page_shows(life: Life) -> Life:
    """The next offer and contact alone."""
    client = life.client
    return Life(
        client,
        [row for row in life.offers if row["id"] == client["next_offer_id"]],
        [row for row in life.contacts if row["id"] == client["next_contact_id"]],
    )
