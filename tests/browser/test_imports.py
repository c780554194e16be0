"""Bringing a sheet: good, dirty and hostile, wide and narrow."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import clock
from app.errands.actions import MOST_ATTEMPTS
from app.errands.worker import Worker
from app.imports.stages import LOOK
from app.work import HANDLERS
from tests.browser.conftest import Open, SetUp, Site, Somewhere
from tests.browser.looking import Window
from tests.cast import ABBOTT, a_sheet

GRACE = {**ABBOTT, "contact_name": "Grace Kim", "contact_title": "Recruiter"}
DIRTY = a_sheet(
    {**GRACE, "contact_title": "Head of people"},
    {**GRACE, "contact_name": "Lee"},
    {**GRACE, "contact_name": "Bo", "connected_on": "soon", "contact_email": "bo at abbott"},
)
UNKNOWN = b"E-mail;Student;Shoe size;Declined on\r\nmaya@alumni.example.edu;Maya;39;03/04/2026\r\n"


@pytest.fixture
def importing(set_up: SetUp) -> Somewhere:
    return set_up(
        {"client_email": "maya@alumni.example.edu", "client_name": "Maya Okafor", **GRACE},
        named="Kelley Graduate Career Services",
    )


def bring(window: Window, folder: Path, content: bytes, name: str = "people.csv") -> None:
    file = folder / name
    file.write_bytes(content)
    page = window.go("imports")
    page.get_by_label("The file, CSV or Excel").set_input_files(file)
    page.get_by_role("button", name="Look through it").click()


def test_a_dirty_sheet_is_mended_and_taken_in(
    open_window: Open, importing: Somewhere, tmp_path: Path
) -> None:
    window = open_window(importing)
    page = window.go("imports")
    assert window.problems() == []
    bring(window, tmp_path, DIRTY)
    page.get_by_text("nothing is written yet").wait_for()
    assert window.problems() == []
    page.get_by_role("textbox", name="connected_on").fill("2026-04-01")
    page.get_by_role("textbox", name="contact_email").fill("bo@abbott.example")
    page.get_by_role("button", name="Mend line 4").click()
    page.get_by_role("link", name="Added 2").click()
    page.get_by_text("New contact: Bo").wait_for()
    assert window.problems(times=1) == []
    page.get_by_role("button", name="Take it in").click()
    page.get_by_role("heading", name="Taken in").wait_for()
    assert window.problems(times=1) == []
    to_the_caseload = page.get_by_role("link", name="To the caseload")
    expect(to_the_caseload).to_have_attribute("href", re.compile(r"/caseload\?advisor=everyone$"))
    page.get_by_role("button", name="Undo all of it").click()
    page.get_by_role("heading", name="Undone").wait_for()


def test_an_unknown_sheet_is_asked_about(
    open_window: Open, importing: Somewhere, tmp_path: Path
) -> None:
    window = open_window(importing)
    bring(window, tmp_path, UNKNOWN)
    page = window.page
    page.get_by_text("Which column is which", exact=True).wait_for()
    assert window.problems() == []
    page.get_by_label("Days like 03/04/2026").select_option("day")
    page.get_by_role("button", name="Look through it").click()
    page.get_by_text("nothing is written yet").wait_for()


NAMELESS = (
    b"A;B;C;D\r\n"
    b"maya@alumni.example.edu;Maya Okafor;25/03/2026;26/03/2026\r\n"
    b"lee.chan@alumni.example.edu;Lee Chan;03/04/2026;05/04/2026\r\n"
)


def test_what_is_suggested_says_why(
    open_window: Open, importing: Somewhere, tmp_path: Path
) -> None:
    window = open_window(importing)
    bring(window, tmp_path, NAMELESS)
    page = window.page
    page.get_by_text("Suggested: 1 of 2 are names of your clients").wait_for()
    page.get_by_text("Suggested: days, none after the one in “D”").wait_for()
    assert page.get_by_label("A", exact=True).input_value() == "client_email"
    assert window.problems() == []


def test_a_large_sheet_says_how_far_it_is(
    open_window: Open, importing: Somewhere, site: Site, tmp_path: Path
) -> None:
    window = open_window(importing)
    people = ({**GRACE, "contact_name": f"Person {number}"} for number in range(501))
    bring(window, tmp_path, a_sheet(*people))
    page = window.page
    page.get_by_text("Waits for the worker").wait_for()
    assert window.problems(times=1) == []
    failing = Worker(site.database, handlers={LOOK: out_of_memory})
    for day in range(MOST_ATTEMPTS):
        failing.run_due(clock.now() + timedelta(days=day))
    page.get_by_role("heading", name="Could not be looked through").wait_for()  # by itself
    page.get_by_text("too little memory").wait_for()
    assert window.problems() == []
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("Waits for the worker").wait_for()
    Worker(site.database, handlers=HANDLERS).run_due(clock.now() + timedelta(days=9))
    page.get_by_text("New contact: Person 0").wait_for()  # the whole page anew, by itself
    assert window.problems(times=1) == []


def out_of_memory(*_: object) -> None:
    raise MemoryError


def test_a_hostile_file_is_refused_in_words(
    open_window: Open, importing: Somewhere, tmp_path: Path
) -> None:
    window = open_window(importing)
    window.expect(422)
    bring(window, tmp_path, b"PK\x03\x04 no workbook", "good.xlsx")
    window.page.locator("#f-file-error").wait_for()
    assert "The file is damaged" in window.page.locator("#f-file-error").inner_text()
    assert window.problems(times=1) == []
