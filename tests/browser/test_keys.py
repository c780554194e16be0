"""Going through a list by keyboard: nothing is undone by mistake, and one sees where one is."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Open, SetUp, Somewhere
from tests.browser.looking import NARROW, another_page
from tests.browser.test_today import link_the_same, question
from tests.pages.stories import GRACE, connecting, in_line, thanked, updated
from tests.pages.test_people import ANA, LEE, MAIL

LARGER: ViewportSize = {"width": 640, "height": 400}  # 200 % of a small laptop's window
IN_SIGHT = """() => {
  const row = document.activeElement.closest("tr").getBoundingClientRect();
  return row.top >= 0 && row.bottom <= document.querySelector(".bulk").getBoundingClientRect().top;
}"""


@pytest.fixture
def many(set_up: SetUp, today: date) -> Somewhere:
    """The first is the most urgent, and each has somebody to write to."""
    return set_up(*in_line(today, 20))


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_at(page: Page, words: str) -> None:
    expect(page.locator(":focus")).to_have_text(re.compile(words))


def answered(page: Page, count: int) -> None:
    expect(page.locator("tr.answered")).to_have_count(count)


def test_logging_again_does_not_undo(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url.rpartition("/")[2]))
    press(page, "j")
    expect_at(page, "Client 00")
    press(page, "l")
    answered(page, 1)
    expect_at(page, "Undo: Client 00")
    press(page, "ll")
    press(page, "j")
    expect_at(page, "Client 01")
    press(page, "l")
    answered(page, 2)
    assert "void" not in sent


def test_undo_takes_back_what_was_logged_last(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload")
    press(page, "j")
    expect_at(page, "Client 00")
    press(page, "l")
    answered(page, 1)
    press(page, "j")
    expect_at(page, "Client 01")
    press(page, "l")
    answered(page, 2)
    press(page, "ju")
    answered(page, 1)
    expect(page.locator("tr.answered")).to_contain_text("Client 00")
    press(page, "jju")
    answered(page, 0)


def test_the_search_is_in_sight_and_leads_back_into_the_list(
    open_window: Open, many: Somewhere
) -> None:
    page = open_window(many, viewport=NARROW).go("caseload")
    press(page, "j" * 15)
    press(page, "/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(search).to_be_in_viewport()
    page.keyboard.type("Client 1")
    page.keyboard.press("Enter")
    expect(page.locator("table a.name")).to_have_count(10)
    page.keyboard.press("ArrowDown")
    expect_at(page, "Client 10")
    press(page, "j")
    expect_at(page, "Client 11")


def test_a_menu_is_closed_by_going_on(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload")
    press(page, "jm")
    expect(page.locator("details.menu[open]")).to_have_count(1)
    press(page, "j")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect_at(page, "Client 01")


@pytest.mark.parametrize("size", [LARGER, NARROW], ids=["200 %", "narrow"])
def test_what_is_said_of_the_selected_hides_no_row(
    open_window: Open, many: Somewhere, size: ViewportSize
) -> None:
    page = open_window(many, viewport=size).go("caseload")
    press(page, "jx")
    for key in "j" * 12 + "k" * 4:
        press(page, key)
        assert page.evaluate(IN_SIGHT), page.locator(":focus").inner_text()


def test_one_goes_on_from_where_a_row_has_left_the_list(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload?state=stalled")
    press(page, "jjj")
    for place in (2, 3):
        expect_at(page, f"Client {place:02}")
        press(page, "d")
        with another_page(page):
            page.get_by_role("button", name="It is sent: log it").click()
        expect(page.get_by_role("link", name=f"Client {place:02}")).to_have_count(0)
        press(page, "j")
    expect_at(page, "Client 04")
    press(page, "k")
    expect_at(page, "Client 01")


def test_one_goes_on_from_where_a_row_was_snoozed(
    open_window: Open, many: Somewhere, today: date
) -> None:
    page = open_window(many).go("caseload?state=stalled")
    press(page, "jjj")
    for place in (2, 3):
        expect_at(page, f"Client {place:02}")
        press(page, "s")
        page.get_by_label("Until").fill(f"{today + timedelta(30)}")
        page.get_by_label("Why").fill("on leave")
        with another_page(page):
            page.keyboard.press("Enter")
        expect(page.get_by_role("link", name=f"Client {place:02}")).to_have_count(0)
        press(page, "j")
    expect_at(page, "Client 04")


def test_a_snooze_is_undone_by_its_key(open_window: Open, many: Somewhere, today: date) -> None:
    page = open_window(many).go("caseload?state=stalled")
    press(page, "jjjs")
    page.get_by_label("Until").fill(f"{today + timedelta(30)}")
    page.get_by_label("Why").fill("on leave")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_text("Contact 02 is snoozed until")).to_be_in_viewport()
    with another_page(page):
        page.keyboard.press("u")
    expect(page.get_by_role("link", name="Client 02")).to_have_count(1)
    expect(page.get_by_text("is snoozed until")).to_have_count(0)


def test_who_only_looks_at_the_list_again_begins_on_top(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload?state=stalled")
    press(page, "jjjs")
    expect(page.get_by_label("Until")).to_be_focused()
    page.keyboard.press("Escape")
    page.reload()
    press(page, "j")
    expect_at(page, "Client 00")


def test_clearing_what_was_selected_leads_back_to_the_row(
    open_window: Open, many: Somewhere
) -> None:
    page = open_window(many).go("caseload")
    press(page, "jxjxb")
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    expect_at(page, "Client 01")
    press(page, "xbx")
    expect_at(page, "Client 01")


def test_what_the_day_asks_is_worked_by_the_keys(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    zoe = {"client_name": "Zoë Reed", "client_email": "zoe@alumni.example.edu"}
    tom = {"contact_name": "Tom Lee"}
    crowd = [connecting(today, 3) | MAIL | client for client in ({}, LEE, ANA)]
    window = open_window(
        set_up(*crowd, *(zoe | thanked(today, 20, person) for person in (GRACE, tom)))
    )
    link_the_same(window)
    page = window.go("today")
    dialog = page.locator("dialog[open]")
    page.locator(".crowd a.name").first.focus()
    press(page, "s")
    expect(dialog).to_contain_text("Snooze Grace Kim")
    page.keyboard.press("Escape")
    expect(page.locator(".crowd a.name").first).to_be_focused()
    question(page, "key people?", "Zoë").locator("a.name").focus()
    press(page, "l")
    expect(page.get_by_label("Grace Kim")).to_be_focused()
    page.keyboard.press("Escape")
    press(page, "m")
    expect(page.locator(":focus")).to_have_attribute("name", "until")


def test_who_waits_for_a_reply_is_come_to_and_logged(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    where = set_up(updated(today, started=400, updated=200))
    page = open_window(where).go("caseload")
    page.locator("summary", has_text="Log catch-up").click()
    page.get_by_role("button", name="Invited").click()
    answered(page, 1)
    page.goto(f"/o/{where.slug}/today")
    press(page, "j")
    expect(page.locator("li[id^=awaited-] a.name")).to_be_focused()
    press(page, "l")
    expect(page.locator("dialog[open]")).to_contain_text("What happened")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, "s")
    expect(page.locator("dialog[open]")).to_contain_text("Snooze")


def test_how_many_were_found_is_heard(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload")
    heard = page.locator("#toasts")
    expect(heard).to_be_empty()
    page.get_by_role("searchbox").fill("Client 1")
    page.keyboard.press("Enter")
    expect(heard).to_have_text("Clients 1–10 of 10")
    page.get_by_role("searchbox").fill("Nobody")
    page.keyboard.press("Enter")
    expect(heard).to_contain_text("Nobody called “Nobody” here")


def test_what_a_page_says_as_it_comes_is_heard(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload")
    page.get_by_role("link", name="Client 19", exact=True).click()
    page.get_by_role("button", name="Log: connected today").click()
    expect(page.locator("#toasts")).to_contain_text("Connected with Contact 19 today.")
