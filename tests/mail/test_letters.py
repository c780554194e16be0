"""The letters themselves: who gets one, what it opens, and what is kept where none can leave."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app import clock
from app.accounts.access import Access
from app.accounts.models import Office, Role
from app.db.engine import Database
from app.links.models import ShareLink
from app.mail.models import Letter
from app.mail.writing import Desk
from app.settings import Settings
from app.web.language import language, speaking
from app.webhooks.delivering import stop
from app.webhooks.models import Webhook
from app.work import SAMPLES, WRITERS, postman
from tests.conftest import Serving, Store
from tests.errands.cast import keep_to
from tests.mail.cast import MAIL, deliver, settings_for
from tests.mail.conftest import MailBox
from tests.mail.test_postman import html_of, text_of
from tests.pages.conftest import SITE, Import, Person, SignIn, browser, running
from tests.pages.conftest import dana as dana
from tests.pages.conftest import imported as imported
from tests.pages.conftest import sign_in as sign_in
from tests.pages.conftest import today as today
from tests.pages.file_of import file_of
from tests.webhooks.cast import a_webhook


@pytest.fixture(scope="session")
def app(serving: Serving) -> FastAPI:
    return serving(SITE, **MAIL).app  # type: ignore[return-value]


@pytest.fixture
def mailless(store: Store) -> Iterator[FastAPI]:
    """The service before anybody has set up mail."""
    settings = Settings(
        database_url=store.service_url, base_url=SITE, secret_key=MAIL["secret_key"], _env_file=None
    )
    with running(settings) as app:
        yield app


@pytest.fixture
def ruth(sign_in: SignIn) -> Person:
    return sign_in(Role.ADMIN, name="Ruth Castellanos")


def at(person: Person, app: FastAPI) -> Person:
    """The same person at the other service."""
    http = browser(app)
    http.cookies = person.http.cookies
    return Person(http, person.user_id, person.email, person.slug)


def letters(database: Database, office: Access) -> list[Letter]:
    with database.transaction(office.office_id, write=False) as session:
        return list(
            session.scalars(
                select(Letter).where(Letter.office_id == office.office_id).order_by(Letter.id)
            )
        )


def test_an_invitation_arrives_and_lets_in(
    ruth: Person, app: FastAPI, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    email = f"{uuid4().hex}@careers.example.edu"
    made = ruth.sends("settings/invitations", {"email": email, "role": "advisor"})
    assert f"A letter takes this link to {email}" in made.text
    deliver(store, database, office, mailbox)
    (got,) = mailbox.got
    assert got["To"] == email
    assert got["Reply-To"] == ruth.email
    link = re.search(r"/join/(rgi_[0-9a-f_]+)", text_of(got))
    assert link is not None
    assert link[0] in html_of(got)
    assert made.words_of("#secret").endswith(link[0])
    fields = {"name": "Noor Haddad", "password": "correct horse", "again": "correct horse"}
    assert browser(app).post(link[0], data=fields).status_code == 303


def test_one_that_was_taken_back_is_not_sent(
    ruth: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    ruth.sends("settings/invitations", {"email": "a@careers.example.edu", "role": "advisor"})
    revoke = ruth.sees("settings/members").soup.select_one("form[action*=revoke]")
    ruth.sends(str(revoke["action"]))  # type: ignore[index]
    deliver(store, database, office, mailbox)
    assert mailbox.got == []
    listed = ruth.sees("settings/letters")
    assert "What it was about was over before it was sent" in listed.text
    assert not listed.soup.select("form[action$=send-again], .s-stalled")


def test_a_link_goes_to_its_client_by_letter_and_opens_their_plan(
    dana: Person,
    imported: Import,
    app: FastAPI,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> None:
    imported({})
    path = f"{file_of(dana).page}/links"
    assert dana.sees(path).soup.select_one("#f-by_mail") is not None
    made = dana.sends(path, {"can_update": "yes", "by_mail": "yes"})
    assert "A letter takes it to maya@alumni.example.edu." in made.text
    deliver(store, database, office, mailbox)
    (got,) = mailbox.got
    assert got["Reply-To"] == dana.email
    link = re.search(r"/p/rgl_[0-9a-f_]+", text_of(got))
    assert link is not None
    assert browser(app).get(link[0]).status_code == 303
    dana.sends(path, {"can_update": "yes"})
    assert len(letters(database, office)) == 1


def test_one_that_waits_goes_to_the_address_on_file_when_it_leaves(
    dana: Person,
    ruth: Person,
    imported: Import,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> None:
    """Given up at a wrong address, too, and sent again once that was mended."""
    imported({})
    client = file_of(dana).page
    corrected = {"email": "maya.okafor@alumni.example.edu"}
    mailbox.refused = ["maya@alumni.example.edu"]
    dana.sends(f"{client}/links", {"by_mail": "yes"})
    deliver(store, database, office, mailbox)
    dana.sends(f"{client}/links", {"by_mail": "yes"})
    dana.sends(f"{client}/edit", dana.sees(f"{client}/edit").form | corrected)
    deliver(store, database, office, mailbox)
    assert [got["To"].addresses[0].addr_spec for got in mailbox.got] == [corrected["email"]]
    ruth.sends(f"settings/letters/{letters(database, office)[0].id}/send-again")
    deliver(store, database, office, mailbox)
    assert [got["To"].addresses[0].addr_spec for got in mailbox.got] == [corrected["email"]] * 2


def test_one_whose_link_has_run_out_meanwhile_is_not_sent(
    dana: Person,
    imported: Import,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
) -> None:
    imported({})
    dana.sends(f"{file_of(dana).page}/links", {"by_mail": "yes"})
    with database.transaction(office.office_id, write=True) as session:
        (link,) = session.query(ShareLink).filter_by(office_id=office.office_id)
        link.expires_on = clock.today_in(office.timezone) - timedelta(days=1)
    deliver(store, database, office, mailbox)
    assert mailbox.got == []


def test_it_can_be_in_the_clients_language(
    dana: Person,
    imported: Import,
    store: Store,
    database: Database,
    office: Access,
    mailbox: MailBox,
    ruth: Person,
) -> None:
    imported({})
    path = f"{file_of(dana).page}/links"
    made = dana.sends(path, {"can_update": "yes", "by_mail": "yes", "language": "es"})
    mail = made.soup.select_one("a[href^='mailto:maya']")
    assert mail is not None
    ready = parse_qs(urlsplit(str(mail["href"])).query)
    assert ready["subject"] == ["Tu propio plan para seguir en contacto"]
    assert "y yo lo veo" in ready["body"][0]
    deliver(store, database, office, mailbox)
    (got,) = mailbox.got
    assert got["Subject"] == "Tu propio plan para seguir en contacto"
    assert "No necesita contraseña" in text_of(got)
    assert 'lang="es"' in html_of(got)
    (letter,) = letters(database, office)
    kept = ruth.sees(f"settings/letters/{letter.id}").soup.select_one("pre.letter")
    assert kept is not None
    assert kept["lang"] == "es"
    refused = dana.sends(path, {"can_update": "yes", "language": "xx"})
    assert refused.error_at("language")


def test_by_the_api_too(dana: Person, imported: Import, database: Database, office: Access) -> None:
    imported({})
    token = dana.sends("settings/tokens", {"name": "sheet", "scopes": "write"}).words_of("#secret")
    client = file_of(dana).page.rpartition("/")[2]
    made = dana.http.post(
        f"/api/v1/clients/{client}/share-links",
        json={"by_mail": True},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert made.status_code == 201, made.text
    assert [one.kind for one in letters(database, office)] == ["link"]


def test_an_address_for_answers_is_used_where_no_colleague_wrote(
    ruth: Person, database: Database, office: Access
) -> None:
    fields = {"name": "Office", "timezone": "UTC", "reply_to": "desk@careers.example.edu"}
    assert ruth.sends("settings/office", fields).status == 303
    seen = ruth.sees("settings/office").soup.select_one("#f-reply_to")
    assert seen is not None
    assert seen["value"] == "desk@careers.example.edu"
    assert ruth.sends("settings/office", fields | {"reply_to": "nowhere"}).error_at("reply_to")


def test_the_page_tells_what_could_not_be_sent_and_sends_it_again(
    ruth: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    mailbox.answers = ["554 we take nothing from there"]
    ruth.sends("settings/invitations", {"email": "a@careers.example.edu", "role": "advisor"})
    deliver(store, database, office, mailbox)
    listed = ruth.sees("settings/letters")
    assert "Not sent" in listed.text
    assert "554 we take nothing from there" in listed.text
    again = listed.soup.select_one("form[action$=send-again]")
    assert "sent again" in ruth.goes_on(ruth.sends(str(again["action"]))).text  # type: ignore[index]
    deliver(store, database, office, mailbox)
    assert len(mailbox.got) == 1
    assert "Sent today" in ruth.sees("settings/letters").text
    refused = ruth.sends(str(again["action"]))  # type: ignore[index]
    assert refused.status == 422
    assert "cannot be sent again" in refused.text


def test_while_the_mail_server_is_away_the_page_says_on_top_why_none_leaves(
    ruth: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    for name in "ab":
        invited = {"email": f"{name}@careers.example.edu", "role": "advisor"}
        ruth.sends("settings/invitations", invited)
    away = postman(database, settings_for(store), "postman")  # nobody listens there
    keep_to(away, office)
    away.run_due(clock.now())
    on_top = ruth.sees("settings/letters").words_of(".notice")
    assert "No letter leaves. The mail server takes nothing just now: Connection refused." in on_top
    assert "2 letters wait" in on_top
    deliver(store, database, office, mailbox)
    assert ruth.sees("settings/letters").soup.select(".notice") == []


def test_without_mail_letters_are_kept_and_the_pages_say_so(
    mailless: FastAPI, ruth: Person, database: Database, office: Access
) -> None:
    there = at(ruth, mailless)
    made = there.sends("settings/invitations", {"email": "a@careers.example.edu", "role": "admin"})
    assert "Send this link to a@careers.example.edu" in made.text
    page = there.sees("settings/letters")
    assert "No letter leaves" in page.text
    assert "REGARDS_MAIL_URL and REGARDS_MAIL_FROM" in page.text
    assert "Waits to be sent" in page.text
    assert [one.sent_at for one in letters(database, office)] == [None]


def test_without_mail_no_code_can_be_asked_for_and_it_says_why(
    mailless: FastAPI, ruth: Person
) -> None:
    there = at(ruth, mailless)
    page = there.sees("settings/office")
    assert page.soup.select_one("[name=asks_for_code]") is None
    assert "REGARDS_MAIL_URL and REGARDS_MAIL_FROM" in page.text
    fields = {"name": "Office", "timezone": "UTC", "asks_for_code": "yes"}
    refused = there.sends("settings/office", fields)
    assert refused.status == 422
    assert "REGARDS_MAIL_URL" in refused.words_of("#f-asks_for_code-error")
    token = there.sends("settings/tokens", {"name": "sheet", "scopes": "admin"}).words_of("#secret")
    answer = there.http.patch(
        "/api/v1/office",
        json={"asks_for_code": True},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "asks_for_code"


def test_the_api_lists_letters_and_sends_again(
    ruth: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    mailbox.answers = ["554 no"]
    ruth.sends("settings/invitations", {"email": "a@careers.example.edu", "role": "advisor"})
    deliver(store, database, office, mailbox)
    token = ruth.sends("settings/tokens", {"name": "sheet", "scopes": "admin"}).words_of("#secret")
    headers = {"Authorization": f"Bearer {token}"}
    (one,) = ruth.http.get("/api/v1/letters", headers=headers).json()["items"]
    assert (one["kind"], one["state"], one["trouble"]) == ("invitation", "given_up", "554 no")
    again = ruth.http.post(f"/api/v1/letters/{one['id']}/send-again", headers=headers)
    assert again.json()["state"] == "waiting"


def test_the_page_and_the_api_tell_which_addresses_take_none_and_lift_it(
    ruth: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    mailbox.refused = ["gone@careers.example.edu"]
    invitation = {"email": "gone@careers.example.edu", "role": "advisor"}
    ruth.sends("settings/invitations", invitation)
    deliver(store, database, office, mailbox)
    assert "No letter reaches this address" in ruth.sees("settings/members").text
    ruth.sends("settings/invitations", invitation)
    listed = ruth.sees("settings/letters")
    assert "Held: the address takes no letters 550 no such mailbox here" in listed.text
    token = ruth.sends("settings/tokens", {"name": "sheet", "scopes": "admin"}).words_of("#secret")
    headers = {"Authorization": f"Bearer {token}"}
    states = [
        one["state"] for one in ruth.http.get("/api/v1/letters", headers=headers).json()["items"]
    ]
    assert states == ["held", "given_up"]
    (bounce,) = ruth.http.get("/api/v1/bounces", headers=headers).json()["items"]
    assert bounce["reason"] == "550 no such mailbox here"
    lift = listed.soup.select_one("form[action*='/bounces/']")
    assert "takes letters again" in ruth.goes_on(ruth.sends(str(lift["action"]))).text  # type: ignore[index]
    assert "No letter reaches" not in ruth.sees("settings/members").text
    again = ruth.http.delete(f"/api/v1/bounces/{bounce['id']}", headers=headers)
    assert again.status_code == 404
    mailbox.refused = []
    deliver(store, database, office, mailbox)
    assert len(mailbox.got) == 1


def stopped_webhook(database: Database, office: Access, why: str = "silent") -> Webhook:
    webhook = a_webhook(database, office, "https://records.example.edu/hooks/s3cret")
    with database.transaction(office.office_id, write=True) as session:
        stop(session, office, webhook.id, why, clock.now())
    return webhook


@pytest.mark.parametrize(
    ("why", "words"),
    [("silent", "has taken nothing for three days"), ("refused", "wants no more news")],
)
def test_admins_hear_of_a_webhook_that_was_stopped(
    ruth: Person, sign_in: SignIn, store: Store, database: Database, office: Access,
    mailbox: MailBox, why: str, words: str,
) -> None:  # fmt: skip
    sign_in(Role.ADVISOR, name="Dana Reed")
    webhook = stopped_webhook(database, office, why)
    deliver(store, database, office, mailbox)
    (got,) = mailbox.got
    assert got["To"].addresses[0].addr_spec == ruth.email
    assert words in text_of(got)
    assert "s3cret" not in text_of(got)
    link = re.search(rf"{SITE}/(o/\S+)", text_of(got))
    assert link is not None
    assert link[1].endswith(str(webhook.id))
    assert ruth.sees(f"/{link[1]}").status == 200
    assert "Word that a webhook was stopped" in ruth.sees("settings/letters").text


def test_whoever_started_it_again_meanwhile_gets_no_such_letter(
    ruth: Person, store: Store, database: Database, office: Access, mailbox: MailBox
) -> None:
    webhook = stopped_webhook(database, office)
    ruth.sends(f"settings/webhooks/{webhook.id}/start")
    deliver(store, database, office, mailbox)
    assert mailbox.got == []


def test_an_admin_who_left_hears_nothing_of_it(
    ruth: Person, sign_in: SignIn, store: Store, database: Database, office: Access,
    mailbox: MailBox,
) -> None:  # fmt: skip
    noor = sign_in(Role.ADMIN, name="Noor Haddad")
    stopped_webhook(database, office)
    ruth.sends(f"settings/members/{noor.user_id}/role", {"role": "analyst"})
    deliver(store, database, office, mailbox)
    assert [one["To"].addresses[0].addr_spec for one in mailbox.got] == [ruth.email]


def test_one_who_is_stopped_by_hand_needs_no_letter(
    ruth: Person, database: Database, office: Access
) -> None:
    webhook = a_webhook(database, office, "https://records.example.edu")
    ruth.sends(f"settings/webhooks/{webhook.id}/stop")
    assert letters(database, office) == []


def test_each_letter_can_be_seen_with_made_up_people(ruth: Person) -> None:
    rows = ruth.sees("settings/letters/samples").soup.select("a[href*='/letters/samples/']")
    assert {str(one["href"]).rpartition("/")[2] for one in rows} == set(WRITERS)
    for one in rows:
        seen = ruth.sees(str(one["href"]))
        shown = seen.soup.select_one("a[href*='/shown']")
        assert shown is not None
        assert ruth.sees(str(shown["href"])).status == 200
    spanish = ruth.sees("settings/letters/samples/reminder?lang=es")
    assert "Grace Kim" in spanish.words_of("pre")
    assert "Abrir tu plan" in spanish.words_of("pre")


def test_what_mail_lacks_is_named_as_a_list() -> None:
    lacks = Settings(_env_file=None).mail_lacks
    assert lacks == "REGARDS_MAIL_URL, REGARDS_MAIL_FROM and REGARDS_SECRET_KEY"


@pytest.mark.parametrize("tongue", ["en", "es"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_each_paragraph_begins_as_a_sentence_does(kind: str, tongue: str) -> None:
    office = Office(name="Northside", slug="northside", timezone="UTC")
    with speaking(language(tongue)):
        written = SAMPLES[kind](office, Desk("https://regards.example.edu", b""))
    for said in (*written.paragraphs, *written.closing):
        first = next(letter for letter in said if letter.isalpha())
        assert first.isupper(), said
