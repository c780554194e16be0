"""What was typed into a form is shown to whoever sent it, and can be sent again."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from app.web.signed_out import SECRETS

TEMPLATES = Path(__file__).parents[2] / "templates"
FORM = "/o/kelley/signed-out"
OURS = {"Sec-Fetch-Site": "same-origin", "Referer": "http://testserver/o/kelley/clients/1"}
ID = "0192f7a0-0000-7000-8000-000000000001"
TYPED = {
    "version": "3",
    "once": ID,
    "person": ID,
    "note": "\nGrace says: <b>call</b>\r\nin May & June",
    "moved_title": "Head of “Supply”",
    "left": "",
}


def kept(client: TestClient, address: str = FORM, **headers: str) -> BeautifulSoup:
    answer = client.post(address, data=TYPED, headers=OURS | headers)
    assert answer.status_code == 401
    assert answer.headers["cache-control"] == "no-store"
    return BeautifulSoup(answer.text, "html.parser")


def test_it_says_what_is_typed_and_how_to_go_on(client: TestClient) -> None:
    page = kept(client)
    assert [heading.text for heading in page.select("h1")] == ["You were signed out meanwhile"]
    facts = {dt.text: dt.find_next("dd").text for dt in page.select("dt")}  # type: ignore[union-attr]
    assert facts == {
        "Note": "\nGrace says: <b>call</b>\r\nin May & June",
        "Moved title": "Head of “Supply”",
    }
    link = page.select_one("a[target=_blank]")
    assert link is not None
    parts = urlsplit(str(link["href"]))
    assert (parts.path, parse_qs(parts.query)) == ("/login", {"next": ["/o/kelley"]})
    assert link["rel"] == ["noopener"]


def test_what_was_pressed_is_shown_beside_what_was_typed(client: TestClient) -> None:
    sent = {"on": "2026-05-01", "kind": "met"}
    page = BeautifulSoup(client.post(FORM, data=sent, headers=OURS).text, "html.parser")
    assert [fact.text for fact in page.select("dt, dd")] == ["On", "2026-05-01", "Kind", "met"]


def test_the_same_form_is_sent_again_to_the_same_address(client: TestClient) -> None:
    form = kept(client, f"{FORM}?as_of=2026-05-01&q=a%2Bb").form
    assert form is not None
    assert (form["method"], form["action"]) == ("post", f"{FORM}?as_of=2026-05-01&q=a%2Bb")
    sent = {str(field["name"]): str(field["value"]) for field in form.select("input[type=hidden]")}
    assert sent == TYPED


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_password_is_never_shown_again(client: TestClient, name: str) -> None:
    answer = client.post(FORM, data=TYPED | {name: "correct horse battery"}, headers=OURS)
    assert answer.status_code == 303
    assert "correct" not in answer.text


def test_every_field_for_passwords_is_known() -> None:
    written = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    macros = {
        name for text in written for name in re.findall(r"'(\w+)', '[^']*', type='password'", text)
    }
    assert sum(text.count("type='password'") for text in written) >= len(macros) >= 3
    assert not [text for text in written if 'type="password"' in text]
    assert macros == SECRETS


@pytest.mark.parametrize(
    "proof",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://elsewhere.example"}],
)
def test_what_another_site_sends_is_not_offered_to_be_sent_from_here(
    client: TestClient, proof: dict[str, str]
) -> None:
    """Browsers leave the cookie out there, so whoever is signed in would look signed out."""
    answer = client.post(FORM, data=TYPED, headers=proof)
    assert answer.status_code == 303
    assert "Grace" not in answer.text


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape"])
def test_what_is_no_text_is_refused_and_not_shown_again(client: TestClient, charset: str) -> None:
    """Half a character, by which the page could not be sent."""
    body = b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n%b\r\n--b--\r\n'
    half = {"utf-7": b"+2AA-", "unicode_escape": b"\\ud800"}[charset]
    kind = {"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}
    answer = client.post(FORM, content=body % half, headers=OURS | kind)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"version": "3", "from": "today", "id": ID, "left": " "},
        {"kind": "connected", "once": ID},  # “Log: connected today”, say
        {"declined_well": "yes", "from": "today"},
    ],
)
def test_where_nothing_was_typed_it_leads_to_signing_in(
    client: TestClient, typed: dict[str, str]
) -> None:
    answer = client.post(FORM, data=typed, headers=OURS)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=")


def test_programs_are_told_as_ever(client: TestClient) -> None:
    answer = client.post(FORM, data=TYPED, headers=OURS | {"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
