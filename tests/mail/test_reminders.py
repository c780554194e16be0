"""A reminder on the day a step opens: asked for, one a day, never by a link that is shut."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from app import clock
from app.accounts.access import Access
from app.accounts.models import Office, Role
from app.clients.models import Client
from app.clock import moment_of
from app.db.engine import Database
from app.errands.worker import Worker
from app.links.models import ShareLink
from app.mail.models import Subscription
from app.work import HANDLERS
from tests.conftest import Serving, Store
from tests.errands.cast import keep_worker_to
from tests.mail.cast import MAIL
from tests.mail.conftest import MailBox
from tests.mail.test_digest import carried
from tests.mail.test_letters import letters
from tests.mail.test_postman import html_of, text_of
from tests.ownplan.conftest import GiveLink, Holder
from tests.ownplan.conftest import give_link as give_link
from tests.pages.conftest import SITE, Import, Person, SignIn, browser
from tests.pages.conftest import dana as dana
from tests.pages.conftest import imported as imported
from tests.pages.conftest import sign_in as sign_in
from tests.pages.conftest import today as today
from tests.pages.file_of import file_of
from tests.pages.seen import Seen
from tests.pages.stories import GRACE, OFFER, days
from tests.pages.test_bulk_links import addresses, make

DAY = timedelta(days=1)


@pytest.fixture(scope="session")
def app(serving: Serving) -> FastAPI:
    return serving(SITE, **MAIL).app  # type: ignore[return-value]


@pytest.fixture
def ruth(sign_in: SignIn) -> Person:
    return sign_in(Role.ADMIN, name="Ruth Castellanos")


@pytest.fixture
def maya(
    database: Database,
    office: Access,
    dana: Person,
    give_link: GiveLink,
    imported: Import,
    today: date,
) -> Holder:
    """Of an office that reminds. Her pause ends tomorrow: then it is time to connect with two."""
    with database.between_offices(write=True) as session:
        session.get_one(Office, office.office_id).reminds_clients = True
    declined = days(today, offered=12, declined=10)
    imported(OFFER | GRACE | declined, OFFER | {"contact_name": "Omar Haddad"} | declined)
    paused = {"paused_until": (today + DAY).isoformat(), "pause_reason": "moving house"}
    assert dana.sends(f"{file_of(dana).page}/pause", paused).status == 303
    return give_link()


def eight(on: date) -> datetime:
    return moment_of(on, 8, "UTC")


def works(database: Database, office: Access, *moments: datetime) -> None:
    for at in moments:
        worker = Worker(database, "worker", handlers=HANDLERS, daily=["schedule reminders"])
        keep_worker_to(worker, office)
        worker.run_due(at)


def change(database: Database, office: Access, table: type, **values: object) -> None:
    with database.transaction(office.office_id, write=True) as session:
        session.execute(update(table).where(table.office_id == office.office_id).values(**values))  # type: ignore[attr-defined]


@pytest.fixture
def reminded(
    maya: Holder,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
    today: date,
) -> EmailMessage:
    """What arrives on the day that the step opens."""
    maya.sends("reminders", reminders="yes")
    works(database, office, clock.now(), eight(today + DAY))
    (got,) = carried(store, database, office, mailbox, eight(today + DAY))
    return got


@pytest.fixture
def maya_among_many(maya: Holder, dana: Person, app: FastAPI) -> Holder:
    """By a link that was made for several clients at once."""
    made = make(dana, "Maya Okafor", again="yes")
    (address,) = addresses(made)
    return Holder(browser(app), address.rpartition("/")[2])


def test_a_link_made_for_many_at_once_is_told_in_a_reminder_too(
    maya_among_many: Holder,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
    today: date,
) -> None:
    maya_among_many.sends("reminders", reminders="yes")
    works(database, office, clock.now(), eight(today + DAY))
    (got,) = carried(store, database, office, mailbox, eight(today + DAY))
    assert f"/p/{maya_among_many.secret}" in text_of(got)
    assert "in the browser in which" not in text_of(got)


def test_the_one_thing_to_do_arrives_on_the_day_it_opens_and_leads_to_the_plan(
    reminded: EmailMessage, app: FastAPI, database: Database, office: Access, today: date
) -> None:
    assert reminded["Subject"] == "Connect with Grace Kim on LinkedIn"
    assert reminded["To"] == "Maya Okafor <maya@alumni.example.edu>"
    for text in (text_of(reminded), html_of(reminded)):
        assert "They know that one can take one job only" in text
        assert "Omar" not in text
    link = re.search(r"/p/rgl_[0-9a-f_]+", text_of(reminded))
    assert link is not None
    assert browser(app).get(link[0]).status_code == 303
    works(database, office, *(eight(today + days * DAY) for days in (1, 2, 3)))
    assert len(letters(database, office)) == 1


@pytest.mark.parametrize(("minutes", "sent"), [(-1, 1), (0, 0)])
def test_whoever_asks_for_them_later_on_that_day_has_the_step_before_them_already(
    maya: Holder, database: Database, office: Access, today: date, minutes: int, sent: int
) -> None:
    maya.sends("reminders", reminders="yes")
    asked_at = eight(today + DAY) + timedelta(minutes=minutes)
    change(database, office, Subscription, chosen_at=asked_at)
    works(database, office, clock.now(), eight(today + DAY) + timedelta(hours=1))
    assert len(letters(database, office)) == sent


def test_after_an_outage_it_comes_once_and_not_for_what_is_old_news(
    maya: Holder, database: Database, office: Access, today: date
) -> None:
    maya.sends("reminders", reminders="yes")
    works(database, office, eight(today + 4 * DAY))
    assert letters(database, office) == []
    works(database, office, eight(today + 3 * DAY), eight(today + 3 * DAY))
    assert len(letters(database, office)) == 1


def test_a_day_that_was_asked_for_before_an_outage_is_old_news_after_it(
    maya: Holder, database: Database, office: Access, today: date
) -> None:
    maya.sends("reminders", reminders="yes")
    works(database, office, clock.now(), eight(today + 4 * DAY))
    assert letters(database, office) == []


def test_an_office_that_moves_over_the_date_line_reminds_on_its_own_day(
    maya: Holder, database: Database, office: Access, today: date
) -> None:
    maya.sends("reminders", reminders="yes")
    change(database, office, Client, paused_until=None)
    works(database, office, clock.now())
    moved = replace(office, timezone="Pacific/Pago_Pago")  # eleven hours behind UTC
    there = moment_of(today + DAY, 8, moved.timezone)
    works(database, moved, eight(today + DAY), there - timedelta(minutes=1))
    assert letters(database, office) == []
    works(database, moved, there)
    assert len(letters(database, office)) == 1


def test_in_the_language_of_the_page(
    maya: Holder, store: Store, database: Database, office: Access, mailbox: MailBox, today: date
) -> None:
    maya.http.headers["Accept-Language"] = "es"
    maya.sends("reminders", reminders="yes")
    works(database, office, clock.now(), eight(today + DAY))
    (got,) = carried(store, database, office, mailbox, eight(today + DAY))
    assert got["Subject"] == "Conéctate con Grace Kim en LinkedIn"
    assert "Abrir tu plan" in html_of(got)
    address = got["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert "¿Ya no quieres recordatorios?" in maya.http.get(address).text


def test_one_press_ends_them_and_the_page_begins_them_anew(
    reminded: EmailMessage, maya: Holder, app: FastAPI, database: Database, office: Access
) -> None:
    address = reminded["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert "No more of these letters" in maya.sees().words_of(
        "section[aria-labelledby=reminders-title] form"
    )
    stranger: TestClient = browser(app)
    del stranger.headers["Origin"]
    assert Seen(stranger.get(address)).status == 200
    assert "No more of these letters" in maya.sees().words_of(
        "section[aria-labelledby=reminders-title] form"
    )
    assert stranger.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "Send me these letters" in maya.sees().words_of(
        "section[aria-labelledby=reminders-title] form"
    )
    maya.sends("reminders", reminders="yes")
    assert stranger.get(address).status_code == 200
    assert "No more of these letters" in maya.sees().words_of(
        "section[aria-labelledby=reminders-title] form"
    )
    maya.sends("reminders", reminders="no")
    with database.transaction(office.office_id, write=False) as session:
        (one,) = session.query(Subscription).filter_by(office_id=office.office_id)
        assert one.ended_by == "page"


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (ShareLink, {"revoked_at": clock.now()}),
        (ShareLink, {"expires_on": date(2020, 1, 1)}),
        (Client, {"paused_until": date(2998, 1, 1)}),
        (Subscription, {"ended_at": clock.now()}),
    ],
)
def test_none_by_a_link_that_is_shut_nor_on_a_pause_nor_when_ended_meanwhile(
    maya: Holder,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
    today: date,
    table: type,
    values: dict[str, object],
) -> None:
    """Also where the letter lay in the outbox already."""
    maya.sends("reminders", reminders="yes")
    works(database, office, clock.now(), eight(today + DAY))
    assert len(letters(database, office)) == 1
    change(database, office, table, **values)
    assert carried(store, database, office, mailbox, eight(today + DAY)) == []


def test_a_link_whose_secret_is_not_ours_to_tell_is_not_told(
    maya: Holder, store: Store, database: Database, office: Access, mailbox: MailBox, today: date
) -> None:
    maya.sends("reminders", reminders="yes")
    change(database, office, ShareLink, salt=None)
    works(database, office, clock.now(), eight(today + DAY))
    (got,) = carried(store, database, office, mailbox, eight(today + DAY))
    assert f"{maya.base}/plan" in text_of(got)
    assert "rgl_" not in text_of(got)
    assert "the link that you were sent" in text_of(got)


def test_none_where_the_office_sends_none_or_everybody_is_closed(
    maya: Holder, ruth: Person, database: Database, office: Access, today: date
) -> None:
    maya.sends("reminders", reminders="yes")
    fields = {"name": "Office", "timezone": "UTC", "reminds_clients": "no"}
    assert ruth.sends("settings/office", fields).status == 303
    assert maya.sees().soup.select_one("#reminders-title") is None
    works(database, office, clock.now(), eight(today + DAY))
    token = ruth.sends("settings/tokens", {"name": "x", "scopes": "admin,read"})
    headers = {"Authorization": f"Bearer {token.words_of('#secret')}"}
    changed = ruth.http.patch("/api/v1/office", json={"reminds_clients": True}, headers=headers)
    assert changed.json()["reminds_clients"] is True
    closing = {"of": file_of(ruth).client, "closed_reason": "retired"}
    assert ruth.sends("caseload/bulk/close/do", closing).status == 303
    works(database, office, eight(today + DAY))
    assert letters(database, office) == []
