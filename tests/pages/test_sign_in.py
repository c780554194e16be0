"""Signing in: the right words, the wrong ones, too many of them, and where one comes out."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from app import clock
from app.accounts.access import Access
from app.accounts.actions import let_in, name_person, set_first_password
from app.accounts.models import Role, SignInFailures
from app.db.engine import Database
from app.office.forms import NewInvitation
from app.office.joining import invite
from app.sign_in.actions import (
    ATTEMPTS_WITHIN,
    MOST_BY_ADDRESS,
    MOST_BY_EMAIL,
    count_attempt,
    line_of,
)
from tests.cast import AT, an_office
from tests.pages.conftest import SITE, browser
from tests.pages.seen import Seen

PASSWORD = "correct horse battery"
OURS = {"Sec-Fetch-Site": "same-origin"}
WRONG = "E-mail and password do not belong together."


@pytest.fixture
def email(database: Database, office: Access) -> str:
    return a_login(database, office)


def a_login(database: Database, *offices: Access) -> str:
    """Somebody new with a password, let into these offices."""
    email = f"{uuid4().hex}@careers.example.edu"
    with database.between_offices(write=True) as session:
        user = name_person(session, email=email, name="Dana Reed", at=AT)
        set_first_password(user, PASSWORD)
    for office in offices:
        with database.transaction(office.office_id, write=True) as session:
            let_in(session, office, user.id, Role.ADVISOR, AT)
    return email


Try = Callable[..., Seen]


@pytest.fixture
def http(app: FastAPI) -> TestClient:
    """A browser at an address of its own, so that nobody else's attempts count."""
    return at_address(app, uuid4().hex)


def at_address(app: FastAPI, address: str) -> TestClient:
    http = browser(app)
    http._transport.client = (address, 50_000)  # type: ignore[attr-defined]
    return http


def attempt(http: TestClient, email: str, password: str = PASSWORD, **more: str) -> Seen:
    return Seen(http.post("/login", data={"email": email, "password": password} | more))


def test_the_right_words_lead_to_the_one_office(http: TestClient, email: str) -> None:
    seen = attempt(http, f" {email.upper()} ")
    assert (seen.status, seen.headers["location"]) == (303, "/")
    place = http.get("/").headers["location"]
    assert place.startswith("/o/office-")
    assert Seen(http.get(place)).status == 200


def test_who_it_is_that_nobody_knows_is_not_told(http: TestClient, email: str) -> None:
    told = []
    for address, password in ((email, "wrong"), ("nobody@careers.example.edu", PASSWORD)):
        seen = attempt(http, address, password)
        assert seen.status == 422
        assert seen.words_of("[role=alert]") == WRONG
        assert seen.soup.select_one("#f-email")["value"] == address  # type: ignore[index]
        told.append(str(seen.soup).replace(address, ""))
        assert http.cookies == {}
    assert told[0] == told[1]


def test_the_password_is_never_sent_back(http: TestClient, email: str) -> None:
    assert "hunter2-hunter2" not in attempt(http, email, "hunter2-hunter2").response.text


