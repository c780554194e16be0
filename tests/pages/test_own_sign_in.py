"""Where one is signed in, ending it elsewhere, another password, and an end by lying idle."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app import clock
from app.accounts.access import Access
from app.accounts.actions import let_in
from app.accounts.models import Office, Role, User, WebSession
from app.accounts.queries import find_user
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.mail.models import Letter
from app.main import create_app
from app.settings import Settings
from app.sign_in.actions import MOST_BY_EMAIL
from app.sign_in.arriving import browser_named
from tests.cast import AT, an_office
from tests.conftest import Store, on_sqlite
from tests.pages.conftest import SITE, Person, SignIn, browser
from tests.pages.seen import Seen
from tests.pages.test_sessions import change_sessions, is_let_in
from tests.pages.test_sign_in import PASSWORD, a_login

NEW = "seven quiet rivers"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def two_offices(database: Database, office: Access) -> list[Access]:
    return [office, an_office(database)]


@pytest.fixture
def email(database: Database, two_offices: list[Access]) -> str:
    return a_login(database, *two_offices)


def at_browser(
    app: FastAPI,
    database: Database,
    office: Access,
    email: str,
    agent: str = "",
    password: str = PASSWORD,
) -> Person:
    """Signed in as a person does it."""
    http = browser(app)
    http._transport.client = (uuid4().hex, 50_000)  # type: ignore[attr-defined]
    http.headers["User-Agent"] = agent
    signed_in = http.post("/login", data={"email": email, "password": password})
    assert signed_in.status_code == 303
    with database.between_offices() as session:
        user = find_user(session, email)
        assert user is not None
        slug = slug_of(database, office)
    return Person(http, user.id, email, slug)


def slug_of(database: Database, office: Access) -> str:
    with database.transaction(office.office_id, write=False) as session:
        return session.get_one(Office, office.office_id).slug


@pytest.fixture
def desk(app: FastAPI, database: Database, office: Access, email: str) -> Person:
    return at_browser(app, database, office, email, FIREFOX)


@pytest.fixture
def phone(app: FastAPI, database: Database, two_offices: list[Access], email: str) -> Person:
    """At the other office, later."""
    return at_browser(app, database, two_offices[1], email, SAFARI)


def ends(person: Person, which: str = "others", password: str = PASSWORD) -> Seen:
    return person.sends("me", {"browser": which, "password": password})


def elsewhere(seen: Seen) -> dict[str, str]:
    """What the page calls each other browser, and what it is ended by."""
    return {
        seen.words_of(f"label[for={box['id']}]"): str(box["value"])
        for box in seen.soup.select("input[name=browser]")
    }


def test_each_browser_is_listed_once_by_its_name_and_this_one_is_marked(
    desk: Person, phone: Person
) -> None:
    seen = desk.sees("me")
    assert "This browser: Firefox on Windows" in seen.words_of("main")
    (called,) = elsewhere(seen)
    assert called.startswith("Safari on an iPhone")
    assert "Signed in today at" in called
    assert "last used today" in called
    assert "This browser: Safari on an iPhone" in phone.sees("me").words_of("main")


def test_the_way_there_stands_beside_signing_out(desk: Person, sign_in: SignIn) -> None:
    for person in (desk, sign_in(Role.ANALYST)):
        (link,) = person.sees("reports").soup.select("details.me a[href$='/me']")
        assert person.sees(str(link["href"])).status == 200


def test_one_is_ended_at_once_in_every_office_and_others_go_on(
    app: FastAPI, database: Database, office: Access, email: str, desk: Person, phone: Person
) -> None:
    third = at_browser(app, database, office, email)
    found = elsewhere(desk.sees("me"))
    assert set(found.values()) > {"others"}
    (safari,) = [which for called, which in found.items() if called.startswith("Safari")]
    done = desk.goes_on(ends(desk, safari))
    assert "It is signed out there." in done.words_of(".notice")
    assert not is_let_in(phone)
    assert not is_let_in(phone, f"/o/{desk.slug}/caseload")
    assert phone.sees("/").headers["location"] == "/login"
    assert is_let_in(desk)
    assert is_let_in(third)


def test_all_others_are_ended_at_once_and_it_is_on_record(
    app: FastAPI,
    database: Database,
    two_offices: list[Access],
    email: str,
    desk: Person,
    phone: Person,
) -> None:
    third = at_browser(app, database, two_offices[0], email)
    desk.goes_on(ends(desk))
    assert (is_let_in(desk), is_let_in(phone), is_let_in(third)) == (True, False, False)
    assert "You are signed in nowhere else." in desk.sees("me").words_of("main")
    for office in two_offices:
        with database.transaction(office.office_id, write=False) as session:
            (entry,) = session.scalars(
                select(AuditEntry).where(
                    AuditEntry.office_id == office.office_id, AuditEntry.action == "sessions.ended"
                )
            )
            assert (entry.actor_id, entry.details) == (desk.user_id, {"sessions": 2})


def deeds_of(database: Database, office: Access) -> list[tuple[str, object]]:
    with database.transaction(office.office_id, write=False) as session:
        found = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.office_id == office.office_id)
            .order_by(AuditEntry.id)
        )
        return [(one.action, one.actor_id) for one in found]


def test_signing_out_is_on_record_in_each_office_once(
    database: Database, two_offices: list[Access], desk: Person, phone: Person
) -> None:
    before = [len(deeds_of(database, office)) for office in two_offices]
    for _ in range(2):
        assert desk.http.post("/logout").status_code == 303
    for office, known in zip(two_offices, before, strict=True):
        assert deeds_of(database, office)[known:] == [("member.signed_out", desk.user_id)]


def test_another_password_is_on_record_in_each_office(
    database: Database, two_offices: list[Access], desk: Person
) -> None:
    assert changes(desk).status == 303
    for office in two_offices:
        told = [deed for deed in deeds_of(database, office) if deed[0].startswith("password")]
        assert told == [("password.set", desk.user_id)]


def test_where_no_session_was_ended_nothing_is_on_record(
    app: FastAPI, database: Database, two_offices: list[Access], desk: Person, phone: Person
) -> None:
    """In an office that let them in after that browser had signed in."""
    later = an_office(database)
    with database.transaction(later.office_id, write=True) as session:
        let_in(session, later, desk.user_id, Role.ADVISOR, AT)
    desk.goes_on(ends(desk))
    assert deeds_of(database, later) == []


@pytest.mark.parametrize("password", ["", "a wrong one entirely", "x" * 1_001, "\x00" * 12])
def test_nobody_is_shut_out_by_whoever_finds_a_browser_open(
    desk: Person, phone: Person, password: str
) -> None:
    refused = ends(desk, password=password)
    assert refused.status == 422
    assert refused.error_at("password")
    assert is_let_in(phone)


def test_guesses_are_counted_as_at_the_door(desk: Person, phone: Person) -> None:
    statuses = [ends(desk, password=f"guess {n}").status for n in range(MOST_BY_EMAIL + 1)]
    assert statuses == [422] * MOST_BY_EMAIL + [429]
    shut = ends(desk)
    assert (shut.status, is_let_in(phone)) == (429, True)
    assert int(shut.headers["retry-after"]) > 0
    for path in ("me", "me/password"):
        shut = desk.sends(path, {"password": PASSWORD, "current": PASSWORD})
        assert "Too many attempts" in shut.words_of("main [role=alert]")


@pytest.mark.parametrize("which", ["", "nonsense", str(UUID(int=1)), "theirs", "own"])
def test_nobody_else_s_browser_is_ended_nor_the_one_that_asks(
    app: FastAPI, database: Database, office: Access, desk: Person, phone: Person, which: str
) -> None:
    colleague = at_browser(app, database, office, a_login(database, office))
    with database.transaction(office.office_id, write=False) as session:
        of = {"theirs": colleague.user_id, "own": desk.user_id}.get(which)
        ids = session.scalars(
            select(WebSession.id)
            .where(WebSession.office_id == office.office_id, WebSession.user_id == of)
            .order_by(WebSession.created_at)
        ).all()
    done = ends(desk, str(ids[0]) if ids else which)
    assert done.status == 303
    assert is_let_in(colleague)
    assert is_let_in(desk)
    assert is_let_in(phone)


@pytest.mark.parametrize(
    "change", [{"revoked_at": True}, {"expires_at": True}, {"last_used_at": True}]
)
def test_what_has_ended_already_is_not_listed(
    app: FastAPI, database: Database, office: Access, change: dict[str, Any]
) -> None:
    email = a_login(database, office)
    desk = at_browser(app, database, office, email)
    change_sessions(
        database, desk, office, **dict.fromkeys(change, clock.now() - timedelta(days=5))
    )
    again = at_browser(app, database, office, email)
    assert "You are signed in nowhere else." in again.sees("me").words_of("main")


def changes(person: Person, **fields: str) -> Seen:
    usual = {"current": PASSWORD, "password": NEW, "again": NEW}
    return person.sends("me/password", usual | fields)


def test_another_password_ends_all_other_browsers_and_says_so(
    app: FastAPI, database: Database, office: Access, email: str, desk: Person, phone: Person
) -> None:
    before = desk.http.cookies["regards"]
    done = desk.goes_on(changes(desk))
    assert "Every other browser is signed out." in done.words_of(".notice")
    assert is_let_in(desk)
    assert not is_let_in(phone)
    assert desk.http.cookies["regards"] != before
    thief = browser(app)
    thief.cookies.set("regards", before)
    assert not is_let_in(Person(thief, desk.user_id, email, desk.slug))
    assert (
        browser(app).post("/login", data={"email": email, "password": PASSWORD}).status_code == 422
    )
    at_browser(app, database, office, email, password=NEW)
    with database.transaction(office.office_id, write=False) as session:
        (letter,) = session.scalars(select(Letter).where(Letter.office_id == office.office_id))
        assert (letter.kind, letter.to_email) == ("password_changed", email)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"current": ""}, "current"),
        ({"current": "not the one"}, "current"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "iloveyou1234", "again": "iloveyou1234"}, "password"),
        ({"password": "danareed2026", "again": "danareed2026"}, "password"),
        ({"again": "another password"}, "again"),
    ],
)
def test_what_is_wrong_with_it_is_said_at_the_field_and_nothing_is_changed(
    desk: Person, phone: Person, fields: dict[str, str], at: str
) -> None:
    refused = changes(desk, **fields)
    assert refused.status == 422
    assert refused.error_at(at)
    assert PASSWORD not in refused.text
    assert is_let_in(phone)
    assert changes(desk).status == 303


def test_whoever_signs_in_again_in_a_browser_leaves_the_session_it_had(
    app: FastAPI, email: str, desk: Person
) -> None:
    before = desk.http.cookies["regards"]
    desk.http.post("/login", data={"email": email, "password": PASSWORD})
    assert desk.http.cookies["regards"] != before
    assert is_let_in(desk)
    thief = browser(app)
    thief.cookies.set("regards", before)
    assert not is_let_in(Person(thief, desk.user_id, email, desk.slug))


def used_at(database: Database, person: Person, office: Access) -> Any:
    with database.transaction(office.office_id, write=False) as session:
        return session.scalars(
            select(WebSession.last_used_at).where(
                WebSession.office_id == office.office_id, WebSession.user_id == person.user_id
            )
        ).one()


@pytest.mark.parametrize(("hours", "is_in"), [(95, True), (97, False)])
def test_a_browser_that_lay_idle_too_long_lets_nobody_in(
    desk: Person, database: Database, two_offices: list[Access], hours: int, is_in: bool
) -> None:
    ago = clock.now() - timedelta(hours=hours)
    for office in two_offices:
        change_sessions(database, desk, office, last_used_at=ago)
    assert is_let_in(desk) is is_in
    assert (desk.sees("/").status == 200) is is_in


def test_how_long_it_may_lie_idle_is_set(
    store: Store, database: Database, office: Access, desk: Person
) -> None:
    change_sessions(database, desk, office, last_used_at=clock.now() - timedelta(hours=3))
    settings = Settings(
        database_url=store.service_url, base_url=SITE, session_idle_hours=2, _env_file=None
    )
    elsewhere = browser(create_app(settings))
    elsewhere.cookies.set("regards", desk.http.cookies["regards"])
    assert not is_let_in(Person(elsewhere, desk.user_id, desk.email, desk.slug))
    assert is_let_in(desk)
    elsewhere.app.state.database.dispose()  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["caseload", "settings/policy", "me"])
def test_a_visit_is_noted_within_the_hour_in_each_office_that_the_browser_opens(
    desk: Person, database: Database, two_offices: list[Access], path: str
) -> None:
    def used() -> list[Any]:
        return [used_at(database, desk, office) for office in two_offices]

    for minutes, is_noted in ((50, False), (70, True), (None, True)):
        ago = clock.now() - timedelta(minutes=minutes) if minutes else None
        for office in two_offices:
            change_sessions(database, desk, office, last_used_at=ago)
        assert desk.sees(path).status == 200
        assert all((one != ago) is is_noted for one in used())


@on_sqlite
def test_a_visit_waits_for_no_other_writer(
    desk: Person, database: Database, two_offices: list[Access]
) -> None:
    """It is noted the next time instead, everywhere."""
    ago = clock.now() - timedelta(hours=2)
    for office in two_offices:
        change_sessions(database, desk, office, last_used_at=ago)
    with database.transaction(two_offices[1].office_id, write=True) as session:
        session.execute(update(User).values(name=User.name))
        assert is_let_in(desk)
    assert [used_at(database, desk, office) for office in two_offices] == [ago, ago]
    assert is_let_in(desk)
    assert ago not in [used_at(database, desk, office) for office in two_offices]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on an iPhone"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0",
            "Edge on a Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/144.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/144.0.0.0 Safari/537.36",
            "Chrome on ChromeOS",
        ),
        ("Something (Linux)", "A browser on Linux"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_what_people_call_it(user_agent: str, name: str) -> None:
    assert browser_named(user_agent) == name
