"""Opening a plan by a link: a cookie for it, whatever mail made of it; strangers stay out."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update

from app.accounts.access import Access
from app.accounts.models import SignInFailures
from app.accounts.tokens import make_token
from app.db.engine import Database
from app.links.models import ShareLink
from app.ownplan.guessing import MOST
from tests.ownplan.conftest import Holder
from tests.pages.conftest import Person, browser
from tests.pages.file_of import file_of
from tests.pages.seen import Seen
from tests.pages.test_sign_in import at_address


@pytest.fixture(autouse=True)
def nobody_guessed(database: Database) -> Iterator[None]:
    """Before and after, whichever test comes next here."""

    def forget() -> None:
        with database.between_offices(write=True) as session:
            session.execute(delete(SignInFailures))

    forget()
    yield
    forget()


def links(database: Database, office: Access) -> list[ShareLink]:
    with database.transaction(office.office_id, write=False) as session:
        wanted = select(ShareLink).where(ShareLink.office_id == office.office_id)
        return list(session.scalars(wanted))


def test_the_link_is_exchanged_for_a_cookie_of_its_own_and_an_address_without_it(
    app: FastAPI, maya: Holder
) -> None:
    answer = browser(app).get(f"/p/{maya.secret}")
    assert answer.status_code == 303
    assert maya.secret[37:] not in answer.headers["location"]
    cookie = answer.headers["set-cookie"]
    assert maya.secret[37:] not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Path={maya.base}" in cookie


@pytest.mark.parametrize("path", ["plan", "message", "nowhere"])
def test_nothing_of_it_is_kept_passed_on_or_found(maya: Holder, path: str) -> None:
    headers = maya.sees(path).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "written",
    ["{0}.", "{0})", "{0}%20", "{0}{0}", "{1}", "<{0}>", "{0}https:/regards.example.edu/p/{0}"],
)
def test_what_mail_programs_do_to_a_link_does_not_shut_it(
    app: FastAPI, maya: Holder, written: str
) -> None:
    answer = browser(app).get(f"/p/{written.format(maya.secret, maya.secret.upper())}")
    assert answer.headers["location"] == f"{maya.base}/plan"


def test_looking_at_the_link_writes_nothing_and_the_page_itself_says_that_it_was_opened(
    maya: Holder, database: Database, office: Access, dana: Person
) -> None:
    for _ in range(3):
        maya.http.get(f"/p/{maya.secret}")
        maya.sees()
    assert [link.opened_count for link in links(database, office)] == [0]
    for _ in range(3):  # one visit, however many pages
        assert maya.sends("opened").status == 204
    (link,) = links(database, office)
    assert (link.opened_count, link.last_opened_at is not None) == (1, True)
    assert "Opened once, today" in dana.sees(file_of(dana).page).words_of("#share")


def test_without_script_a_deed_says_that_it_was_opened(
    maya: Holder, database: Database, office: Access
) -> None:
    maya.sees()
    maya.fills("message", text="Hello")
    assert [link.opened_count for link in links(database, office)] == [1]


def shut_pages(app: FastAPI, maya: Holder, dana: Person, office: Access) -> list[Seen]:
    """Cut short, unknown, revoked; the page without its cookie and with a revoked one."""
    link_id = maya.base.removeprefix("/p/")
    dana.sends(f"share-links/{link_id}/revoke")
    http = browser(app)
    return [
        Seen(http.get(f"/p/{maya.secret[:60]}")),
        Seen(http.get(f"/p/{make_token('rgl', office.office_id)[0]}")),
        Seen(http.get(f"/p/{make_token('rgl', uuid4())[0]}")),
        Seen(http.get(f"/p/{maya.secret}")),
        Seen(http.get(f"{maya.base}/plan")),
        Seen(http.get(f"/p/{uuid4()}/plan")),
        maya.sees(),
    ]


def test_unknown_cut_short_and_revoked_look_the_same(
    app: FastAPI, maya: Holder, dana: Person, office: Access
) -> None:
    seen = shut_pages(app, maya, dana, office)
    assert {one.status for one in seen} == {404}
    assert len({str(one.soup) for one in seen}) == 1
    assert "This link opens nothing" in seen[0].text
    assert "Maya" not in seen[0].text


def end(database: Database, office: Access, last_day: date) -> None:
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(ShareLink)
            .where(ShareLink.office_id == office.office_id)
            .values(expires_on=last_day)
        )


def test_on_its_last_day_it_still_opens(
    maya: Holder, database: Database, office: Access, today: date
) -> None:
    end(database, office, today)
    assert maya.sees().status == 200


def test_the_holder_of_one_that_ran_out_reads_whom_to_ask(
    app: FastAPI, maya: Holder, database: Database, office: Access, today: date
) -> None:
    end(database, office, today - timedelta(1))
    for seen in (maya.sees(), Seen(browser(app).get(f"/p/{maya.secret}"))):
        assert seen.status == 410
        assert "This link has run out" in seen.text
        assert "Ask Office for another; your plan is still there." in seen.text
        assert "Maya" not in seen.text


def test_guessing_is_made_to_wait(app: FastAPI, maya: Holder, office: Access) -> None:
    http = browser(app)
    guesses = [http.get(f"/p/{make_token('rgl', office.office_id)[0]}") for _ in range(MOST + 1)]
    assert {guess.status_code for guess in guesses} == {404}
    shut = http.get(f"/p/{make_token('rgl', office.office_id)[0]}")
    assert shut.status_code == 429
    assert 60 < int(shut.headers["retry-after"]) <= 900
    assert maya.sees().status == 200  # whoever is in is not shut out


def test_guessing_from_all_addresses_of_one_line_is_made_to_wait(
    app: FastAPI, office: Access
) -> None:
    line = f"2001:{uuid4().hex[:4]}:{uuid4().hex[:4]}:1"

    def guess(number: int) -> int:
        http = at_address(app, f"{line}::{number:x}")
        return http.get(f"/p/{make_token('rgl', office.office_id)[0]}").status_code

    assert {guess(number) for number in range(MOST + 1)} == {404}
    assert guess(MOST + 1) == 429


def test_two_links_do_not_meet_in_one_browser(maya: Holder, dana: Person) -> None:
    made = dana.sends(f"{file_of(dana).page}/links", {"can_update": "no"})
    secret = made.words_of("#secret").rpartition("/")[2]
    other = Holder(maya.http, secret)
    assert other.base != maya.base
    assert UUID(other.base.removeprefix("/p/"))
    assert "We are connected" in maya.sees().text
    assert "We are connected" not in other.sees().text
