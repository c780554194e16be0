"""What a client takes along and brings, in a real browser."""

import json
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Open, SetUp
from tests.browser.test_own_plan import make_link, on_a_phone
from tests.ownplan.test_connections import KIM
from tests.ownplan.test_linkedin import HEADER
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


def test_linkedins_list_is_sent_looked_through_and_noted(
    open_window: Open, set_up: SetUp, today: date, tmp_path: Path
) -> None:
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))
    phone = on_a_phone(open_window, make_link(advisor))
    page = phone.page
    page.get_by_role("link", name="Use the list").click()
    page.get_by_label("The file Connections.csv").wait_for()
    assert phone.problems() == []
    phone.expect(422)
    send = page.get_by_role("button", name="Look through it")
    send.click()
    page.get_by_text("Choose the file first.").wait_for()
    assert phone.problems() == []
    file = tmp_path / "Connections.csv"
    for content, words in (
        (b"x" * 30_000_000, "far larger than any list"),
        ((HEADER + KIM).format(on="12 Mar 2024").encode(), "connected on 12 March 2024"),
    ):
        file.write_bytes(content)
        page.get_by_label("The file Connections.csv").set_input_files(file)
        send.click()
        page.get_by_text(words).wait_for()
    assert phone.problems() == []
    page.get_by_role("button", name="Note those that are ticked").click()
    page.get_by_text("1 connection is noted, thank you.").wait_for()
    expect(page.locator("#now h2")).to_have_text("Thank Grace Kim in a few lines")
