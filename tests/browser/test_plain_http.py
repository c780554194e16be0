"""Over plain HTTP browsers do not say from which site a form was sent, only from which origin, and
that only where the page lets them."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page

from app import clock
from app.sign_in.resets import reset_by_hand
from tests.browser.conftest import ELSEWHERE, Open, SetUp, Site
from tests.browser.test_own_plan import make_link
from tests.pages.stories import GRACE, OFFER, days


@pytest.fixture(params=[True, False], ids=["with script", "without"])
def page(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Of the same service, by a name that browsers do not take for this machine."""
    address = site.url.replace("127.0.0.1", ELSEWHERE)
    context = browser.new_context(base_url=address, java_script_enabled=request.param)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_client_notes_a_step(page: Page, open_window: Open, set_up: SetUp, today: date) -> None:
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))
    answer = page.goto(make_link(advisor))
    assert answer is not None
    assert answer.headers["referrer-policy"] == "no-referrer"
    page.get_by_role("button", name="We are connected").click()
    page.get_by_text("It is noted, thank you.").wait_for()


def test_somebody_sets_a_new_password(page: Page, site: Site, set_up: SetUp) -> None:
    where = set_up(password="correct horse battery")
    secret = reset_by_hand(site.database, where.email, clock.now())
    page.goto(f"/login/password/{secret}")
    for field in ("New password", "The same password again"):
        page.get_by_label(field).fill("another horse battery")
    with page.expect_request("**/*.css*") as styles:
        page.get_by_role("button").click()
    page.wait_for_url("**/login?said=password")
    assert secret not in styles.value.headers.get("referer", "")
