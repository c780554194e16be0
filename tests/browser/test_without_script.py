"""The same work where no script runs: every link and every form is enough by itself."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Open, SetUp, Somewhere
from tests.browser.test_working import tab
from tests.pages.stories import connecting


@pytest.fixture
def maya(set_up: SetUp, today: date) -> Somewhere:
    return set_up(connecting(today, 60), password=PASSWORD)


def test_from_signing_in_to_a_touch_and_back(open_window: Open, maya: Somewhere) -> None:
    page = open_window(java_script_enabled=False).go(f"/o/{maya.slug}/caseload?state=stalled")
    page.get_by_label("E-mail").fill(maya.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert tab(page, "Stalled") == 1
    page.get_by_role("button", name="Log connect").click()
    expect(page.locator("#answer")).to_contain_text("Connected with Grace Kim today.")
    expect(page).to_have_url(re.compile(r"/caseload\?state=stalled&done="))
    assert (tab(page, "Stalled"), tab(page, "Due")) == (0, 1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#answer")).to_contain_text("Undone: connected with Grace Kim.")
    assert tab(page, "Stalled") == 1


def test_the_list_is_narrowed_by_a_button(open_window: Open, maya: Somewhere) -> None:
    page = open_window(maya, java_script_enabled=False).go("caseload")
    page.get_by_role("searchbox").fill("nobody")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".empty")).to_contain_text("Nobody called “nobody” here")


def test_a_form_is_a_page_with_its_errors(open_window: Open, maya: Somewhere) -> None:
    window = open_window(maya, java_script_enabled=False)
    page = window.go("caseload")
    page.get_by_role("link", name="Maya Okafor").click()
    page.get_by_role("link", name="Pause").click()
    window.expect(422)
    page.get_by_label("Why").fill("a leave")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("alert")).to_contain_text("The day is still blank.")
    expect(page.get_by_label("Why")).to_have_value("a leave")
    page.get_by_label("Until").fill("2999-01-01")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#now")).to_contain_text("Paused until 1 January 2999: a leave")
    press(page, "End the pause")
    expect(page.locator("#now")).not_to_contain_text("Paused")


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).click()


def test_the_menus_of_a_person_work(open_window: Open, maya: Somewhere) -> None:
    page = open_window(maya, java_script_enabled=False).go("caseload")
    page.get_by_role("link", name="Maya Okafor").click()
    page.locator(".person summary").click()
    press(page, "Heard from them")
    expect(page.locator("#answer")).to_contain_text("Heard from Grace Kim today.")
    page.locator(".person summary").click()
    press(page, "Make a key person")
    expect(page.locator(".tag")).to_have_text("key")