@pytest.mark.parametrize(
    ("email", "password", "errors"),
    [
        ("", "", {"email": "Enter your e-mail address.", "password": "Enter your password."}),
        ("dana", "x", {"email": "E-mail is not an e-mail address."}),
        ("a@example.edu", "", {"password": "Enter your password."}),
        (
            "a@example.edu",
            "\x01",
            {"password": "Password holds a character that cannot be stored."},
        ),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    http: TestClient, email: str, password: str, errors: dict[str, str]
) -> None:
    seen = attempt(http, email, password)
    assert seen.status == 422
    assert {
        name: seen.error_at(name) for name in ("email", "password") if seen.error_at(name)
    } == errors


def test_too_many_attempts_for_one_e_mail_shut_the_door_even_to_the_right_password(
    http: TestClient, email: str
) -> None:
    for _ in range(MOST_BY_EMAIL):
        assert attempt(http, email, "").status == 422  # blank ones cost nothing and count nothing
    statuses = [attempt(http, email, "wrong").status for _ in range(MOST_BY_EMAIL)]
    assert set(statuses) == {422}
    shut = attempt(http, email)
    assert shut.status == 429
    assert 0 < int(shut.headers["retry-after"]) <= ATTEMPTS_WITHIN.total_seconds()
    assert "Too many attempts" in shut.text
    assert "15 minutes" in shut.text
    assert http.cookies == {}


def test_the_door_opens_again_after_a_while(
    http: TestClient, email: str, database: Database
) -> None:
    for _ in range(MOST_BY_EMAIL + 1):
        seen = attempt(http, email, "wrong")
    assert seen.status == 429
    with database.between_offices(write=True) as session:
        earlier = clock.now() - ATTEMPTS_WITHIN - timedelta(seconds=1)
        session.execute(update(SignInFailures).values(counted_from=earlier))
    assert attempt(http, email).status == 303


def test_signing_in_forgives_the_attempts_before(
    http: TestClient, email: str, database: Database
) -> None:
    attempt(http, email, "wrong")
    with database.between_offices(write=True) as session:
        session.execute(update(SignInFailures).values(failures=MOST_BY_EMAIL - 1))
    assert attempt(http, email).status == 303
    assert attempt(http, email, "wrong").status == 422
    assert attempt(http, email).status == 303


def test_too_many_attempts_from_one_address_shut_it_for_all_e_mails(
    app: FastAPI, database: Database, email: str
) -> None:
    address = uuid4().hex
    http = at_address(app, address)
    attempt(http, "nobody@example.edu", "wrong")
    with database.between_offices(write=True) as session:
        session.execute(
            update(SignInFailures)
            .where(SignInFailures.failures == 1)
            .values(failures=MOST_BY_ADDRESS)
        )
    assert attempt(http, email).status == 429
    assert attempt(at_address(app, uuid4().hex), email).status == 303


def test_a_door_that_is_shut_twice_opens_with_the_later(database: Database) -> None:
    email, address, other = (uuid4().hex for _ in range(3))
    later, now = AT + timedelta(minutes=5), AT + timedelta(minutes=6)
    with database.between_offices(write=True) as session:
        for _ in range(MOST_BY_ADDRESS):
            assert count_attempt(session, uuid4().hex, address, AT) is None
        for _ in range(MOST_BY_EMAIL):
            assert count_attempt(session, email, other, later) is None
        assert count_attempt(session, email, address, now) == later + ATTEMPTS_WITHIN


def test_all_addresses_of_one_line_count_as_one(
    app: FastAPI, database: Database, email: str
) -> None:
    """With IPv6 everybody has 2 to the 64 of them."""
    a, b, c, _ = (uuid4().hex[start : start + 4] for start in range(0, 16, 4))
    attempt(at_address(app, f"2001:{a}:{b}:{c}::1"), "nobody@example.edu", "wrong")
    with database.between_offices(write=True) as session:
        session.execute(
            update(SignInFailures)
            .where(SignInFailures.failures == 1)
            .values(failures=MOST_BY_ADDRESS)
        )
    assert attempt(at_address(app, f"2001:{a}:{b}:{c}:ffff::2"), email).status == 429
    assert attempt(at_address(app, f"2002:{a}:{b}:{c}::1"), email).status == 303


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_what_a_line_is(address: str, line: str) -> None:
    assert line_of(address) == line


@pytest.mark.parametrize("after", ["/o/kelley/caseload?state=due&q=a+b", "/o/kelley/clients/x#now"])
def test_one_comes_out_where_one_was_going(http: TestClient, email: str, after: str) -> None:
    asked = Seen(http.get("/login", params={"next": after}))
    held = asked.soup.select_one("input[name=next]")
    assert held is not None
    assert held["value"] == after
    wrong = attempt(http, email, "wrong", next=after)
    assert wrong.soup.select_one("input[name=next]")["value"] == after  # type: ignore[index]
    assert attempt(http, email, next=after).headers["location"] == after


@pytest.mark.parametrize(
    "after",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/ /evil.example",
        " //evil.example",
        "/\n/evil.example",
        "evil.example",
        "/" + "x" * 3_000,
    ],
)
def test_nobody_is_led_away_from_this_site(http: TestClient, email: str, after: str) -> None:
    assert attempt(http, email, next=after).headers["location"] == "/"


