"""A message ready to copy or mail, on a page of its own or in the dialog."""

from datetime import date
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.db.engine import Database
from app.offers.models import Contact
from app.web.words import mailto
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.stories import GRACE, JOB, KEY, connecting, days, met, thanked

MAIL = {"contact_email": "grace.kim+jobs@abbott.example.com"}


def the_contact(database: Database, office: Access) -> UUID:
    with database.transaction(office.office_id, write=False) as session:
        return session.scalars(
            select(Contact.id).where(Contact.office_id == office.office_id)
        ).one()


def text_of(seen: object) -> str:
    return str(seen.soup.select_one("#draft-text").get_text())  # type: ignore[attr-defined]


def test_the_draft_is_of_the_step_that_pends(
    dana: Person, imported: Import, database: Database, office: Access, today: date
) -> None:
    imported(thanked(today, 200) | MAIL | JOB)
    seen = dana.sees(f"contacts/{the_contact(database, office)}/draft")
    text = text_of(seen)
    assert "Dear Grace Kim," in text
    assert "Analyst at Hyland & Sons" in text
    assert "[one thing that went well]" in text
    assert "None" not in text
    assert "one thing that went well" in seen.text


@pytest.mark.parametrize(
    ("started", "said"), [(-1, "I am about to start as Analyst"), (0, "I now work as Analyst")]
)
def test_nobody_writes_from_a_job_that_is_still_to_begin(
    dana: Person,
    imported: Import,
    database: Database,
    office: Access,
    today: date,
    started: int,
    said: str,
) -> None:
    imported(thanked(today, 200) | JOB | days(today, job_started=started))
    text = text_of(dana.sees(f"contacts/{the_contact(database, office)}/draft"))
    assert f"{said} at Hyland & Sons, and all is well" in text


@pytest.mark.parametrize(
    ("thanked_days_ago", "said"),
    [(190, "about half a year ago we spoke"), (700, "about two years ago we spoke")],
)
def test_a_late_update_says_how_long_it_has_been(
    dana: Person,
    imported: Import,
    database: Database,
    office: Access,
    today: date,
    thanked_days_ago: int,
    said: str,
) -> None:
    imported(thanked(today, thanked_days_ago) | MAIL)
    assert said in text_of(dana.sees(f"contacts/{the_contact(database, office)}/draft"))


@pytest.mark.parametrize(
    ("started", "said"),
    [
        ({"job_started": 380}, "it has been a year at Hyland & Sons now"),
        ({"job_started": 560}, "it has been a year and a half at Hyland & Sons now"),
        ({}, "it has been some time at Hyland & Sons now"),
    ],
)
def test_an_invitation_says_how_long_they_have_been_there(
    dana: Person,
    imported: Import,
    database: Database,
    office: Access,
    today: date,
    started: dict[str, int],
    said: str,
) -> None:
    cycle = met(today, KEY, declined=700, connected=699, thanked=698, updated=400, **started)
    imported(cycle | JOB)
    assert said in text_of(dana.sees(f"contacts/{the_contact(database, office)}/draft"))


MOVED = {"moved_to": "Orchard Labs", "moved_area": "Boston, MA"}


@pytest.mark.parametrize(
    ("cells", "town"),
    [
        ({"client_area": "Chicago, IL"}, "Chicago"),
        ({"client_area": "Boston, MA", "contact_area": "Boston, MA"}, "Boston"),
        (MOVED | {"client_area": "Boston, MA", "contact_area": "Chicago, IL"}, "Boston"),
    ],
    ids=["of the offer", "of the contact", "where they are now"],
)
def test_an_invitation_names_the_town_in_which_they_are_now(
    dana: Person,
    imported: Import,
    database: Database,
    office: Access,
    today: date,
    cells: dict[str, str],
    town: str,
) -> None:
    cycle = met(today, KEY, declined=700, connected=699, thanked=698, updated=400, job_started=420)
    imported(cycle | JOB | cells | (days(today, moved=100) if "moved_to" in cells else {}))
    text = text_of(dana.sees(f"contacts/{the_contact(database, office)}/draft"))
    assert f"lunch or a coffee in {town} in the next few weeks" in text


def test_it_opens_in_a_mail_program_as_it_stands(
    dana: Person, imported: Import, database: Database, office: Access, today: date
) -> None:
    imported(met(today, GRACE, declined=12, connected=3) | MAIL)
    seen = dana.sees(f"contacts/{the_contact(database, office)}/draft")
    address = urlsplit(seen.soup.select_one("[data-mail]")["href"])
    assert address.scheme == "mailto"
    assert parseaddr(unquote(address.path))[1] == MAIL["contact_email"]
    assert " " not in address.query
    sent = parse_qs(address.query)
    assert sent["subject"] == ["Thank you"]
    assert sent["body"][0].replace("\r\n", "\n").strip() == text_of(seen).strip()


def test_what_no_address_can_hold_is_to_be_pasted() -> None:
    """Where an address is too long, some systems open nothing at all."""
    whole = mailto("grace@x.example", "Thank you", "é" * 300)
    assert parse_qs(urlsplit(whole).query)["body"] == ["é" * 300]
    assert mailto("grace@x.example", "Thank you", "é" * 400) == (
        "mailto:grace@x.example?subject=Thank%20you"
    )


def test_without_an_address_there_is_no_mail_to_open(
    dana: Person, imported: Import, database: Database, office: Access, today: date
) -> None:
    imported(connecting(today, 3))
    seen = dana.sees(f"contacts/{the_contact(database, office)}/draft")
    assert seen.soup.select_one("[data-mail]") is None
    assert "of 300 characters" in seen.text


def test_what_is_sent_is_logged_by_a_press(
    dana: Person, imported: Import, database: Database, office: Access, today: date
) -> None:
    imported(connecting(today, 3))
    contact = the_contact(database, office)
    form = dana.sees(f"contacts/{contact}/draft").soup.select_one(".draft form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    told = dana.goes_on(dana.sends(form["action"], fields, came_from="caseload"))
    assert "Connected with Grace Kim today." in told.text


def test_the_nudge_goes_to_the_client_and_says_since_when(
    dana: Person, imported: Import, database: Database, office: Access, today: date
) -> None:
    imported(connecting(today, 90) | {"advisor_email": "ada.park@office.example.edu"})
    contact = the_contact(database, office)
    seen = dana.sees(f"contacts/{contact}/draft", to="client")
    assert "which has waited since" in text_of(seen)
    assert text_of(seen).strip().endswith("Kind regards,\nAda Park")
    assert seen.soup.select_one("[data-mail]")["href"].startswith("mailto:")
    assert seen.soup.select_one(".draft form") is None


def test_an_analyst_reads_no_draft_and_a_stranger_finds_none(
    sign_in: SignIn, imported: Import, database: Database, office: Access, today: date
) -> None:
    imported(connecting(today, 3))
    contact = the_contact(database, office)
    assert sign_in(Role.ANALYST).sees(f"contacts/{contact}/draft").status == 403
    assert sign_in().sees(f"contacts/{UUID(int=7)}/draft").status == 404
