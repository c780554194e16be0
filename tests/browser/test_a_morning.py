"""A whole morning: thirty stalled clients by the keys alone, and what else belongs to it."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Open, SetUp, Somewhere
from tests.browser.looking import Window, another_page
from tests.browser.test_working import tab
from tests.pages.stories import connecting

CLIENTS = 30
LOGGED, SNOOZED, DRAFTED = 22, 5, 3


@pytest.fixture
def thirty(set_up: SetUp, today: date) -> Somewhere:
    """All long not connected with somebody; the first has waited longest."""
    rows = [
        connecting(today, 120 - place)
        | {"client_name": f"Client {place:02}", "client_email": f"c{place}@alumni.example.edu"}
        for place in range(CLIENTS)
    ]
    return set_up(*rows, password=PASSWORD)


def sign_in(page: Page, thirty: Somewhere) -> None:
    page.get_by_label("E-mail").fill(thirty.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/today$"))


def go_to_the_list(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url(re.compile("/caseload"))
    expect(page.get_by_role("heading", name="Caseload")).to_be_visible()


def next_client(page: Page) -> str:
    page.keyboard.press("j")
    return page.evaluate("document.activeElement.textContent")  # type: ignore[no-any-return]


def log(page: Page) -> None:
    page.keyboard.press("l")
    expect(page.locator("tr.answered:focus-within")).to_contain_text("Connected with Grace Kim")


def snooze(page: Page, until: date) -> None:
    page.keyboard.press("s")
    expect(page.get_by_label("Until")).to_be_focused()
    page.keyboard.type(f"{until:%m%d%Y}")
    page.keyboard.press("Tab")
    page.get_by_label("Why").focus()
    page.keyboard.type("on leave")
    with another_page(page):
        page.keyboard.press("Enter")
    assert "snoozed=" in page.url


def copy_and_mark(page: Page) -> None:
    page.keyboard.press("d")
    copy = page.get_by_role("button", name="Copy", exact=True)
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    assert "Grace" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="It is sent: log it").focus()
    with another_page(page):
        page.keyboard.press("Enter")


def test_a_morning_by_the_keys_alone(open_window: Open, thirty: Somewhere, today: date) -> None:
    window = open_window(permissions=["clipboard-read", "clipboard-write"])
    page = window.go(f"/o/{thirty.slug}/today")
    sign_in(page, thirty)
    go_to_the_list(page)
    assert tab(page, "Stalled") == CLIENTS
    went_through = []
    for _ in range(LOGGED):
        went_through.append(next_client(page))
        log(page)
    for _ in range(DRAFTED):
        went_through.append(next_client(page))
        copy_and_mark(page)
    for _ in range(SNOOZED):
        went_through.append(next_client(page))
        snooze(page, today + timedelta(30))
    assert went_through == [f"Client {place:02}" for place in range(CLIENTS)]
    page.reload()
    assert (tab(page, "Stalled"), tab(page, "Due")) == (0, LOGGED + DRAFTED)
    assert tab(page, "Resting") == SNOOZED
    undo_many(page)
    save_a_view(page)
    find_it_again(window, thirty)


def undo_many(page: Page) -> None:
    for key in "jxjxb":
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Log the next step")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Log it for 2 clients").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-done")).to_contain_text("Logged the next step of 2 clients.")
    page.keyboard.press("u")
    expect(page.locator("#bulk-done")).to_contain_text("Undone")
    assert tab(page, "Due") == LOGGED + DRAFTED


def save_a_view(page: Page) -> None:
    page.get_by_text("More filters").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nobody is key").focus()
    page.keyboard.press("Space")
    page.get_by_role("link", name="Remove: Nobody is key").wait_for()
    page.get_by_role("link", name="Save this view").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name", exact=True).fill("Nobody is key yet")
    page.get_by_label("Pin it above my list").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save the view").focus()
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Saved views").get_by_text("Nobody is key yet").wait_for()


def find_it_again(window: Window, thirty: Somewhere) -> None:
    page = window.page
    page.locator("details.menu summary", has_text="DR").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    page.get_by_label("E-mail").wait_for()
    window.go(f"/o/{thirty.slug}/today")
    sign_in(page, thirty)
    go_to_the_list(page)
    page.get_by_role("link", name="Nobody is key yet").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Remove: Nobody is key")).to_be_visible()
