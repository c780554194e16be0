"""A new password for whoever lost theirs, from the sign-in page to the browsers that it ends."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app import clock
from app.accounts.access import Access
from app.accounts.actions import let_in, password_hasher
from app.accounts.models import Membership, PasswordReset, Role, User
from app.accounts.tidying import SESSIONS_KEPT
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.mail.actions import forget_old_letters
from app.sign_in.actions import MOST_BY_EMAIL as MOST_BY_EMAIL_AT_THE_DOOR
from app.sign_in.resets import GOOD_FOR, MOST_BY_EMAIL, reset_by_hand
from tests.cast import AT, an_office
from tests.conftest import Serving, Store
from tests.mail.cast import MAIL, deliver
from tests.mail.conftest import MailBox
from tests.mail.test_letters import at, letters
from tests.mail.test_letters import mailless as mailless
from tests.mail.test_postman import html_of, text_of
from tests.pages.conftest import SITE, Person, SignIn, browser
from tests.pages.conftest import sign_in as sign_in
from tests.pages.seen import Seen

NEW = {"password": "seven quiet rivers", "again": "seven quiet rivers"}


@pytest.fixture(scope="session")
def app(serving: Serving) -> FastAPI:
    return serving(SITE, **MAIL).app  # type: ignore[return-value]


@pytest.fixture
def dana(sign_in: SignIn, database: Database) -> Person:
    person = sign_in()
    with database.between_offices(write=True) as session:
        user = session.get_one(User, person.user_id)
        user.password_hash = password_hasher().hash("the old password")
    return person


@pytest.fixture
def http(app: FastAPI) -> TestClient:
    return browser(app)


def forgets(http: TestClient, email: str) -> Seen:
    return Seen(http.post("/login/forgotten", data={"email": email}))


def logs_in(http: TestClient, email: str, password: str) -> int:
    return http.post("/login", data={"email": email, "password": password}).status_code


@pytest.fixture
def link(
    dana: Person,
    http: TestClient,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> str:
    """From the letter."""
    forgets(http, dana.email)
    deliver(store, database, office, mailbox)
    (got,) = mailbox.got
    assert got["To"] == f"Dana Reed <{dana.email}>"
    found = re.search(r"/login/password/rgw_[0-9a-f_]+", text_of(got))
    assert found is not None
    assert found[0] in html_of(got)
    return found[0]


def test_the_letter_sets_a_new_password_once_and_ends_every_session(
    dana: Person,
    link: str,
    sign_in: SignIn,
    app: FastAPI,
    http: TestClient,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> None:
    elsewhere = sign_in(email=dana.email, within=an_office(database))
    assert elsewhere.sees("today").status == 200
    assert http.get(link).status_code == http.get(link).status_code == 200
    assert logs_in(browser(app), dana.email, "the old password") == 303
    assert Seen(http.post(link, data=NEW | {"again": "other"})).error_at("again")
    assert Seen(http.post(link, data={"password": "short", "again": "short"})).error_at("password")
    assert dana.sees("today").status == 200
    done = http.post(link, data=NEW)
    assert done.headers["location"] == "/login?said=password"
    for shut in (dana, elsewhere):
        assert shut.sees("today").status == 303
        assert shut.sees("/").headers["location"] == "/login"
    assert http.get(link).status_code == http.post(link, data=NEW).status_code == 404
    assert logs_in(browser(app), dana.email, "the old password") == 422
    http.post("/login", data={"email": dana.email, "password": NEW["password"]})
    assert http.get(f"/o/{dana.slug}/today").status_code == 200
    deliver(store, database, office, mailbox)
    assert [one["Subject"] for one in mailbox.got] == [
        "A new password for Regards",
        "Your password for Regards is changed",
    ]


def test_a_password_that_others_would_try_first_is_refused_and_the_link_stays_good(
    dana: Person, link: str, http: TestClient
) -> None:
    for easy, why in (("iloveyou1234", "used most"), ("danareed2026", "little more than a name")):
        refused = Seen(http.post(link, data={"password": easy, "again": easy}))
        assert refused.status == 422
        assert why in refused.error_at("password")
    assert http.post(link, data=NEW).status_code == 303


def test_a_new_password_opens_the_door_that_too_many_guesses_shut(
    dana: Person, link: str, app: FastAPI, http: TestClient
) -> None:
    for _ in range(MOST_BY_EMAIL_AT_THE_DOOR + 1):
        shut = logs_in(browser(app), dana.email, "somebody's guess")
    assert shut == logs_in(browser(app), dana.email, "the old password") == 429
    http.post(link, data=NEW)
    assert logs_in(browser(app), dana.email, NEW["password"]) == 303


def test_the_answer_is_the_same_for_whoever_is_unknown_or_has_no_open_office(
    dana: Person, http: TestClient, database: Database, office: Access
) -> None:
    nobody = f"{uuid4().hex}@careers.example.edu"
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Membership)
            .where(Membership.office_id == office.office_id, Membership.user_id == dana.user_id)
            .values(closed_at=AT)
        )
    answers = [forgets(http, email) for email in (dana.email, nobody)]
    assert {one.status for one in answers} == {200}
    said = {
        one.text.replace(email, "…")
        for one, email in zip(answers, (dana.email, nobody), strict=True)
    }
    assert len(said) == 1
    assert "If … has a login here" in said.pop()
    assert letters(database, office) == []


def test_so_many_letters_and_no_more_whoever_they_are_for(dana: Person, http: TestClient) -> None:
    for email in (dana.email, f"{uuid4().hex}@careers.example.edu"):
        statuses = [forgets(http, email).status for _ in range(MOST_BY_EMAIL + 1)]
        assert statuses == [200] * MOST_BY_EMAIL + [429]


def test_only_a_hash_is_kept_and_older_links_end_with_the_first_that_was_used(
    dana: Person, link: str, http: TestClient, database: Database, office: Access
) -> None:
    second = reset_by_hand(database, dana.email, AT + timedelta(days=36_500))
    assert second is not None
    with database.transaction(office.office_id, write=False) as session:
        kept = session.scalars(
            select(PasswordReset).where(PasswordReset.office_id == office.office_id)
        ).all()
    by_letter, by_hand = sorted(kept, key=lambda one: one.made_at)
    assert by_letter.salt
    assert by_hand.salt is None  # it is told once: nothing leads to it any more
    for secret in (link.rpartition("/")[2], second):
        assert all(secret not in repr(vars(one)) for one in kept)
    forgets(http, dana.email)
    assert http.post(link, data=NEW).status_code == 303
    assert http.get(f"/login/password/{second}").status_code == 200  # made after it, it seems
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(PasswordReset)
            .where(PasswordReset.office_id == office.office_id)
            .values(used_at=None)
        )
    assert http.get(link).status_code == 404


def test_it_runs_out_after_an_hour_and_with_the_membership(
    dana: Person, link: str, http: TestClient, database: Database, office: Access
) -> None:
    def change(table: type, **values: object) -> None:
        with database.transaction(office.office_id, write=True) as session:
            session.execute(
                update(table).where(table.office_id == office.office_id).values(**values)  # type: ignore[attr-defined]
            )

    assert http.get(link).status_code == 200
    change(Membership, closed_at=AT)
    assert http.get(link).status_code == 404
    change(Membership, closed_at=None)
    change(PasswordReset, expires_at=AT - timedelta(days=3_650))
    assert http.post(link, data=NEW).status_code == 404
    assert logs_in(http, dana.email, "the old password") == 303


def test_what_is_no_address_is_said_at_its_field(
    http: TestClient, database: Database, office: Access
) -> None:
    assert forgets(http, "dana").error_at("email") == "E-mail is not an e-mail address."
    blank = forgets(http, " ")
    assert (blank.status, blank.error_at("email")) == (422, "Enter your e-mail address.")


def test_answers_to_both_letters_go_to_the_office(
    link: str,
    sign_in: SignIn,
    http: TestClient,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> None:
    fields = {"name": "Office", "timezone": "UTC", "reply_to": "desk@careers.example.edu"}
    assert sign_in(Role.ADMIN).sends("settings/office", fields).status == 303
    http.post(link, data=NEW)
    deliver(store, database, office, mailbox)
    assert mailbox.got[-1]["Subject"] == "Your password for Regards is changed"
    assert mailbox.got[-1]["Reply-To"] == "desk@careers.example.edu"


def test_that_a_password_was_forgotten_and_that_one_was_set_is_on_record(
    dana: Person, link: str, http: TestClient, database: Database, office: Access
) -> None:
    http.post(link, data=NEW)
    told = (AuditEntry.office_id == office.office_id, AuditEntry.action.like("password.%"))
    with database.transaction(office.office_id, write=False) as session:
        entries = session.scalars(select(AuditEntry).where(*told).order_by(AuditEntry.id)).all()
    assert [(one.action, one.subject_id, one.actor_id, one.via) for one in entries] == [
        ("password.forgotten", dana.user_id, None, "sign-in"),  # anybody can type an e-mail
        ("password.set", dana.user_id, dana.user_id, "console"),
    ]


@pytest.mark.parametrize("by_hand", [False, True])
def test_each_office_where_they_work_has_it_on_record(
    dana: Person,
    http: TestClient,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
    by_hand: bool,
) -> None:
    other, left = an_office(database), an_office(database)
    for where in (other, left):
        with database.transaction(where.office_id, write=True) as session:
            let_in(session, where, dana.user_id, Role.ADVISOR, AT)
            if where is left:
                session.execute(
                    update(Membership)
                    .where(Membership.office_id == left.office_id)
                    .values(closed_at=AT)
                )
    if by_hand:
        link = f"/login/password/{reset_by_hand(database, dana.email, clock.now())}"
    else:
        forgets(http, dana.email)
        for where in (office, other):
            deliver(store, database, where, mailbox)
        (got,) = mailbox.got
        (link,) = re.findall(r"/login/password/rgw_[0-9a-f_]+", text_of(got))
    assert http.post(link, data=NEW).status_code == 303
    for where, told in ((office, 2), (other, 2), (left, 0)):
        with database.transaction(where.office_id, write=False) as session:
            entries = session.scalars(
                select(AuditEntry)
                .where(
                    AuditEntry.office_id == where.office_id, AuditEntry.action.like("password.%")
                )
                .order_by(AuditEntry.id)
            ).all()
        by = (None, "operator" if by_hand else "sign-in")
        assert [(one.action, one.actor_id, one.via) for one in entries] == [
            ("password.forgotten", *by),
            ("password.set", dana.user_id, "console"),
        ][:told]


def test_a_link_made_by_hand_is_told_of_as_the_operators_deed(
    dana: Person, database: Database, office: Access
) -> None:
    assert reset_by_hand(database, dana.email, AT)
    with database.transaction(office.office_id, write=False) as session:
        (made,) = session.scalars(
            select(AuditEntry).where(
                AuditEntry.office_id == office.office_id,
                AuditEntry.action == "password.forgotten",
            )
        )
        assert (made.actor_id, made.via, made.subject_id) == (None, "operator", dana.user_id)


def test_a_link_is_forgotten_a_month_after_it_ran_out(
    dana: Person, database: Database, office: Access
) -> None:
    assert reset_by_hand(database, dana.email, AT)
    of_office = PasswordReset.office_id == office.office_id
    with database.transaction(office.office_id, write=True) as session:
        for later, left in ((timedelta(0), 1), (timedelta(seconds=1), 0)):
            forget_old_letters(session, office, {}, AT + GOOD_FOR + SESSIONS_KEPT + later)
            assert len(session.scalars(select(PasswordReset.id).where(of_office)).all()) == left


def test_what_was_used_is_not_sent_and_admins_see_no_secret(
    dana: Person,
    sign_in: SignIn,
    http: TestClient,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> None:
    ruth = sign_in(Role.ADMIN)
    forgets(http, dana.email)
    (letter,) = letters(database, office)
    page = ruth.sees(f"settings/letters/{letter.id}")
    assert "login/password/…" in page.text
    assert "rgw_" not in page.text
    with database.between_offices(write=True) as session:
        session.get_one(User, dana.user_id).password_set_at = AT + timedelta(days=36_500)
    deliver(store, database, office, mailbox)
    assert mailbox.got == []


def test_without_mail_the_page_says_whom_to_ask(
    mailless: FastAPI, dana: Person, database: Database, office: Access
) -> None:
    there = at(dana, mailless)
    for page in (there.sees("/login/forgotten"), forgets(there.http, dana.email)):
        assert page.status == 200
        assert "Ask an admin of your office who runs Regards" in page.text
    assert letters(database, office) == []


def test_the_sign_in_page_leads_there(http: TestClient) -> None:
    assert Seen(http.get("/login")).soup.select_one("a[href='/login/forgotten']") is not None
