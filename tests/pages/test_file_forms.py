"""Every small form of a client's file: what it shows, what it refuses, what it writes."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.casefile.forms import SHEETS
from app.casefile.touch_forms import LOG_SHEET, VOID_SHEET
from app.db.engine import Database
from tests.cast import an_office
from tests.conftest import on_sqlite
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import File, file_of
from tests.pages.stories import thanked, updated


def in_days(number: int) -> str:
    return (clock.today_in("UTC") + timedelta(number)).isoformat()


@dataclass(frozen=True)
class Filled:
    """One form, filled in well and badly."""

    path: str
    title: str
    good: dict[str, str]
    told: str  # on the client's page afterwards
    bad: dict[str, str]
    at: str
    error: str
    shows: dict[str, str] = field(default_factory=dict)  # before anything is typed


FORMS = [
    Filled(
        "clients/new",
        "Add a client",
        {"name": "Łukasz Żółć", "email": "Lukasz@Alumni.example.edu", "cohort": "MBA 2026"},
        "Łukasz Żółć",
        {"name": "", "email": "lukasz@alumni.example.edu"},
        "name",
        "Name is still blank.",
    ),
    Filled(
        "clients/{client}/edit",
        "Change Maya Okafor",
        {"name": "Maya O. Okafor", "area": "Austin, TX"},
        "Maya O. Okafor",
        {"email": "maya", "area": "Austin, TX"},
        "email",
        "E-mail is not an e-mail address.",
        {"name": "Maya Okafor", "email": "maya@alumni.example.edu", "cohort": "MBA 2025"},
    ),
    Filled(
        "clients/{client}/pause",
        "Pause Maya Okafor",
        {"paused_until": in_days(40), "pause_reason": "parental leave"},
        "parental leave",
        {"paused_until": in_days(40), "pause_reason": " "},
        "pause_reason",
        "The reason is still blank.",
    ),
    Filled(
        "clients/{client}/jobs/new",
        "Add a job for Maya Okafor",
        {"employer": "Target", "title": "Buyer", "started_on": "2026-06-01"},
        "Buyer, Target",
        {"employer": "Target", "started_on": "2026-06-31"},
        "started_on",
        "The start is not a day of the calendar.",
    ),
    Filled(
        "jobs/{job}/edit",
        "Change the job at Hyland & Sons",
        {"title": "Senior Analyst", "started_on": ""},
        "Senior Analyst, Hyland & Sons Denver, CO, start not known",
        {"employer": "  ", "title": "Senior Analyst"},
        "employer",
        "Employer is still blank.",
        {"employer": "Hyland & Sons", "title": "Analyst", "area": "Denver, CO"},
    ),
    Filled(
        "clients/{client}/offers/new",
        "Add an offer to Maya Okafor",
        {"employer": "Medtronic", "declined_on": "2026-05-03", "declined_well": ""},
        "Medtronic declined 3 May 2026",
        {"employer": "Medtronic", "offered_on": "2026-05-03", "declined_on": "2026-05-02"},
        "declined_on",
        "The day of the decline lies before the day of the offer.",
    ),
    Filled(
        "offers/{offer}/edit",
        "Change the offer of Abbott",
        {"declined_well": "no", "reason": "a better one"},
        "all bets are off, and no step follows here.",
        {"declined_on": in_days(2), "reason": "a better one"},
        "declined_on",
        "The day of the decline lies in the future.",
        {"employer": "Abbott", "title": "Product Manager", "declined_well": ""},
    ),
    Filled(
        "offers/{offer}/contacts/new",
        "Add a person at Abbott",
        {"name": "Omar Haddad", "title": "Recruiter", "phone": "+1 555 0100", "is_key": "yes"},
        "Omar Haddad key Recruiter",
        {"name": "Omar Haddad", "linkedin_url": "linkedin.com/in/omar", "is_key": "yes"},
        "linkedin_url",
        "LinkedIn profile must be a web address that begins with https://.",
    ),
    Filled(
        "contacts/{contact}/edit",
        "Change Grace Kim",
        {"title": "Vice President", "is_key": "yes"},
        "Grace Kim key Vice President",
        {"name": "", "title": "Vice President"},
        "name",
        "Name is still blank.",
        {"name": "Grace Kim", "title": "Hiring Manager", "is_key": "yes"},
    ),
    Filled(
        "contacts/{contact}/snooze",
        "Snooze Grace Kim",
        {"snoozed_until": in_days(20), "snooze_reason": "on leave"},
        ": on leave",
        {"snoozed_until": in_days(0), "snooze_reason": "on leave"},
        "snoozed_until",
        "The day must lie in the future.",
    ),
    Filled(
        "contacts/{contact}/close",
        "Close the relationship with Grace Kim",
        {"closed_on": in_days(0), "closed_reason": "retired"},
        ": retired",
        {"closed_on": in_days(1), "closed_reason": "retired"},
        "closed_on",
        "The day lies in the future.",
        {"closed_on": in_days(0)},
    ),
    Filled(
        "contacts/{contact}/touches",
        "What happened with Grace Kim",
        {"kind": "met", "on": in_days(-1), "note": "Coffee\r\n& cake"},
        "“Coffee & cake”",
        {"kind": "met", "on": in_days(1), "note": "Coffee & cake"},
        "on",
        "The day lies in the future.",
        {"kind": "met", "on": in_days(0), "step": "", "note": ""},
    ),
    Filled(
        "touches/{touch}/void",
        "Take back",
        {"reason": "wrong person"},
        "taken back by Dana Reed: wrong person",
        {"reason": ""},
        "reason",
        "The reason is still blank.",
    ),
]
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)


@pytest.fixture
def file(dana: Person, imported: Import, today: date) -> File:
    """Maya's, with one of everything and a catch-up that waits."""
    imported(updated(today, started=400, updated=200) | {"advisor_email": dana.email})
    return file_of(dana)


