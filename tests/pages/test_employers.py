"""The pages of employers: found by name, and one with its people and offers."""

from datetime import date

import pytest

from app.employers import pages
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.stories import connecting, days, sheet_rows
from tests.pages.test_people import ANA, LEE, MAIL, move


def test_employers_are_listed_and_found(dana: Person, imported: Import, today: date) -> None:
    imported(connecting(today, 60), connecting(today, 60) | LEE | {"offer_employer": "Société G"})
    assert not dana.sees("employers", q="---").all_words_of(".employers .name")
    seen = dana.sees("employers")
    assert seen.all_words_of(".employers .name") == ["Abbott", "Société G"]
    assert seen.all_words_of(".employers small")[0] == "1 person met · 1 offer"
    assert seen.all_words_of(".employers tr:first-child .n") == [
        "People met", "Arrived since", "Offers", "Clients hired", "1", "", "1", "",
    ]  # fmt: skip
    assert dana.sees("employers", q="societe").all_words_of(".employers .name") == ["Société G"]
    assert "No employer called “Nobody”" in dana.sees("employers", q="Nobody").text


def test_an_office_without_employers_is_told_how_they_come(dana: Person) -> None:
    assert "No employers yet" in dana.sees("employers").text


def test_the_page_of_a_client_and_the_caseload_lead_there(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    file = file_of(dana)
    for path in (file.page, "caseload"):
        links = dana.sees(path).soup.select("main a[href$='/employers/abbott']")
        assert [link.get_text(strip=True) for link in links] == ["Abbott"]
    assert dana.sees("employers/abbott").words_of("h1") == "Abbott"


def test_of_many_people_and_offers_the_rest_is_shown_when_asked_for(
    dana: Person, imported: Import, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_OPEN", 1)
    imported(connecting(today, 60), connecting(today, 60) | LEE | {"contact_name": "Sam Orr"})
    seen = dana.sees("employers/abbott")
    assert len(seen.soup.select(".colleague")) == 2
    assert seen.all_words_of("details.others summary") == ["1 more", "1 more"]
    assert len(seen.soup.select("details.others .colleague")) == 1


def test_people_stand_where_they_are_now(dana: Person, imported: Import, today: date) -> None:
    imported(connecting(today, 60), connecting(today, 50) | LEE | {"contact_name": "Sam Orr"})
    file = file_of(dana)
    dana.goes_on(move(dana, file, started_on=today.isoformat()))
    seen = dana.sees("employers/abbott")
    assert seen.words_of("section[aria-labelledby=here-title] .colleague").startswith("Sam Orr")
    gone = seen.words_of("section[aria-labelledby=gone-title] .colleague")
    assert "now at Orchard Labs" in gone
    assert "Met by Maya Okafor" in gone
    there = dana.sees("employers/orchard-labs")
    assert "Met by Maya Okafor at Abbott" in there.words_of(".colleague")
    assert "No client had an offer here." in there.words_of("aside")
    assert "now at Orchard Labs" in dana.sees("caseload").text


def test_whose_network_and_how_it_was_declined_stand_there(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*sheet_rows(today))
    seen = dana.sees("employers/abbott")
    assert "In network" in seen.words_of(".cols")
    assert "not professionally" in seen.words_of("aside")


def test_a_crowd_about_to_write_is_warned_of(dana: Person, imported: Import, today: date) -> None:
    imported(*(connecting(today, 60) | MAIL | client for client in ({}, LEE, ANA)))
    file = file_of(dana)
    for _ in range(2):
        action, given = dana.sees(file.page).form_with("The same person")
        dana.goes_on(dana.sends(action, given))
    seen = dana.sees("employers/abbott")
    assert len(seen.soup.select(".colleague")) == 1
    assert seen.words_of(".notice").startswith("Three clients are about to write to Grace Kim")


def test_clients_who_took_a_job_stand_there(dana: Person, imported: Import, today: date) -> None:
    job = {"job_employer": "Orchard Labs", "job_title": "Analyst", "job_started_on": "2025-07-14"}
    imported(connecting(today, 60) | job, connecting(today, 60) | LEE)
    assert dana.sees("employers").all_words_of(".employers small") == [
        "2 people met · 2 offers",
        "1 client hired",
    ]
    seen = dana.sees("employers/orchard-labs")
    assert seen.words_of(".head .sub") == "0 people · 1 client took a job here"
    hired = seen.words_of("section[aria-labelledby=hired-title]")
    assert hired == "Took a job here 1 Maya Okafor Analyst since 14 July 2025"
    assert "Took a job here" not in dana.sees("employers/abbott").text


def test_the_page_says_where_the_latest_move_led(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60) | MAIL, connecting(today, 90) | MAIL | LEE)
    maya, lee = file_of(dana), file_of(dana, "Lee Park")
    dana.sends(*dana.sees(maya.page).form_with("The same person"))
    for file, employer, ago in ((maya, "Orchard Labs", 40), (lee, "Stryker", 10)):
        dana.goes_on(move(dana, file, employer=employer, **days(today, started=ago)))
    for employer in ("abbott", "orchard-labs"):
        gone = dana.sees(f"employers/{employer}").words_of("section[aria-labelledby=gone-title]")
        assert "now at Stryker" in gone
    assert "Moved on" not in dana.sees("employers/stryker").text


def test_an_employer_whose_name_is_all_signs_has_a_page(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60) | {"offer_employer": "***"})
    for path in ("employers", "caseload", file_of(dana).page):
        (link,) = dana.sees(path).soup.select("main a[href*='/employers/']")
        assert dana.sees(str(link["href"])).title == "***"


def test_nothing_of_an_employer_that_nobody_met(dana: Person) -> None:
    assert dana.sees("employers/abbott").status == 404
