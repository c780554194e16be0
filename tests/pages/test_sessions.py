"""How long a sign-in lasts, what ends it, and what its cookie is made of."""

from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.actions import end_access
from app.accounts.models import Membership, Office, User, WebSession
from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from tests.cast import AT, an_office
from tests.conftest import Store
from tests.pages.conftest import Person, SignIn, browser
from tests.pages.seen import Seen
from tests.pages.test_sign_in import PASSWORD, a_login, attempt


def change_sessions(database: Database, person: Person, office: Access, **values: Any) -> None:
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(WebSession)
            .where(WebSession.office_id == office.office_id, WebSession.user_id == person.user_id)
            .values(**values)
        )


def is_let_in(person: Person, path: str = "caseload") -> bool:
    seen = person.sees(path)
    assert seen.status == 200 or seen.headers["location"].startswith("/login")
    return seen.status == 200


def test_signing_out_ends_the_session_in_every_office_that_it_opened(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    other = an_office(database)
    first = sign_in(within=other)
    both = sign_in(email=first.email)
    cookie = both.http.cookies["regards"]
    paths = [f"/o/{person.slug}/caseload" for person in (first, both)]
    assert all(is_let_in(both, path) for path in paths)
    answer = both.sends("/logout")
    assert (answer.status, answer.headers["location"]) == (303, "/login")
    assert "regards=" in answer.headers["set-cookie"]
    both.http.cookies.clear()
    both.http.cookies.set("regards", cookie)  # as a thief of the cookie would
    assert not any(is_let_in(both, path) for path in paths)
    assert both.sees("/").headers["location"] == "/login"
    assert is_let_in(first)  # the same person's other browser


@pytest.mark.parametrize("which", [0, 1])
def test_whoever_is_deactivated_in_one_office_goes_on_in_the_other_and_signs_out_of_it(
    app: FastAPI, database: Database, office: Access, which: int
) -> None:
    """Whichever of the two the cookie names."""
    both = [office, an_office(database)]
    email = a_login(database, *both)
    http = browser(app)
    http.post("/login", data={"email": email, "password": PASSWORD})
    cookie = http.cookies["regards"]
    shut, other = both[which], both[1 - which]
    with database.transaction(shut.office_id, write=True) as session:
        member = session.get_one(Membership, (shut.office_id, whose(session, email)))
        member.closed_at = AT
        end_access(session, shut, member.user_id, AT)
    with database.transaction(other.office_id, write=False) as session:
        slug = session.get_one(Office, other.office_id).slug
        person = Person(http, whose(session, email), email, slug)
    assert is_let_in(person)
    assert person.sees("/").headers["location"] == f"/o/{slug}/today"
    person.sends("/logout")
    http.cookies.set("regards", cookie)
    assert not is_let_in(person)
    assert person.sees("/").headers["location"] == "/login"


def whose(session: Session, email: str) -> UUID:
    return session.scalars(select(User.id).where(User.email == email)).one()


def test_signing_out_twice_is_no_matter(dana: Person) -> None:
    for _ in range(2):
        assert dana.sends("/logout").headers["location"] == "/login"


def test_the_page_has_the_way_out(dana: Person) -> None:
    action, fields = dana.sees("caseload").form_with("Sign out")
    assert dana.sends(action, fields).headers["location"] == "/login"


@pytest.mark.parametrize("change", [{"expires_at": AT}, {"revoked_at": AT}])
def test_a_session_that_ran_out_or_was_revoked_lets_nobody_in(
    dana: Person, database: Database, office: Access, change: dict[str, Any]
) -> None:
    assert is_let_in(dana)
    change_sessions(database, dana, office, **change)
    assert not is_let_in(dana)
    assert dana.sees("/").headers["location"] == "/login"
    pressed = dana.presses("clients/new", {"name": "Lee"}, at="caseload?state=due")
    assert (pressed.status, pressed.text) == (401, "")


@pytest.mark.parametrize("change", [{"closed_at": AT}, {"opened_at": None}])
def test_a_membership_that_was_closed_lets_nobody_in(
    dana: Person, database: Database, office: Access, change: dict[str, Any]
) -> None:
    assert is_let_in(dana)
    with database.transaction(office.office_id, write=True) as session:
        membership = session.get_one(Membership, (office.office_id, dana.user_id))
        for name, value in change.items():
            setattr(membership, name, value)
    assert not is_let_in(dana)
    assert dana.sees("/").title == "No office yet"
    assert dana.sends("/logout").status == 303


def test_an_office_that_is_not_there_looks_like_one_that_is_shut(
    dana: Person, database: Database, sign_in: SignIn
) -> None:
    stranger = sign_in(within=an_office(database))
    for slug in (stranger.slug, "no-such-office", "%F0%9F%90%BB"):
        seen = dana.sees(f"/o/{slug}/caseload")
        assert seen.status == 303
        assert seen.headers["location"].startswith("/login?next=")


@pytest.mark.parametrize("cookie", ["", "x", "rgs_00_11", "rga_" + "0" * 32 + "_" + "0" * 72])
def test_a_cookie_that_we_did_not_make_lets_nobody_in(dana: Person, cookie: str) -> None:
    dana.http.cookies.clear()
    dana.http.cookies.set("regards", cookie)
    assert not is_let_in(dana)
    assert dana.sees("/").headers["location"] == "/login"


def cookie_of(seen: Seen) -> Morsel[str]:
    (morsel,) = SimpleCookie(seen.headers["set-cookie"]).values()
    return morsel


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    dana: Person, database: Database, office: Access
) -> None:
    cookie = cookie_of(attempt(browser(dana.http.app), a_login(database, office)))  # type: ignore[arg-type]
    assert cookie.key == "regards"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert cookie["max-age"] == str(14 * 24 * 3600)
    assert not cookie["secure"]
    assert not cookie["domain"]


def test_under_https_the_cookie_is_bound_to_the_host(
    store: Store, database: Database, office: Access
) -> None:
    site = "https://regards.example.edu"
    settings = Settings(database_url=store.service_url, base_url=site, _env_file=None)
    app = create_app(settings)
    http = TestClient(app, base_url=site, follow_redirects=False, headers={"Origin": site})
    email = a_login(database, office)
    cookie = cookie_of(attempt(http, email, PASSWORD))
    assert cookie.key == "__Host-regards"
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert not cookie["domain"]
    assert http.get(http.get("/").headers["location"]).status_code == 200
    taken = cookie_of(Seen(http.post("/logout")))
    assert (taken.key, taken["secure"], taken["max-age"]) == ("__Host-regards", True, "0")
    app.state.database.dispose()


def test_a_session_lasts_as_long_as_the_settings_say(
    store: Store, database: Database, office: Access, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=store.service_url, base_url="http://testserver", session_days=3, _env_file=None
    )
    app = create_app(settings)
    seen = attempt(browser(app), a_login(database, office))
    assert cookie_of(seen)["max-age"] == str(3 * 24 * 3600)
    with database.transaction(office.office_id, write=False) as session:
        (row,) = session.query(WebSession).filter_by(office_id=office.office_id)
    left = row.expires_at - clock.now()
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
    app.state.database.dispose()
