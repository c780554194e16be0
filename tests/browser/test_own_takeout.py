"""What a client takes along, in a real browser."""

import json
from datetime import date

from tests.browser.conftest import Open, SetUp
from tests.browser.test_own_plan import make_link, on_a_phone
from tests.pages.stories import GRACE, OFFER, days, thanked


def test_the_paper_is_for_everyone_and_prints_on_a_sheet(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    advisor = open_window(set_up(thanked(today, 165, GRACE)))
    phone = on_a_phone(open_window, make_link(advisor))
    page = phone.page
    page.get_by_role("link", name="For printing").click()
    page.get_by_role("button", name="Print").wait_for()
    assert phone.problems() == []
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_the_file_comes_without_script_as_well(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))
    phone = on_a_phone(open_window, make_link(advisor), java_script_enabled=False)
    with phone.page.expect_download() as coming:
        phone.page.get_by_role("button", name="All of it (JSON)").click()
    assert coming.value.suggested_filename == "staying-in-touch.json"
    assert json.loads(coming.value.path().read_bytes())["you"]["name"] == "Maya Okafor"
