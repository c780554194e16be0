"""Who appears in the tests: offices and their people, made by plain functions."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.actions import add_api_token
from app.accounts.models import Office
from app.accounts.queries import operator_of
from app.clients.models import Client
from app.db.base import new_id
from app.db.engine import Database
from app.imports.actions import Outcome, import_sheet
from app.imports.sheet import COLUMNS, read_sheet
from app.offers.models import Contact, Offer
from app.plans.models import Touch

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def an_office(database: Database) -> Access:
    office = Office(slug=f"office-{uuid4().hex}", name="Office", timezone="UTC", created_at=AT)
    with database.between_offices(write=True) as session:
        session.add(office)
    return operator_of(office)


def import_into(database: Database, access: Access, content: bytes, today: date = TODAY) -> Outcome:
    with database.transaction(access.office_id, write=True) as session:
        return import_sheet(session, access, read_sheet(content, today), AT)


def make_api_token(session: Session, access: Access, user_id: UUID, name: str, at: datetime) -> str:
    text, _ = add_api_token(session, access, user_id, name, at)
    return text


def a_sheet(*rows: dict[str, str]) -> bytes:
    """CSV with the sheet's own columns; each row needs to name only what matters to it."""
    person = {"client_email": "maya@alumni.example.edu", "client_name": "Maya Okafor"}
    lines = [",".join(COLUMNS)]
    lines += [",".join((person | row).get(name, "") for name in COLUMNS) for row in rows]
    return "\r\n".join(lines).encode()


ABBOTT = {"offer_employer": "Abbott", "offered_on": "2026-03-01", "declined_on": "2026-03-10"}


def a_contact(database: Database, access: Access) -> UUID:
    """One person met at one declined offer of one new client."""
    email = f"{uuid4().hex}@alumni.example.edu"
    import_into(
        database, access, a_sheet({"client_email": email, **ABBOTT, "contact_name": "Grace Kim"})
    )
    with database.transaction(access.office_id, write=False) as session:
        found = session.scalars(
            select(Contact.id)
            .join(
                Client, (Client.office_id == Contact.office_id) & (Client.id == Contact.client_id)
            )
            .where(Client.office_id == access.office_id, Client.email == email)
        )
        return found.one()


def a_touch(access: Access, contact: Contact, kind: str, on: date) -> Touch:
    return Touch(
        office_id=access.office_id,
        id=new_id(),
        client_id=contact.client_id,
        contact_id=contact.id,
        kind=kind,
        happened_on=on,
        recorded_at=AT,
    )


def how_many(database: Database, access: Access) -> dict[str, int]:
    with database.transaction(access.office_id, write=False) as session:
        return {
            table.__tablename__: session.scalars(
                select(func.count()).select_from(table).where(table.office_id == access.office_id)
            ).one()
            for table in (Client, Offer, Contact, Touch)
        }
