"""Many clients at once: ticked by mouse or keys, with script and without."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, SetUp, Somewhere
from tests.pages.stories import connecting, thanked
from tests.pages.writing import MAYA

NAMES = ("Amara", "Chen", "Dana", "Elif")


@pytest.fixture
def four(set_up: SetUp, today: date) -> Somewhere:
    """Four who have long not connected, the first the longest, and one who rests."""
    rows = [
        connecting(today, 80 - place)
        | {"client_name": name, "client_email": f"{name.lower()}@alumni.example.edu"}
        for place, name in enumerate(NAMES)
    ]
    return set_up(*rows, thanked(today, 30) | MAYA)


def stalled(page: Page) -> int:
    return int(page.locator("#tabs a", has_text="Stalled").inner_text().split()[-1])


def test_three_are_logged_and_undone_by_the_keys_alone(open_window: Open, four: Somewhere) -> None:
    page = open_window(four).go("caseload")
    bar = page.get_by_role("form", name="With the selected clients")
    expect(bar).to_be_hidden()
    for key in "jxjxjx":
        page.keyboard.press(key)
    expect(bar).to_be_visible()
    expect(bar).to_contain_text("3 selected")
    page.keyboard.press("b")
    expect(bar.get_by_role("button", name="Log the next step")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What will change: 3 clients")).to_be_visible()
    do = page.get_by_role("button", name="Log it for 3 clients")
    do.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-done")).to_contain_text("Logged the next step of 3 clients.")
    assert stalled(page) == 1
    page.keyboard.press("u")
    expect(page.locator("#bulk-done")).to_contain_text("Undone: logged the next step")
    assert stalled(page) == 4
    page.reload()
    expect(page.locator("#bulk-done")).to_contain_text("Undone")


def test_three_are_logged_and_undone_without_script(open_window: Open, four: Somewhere) -> None:
    page = open_window(four, java_script_enabled=False).go("caseload")
    for name in NAMES[:3]:
        page.get_by_label(f"Select {name}").check()
    page.get_by_role("button", name="Log the next step").click()
    expect(page.locator("#will tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Log it for 3 clients").click()
    assert stalled(page) == 1
    page.locator("#bulk-done").get_by_role("link", name="See who").click()
    expect(page.locator("h1")).to_have_text("Logged the next step of 3 clients.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_contain_text("Undone")


def test_the_box_above_ticks_all_and_tells_when_only_some_are(
    open_window: Open, four: Somewhere
) -> None:
    page = open_window(four).go("caseload")
    every = page.get_by_label("Select all on this page")
    every.check()
    expect(page.locator("[data-picked]")).to_have_text("5 selected")
    page.get_by_label("Select Chen").uncheck()
    expect(page.locator("[data-picked]")).to_have_text("4 selected")
    assert every.evaluate("box => box.indeterminate")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#bulk")).to_be_hidden()


def test_all_that_match_are_one_choice(open_window: Open, set_up: SetUp, today: date) -> None:
    rows = [
        connecting(today, 60)
        | {"client_name": f"Client {n:02}", "client_email": f"c{n}@alumni.example.edu"}
        for n in range(53)
    ]
    page = open_window(set_up(*rows)).go("caseload?state=stalled")
    page.get_by_label("Select Client 03").check()
    page.get_by_label("all 53 that match").check()
    expect(page.locator("[data-picked]")).to_have_text("53 selected")
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Until").fill("2999-01-01")
    page.get_by_label("Why").fill("exams")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pause 53 clients").click()
    expect(page).to_have_url(re.compile(r"state=stalled&bulk="))
    expect(page.locator("#bulk-done")).to_contain_text("Paused 53 clients.")


def test_every_page_on_the_way(open_window: Open, four: Somewhere) -> None:
    window = open_window(four)
    page = window.go("caseload")
    page.get_by_label("Select all on this page").check()
    assert window.problems() == []
    page.get_by_role("button", name="Assign").click()
    assert window.problems() == []
    window.expect(422)
    page.get_by_role("button", name="Show what would change").click()
    page.locator("[role=alert]").wait_for()
    assert window.problems(times=1) == []
    page.get_by_label("To", exact=True).select_option(four.email)
    page.get_by_role("button", name="Show what would change").click()
    page.locator("#will").wait_for()
    assert window.problems() == []
    window.go("caseload")
    page.get_by_label("Select Amara").check()
    page.get_by_label("all on this page", exact=True).check()
    page.get_by_role("button", name="Log the next step").click()
    page.locator("#cannot").wait_for()
    assert window.problems() == []
    page.get_by_role("button", name="Log it for 4 clients").click()
    page.locator("#bulk-done").wait_for()
    assert window.problems() == []
    page.get_by_role("link", name="See who").click()
    assert window.problems() == []
