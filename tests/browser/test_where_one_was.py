"""After what leads to the page anew, one goes on where one was: by focus, and in sight."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import Open, SetUp, Somewhere
from tests.browser.looking import NARROW, WIDE, another_page
from tests.pages.stories import connecting, in_line
from tests.pages.test_people import ANA, LEE, MAIL

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def many(set_up: SetUp, today: date) -> Somewhere:
    return set_up(*in_line(today, 30))


@pytest.fixture
def alike(set_up: SetUp, today: date) -> Somewhere:
    return set_up(*(connecting(today, 60) | MAIL | client for client in ({}, LEE, ANA)))


def row_of(page: Page, client: str) -> Locator:
    return page.locator("tr", has_text=client)


def height_of(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def snooze(page: Page, client: str, until: date) -> None:
    row = row_of(page, client)
    row.locator("summary", has_text=re.compile("^⋯|More for")).click()
    row.get_by_role("link", name="Snooze").click()
    page.get_by_label("Until").fill(until.isoformat())
    page.get_by_label("Why").fill("On leave")
    with another_page(page):
        page.get_by_role("button", name="Snooze", exact=True).click()


@SIZES
@pytest.mark.parametrize("list_of", ["caseload", "caseload?state=stalled"], ids=["moves", "leaves"])
def test_the_next_one_stands_where_the_snoozed_one_was(
    open_window: Open, many: Somewhere, today: date, size: ViewportSize, list_of: str
) -> None:
    """Whether it has left the list, or stands further below."""
    page = open_window(many, viewport=size).go(list_of)
    row_of(page, "Client 14").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    before = height_of(row_of(page, "Client 14"))
    snooze(page, "Client 14", today + timedelta(30))
    expect(row_of(page, "Client 15")).to_be_focused()
    assert height_of(row_of(page, "Client 15")) == pytest.approx(before, abs=2)


@SIZES
def test_who_is_the_same_person_is_answered_one_after_the_other(
    open_window: Open, alike: Somewhere, size: ViewportSize
) -> None:
    page = open_window(alike, viewport=size).go("caseload?q=Maya")
    page.locator("a.name").first.click()
    for _ in range(2):
        button = page.get_by_role("button", name=re.compile("^The same person")).first
        button.focus()
        before = height_of(page.locator(".person"))
        with another_page(page):
            button.press("Enter")
        expect(page.locator(".person")).to_be_focused()
        assert height_of(page.locator(".person")) == pytest.approx(before, abs=2)


@SIZES
def test_a_note_that_was_written_or_removed_leaves_one_at_the_notes(
    open_window: Open, alike: Somewhere, size: ViewportSize
) -> None:
    page = open_window(alike, viewport=size).go("caseload?q=Maya")
    page.locator("a.name").first.click()
    for text in ("First.", "Second."):
        page.get_by_label("Add a note on").fill(text)
        with another_page(page):
            page.get_by_role("button", name="Add the note").click()
        expect(page.locator("#notes")).to_be_focused()
        expect(page.locator("#notes")).to_be_in_viewport()
    note = page.locator("#notes li", has_text="First.")
    note.locator("summary").click()
    with another_page(page):
        note.get_by_role("button", name="Pin").click()
    expect(note).to_be_focused()
    note.locator("summary").click()
    note.get_by_role("link", name="Edit").click()
    page.get_by_label("Note", exact=True).fill("First of all.")
    with another_page(page):
        page.get_by_role("button", name="Save").click()
    note = page.locator("#notes li", has_text="First of all.")
    expect(note).to_be_focused()
    note.locator("summary").click()
    note.get_by_role("link", name="Remove").click()
    expect(page.get_by_role("button", name="Remove it")).to_be_visible()
    with another_page(page):
        page.get_by_role("button", name="Remove it").click()
    expect(page.locator("#notes")).to_be_focused()


def test_what_is_said_on_top_is_read_first(open_window: Open, many: Somewhere) -> None:
    page = open_window(many).go("caseload")
    page.get_by_role("link", name="Client 19", exact=True).click()
    with another_page(page):
        page.get_by_role("button", name="Log: connected today").click()
    expect(page.locator(".notice.answer")).to_be_in_viewport()
    expect(page.locator("body")).to_be_focused()


def test_another_page_begins_at_its_top(open_window: Open, many: Somewhere, today: date) -> None:
    page = open_window(many).go("caseload?state=stalled")
    snooze(page, "Client 14", today + timedelta(30))
    page.reload()
    page.goto(page.url)
    expect(page.locator("body")).to_be_focused()


def test_a_row_that_was_logged_in_place_is_not_gone_back_to(
    open_window: Open, many: Somewhere
) -> None:
    page = open_window(many).go("caseload")
    row = row_of(page, "Client 14")
    row.locator("td:last-child > form .btn").click()
    expect(row.get_by_role("button", name="Undo")).to_be_visible()
    page.reload()
    expect(page.locator("body")).to_be_focused()


@SIZES
def test_a_row_that_stays_is_where_it_was(
    open_window: Open, many: Somewhere, today: date, size: ViewportSize
) -> None:
    page = open_window(many, viewport=size).go("caseload?q=Client 14")
    snooze(page, "Client 14", today + timedelta(30))
    expect(row_of(page, "Client 14").locator("a.name")).to_be_focused()
