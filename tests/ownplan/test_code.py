"""Where an office asks for a code by e-mail before a client's plan opens."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.models import Role
from app.accounts.tokens import token_from
from app.clients.models import Client
from app.db.engine import Database
from app.links.actions import CALENDAR_PREFIX
from app.links.actions import GOOD_FOR as GOOD_FOR_DAYS
from app.links.confirming import GOOD_FOR, MOST_CODES, MOST_TRIES, code_of
from app.links.models import Confirmation
from app.mail.models import Letter
from app.work import DAILY, HANDLERS, desk_of
from tests.conftest import Serving, Store
from tests.mail.cast import MAIL, deliver, settings_for
from tests.mail.conftest import MailBox
from tests.mail.conftest import mailbox as mailbox
from tests.mail.test_postman import html_of, text_of
from tests.ownplan.conftest import GiveLink, Holder
from tests.ownplan.test_secrets import everything_stored
from tests.pages.conftest import SITE, Person, SignIn, browser
from tests.pages.file_of import file_of
from tests.pages.seen import Seen


@pytest.fixture(scope="session")
def app(serving: Serving) -> FastAPI:
    return serving(SITE, **MAIL).app  # type: ignore[return-value]


@pytest.fixture
def admin(sign_in: SignIn) -> Person:
    return sign_in(Role.ADMIN, name="Ruth Castellanos")


def ask_for_codes(admin: Person, answer: str = "yes") -> Seen:
    office = admin.sees("settings/office")
    fields = {
        one["name"]: one.get("value", "")
        for one in office.soup.select("input[name]")
        if one.get("type") != "radio"
    }
    return admin.sends("settings/office", {**fields, "timezone": "UTC", "asks_for_code": answer})


def confirmations(database: Database, office: Access) -> list[Confirmation]:
    with database.transaction(office.office_id, write=False) as session:
        return confirmations_in(session, office)


def confirmations_in(session: Session, office: Access) -> list[Confirmation]:
    return list(
        session.scalars(
            select(Confirmation)
            .where(Confirmation.office_id == office.office_id)
            .order_by(Confirmation.id)
        )
    )


def the_code(database: Database, office: Access) -> str:
    last = confirmations(database, office)[-1]
    return code_of(last.id, last.salt, MAIL["secret_key"].encode())


def change(database: Database, office: Access, **values: object) -> None:
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Confirmation).where(Confirmation.office_id == office.office_id).values(values)
        )


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_plan_opens_once_the_code_was_typed_and_then_stays_open(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    assert ask_for_codes(admin).status == 303
    shut = maya.sees()
    assert shut.status == 403
    assert "m•••@alumni.example.edu" in shut.text
    assert "Grace Kim" not in shut.text
    sent = maya.sends("code")
    cookie = sent.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", f"Path={maya.base}"))
    asked = maya.goes_on(sent)
    assert (asked.status, asked.soup.select_one("input")["name"]) == (403, "code")
    code = the_code(database, office)
    plan = maya.goes_on(maya.sends("confirm", code=f" {code[:3]} {code[3:]}"))
    assert plan.status == 200
    assert "Grace Kim" in plan.text
    assert maya.sends(f"{maya.grace}/touches", kind="connected", on="2026-01-02").status == 303


def test_the_letter_holds_the_code_in_the_clients_language(
    maya: Holder, admin: Person, database: Database, office: Access, store: Store, mailbox: MailBox
) -> None:
    ask_for_codes(admin)
    maya.http.headers["Accept-Language"] = "es-MX"
    maya.sends("code")
    deliver(store, database, office, mailbox)
    (got,) = mailbox.got
    code = the_code(database, office)
    assert got["To"] == "Maya Okafor <maya@alumni.example.edu>"
    assert got["Content-Language"] == "es"
    assert code in text_of(got)
    assert code in html_of(got)
    assert code not in got["Subject"]
    assert "15 minutos" in text_of(got)


def test_the_page_that_asks_for_a_code_can_be_read_in_another_language(
    maya: Holder, admin: Person
) -> None:
    ask_for_codes(admin)
    assert maya.sees().soup.html["lang"] == "en"
    shut = maya.goes_on(maya.sends("language", language="es"))
    assert (shut.status, shut.soup.html["lang"]) == (403, "es")


def test_another_browser_with_the_same_link_is_asked_anew(
    app: FastAPI, maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    maya.sends("confirm", code=the_code(database, office))
    other = Holder(browser(app), maya.secret)
    assert other.sees().status == 403
    assert other.sends("confirm", code=the_code(database, office)).status == 422


def test_a_code_for_one_link_opens_no_other_in_the_same_browser(
    maya: Holder, give_link: GiveLink, admin: Person, database: Database, office: Access
) -> None:
    """Whatever a browser sends along: it keeps the cookie of each link for that one."""
    other = give_link()
    ask_for_codes(admin)
    maya.sends("code")
    asked = next(one for one in maya.http.cookies.jar if one.name == "regards-browser")
    assert asked.path == maya.base
    other.http.cookies.set("regards-browser", str(asked.value), path=other.base)
    code = the_code(database, office)
    assert other.sends("confirm", code=code).status == 422
    assert confirmations(database, office)[-1].tries == 0
    maya.goes_on(maya.sends("confirm", code=code))
    assert maya.sees().status == 200
    assert other.sees().status == 403


def test_what_was_typed_while_the_setting_was_turned_on_is_not_lost(
    maya: Holder, admin: Person
) -> None:
    path = f"{maya.grace}/touches"
    ask_for_codes(admin)
    shut = maya.sends(path, kind="connected", on="2026-01-02", note="We met at the fair")
    assert shut.status == 403
    assert "Nothing was saved" in shut.text
    assert "We met at the fair" in shut.text


def test_a_wrong_code_says_how_often_it_can_be_tried_and_five_are_the_end(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    code = the_code(database, office)
    for left in range(MOST_TRIES - 1, 0, -1):
        wrong = maya.sends("confirm", code=another_than(code))
        assert wrong.status == 422
        assert f"{left} more time" in wrong.words_of("#f-code-error")
    assert "no good any more" in maya.sends("confirm", code=another_than(code)).text
    assert maya.sends("confirm", code=code).status == 422
    maya.sends("code")
    assert maya.sends("confirm", code=the_code(database, office)).status == 303


@pytest.mark.parametrize("typed", ["", "abcdef", "1" * 20, "٣" * 6, "😀" * 300, "12345\x00", "-1"])
def test_whatever_is_typed_is_answered_in_words(maya: Holder, admin: Person, typed: str) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    assert maya.sends("confirm", code=typed).status == 422


def test_a_code_is_good_for_a_quarter_of_an_hour(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    change(database, office, asked_at=clock.now() - GOOD_FOR)
    late = maya.sends("confirm", code=the_code(database, office))
    assert "no good any more" in late.text


def test_only_so_many_codes_are_sent_within_an_hour(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    for _ in range(MOST_CODES):
        assert maya.sends("code").status == 303
    full = maya.sends("code")
    assert full.status == 429
    assert int(full.headers["retry-after"]) > 0
    assert "another one can be sent" in full.text
    assert len(confirmations(database, office)) == MOST_CODES
    change(database, office, asked_at=clock.now() - timedelta(hours=1))
    assert maya.sends("code").status == 303


def test_many_who_ask_at_once_get_no_more_codes(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    with ThreadPoolExecutor(MOST_CODES + 3) as pool:
        asked = list(pool.map(lambda _: maya.sends("code").status, range(MOST_CODES + 3)))
    assert len(confirmations(database, office)) == MOST_CODES
    assert sorted(asked) == [303] * MOST_CODES + [429] * 3


def test_another_address_on_file_asks_for_a_code_again(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    maya.sends("confirm", code=the_code(database, office))
    assert maya.sees().status == 200
    change_email(database, office, "maya.okafor@example.org")
    assert maya.sees().status == 403


def test_a_code_goes_to_no_address_that_is_not_on_file_any_more(
    maya: Holder, admin: Person, database: Database, office: Access, store: Store, mailbox: MailBox
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    change_email(database, office, "maya.okafor@example.org")
    deliver(store, database, office, mailbox)
    assert mailbox.got == []


def test_a_code_that_was_typed_already_is_not_sent_any_more(
    maya: Holder, admin: Person, database: Database, office: Access, store: Store, mailbox: MailBox
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    maya.sends("confirm", code=the_code(database, office))
    deliver(store, database, office, mailbox)
    assert mailbox.got == []


def test_without_an_address_on_file_the_advisor_is_named(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    change_email(database, office, "")
    shut = maya.sees()
    assert shut.status == 403
    assert "no e-mail address of yours" in shut.text
    assert shut.soup.select_one("form:not([action$='/language'])") is None
    assert maya.sends("code").status == 303
    assert confirmations(database, office) == []


def change_email(database: Database, office: Access, email: str) -> None:
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Client).where(Client.office_id == office.office_id).values(email=email)
        )


def test_the_calendar_of_the_link_alone_is_shut_and_that_of_the_browser_opens(
    app: FastAPI, maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    before = calendar_of(maya)
    assert browser(app).get(before).status_code == 200
    ask_for_codes(admin)
    assert browser(app).get(before).status_code == 404
    maya.sends("code")
    change(database, office, tries=0)
    maya.sends("confirm", code=the_code(database, office))
    after = calendar_of(maya)
    assert after != before
    polled = browser(app).get(after)
    assert polled.status_code == 200
    assert (
        browser(app).get(after, headers={"If-None-Match": polled.headers["etag"]}).status_code
        == 304
    )
    dana_revokes(admin, maya)
    assert browser(app).get(after).status_code == 404


def dana_revokes(admin: Person, maya: Holder) -> None:
    admin.sends(f"share-links/{maya.base.removeprefix('/p/')}/revoke")


def calendar_of(maya: Holder) -> str:
    found = re.search(r"/p/rgc_[0-9a-f_]+/plan\.ics", str(maya.sees().soup))
    assert found is not None
    return found[0]


def test_the_calendar_of_a_browser_that_only_asked_is_shut(
    app: FastAPI, maya: Holder, admin: Person
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    (cookie,) = [one.value for one in maya.http.cookies.jar if one.name == "regards-browser"]
    token, _ = token_from(CALENDAR_PREFIX, str(cookie))
    assert browser(app).get(f"/p/{token}/plan.ics").status_code == 404


def test_asking_and_typing_count_as_no_visit(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    maya.sends("confirm", code="000000")
    links = admin.sees(f"{file_of(admin).page}/links")
    assert "Not opened yet" in links.text


def test_the_history_tells_that_a_code_was_typed(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    maya.sends("confirm", code=the_code(database, office))
    history = admin.sees(f"{file_of(admin).page}/history")
    assert "typed the code" in history.text


def test_the_outbox_shows_the_letter_without_its_code(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    letters = admin.sees("settings/letters")
    assert "A code for a client’s plan" in letters.text
    with database.transaction(office.office_id, write=False) as session:
        letter_id: UUID = session.scalars(
            select(Letter.id).where(Letter.office_id == office.office_id)
        ).one()
    code = the_code(database, office)
    for path in (f"settings/letters/{letter_id}", f"settings/letters/{letter_id}/shown"):
        seen = admin.sees(path)
        assert "••••••" in seen.text
        assert code not in seen.text


def test_the_browsers_secret_is_kept_by_the_browser_alone(
    app: FastAPI,
    maya: Holder,
    admin: Person,
    database: Database,
    office: Access,
    capfd: pytest.CaptureFixture[str],
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    (cookie,) = [one.value for one in maya.http.cookies.jar if one.name == "regards-browser"]
    maya.sends("confirm", code=cookie or "")
    maya.sends("confirm", code=the_code(database, office))
    browser(app).get(calendar_of(maya))
    told = capfd.readouterr()
    said = told.out + told.err + browser(app).get("/metrics").text
    said += everything_stored(database, office)
    assert '"route": "/p/{link}/confirm"' in said  # it is the log that was read
    calendar, _ = token_from(CALENDAR_PREFIX, cookie or "")
    for secret in (cookie or "", calendar):
        assert secret[37:101] not in said


def test_codes_are_forgotten_after_a_day_and_typed_ones_a_month_after_their_link(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    for _ in range(2):
        maya.sends("code")
    typed = confirmations(database, office)[-1]
    maya.sends("confirm", code=the_code(database, office))
    now, day = clock.now(), timedelta(days=1)

    def kept(at: datetime) -> list[UUID]:
        """Of what the service's own round leaves."""
        with database.transaction(office.office_id, write=True) as session:
            for kind in DAILY:
                if kind.startswith("tidy"):
                    HANDLERS[kind](session, office, {}, at)  # type: ignore[operator]
            found = [one.id for one in confirmations_in(session, office)]
            session.rollback()
        return found

    link_ends = now + GOOD_FOR_DAYS * day
    assert len(kept(now + 23 * timedelta(hours=1))) == 2
    for at in (now + day + timedelta(hours=1), now + 32 * day, link_ends + 29 * day):
        assert kept(at) == [typed.id]
    assert kept(link_ends + 32 * day) == []
    admin.sends(f"share-links/{maya.base.removeprefix('/p/')}/revoke")
    assert kept(now + 30 * day) == [typed.id]
    assert kept(now + 31 * day) == []


def test_an_erased_client_leaves_no_letter_and_no_confirmation(
    maya: Holder, admin: Person, database: Database, office: Access
) -> None:
    ask_for_codes(admin)
    maya.sends("code")
    admin.sends(f"{file_of(admin).page}/erase", {"name": "Maya Okafor"})
    assert confirmations(database, office) == []
    with database.transaction(office.office_id, write=False) as session:
        assert (
            session.scalars(select(Letter.id).where(Letter.office_id == office.office_id)).all()
            == []
        )


def test_the_desk_writes_with_the_services_own_address(store: Store) -> None:
    assert desk_of(settings_for(store)).address("p", "rgl_x") == f"{SITE}/p/rgl_x"
