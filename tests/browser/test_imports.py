"""Bringing a sheet: good, dirty and hostile, wide and narrow."""

from pathlib import Path

import pytest

from tests.browser.conftest import Open, SetUp, Somewhere
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
    assert window.problems(times=2) == []
    bring(window, tmp_path, DIRTY)
    page.get_by_text("nothing is written yet").wait_for()
    assert window.problems(times=2) == []
    page.get_by_role("textbox", name="connected_on").fill("2026-04-01")
    page.get_by_role("textbox", name="contact_email").fill("bo@abbott.example")
    page.get_by_role("button", name="Mend line 4").click()
    page.get_by_role("link", name="Added 2").click()
    page.get_by_text("New contact: Bo").wait_for()
    assert window.problems(times=1) == []
    page.get_by_role("button", name="Take it in").click()
    page.get_by_role("heading", name="Taken in").wait_for()
    assert window.problems(times=1) == []
    page.get_by_role("button", name="Undo all of it").click()
    page.get_by_role("heading", name="Undone").wait_for()


def test_an_unknown_sheet_is_asked_about(
    open_window: Open, importing: Somewhere, tmp_path: Path
) -> None:
    window = open_window(importing)
    bring(window, tmp_path, UNKNOWN)
    page = window.page
    page.get_by_text("Which column is which", exact=True).wait_for()
    assert window.problems(times=2) == []
    page.get_by_label("Days like 03/04/2026").select_option("day")
    page.get_by_role("button", name="Look through it").click()
    page.get_by_text("nothing is written yet").wait_for()


def test_a_hostile_file_is_refused_in_words(
    open_window: Open, importing: Somewhere, tmp_path: Path
) -> None:
    window = open_window(importing)
    window.expect(422)
    bring(window, tmp_path, b"PK\x03\x04 no workbook", "good.xlsx")
    window.page.locator("#f-file-error").wait_for()
    assert "The file is damaged" in window.page.locator("#f-file-error").inner_text()
    assert window.problems(times=1) == []
