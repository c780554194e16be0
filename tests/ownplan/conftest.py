"""A client with a link: their browser, and the advisor's beside it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from app import clock
from app.accounts.access import Access
from app.clients.models import Client
from app.db.engine import Database
from app.links.actions import make_link
from app.links.forms import NewShareLink
from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.pages.conftest import Import, browser
from tests.pages.conftest import app as app
from tests.pages.conftest import dana as dana
from tests.pages.conftest import imported as imported
from tests.pages.conftest import office as office
from tests.pages.conftest import sign_in as sign_in
from tests.pages.conftest import today as today
from tests.pages.file_of import ID
from tests.pages.seen import Seen, fields_of
from tests.pages.stories import GRACE, OFFER, days


class Holder:
    """A client at a browser, with a link. Paths are below the link's own address."""

    def __init__(self, http: TestClient, secret: str):
        self.http, self.secret = http, secret
        opened = http.get(f"/p/{secret}")
        assert opened.status_code == 303, opened.text
        self.base = opened.headers["location"].removesuffix("/plan")

    def sees(self, path: str = "plan", **query: str) -> Seen:
        return Seen(self.http.get(f"{self.base}/{path}", params=query or None))

    def sends(self, path: str, **fields: str) -> Seen:
        return Seen(self.http.post(f"{self.base}/{path}", data=fields))

    def fills(self, path: str, **fields: str) -> Seen:
        """The form as it is shown, with these fields changed."""
        return self.sends(path, **fields_of(self.sees(path).soup.select_one("form")) | fields)

    def goes_on(self, seen: Seen) -> Seen:
        assert seen.status == 303, seen.text
        return Seen(self.http.get(seen.headers["location"]))

    def id_of(self, kind: str) -> str:
        found = re.search(f"/{kind}/({ID})/", self.sees().response.text)
        assert found is not None
        return found[1]

    @property
    def grace(self) -> str:
        return f"contacts/{self.id_of('contacts')}"


GiveLink = Callable[..., Holder]


@pytest.fixture
def give_link(app: FastAPI, database: Database, office: Access, today: date) -> GiveLink:
    """A link to the plan of the client of this name, opened in a browser of its own."""

    def give_link(name: str = "Maya Okafor", *, can_update: bool = True) -> Holder:
        with database.transaction(office.office_id, write=True) as session:
            of_name = (Client.office_id == office.office_id, Client.name == name)
            client_id = session.scalars(select(Client.id).where(*of_name)).one()
            form = NewShareLink(can_update=can_update)
            key = app.state.settings.key
            secret, _ = make_link(
                session, office, client_id, form, today=today, at=clock.now(), key=key
            )
        return Holder(browser(app), secret)

    return give_link


@pytest.fixture
def maya(give_link: GiveLink, imported: Import, today: date) -> Holder:
    """She declined ten days ago and has not connected with Grace Kim yet."""
    imported(OFFER | GRACE | days(today, offered=12, declined=10))
    return give_link()


def before(today: date, number: int) -> str:
    return (today - timedelta(number)).isoformat()