def test_no_form_is_left_out() -> None:
    served = {re.sub(r"\{\w+\}", "{id}", sheet.path) for sheet in (*SHEETS, LOG_SHEET, VOID_SHEET)}
    filled = {re.sub(r"\{\w+\}", "{id}", form.path) for form in FORMS}
    elsewhere = {"clients/{id}/erase", "clients/{id}/hand-on"}  # in test_file_deeds.py
    assert served - filled == elsewhere


@on_sqlite
@each_form
def test_it_shows_what_is_known(dana: Person, file: File, form: Filled) -> None:
    whole, part = dana.sees(file.path(form.path)), dana.fetches(file.path(form.path))
    for seen in (whole, part):
        assert seen.status == 200
        assert seen.words_of("#form-title").startswith(form.title)
        assert form.shows.items() <= seen.form.items()
    assert len(whole.soup.select("html, header.bar")) == 2
    assert part.soup.select("html, header.bar") == []
    assert part.soup.form is not None
    assert (
        part.soup.form["hx-post"] == part.soup.form["action"] == dana.address(file.path(form.path))
    )


@on_sqlite
@each_form
def test_every_field_has_its_label(dana: Person, file: File, form: Filled) -> None:
    seen = dana.sees(file.path(form.path))
    labelled = {str(label["for"]) for label in seen.soup.select("form.card label")}
    controls = seen.soup.select("form.card :is(input:not([type=hidden]), select, textarea)")
    assert {str(control["id"]) for control in controls} == labelled


@each_form
def test_good_input_is_written_and_leads_to_the_client(
    dana: Person, file: File, form: Filled
) -> None:
    path = file.path(form.path)
    answer = dana.sends(path, dana.sees(path).form | form.good, file.page)
    assert form.told in dana.goes_on(answer).text


@on_sqlite
@each_form
def test_in_the_dialog_htmx_is_told_where_to_go(dana: Person, file: File, form: Filled) -> None:
    path = file.path(form.path)
    answer = dana.presses(path, dana.fetches(path).form | form.good, at=file.page)
    assert (answer.status, answer.response.text) == (204, "")
    assert form.told in dana.sees(answer.headers["hx-redirect"]).text


@on_sqlite
@each_form
def test_bad_input_stays_at_its_field_and_nothing_typed_is_lost(
    dana: Person, file: File, form: Filled
) -> None:
    path = file.path(form.path)
    typed = dana.sees(path).form | form.bad
    before = dana.sees(file.page).all_words_of("main h1, main h2, main li, main dd, main .person")
    for seen in (dana.sends(path, typed), dana.presses(path, typed, at=file.page)):
        assert seen.status == 422
        assert seen.error_at(form.at) == form.error
        assert form.error in seen.words_of("[role=alert]")
        kept = {name: value for name, value in typed.items() if name != "once"}
        assert kept.items() <= seen.form.items()
    after = dana.sees(file.page).all_words_of("main h1, main h2, main li, main dd, main .person")
    assert after == before


@on_sqlite
@each_form
def test_it_is_for_those_who_may_write(
    dana: Person, sign_in: SignIn, file: File, form: Filled
) -> None:
    analyst = sign_in(Role.ANALYST)
    path = file.path(form.path)
    assert analyst.sees(path).status == 403
    assert analyst.sends(path, form.good).status == 403
    assert analyst.sends(path, form.bad).status == 403


@pytest.mark.parametrize("form", FORMS[1:], ids=lambda form: form.path)
def test_what_another_office_has_is_not_there(
    sign_in: SignIn, database: Database, file: File, form: Filled
) -> None:
    stranger = sign_in(within=an_office(database))
    nobody = File(*["00000000-0000-7000-8000-000000000000"] * 5)
    for path in (file.path(form.path), nobody.path(form.path)):
        assert stranger.sees(path).status == 404
        assert stranger.sends(path, form.good).status == 404
        assert stranger.sends(path, form.bad).status == 404


@pytest.mark.parametrize("form", [one for one in FORMS if "new" in one.path], ids=lambda f: f.path)
def test_what_is_added_by_a_form_sent_twice_is_added_once(
    dana: Person, file: File, form: Filled
) -> None:
    path = file.path(form.path)
    typed = dana.sees(path).form | form.good
    first, second = dana.sends(path, typed), dana.sends(path, typed)
    assert first.headers["location"] == second.headers["location"]
    text = dana.goes_on(second).text
    assert text.count(form.told) == dana.goes_on(first).text.count(form.told)
    changed = dana.sends(path, typed | {"name": "Ines", "employer": "Ines & Co"})
    assert changed.status == 422
    assert "This form was saved already." in changed.words_of("[role=alert]")
    assert dana.sends(path, changed.form | {"email": "ines@alumni.example.edu"}).status in (
        303,
        422,
    )


def test_a_client_of_the_same_number_or_e_mail_is_named_at_the_field(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 60) | {"client_external_id": "0017"})
    typed = {"name": "Lee", "email": "maya@alumni.example.edu"}
    seen = dana.sends("clients/new", typed)
    assert seen.error_at("email") == "E-mail is another client's of this office."
    seen = dana.sends(
        "clients/new", {"name": "Lee", "email": "l@example.edu", "external_id": "0017"}
    )
    assert seen.error_at("external_id") == (
        "Number at your school is another client's of this office."
    )


def test_a_new_client_is_first_of_all_ones_own(dana: Person) -> None:
    assert dana.sees("clients/new").form["advisor_email"] == dana.email
