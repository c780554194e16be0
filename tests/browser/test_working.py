"""An advisor at work: with the mouse, with the keys, in the list and in the dialog."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app import clock
from tests.browser.conftest import PASSWORD, Open, SetUp, Somewhere
from tests.browser.looking import Window
from tests.pages.stories import STORIES, connecting, sheet_rows, updated

LOG = re.compile("^Log connect ?: Maya Okafor and Grace Kim$")
FOCUSED = "document.activeElement.outerHTML"


def tab(page: Page, label: str) -> int:
    words = page.locator("#tabs a", has_text=re.compile(rf"^\s*{label} \d+$")).inner_text()
    return int(words.split()[-1])


@pytest.fixture
def maya(set_up: SetUp, today: date) -> Somewhere:
    """An office with one client, who has long not connected with Grace Kim."""
    return set_up(connecting(today, 60), password=PASSWORD)


@pytest.fixture(scope="package")
def everybody(set_up: SetUp) -> Somewhere:
    """Read only."""
    return set_up(*sheet_rows(clock.today_in("UTC")))


def test_from_signing_in_to_a_touch_and_back(open_window: Open, maya: Somewhere) -> None:
    page = open_window().go(f"/o/{maya.slug}/caseload?state=stalled")
    page.get_by_label("E-mail").fill(maya.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/caseload\?state=stalled$"))
    assert (tab(page, "Stalled"), tab(page, "Due")) == (1, 0)
    page.get_by_role("button", name=LOG).click()
    row = page.locator("tr.answered")
    expect(row).to_contain_text("Connected with Grace Kim today. Next: a brief note of thanks")
    assert (tab(page, "Stalled"), tab(page, "Due")) == (0, 1)
    undo = row.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name=LOG)
    expect(again).to_be_visible()
    assert (tab(page, "Stalled"), tab(page, "Due")) == (1, 0)
    expect(page).to_have_url(re.compile(r"/caseload\?state=stalled$"))


def test_a_button_pressed_twice_logs_once(open_window: Open, maya: Somewhere) -> None:
    page = open_window(maya).go("caseload")
    page.get_by_role("button", name="Log connect").dblclick()
    expect(page.locator("tr.answered")).to_be_visible()
    page.get_by_role("link", name="Maya Okafor").click()
    expect(page.locator("#history li")).to_have_count(1)


def test_a_dialog_that_a_menu_opened_leads_back_to_the_menu(
    open_window: Open, maya: Somewhere
) -> None:
    page = open_window(maya).go("caseload")
    page.locator("summary", has_text="More for Maya Okafor").click()
    page.get_by_role("link", name="Draft a message").click()
    expect(page.locator("dialog[open]")).to_contain_text("Connect with Grace Kim")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("summary", has_text="More for Maya Okafor")).to_be_focused()


def test_a_menu_is_worked_by_the_keys(open_window: Open, everybody: Somewhere) -> None:
    page = open_window(everybody).go("caseload")
    summary = page.locator("summary", has_text="Log catch-up").first
    menu = page.locator("details.menu[open]")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_count(1)
    page.keyboard.press("Tab")
    assert "date" in page.evaluate(FOCUSED)
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(summary).to_be_focused()


def test_a_menu_closes_when_another_opens_or_one_clicks_elsewhere(
    open_window: Open, everybody: Somewhere
) -> None:
    page = open_window(everybody).go("caseload")
    page.locator("summary", has_text="Log catch-up").first.click()
    page.locator("details.me summary").click()
    expect(page.locator("details.menu[open]")).to_have_count(1)
    page.get_by_role("heading", name="Caseload").click()
    expect(page.locator("details.menu[open]")).to_have_count(0)


def test_a_catch_up_is_logged_by_the_menu(open_window: Open, set_up: SetUp, today: date) -> None:
    page = open_window(set_up(updated(today, started=400, updated=200))).go("caseload")
    page.locator("summary", has_text="Log catch-up").click()
    page.get_by_label("On", exact=True).fill((today - timedelta(2)).isoformat())
    page.get_by_role("button", name="Met").click()
    expect(page.locator("tr.answered")).to_contain_text("Met Grace Kim")
    assert tab(page, "In network") == 1


def test_a_slash_leads_to_the_search_and_is_a_sign_within_fields(
    open_window: Open, everybody: Somewhere
) -> None:
    page = open_window(everybody).go("caseload")
    search = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")
    page.get_by_role("link", name="Add a client").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("/")
    expect(page.get_by_label("Name", exact=True)).to_have_value("/")


def test_the_list_is_worked_by_the_keys_alone(open_window: Open, maya: Somewhere) -> None:
    window = open_window(maya)
    page = window.go("caseload")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Maya Okafor")).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("tr.answered")).to_contain_text("Connected with Grace Kim today.")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name=LOG)).to_be_visible()
    expect(page.locator("tr.answered")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert window.problems(times=1) == []
    page.keyboard.press("l")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(page.locator("tr.answered")).to_have_count(0)


def test_single_keys_are_listed_on_every_page_and_can_be_turned_off(
    open_window: Open, maya: Somewhere
) -> None:
    page = open_window(maya).go("today")
    page.keyboard.press("?")
    page.get_by_label("Use these keys in this browser").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("table a.name")).not_to_be_focused()
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use these keys in this browser").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("table a.name")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Find a client by name")).to_be_focused()


def test_search_and_filters_change_the_list_and_its_address_and_back_undoes_them(
    open_window: Open, everybody: Somewhere
) -> None:
    page = open_window(everybody).go("caseload")
    rows = page.locator("tr[id^=row-]")
    expect(rows).to_have_count(len(STORIES) + 1)
    page.get_by_role("searchbox").fill("update")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/caseload\?advisor=everyone&q=update$"))
    page.locator("#tabs a", has_text="Stalled").click()
    expect(rows).to_have_count(1)
    page.go_back()
    expect(rows).to_have_count(3)
    expect(page.get_by_role("searchbox")).to_have_value("update")
    page.get_by_label("Cohort").select_option("MBA 2025")
    expect(page).to_have_url(re.compile("cohort=MBA\\+2025"))
    page.evaluate("window.isStillHere = true")
    page.go_back()
    expect(page).to_have_url(re.compile(r"q=update$"))
    # The address changes first, then the page is loaded anew; going on before would stop that.
    page.wait_for_function("!window.isStillHere && document.readyState === 'complete'")
    page.go_back()
    expect(rows).to_have_count(len(STORIES) + 1)
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_the_dialog_takes_the_focus_keeps_what_was_typed_and_gives_it_back(
    open_window: Open, maya: Somewhere
) -> None:
    window = open_window(maya)
    page = window.go("caseload")
    opener = page.get_by_role("link", name="Add a client")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    window.expect(422)
    page.get_by_label("Name", exact=True).fill("Łukasz Żółć")
    page.get_by_label("E-mail").fill("lukasz")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("E-mail is not an e-mail address.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Łukasz Żółć")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_dialog_saves_and_shows_the_client(open_window: Open, maya: Somewhere) -> None:
    page = open_window(maya).go("caseload")
    page.get_by_role("link", name="Add a client").click()
    page.get_by_label("Name", exact=True).fill("Łukasz Żółć")
    page.get_by_label("E-mail").fill("lukasz@alumni.example.edu")
    page.get_by_role("button", name="Add the client").click()
    expect(page.locator(".head h1")).to_have_text("Łukasz Żółć")


def test_cancel_closes_the_dialog(open_window: Open, maya: Somewhere) -> None:
    page = open_window(maya).go("caseload")
    page.get_by_role("link", name="Add a client").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(re.compile("/caseload$"))


def test_an_error_of_a_row_opens_the_form_for_it(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    window = open_window(set_up(updated(today, started=400, updated=200)))
    page = window.go("caseload")
    page.locator("summary", has_text="Log catch-up").click()
    tomorrow = (today + timedelta(1)).isoformat()
    day = page.get_by_label("On", exact=True)
    day.evaluate("field => field.removeAttribute('max')")
    day.fill(tomorrow)
    window.expect(422)
    page.get_by_role("button", name="Called").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("The day lies in the future.")
    expect(dialog.get_by_label("On")).to_have_value(tomorrow)
    expect(dialog.get_by_label("What happened", exact=True)).to_have_value("called")
    dialog.get_by_label("On").fill(today.isoformat())
    dialog.get_by_role("button", name="Log it").click()
    expect(page.locator("#answer")).to_contain_text("Called Grace Kim today.")


def test_who_was_signed_out_meanwhile_is_asked_to_sign_in_and_comes_back(
    open_window: Open, maya: Somewhere
) -> None:
    window: Window = open_window(maya)
    page = window.go("caseload?state=stalled")
    window.context.clear_cookies()
    window.expect(401)
    page.get_by_role("button", name="Log connect").click()
    expect(page).to_have_url(re.compile(r"/login\?next=.*state%3Dstalled"))


def test_a_row_that_is_gone_is_told_of(open_window: Open, maya: Somewhere) -> None:
    window = open_window(maya)
    page = window.go("caseload")
    page.locator("tr form").evaluate(
        "form => form.setAttribute('hx-post', form.action.replace(/contacts.[^/]*/, 'contacts/x'))"
    )
    window.expect(404)
    page.get_by_role("button", name="Log connect").click()
    expect(page.locator(".toast")).to_contain_text("That is no longer here.")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".toast")).to_have_count(0)
    expect(page.get_by_role("button", name="Log connect")).to_be_enabled()


def test_a_filter_that_cannot_be_is_told_in_the_place_of_the_list(
    open_window: Open, maya: Somewhere
) -> None:
    window = open_window(maya)
    window.expect(422)
    page = window.go("caseload")
    page.get_by_text("More filters").click()
    page.evaluate("document.querySelector('[name=step]').options[1].value = 'dance'")
    page.get_by_label("Next step").select_option("dance")
    expect(page.locator("#results .notice")).to_have_text("The next step is none of the cycle.")
    expect(page.locator("header.bar")).to_have_count(1)


def test_what_the_dialog_says_of_a_refusal_is_not_said_twice(
    open_window: Open, maya: Somewhere
) -> None:
    window = open_window(maya)
    window.expect(413)
    page = window.go("caseload")
    kind = page.locator("tbody form input[name=kind]").first
    kind.evaluate("field => field.value = 'x'.repeat(3_000_000)")
    page.get_by_role("button", name=LOG).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Too large")
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_what_is_refused_while_the_dialog_is_open_is_said_in_it(
    open_window: Open, maya: Somewhere
) -> None:
    """All else is inert meanwhile, and in its shade."""
    window = open_window(maya)
    window.expect(503)
    page = window.go("caseload")
    page.get_by_role("link", name="Add a client").click()
    dialog = page.get_by_role("dialog")
    page.get_by_label("Name", exact=True).fill("Łukasz Żółć")
    page.get_by_label("E-mail").fill("lukasz@alumni.example.edu")
    away = {"HX-Reswap": "none", "Content-Type": "text/html; charset=utf-8"}
    page.route("**/clients/new", lambda route: route.fulfill(status=503, body="", headers=away))
    for _ in range(2):
        dialog.get_by_role("button", name="Add the client").click()
        expect(dialog.get_by_role("alert")).to_contain_text("That did not go through")
        expect(dialog.get_by_role("alert")).to_have_count(1)
    assert window.problems(within="dialog") == []
    expect(page.get_by_label("Name", exact=True)).to_have_value("Łukasz Żółć")
    page.unroute("**/clients/new")
    dialog.get_by_role("button", name="Add the client").click()
    expect(page.locator(".head h1")).to_have_text("Łukasz Żółć")
