"""The ids on a client's page, as its addresses name them."""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import Office
from app.clients.models import Client
from app.db.engine import Database
from tests.pages.conftest import Person
from tests.pages.seen import Seen

ID = "[0-9a-f]{8}-[0-9a-f-]{27}"


@dataclass(frozen=True, slots=True)
class File:
    client: str
    offer: str
    contact: str
    job: str
    touch: str

    def path(self, template: str) -> str:
        return template.format(**{name: getattr(self, name) for name in self.__slots__})

    @property
    def page(self) -> str:
        return f"clients/{self.client}"


def file_of(person: Person, name: str = "Maya Okafor") -> File:
    """The first of each; blank where there is none."""
    client = client_named(person, name)
    page = person.sees(f"clients/{client}")

    def first(kind: str) -> str:
        found = re.search(f"/{kind}/({ID})/", page.response.text)
        return found[1] if found else ""

    return File(str(client), first("offers"), first("contacts"), first("jobs"), first("touches"))


def client_named(person: Person, name: str) -> UUID:
    """From the database, which is asked in a tenth of the time that a list of them takes."""
    database: Database = person.http.app.state.database  # type: ignore[attr-defined]
    with database.between_offices(user_id=person.user_id) as session:
        office_id = session.scalars(select(Office.id).where(Office.slug == person.slug)).one()
    with database.transaction(office_id, write=False) as session:
        ours = select(Client.id).where(Client.office_id == office_id, Client.name == name)
        return session.scalars(ours).one()


def now_of(seen: Seen) -> tuple[str, str, list[str]]:
    """What is to be done now: its state and lateness, its words, its buttons."""
    return (
        seen.words_of("#now > p"),
        seen.words_of("#now h2"),
        seen.all_words_of("#now .acts :is(a, button)"),
    )
