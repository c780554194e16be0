"""Whatever is typed stays text: on no page does it run, ask for anything, or move anything."""

from datetime import date
from urllib.parse import quote_plus, urlsplit

import pytest

from tests.browser.conftest import Open, SetUp
from tests.browser.looking import NARROW
from tests.pages.stories import thanked

TYPED = [
    '"><img src="//evil.example/x" onerror="alert(1)"><script>alert(2)</script>',
    "<p hx-get='/logout' hx-trigger='load' hx-on:click='alert(3)'>'{{ 7*7 }}</p>",
]
CELLS = (
    "client_name", "client_external_id", "program", "cohort", "client_area", "job_employer",
    "job_title", "job_area", "offer_employer", "offer_title", "offer_area", "decline_reason",
    "contact_name", "contact_title", "contact_area",
)  # fmt: skip


@pytest.mark.parametrize("typed", TYPED, ids=["script", "htmx"])
def test_markup_in_every_field_is_text_on_every_page(
    open_window: Open, set_up: SetUp, today: date, typed: str
) -> None:
    window = open_window(set_up(thanked(today, 165) | dict.fromkeys(CELLS, typed)))
    page = window.go("caseload")
    page.get_by_role("button", name="Log update").click()
    page.locator("tr.answered").wait_for()
    page.locator("a.name").click()
    page.locator(".person summary").click()
    page.get_by_role("link", name="Another touch, or a skipped step").click()
    page.locator("dialog").get_by_label("Note").fill(typed)
    page.get_by_role("button", name="Log it").click()
    page.locator("#answer").wait_for()
    client = urlsplit(page.url).path
    links = {link.get_attribute("href") or "" for link in page.locator("main a[href*='/o/']").all()}
    assert len(links) >= 10
    page.set_viewport_size(NARROW)
    asked = quote_plus(typed)
    for path in (client, *sorted(links), f"caseload?q={asked}", f"caseload?cohort={asked}"):
        window.go(path)
        assert window.too_wide() == []
        assert page.locator("[hx-trigger=load], img, main script").count() == 0
