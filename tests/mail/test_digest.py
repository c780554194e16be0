"""The weekly letter to an advisor: at the hour they chose, once a week, and not without news."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from app.accounts.access import Access
from app.accounts.models import Membership, Office, Role
from app.accounts.queries import operator_of
from app.db.engine import Database
from app.errands.models import Errand
from app.errands.worker import Worker
from app.mail.actions import NOT_WANTED
from app.mail.models import Subscription
from app.today.digest import choose_digest
from app.today.forms import DigestChoice, Weekday
from app.work import HANDLERS, postman
from tests.cast import ABBOTT, AT, TODAY, a_sheet, import_into
from tests.conftest import Serving, Store
from tests.errands.cast import keep_to, keep_worker_to
from tests.mail.cast import MAIL, settings_for
from tests.mail.conftest import MailBox
from tests.mail.test_letters import letters
from tests.mail.test_postman import html_of, text_of
from tests.pages.conftest import SITE, Person, SignIn, browser
from tests.pages.conftest import sign_in as sign_in
from tests.pages.seen import Seen

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MONDAY_AT_8 = datetime(2026, 11, 23, 8, tzinfo=UTC)  # TODAY
CHOSEN_AT = MONDAY_AT_8 - 2 * DAY


@pytest.fixture(scope="session")
def app(serving: Serving) -> FastAPI:
    return serving(SITE, **MAIL).app  # type: ignore[return-value]


@pytest.fixture
def dana(sign_in: SignIn) -> Person:
    return sign_in()


def a_client(database: Database, office: Access, name: str, advisor: str, declined: int) -> None:
    """Who declined so many days ago, and has not connected since."""
    on = (TODAY - declined * DAY).isoformat()
    row = {
        "client_email": f"{name.split()[0].lower()}@alumni.example.edu",
        "client_name": name,
        "advisor_email": advisor,
        **ABBOTT,
        "offered_on": on,
        "declined_on": on,
        "contact_name": "Grace Kim",
    }
    import_into(database, office, a_sheet(row))


def works(database: Database, office: Access, *moments: datetime) -> None:
    worker = Worker(database, "worker", handlers=HANDLERS, daily=["schedule digests"])
    keep_worker_to(worker, office)
    for at in moments:
        worker.run_due(at)


def chooses(
    database: Database,
    office: Access,
    person: Person,
    weekday: Weekday = Weekday.MONDAY,
    hour: int = 8,
    at: datetime = CHOSEN_AT,
) -> None:
    access = Access(
        office_id=office.office_id, timezone=office.timezone, role=Role.ADVISOR,
        user_id=person.user_id, via="console",
    )  # fmt: skip
    with database.transaction(office.office_id, write=True) as session:
        choose_digest(session, access, DigestChoice(weekday=weekday, hour=hour), at)


def carried(
    store: Store, database: Database, office: Access, box: MailBox, at: datetime
) -> list[EmailMessage]:
    carrier = postman(database, settings_for(store, mail_url=box.url), "postman")
    keep_to(carrier, office)
    carrier.run_due(at)
    return box.got


@pytest.fixture
def clients(database: Database, office: Access, dana: Person) -> None:
    a_client(database, office, "Maya Okafor", dana.email, declined=24)  # stalled three days ago
    a_client(database, office, "Lee Wong", dana.email, declined=3)  # due in four days
    a_client(database, office, "Ana Silva", dana.email, declined=100)  # stalled long ago
    a_client(database, office, "Omar Haddad", "", declined=24)  # nobody's


@pytest.mark.usefixtures("clients")
def test_it_tells_who_became_stalled_and_what_is_due_at_the_chosen_hour(
    dana: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    chooses(database, office, dana)
    works(database, office, CHOSEN_AT, MONDAY_AT_8 - timedelta(seconds=1))
    assert letters(database, office) == []
    works(database, office, MONDAY_AT_8)
    (got,) = carried(store, database, office, mailbox, MONDAY_AT_8)
    assert got["Subject"] == "1 client became stalled, 1 is due in the coming week"
    assert got["To"] == f"Dana Reed <{dana.email}>"
    for text in (text_of(got), html_of(got)):
        assert "Maya Okafor" in text
        assert "Lee Wong" in text
        assert "Ana Silva" not in text
        assert "Omar" not in text
    assert "Maya Okafor: Not connected yet: Grace Kim, Abbott." in text_of(got)
    assert "1 more was stalled before" in text_of(got)
    assert f"/o/{dana.slug}/clients/" in html_of(got)


@pytest.mark.usefixtures("clients")
def test_all_are_counted_however_few_are_looked_at(
    dana: Person,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.today.digest.MOST", 1)
    a_client(database, office, "Noor Rahman", dana.email, declined=23)
    a_client(database, office, "Hugo Weiss", dana.email, declined=10)  # overdue for three days
    a_client(database, office, "Iris Chen", dana.email, declined=0)  # not before Monday in a week
    chooses(database, office, dana)
    works(database, office, MONDAY_AT_8)
    (got,) = carried(store, database, office, mailbox, MONDAY_AT_8)
    said = "2 clients became stalled, 1 is overdue, 1 is due in the coming week"
    assert got["Subject"] == said
    for text in (text_of(got), html_of(got)):
        assert "2 clients became stalled. A word now is still easy. 1 more was stalled" in text
        assert text.count("and 1 more, on your caseload") == 1
        assert "1, on your caseload" in text.replace("and 1 more, on your caseload", "")


@pytest.mark.usefixtures("clients")
def test_whoever_is_overdue_is_not_told_to_be_due_in_the_coming_week(
    dana: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    a_client(database, office, "Hugo Weiss", dana.email, declined=10)  # overdue for three days
    chooses(database, office, dana)
    works(database, office, MONDAY_AT_8)
    (got,) = carried(store, database, office, mailbox, MONDAY_AT_8)
    said = "1 client became stalled, 1 is overdue, 1 is due in the coming week"
    assert got["Subject"] == said
    _stalled, overdue, due = re.split("OVERDUE|DUE IN THE COMING WEEK", text_of(got))
    assert "Hugo Weiss: Not connected yet" in overdue
    assert "Lee Wong: Connect" in due
    assert "Hugo" not in due


def test_who_is_overdue_is_told_where_nothing_else_is(
    dana: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    for name, declined in (("Hugo Weiss", 10), ("Noor Rahman", 9)):
        a_client(database, office, name, dana.email, declined=declined)
    chooses(database, office, dana)
    works(database, office, MONDAY_AT_8)
    (got,) = carried(store, database, office, mailbox, MONDAY_AT_8)
    assert got["Subject"] == "2 clients are overdue"


@pytest.mark.usefixtures("clients")
def test_once_a_week_after_an_outage_by_two_workers_and_after_a_change_of_mind(
    dana: Person, database: Database, office: Access
) -> None:
    chooses(database, office, dana)
    back = MONDAY_AT_8 + 2 * DAY  # no worker ran meanwhile
    works(database, office, back)
    works(database, office, back, back + DAY)
    assert len(letters(database, office)) == 1
    chooses(database, office, dana, Weekday.FRIDAY, at=back + DAY)
    works(database, office, back + DAY, back + 3 * DAY)
    assert len(letters(database, office)) == 1
    a_client(database, office, "Noor Haddad", dana.email, declined=24)
    works(database, office, *(back + days * DAY for days in range(4, 10)))
    assert len(letters(database, office)) == 2
    works(database, office, back + 60 * DAY)  # one, however long nobody ran
    assert len(letters(database, office)) == 3


@pytest.mark.usefixtures("clients")
def test_two_weeks_that_an_outage_kept_waiting_make_one_letter(
    dana: Person, database: Database, office: Access
) -> None:
    chooses(database, office, dana)
    works(database, office, CHOSEN_AT)  # asks for Monday, on which no worker runs
    works(database, office, MONDAY_AT_8 + WEEK, MONDAY_AT_8 + WEEK + timedelta(hours=1))
    assert len(letters(database, office)) == 1


@pytest.mark.usefixtures("clients")
def test_the_first_letter_tells_of_all_who_became_stalled_since_it_was_chosen(
    dana: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    a_client(database, office, "Noor Haddad", dana.email, declined=20)  # stalls on Tuesday
    chooses(database, office, dana)
    back = MONDAY_AT_8 + 40 * DAY
    works(database, office, back)
    (got,) = carried(store, database, office, mailbox, back)
    assert "Noor Haddad" in text_of(got)


@pytest.mark.usefixtures("clients")
def test_an_office_that_moves_keeps_the_hour(
    dana: Person, database: Database, office: Access
) -> None:
    chooses(database, office, dana)
    works(database, office, CHOSEN_AT)
    with database.between_offices(write=True) as session:
        there = session.get_one(Office, office.office_id)
        there.timezone = "Pacific/Honolulu"  # ten hours behind UTC
    moved, there_at_8 = operator_of(there), MONDAY_AT_8 + timedelta(hours=10)
    works(database, moved, MONDAY_AT_8, MONDAY_AT_8 + timedelta(hours=9))
    assert letters(database, moved) == []
    works(database, moved, there_at_8)
    assert len(letters(database, moved)) == 1


def test_no_letter_where_there_is_nothing_to_say_or_nobody_asked(
    dana: Person, database: Database, office: Access
) -> None:
    works(database, office, MONDAY_AT_8)
    a_client(database, office, "Ana Silva", dana.email, declined=100)
    chooses(database, office, dana)
    works(database, office, MONDAY_AT_8)
    assert letters(database, office) == []


@pytest.mark.usefixtures("clients")
@pytest.mark.parametrize("change", [{"role": "analyst"}, {"closed_at": AT}])
def test_whoever_may_not_see_clients_any_more_gets_none(
    dana: Person, database: Database, office: Access, change: dict[str, object]
) -> None:
    chooses(database, office, dana)
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Membership)
            .where(Membership.office_id == office.office_id, Membership.user_id == dana.user_id)
            .values(**change)
        )
    works(database, office, MONDAY_AT_8)
    assert letters(database, office) == []


@pytest.mark.usefixtures("clients")
@pytest.mark.parametrize("change", [{"role": "analyst"}, {"closed_at": AT}])
def test_nor_one_that_waited_meanwhile(
    dana: Person,
    sign_in: SignIn,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
    change: dict[str, object],
) -> None:
    chooses(database, office, dana)
    works(database, office, MONDAY_AT_8)
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Membership)
            .where(Membership.office_id == office.office_id, Membership.user_id == dana.user_id)
            .values(**change)
        )
    assert carried(store, database, office, mailbox, MONDAY_AT_8) == []
    (letter,) = letters(database, office)
    assert letter.trouble == NOT_WANTED
    sign_in(Role.ADMIN).sees(f"settings/letters/{letter.id}")


@pytest.mark.usefixtures("clients")
def test_the_hour_is_one_of_the_offices_own_clocks(
    dana: Person, database: Database, office: Access
) -> None:
    with database.between_offices(write=True) as session:
        there = session.get_one(Office, office.office_id)
        there.timezone = "America/Chicago"
    office = operator_of(there)
    chooses(database, office, dana)
    works(database, office, MONDAY_AT_8, MONDAY_AT_8 + timedelta(hours=5, minutes=59))
    assert letters(database, office) == []
    works(database, office, MONDAY_AT_8 + timedelta(hours=6))
    assert len(letters(database, office)) == 1


@pytest.mark.usefixtures("clients")
def test_one_press_in_the_letter_ends_it_without_signing_in(
    dana: Person,
    sign_in: SignIn,
    app: FastAPI,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> None:
    chooses(database, office, dana)
    works(database, office, MONDAY_AT_8)
    (got,) = carried(store, database, office, mailbox, MONDAY_AT_8)
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = got["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert address in html_of(got)
    stranger = browser(app)
    del stranger.headers["Origin"]
    shown = Seen(stranger.get(address))
    assert shown.soup.select_one(f"form[method=post][action='{address}'] button") is not None
    assert "My letter" in dana.sees("settings/digest").text
    assert "on Mondays at 8:00" in dana.sees("settings/digest").text
    forged = address[:60] + ("1" if address[60] == "0" else "0") + address[61:]
    assert stranger.post(forged).status_code == 404
    for _ in range(2):
        ended = stranger.post(address, content="List-Unsubscribe=One-Click")
        assert ended.status_code == 200
        assert "You get no more of these letters" in ended.text
    assert "on Mondays" not in dana.sees("settings/digest").text
    works(database, office, MONDAY_AT_8 + WEEK)
    assert len(letters(database, office)) == 1
    ruth = sign_in(Role.ADMIN)
    assert "The weekly letter: ended from a letter" in ruth.sees("settings/letters").text


def test_it_is_chosen_and_ended_on_a_page_and_by_the_api(
    dana: Person, database: Database, office: Access
) -> None:
    fields = {"weekday": "friday", "hour": "15"}
    assert "The next letter comes" in dana.goes_on(dana.sends("settings/digest", fields)).text
    assert "on Fridays at 15:00" in dana.sees("settings/digest").text
    assert dana.sends("settings/digest", {"weekday": "friday", "hour": "24"}).error_at("hour")
    with database.transaction(office.office_id, write=False) as session:
        errands = select(func.count()).where(
            Errand.office_id == office.office_id, Errand.kind == "send digest"
        )
        assert session.scalar(errands) == 1
    token = dana.sends("settings/tokens", {"name": "x", "scopes": "write,read"})
    headers = {"Authorization": f"Bearer {token.words_of('#secret')}"}
    assert dana.http.get("/api/v1/digest", headers=headers).json() == {
        "weekday": "friday",
        "hour": 15,
    }
    changed = dana.http.put(
        "/api/v1/digest", json={"weekday": "monday", "hour": 8}, headers=headers
    )
    assert changed.json() == {"weekday": "monday", "hour": 8}
    assert dana.http.delete("/api/v1/digest", headers=headers).status_code == 204
    with database.transaction(office.office_id, write=False) as session:
        (one,) = session.scalars(
            select(Subscription).where(Subscription.office_id == office.office_id)
        )
        assert one.ended_by == "page"
