"""Signed out while something was typed: it stays in sight, and is sent once one is in again."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.sign_in.actions import sign_out
from tests.browser.conftest import PASSWORD, Open, SetUp, Site, Somewhere
from tests.browser.looking import Window
from tests.pages.stories import connecting

NOTE = "Grace called.\nShe moves to Cleveland in May."


@pytest.fixture
def maya(set_up: SetUp) -> Somewhere:
    return set_up(connecting(clock.today_in("UTC"), 60), password=PASSWORD)


def sign_in_beside(window: Window, maya: Somewhere, page: Page) -> None:
    """As whoever is asked to: by the link, in the tab that it opens."""
    with window.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    tab = opened.value
    tab.get_by_label("E-mail").fill(maya.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(re.compile(rf"/o/{maya.slug}/(today|caseload)(\?.*)?$"))
    tab.close()


def sign_out_elsewhere(site: Site, maya: Somewhere) -> None:
    """As in My sign-in, on another machine."""
    sign_out(site.database, maya.cookie, maya.user_id, clock.now())


@pytest.mark.parametrize("with_script", [True, False])
def test_a_form_of_a_page_shows_what_was_typed_and_is_sent_again(
    open_window: Open, maya: Somewhere, site: Site, with_script: bool
) -> None:
    window = open_window(maya, java_script_enabled=with_script)
    page = window.page
    page.goto(f"/o/{maya.slug}/caseload")
    page.get_by_role("link", name="Maya Okafor").first.click()
    page.locator("#notes textarea").fill(NOTE)
    sign_out_elsewhere(site, maya)
    window.expect(401)
    for _ in range(2):  # and nothing is lost by a button that was pressed too early
        page.get_by_role("button", name=re.compile("Add the note|Send it again")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out meanwhile")
        expect(page.locator("dd")).to_have_text(NOTE, use_inner_text=True)
    if with_script:
        assert window.problems() == []
    sign_in_beside(window, maya, page)
    page.get_by_role("button", name="Send it again").click()
    expect(page).to_have_url(re.compile(r"/clients/[^/]+#notes$"))
    expect(page.locator("#notes .notes p")).to_have_text(NOTE, use_inner_text=True)


def test_a_form_in_the_dialog_stays_as_it_is(
    open_window: Open, maya: Somewhere, site: Site
) -> None:
    window = open_window(maya)
    page = window.go("caseload")
    page.locator("tbody summary", has_text="More").first.click()
    page.get_by_role("link", name=re.compile("^Snooze")).first.click()
    dialog = page.get_by_role("dialog")
    why = dialog.get_by_label("Why")
    why.fill("On leave until spring")
    day = (clock.today_in("UTC") + timedelta(days=30)).isoformat()
    dialog.get_by_label("Until").fill(day)
    sign_out_elsewhere(site, maya)
    window.expect(401)
    for _ in range(2):
        dialog.get_by_role("button", name="Snooze").click()
        expect(dialog.get_by_role("alert")).to_contain_text("You were signed out meanwhile")
        expect(dialog.get_by_role("alert")).to_have_count(1)
        expect(dialog.get_by_role("link", name="Sign in, in a new tab")).to_be_focused()
        expect(why).to_have_value("On leave until spring")
    assert window.problems(within="dialog") == []
    sign_in_beside(window, maya, page)
    dialog.get_by_role("button", name="Snooze").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Waits until")


def test_what_is_ticked_in_the_list_stays_ticked(
    open_window: Open, maya: Somewhere, site: Site
) -> None:
    window = open_window(maya)
    page = window.go("caseload")
    box = page.locator("td > .pick").first
    box.check()
    sign_out_elsewhere(site, maya)
    window.expect(401)
    page.get_by_role("button", name="Log connect").click()
    expect(page.locator(".toast")).to_contain_text("what you typed, chose or ticked is still here")
    expect(box).to_be_checked()
    assert window.problems() == []
    sign_in_beside(window, maya, page)
    page.get_by_role("button", name="Log connect").click()
    expect(page.locator("#answer, tr.answered").first).to_contain_text("Grace Kim")


def test_what_is_chosen_in_a_form_stays_chosen(
    open_window: Open, maya: Somewhere, site: Site
) -> None:
    """As which column of a sheet is which, while the page asks how far a new policy is."""
    window = open_window(maya)
    page = window.go("clients/new")
    choice = page.get_by_label("Advisor")
    chosen = choice.locator("option:not(:checked)").first.get_attribute("value") or ""
    choice.select_option(chosen)
    sign_out_elsewhere(site, maya)
    window.expect(401)
    page.evaluate("void htmx.ajax('GET', location.pathname, {target: 'main', swap: 'none'})")
    expect(page.locator(".toast")).to_contain_text("You were signed out meanwhile")
    expect(choice).to_have_value(chosen)


def test_where_nothing_was_chosen_it_leads_to_signing_in(
    open_window: Open, maya: Somewhere, site: Site
) -> None:
    window = open_window(maya)
    page = window.go("clients/new")
    sign_out_elsewhere(site, maya)
    window.expect(401)
    page.evaluate("void htmx.ajax('GET', location.pathname, {target: 'main', swap: 'none'})")
    expect(page).to_have_url(re.compile("/login"))
