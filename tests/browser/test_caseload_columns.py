"""A row that was answered keeps its columns."""

from datetime import date

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import Open, SetUp
from tests.browser.looking import NARROW, WIDE
from tests.pages.stories import connecting

LEFT = "(el) => el.getBoundingClientRect().left"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", ["caseload", "caseload?q=Maya", "today"])
def test_a_name_stays_where_it_is_once_something_was_logged(
    open_window: Open, set_up: SetUp, today: date, size: ViewportSize, path: str
) -> None:
    page = open_window(set_up(connecting(today, 60)), viewport=size).go(path)
    name = page.locator("tr a.name")
    before = name.evaluate(LEFT)
    page.get_by_role("button", name="Log connect").click()
    expect(page.locator("tr.answered")).to_have_count(1)
    assert name.evaluate(LEFT) == before