def test_a_sign_in_that_another_site_began_is_refused(http: TestClient, email: str) -> None:
    http.headers["Origin"] = "https://evil.example"
    assert attempt(http, email).status == 403
    assert http.cookies == {}


def test_who_has_a_login_and_no_office_is_told_whom_to_ask(
    http: TestClient, database: Database
) -> None:
    seen = attempt(http, a_login(database))
    assert (seen.status, seen.title) == (200, "No office yet")
    assert "Ask whoever runs Regards at your school" in seen.text
    assert http.cookies == {}


def test_who_works_in_several_offices_chooses_and_one_cookie_opens_them_all(
    http: TestClient, database: Database
) -> None:
    email = a_login(database, an_office(database), an_office(database))
    attempt(http, email)
    seen = Seen(http.get("/"))
    assert seen.title == "Which office?"
    assert f"Signed in as Dana Reed, {email}" in seen.text
    offices = [str(link["href"]) for link in seen.soup.select("li a")]
    assert len(offices) == 2
    for path in offices:
        assert Seen(http.get(path)).status == 200


def test_the_form_of_the_page_is_one_that_password_managers_know(http: TestClient) -> None:
    seen = Seen(http.get("/login"))
    known = {str(tag["name"]): tag.get("autocomplete") for tag in seen.soup.select("input[name]")}
    assert known == {"next": None, "email": "username", "password": "current-password"}


class Counting:
    """A hasher that takes its time, and counts how many are at it."""

    def __init__(self) -> None:
        self.at_it = self.most = 0

    def takes_time(self, *_: str) -> str:
        self.at_it += 1
        self.most = max(self.most, self.at_it)
        time.sleep(0.05)
        self.at_it -= 1
        return "a hash"

    hash = takes_time
    verify = takes_time


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Counting:
    made = Counting()
    for room in ("app.sign_in.actions", "app.office.join_pages"):
        monkeypatch.setattr(f"{room}.password_hasher", lambda: made)
    monkeypatch.setattr("app.sign_in.actions.hash_of_nobody", lambda: "a hash")
    return made


def all_at_once(app: FastAPI, paths: list[str], **typed: str) -> set[int]:
    """As one process answers them, which takes turns within its one loop."""

    async def send_all() -> list[httpx2.Response]:
        there = httpx2.ASGITransport(app=app, client=(uuid4().hex, 50_000))
        async with httpx2.AsyncClient(transport=there, base_url=SITE, headers=OURS) as http:
            return await asyncio.gather(*(http.post(path, data=typed) for path in paths))

    return {answer.status_code for answer in asyncio.run(send_all())}


def test_of_many_who_sign_in_at_once_two_are_looked_at(app: FastAPI, hasher: Counting) -> None:
    """Each takes 64 MiB on purpose."""
    nobody = f"{uuid4().hex}@example.edu"
    assert all_at_once(app, ["/login"] * 8, email=nobody, password="wrong") == {422}
    assert 1 <= hasher.most <= 2


def test_so_of_many_who_join_at_once(
    app: FastAPI, database: Database, office: Access, hasher: Counting
) -> None:
    paths = []
    for _ in range(8):
        with database.transaction(office.office_id, write=True) as session:
            new = NewInvitation(email=f"{uuid4().hex}@careers.example.edu", role=Role.ADVISOR)
            paths.append(f"/join/{invite(session, office, new, clock.now())[0]}")
    typed = {"name": "Sam Ortiz", "password": PASSWORD, "again": PASSWORD}
    assert all_at_once(app, paths, **typed) == {303}
    assert 1 <= hasher.most <= 2
