"""What the day asks is answered where it stands, by mouse and at any width."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, SetUp, Somewhere
from tests.browser.looking import Window
from tests.pages.stories import GRACE, connecting, thanked
from tests.pages.test_people import ANA, LEE, MAIL

TOM = {"contact_name": "Tom Lee"}


@pytest.fixture
def asked(set_up: SetUp, today: date) -> Somewhere:
    """Three are about to write to Grace Kim; of Zoë all is open."""
    zoe = {"client_name": "Zoë Reed", "client_email": "zoe@alumni.example.edu"}
    crowd = [connecting(today, 3) | MAIL | client for client in ({}, LEE, ANA)]
    return set_up(*crowd, *(zoe | thanked(today, 20, person) for person in (GRACE, TOM)))


def link_the_same(window: Window) -> None:
    page = window.go("caseload?q=Maya")
    page.locator("a.name").first.click()
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^The same person")).first.click()
        page.wait_for_load_state()


def question(page: Page, words: str, client: str) -> Locator:
    title = page.get_by_role("heading", name=words)
    return title.locator("xpath=following-sibling::ul[1]").locator("li", has_text=client)


def test_each_is_done_in_its_place_and_taken_back(open_window: Open, asked: Somewhere) -> None:
    window = open_window(asked)
    link_the_same(window)
    page = window.go("today")
    page.get_by_role("button", name="Goes first").first.click()
    expect(page.locator(".crowd.answered")).to_contain_text("writes to Grace Kim first.")
    expect(page.locator(":focus")).to_have_text(re.compile("^Undo: .* goes first$"))
    expect(page.locator("table.list tr", has_text="Grace Kim")).to_have_count(3)
    expect(page.locator("table.list .state", has_text="Resting")).to_have_count(2)
    well = question(page, "declined professionally?", "Zoë")
    well.get_by_role("button", name="No").click()
    expect(well).to_contain_text("was not declined professionally")
    expect(page.locator(":focus")).to_have_text("Undo: Zoë Reed")
    keys = question(page, "key people?", "Zoë")
    keys.locator("summary", has_text="Choose them").click()
    keys.get_by_label("Tom Lee").check()
    keys.get_by_role("button", name="Choose them").click()
    expect(keys).to_contain_text("Chosen at Abbott: Tom Lee.")
    maya = question(page, "declined professionally?", "Maya")
    maya.locator(".more > summary").click()
    maya.get_by_role("button", name="Put off").click()
    expect(maya).to_contain_text("Put off until")
    assert window.problems() == []
    for row in (well, keys, maya):
        row.get_by_role("button", name="Undo").click()
        expect(row.get_by_role("button", name="Undo")).to_have_count(0)
        expect(row.locator(".more > summary")).to_be_visible()
    page.locator(".crowd.answered").get_by_role("button", name="Undo").click()
    expect(page.locator("#bulk-done")).to_contain_text("Undone")
    expect(page.get_by_role("button", name="Goes first")).to_have_count(3)


def test_a_form_that_is_refused_opens_with_what_was_typed(
    open_window: Open, asked: Somewhere
) -> None:
    window = open_window(asked)
    window.expect(422)
    page = window.go("today")
    row = question(page, "key people?", "Zoë")
    row.locator("summary", has_text="Choose them").click()
    row.get_by_role("button", name="Choose them").click()
    sheet = page.locator("dialog[open]")
    expect(sheet).to_contain_text("must be at least one of those met there")
    assert window.problems(times=1) == []
    sheet.get_by_label("Grace Kim").check()
    sheet.get_by_role("button", name="Choose them").click()
    expect(page.locator(".notice.answer")).to_contain_text("Chosen at Abbott: Grace Kim.")


def test_no_menu_leaves_the_window(open_window: Open, asked: Somewhere) -> None:
    window = open_window(asked)
    link_the_same(window)
    page = window.go("today")
    for look in window.looks():
        width = page.viewport_size["width"]  # type: ignore[index]
        for summary in page.locator(".asked details.menu > summary:visible").all():
            summary.click()
            box = page.locator("details.menu[open] .pop").bounding_box()
            assert box is not None
            assert box["x"] >= 0, look
            assert box["x"] + box["width"] <= width, look
            page.keyboard.press("Escape")
