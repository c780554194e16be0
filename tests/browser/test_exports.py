"""Taking a file out: the page wide and narrow, light and dark, and how far the file is."""

import pytest

from app import clock
from tests.browser.conftest import Open, SetUp, Somewhere
from tests.pages.stories import sheet_rows


@pytest.fixture(scope="package")
def exporting(set_up: SetUp) -> Somewhere:
    return set_up(*sheet_rows(clock.today_in("UTC")), named="Kelley Graduate Career Services")


def test_a_file_is_chosen_comes_and_is_listed(open_window: Open, exporting: Somewhere) -> None:
    window = open_window(exporting)
    page = window.go("exports")
    assert window.problems(times=1) == []
    page.get_by_label("Clients: a row for each client").check()
    page.get_by_label("Who gets it").fill("The dean")
    page.get_by_label("What for").fill("Accreditation")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Export").click()
    assert coming.value.suggested_filename.endswith(".xlsx")
    page.locator(".files", has_text="Clients, XLSX").wait_for()
    assert window.problems() == []
    window.go("settings/disclosures")
    assert "Accreditation" in window.page.locator("table").inner_text()
    assert window.problems() == []


def test_a_purpose_that_is_missing(open_window: Open, exporting: Somewhere) -> None:
    window = open_window(exporting)
    window.expect(422)
    page = window.go("exports")
    page.get_by_label("Who gets it").fill("The dean")
    page.get_by_role("button", name="Export").click()
    page.locator("#f-purpose-error").wait_for()
    assert window.problems(times=1) == []
