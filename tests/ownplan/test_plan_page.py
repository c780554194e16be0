"""What a client reads of their own plan."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import update

from app.accounts.access import Access
from app.db.engine import Database
from app.offers.models import Contact
from tests.conftest import on_sqlite
from tests.ownplan.conftest import GiveLink, Holder
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.seen import words
from tests.pages.stories import (
    GRACE,
    KEY,
    OFFER,
    STORIES,
    client,
    days,
    met,
    sheet_rows,
    thanked,
    updated,
)


def test_on_top_stands_one_thing_to_do_with_words_for_it(maya: Holder, today: date) -> None:
    seen = maya.sees()
    assert seen.words_of("#now h2") == "Connect with Grace Kim on LinkedIn"
    due = today - timedelta(3)
    assert f"This has waited since {due.day} {due:%B}" in seen.words_of("#now")
    assert "I enjoyed getting to know you" in seen.words_of("#draft-text")
    assert seen.all_words_of("#now .press button") == ["We are connected"]


def test_resting_says_that_silence_is_right_and_until_when(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 60))
    seen = give_link().sees()
    assert seen.words_of("#now h2").startswith("Nothing to do until ")
    assert "silence is right now: let things lie" in seen.words_of("#now")
    assert "Tell Grace Kim at Abbott how you are doing" in seen.words_of(".coming")
    assert seen.soup.select_one("#draft-text") is None


def test_what_an_address_holds_adds_nobody_to_a_mail(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 60) | {"contact_email": "grace?bcc=eve@abbott.example.com"})
    links = [str(link["href"]) for link in give_link().sees().soup.select("a[href^='mailto:']")]
    assert "mailto:grace%3Fbcc%3Deve@abbott.example.com" in links
    assert not any("?bcc" in link for link in links)


def test_whoever_is_about_to_mail_to_an_old_address_is_asked_to_look(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    mail = "grace.kim@abbott.example.com"
    imported(thanked(today, 200) | {"contact_email": mail})
    asked = f"Grace Kim is at Orchard Labs now. Is {mail} still their address?"
    maya = give_link()
    assert asked not in maya.sees().words_of("#now")
    action, given = dana.sees(f"contacts/{file_of(dana).contact}/moves").form_with("Save")
    dana.goes_on(dana.sends(action, given | {"employer": "Orchard Labs"}))
    seen = maya.sees()
    assert asked in seen.words_of("#now")
    (link,) = seen.soup.select("#now .hint a")
    form = str(link["href"]).removeprefix(f"{maya.base}/")
    assert maya.sees(form).form_with("Save")[1]["email"] == mail
    dana.sends(*dana.sees(f"contacts/{file_of(dana).contact}/draft").form_with("Yes, it is"))
    assert asked not in maya.sees().words_of("#now")


def test_each_person_can_be_written_to_by_whatever_is_known_of_them(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    profile = "https://www.linkedin.com/in/grace-kim"
    known = {"contact_email": "grace.kim@abbott.example", "contact_linkedin": profile}
    imported(thanked(today, 20) | known)
    there = {str(link["href"]) for link in give_link().sees().soup.select(".person a[href]")}
    assert {"mailto:grace.kim@abbott.example", profile} <= there


def test_no_page_leads_to_what_is_no_web_address(
    maya: Holder, dana: Person, database: Database, office: Access
) -> None:
    """Sheets once brought anything as a profile."""
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Contact)
            .where(Contact.office_id == office.office_id)
            .values(linkedin_url="javascript:alert(1)")
        )
    seen = [maya.sees(), dana.sees(f"contacts/{file_of(dana).contact}/draft")]
    assert [page.soup.select("a[href^=javascript]") for page in seen] == [[], []]
    assert "Grace Kim" in seen[0].text


def test_an_invitation_asks_whether_they_met(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(updated(today, started=400, updated=160))
    file = file_of(dana)
    dana.sends(f"contacts/{file.contact}/touches", {"kind": "invited"})
    seen = give_link().sees()
    assert seen.words_of("#now h2") == "Have you and Grace Kim met?"
    assert seen.all_words_of("#now .press button")[0] == "We have met"


def test_nobody_is_called_connected_whose_connecting_was_skipped(
    maya: Holder, dana: Person, today: date
) -> None:
    skipped = {"kind": "skipped", "step": "connect", "on": today.isoformat(), "note": "not there"}
    assert dana.sends(f"contacts/{file_of(dana).contact}/touches", skipped).status == 303
    seen = maya.sees()
    assert seen.words_of("#now h2") == "Thank Grace Kim in a few lines"
    assert "connected" not in seen.words_of("#now").lower()


def test_no_year_in_a_job_is_over_that_nobody_knows_of(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(met(today, KEY, declined=430, connected=429, thanked=428, updated=200))
    seen = give_link().sees().words_of("#now")
    assert "year in your job" not in seen
    assert "It is a good while since you turned the offer down." in seen


def test_whoever_has_moved_on_is_told_where_they_are(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(thanked(today, 60))
    action, given = dana.sees(f"contacts/{file_of(dana).contact}/moves").form_with("Save")
    dana.goes_on(dana.sends(action, given | {"employer": "Orchard Labs"}))
    seen = give_link().sees()
    assert "Tell Grace Kim at Orchard Labs how you are doing" in seen.words_of(".coming")
    assert "now at Orchard Labs" in seen.words_of(".person")


def test_people_in_the_network_are_named_with_a_kind_word(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(STORIES["in network"].cells(today))
    seen = give_link().sees()
    assert "Grace Kim is in your network" in seen.text
    assert "That is rare, and they will remember it." in seen.text


INNER = (
    "stalled",
    "overdue",
    "all bets",
    "professionally",
    "parked",
    "not pursued",
    "closed",
    "key",
)


@on_sqlite
@pytest.mark.parametrize("story", [*STORIES, "parked"])
def test_no_inner_word_of_the_office_is_shown(
    imported: Import, give_link: GiveLink, today: date, story: str
) -> None:
    rows = [row for row in sheet_rows(today) if row["client_name"] == story.capitalize()]
    named = {"client_name": "Ana Kim"}
    imported(*(row | named for row in rows))
    seen = give_link("Ana Kim").sees()
    assert seen.status == 200
    assert seen.words_of("#now h2")
    said = seen.text.lower()
    assert [word for word in INNER if word in said] == []


def test_notes_reasons_and_other_clients_stay_with_the_office(
    imported: Import, give_link: GiveLink, dana: Person, today: date
) -> None:
    imported(
        OFFER | GRACE | days(today, offered=12, declined=10) | {"decline_reason": "Too little pay"},
        client("other") | thanked(today, 60, KEY | {"contact_name": "Omar Haddad"}),
    )
    file = file_of(dana)
    dana.sends(f"{file.page}/notes/new", {"text": "Rather shy"})
    dana.sends(
        f"contacts/{file.contact}/snooze",
        {"snoozed_until": (today + timedelta(9)).isoformat(), "snooze_reason": "On leave"},
    )
    dana.sends(
        f"{file.page}/pause",
        {"paused_until": (today + timedelta(20)).isoformat(), "pause_reason": "Burnt out"},
    )
    page = str(give_link().sees().soup)
    for kept in ("Rather shy", "On leave", "Burnt out", "Omar Haddad", "Other", "Too little pay"):
        assert kept not in page
    assert "You are on a pause until" in page


def test_the_five_steps_are_explained(maya: Holder) -> None:
    told = maya.sees().words_of(".how")
    assert "can take one job only" in told
    assert len(told.split()) < 220  # a minute's reading


def test_a_view_only_link_offers_nothing_to_press(give_link: GiveLink, maya: Holder) -> None:
    seen = give_link(can_update=False).sees()
    forms = [str(form["action"]) for form in seen.soup.select("main form")]
    assert [action.rpartition("/")[2] for action in forms] == ["data", "language"]
    assert "Connect with Grace Kim" in seen.text


def visible_links(person: Tag) -> list[str]:
    """Beside a person, without what is folded away, and without what only a reader says."""
    beside = BeautifulSoup(str(person), "html.parser")
    for hidden in beside.select("details, .vh"):
        hidden.extract()
    return [words(link) for link in beside.select("a")]


@pytest.fixture
def with_mail(imported: Import, today: date) -> None:
    mail = {"contact_email": "grace.kim@abbott.example.com"}
    imported(OFFER | GRACE | mail | days(today, offered=12, declined=10))


@pytest.mark.usefixtures("with_mail")
def test_one_link_stands_beside_a_person_and_the_others_are_folded(give_link: GiveLink) -> None:
    maya = give_link()
    (person,) = maya.sees().soup.select(".person")
    assert visible_links(person) == ["We connected on LinkedIn"]
    folded = [words(link) for link in person.select("details a")]
    assert folded[0] == "Mail : Grace Kim"
    assert {one.partition(" :")[0] for one in folded} >= {"Correct", "Card", "Add to calendar"}
    shown = maya.sees(f"{maya.grace}/touches").soup.select_one("option[selected]")
    assert words(shown) == "We connected on LinkedIn"


def test_what_is_not_to_be_done_yet_is_not_what_is_noted(
    give_link: GiveLink, imported: Import, today: date
) -> None:
    imported(thanked(today, 30, GRACE))
    (person,) = give_link().sees().soup.select(".person")
    assert visible_links(person) == ["Note something"]


@pytest.mark.usefixtures("with_mail")
def test_by_a_link_to_read_the_way_to_write_to_somebody_stands_beside_them(
    give_link: GiveLink,
) -> None:
    (person,) = give_link(can_update=False).sees().soup.select(".person")
    assert visible_links(person) == ["Mail"]
    assert not person.select("a[href$='/touches'], a[href$='/edit']")


@pytest.mark.parametrize("told", ["done", "now"])
def test_the_plan_is_shown_though_its_address_was_cut_short(maya: Holder, told: str) -> None:
    seen = maya.sees(**{told: maya.id_of("contacts")[:30]})
    assert (seen.status, seen.words_of("#now h2")) == (200, maya.sees().words_of("#now h2"))
