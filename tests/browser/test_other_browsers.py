"""What Safari and older browsers do otherwise, or lack, as far as Chromium can do likewise."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser.conftest import Open, SetUp, Somewhere
from tests.browser.looking import NARROW, WIDE
from tests.browser.test_keys import answered, expect_at, press
from tests.pages.stories import GRACE, in_line, thanked

# Safari on a Mac and on a phone: what is pressed with a mouse or a finger does not get the focus,
# but whatever it stands in.
PRESSED_WITHOUT_FOCUS = """
addEventListener("mousedown", (event) => {
  if (!event.target.closest("a, button, summary, [type=checkbox], [type=radio]")) return;
  event.preventDefault();
  const around = event.target.closest("dialog") ?? document.getElementById("main");
  around.focus({ preventScroll: true });
});
"""
APART = """() => [...document.querySelectorAll("td > .pick")].every((box) => {
  const row = box.closest("td").getBoundingClientRect(), at = box.getBoundingClientRect();
  const name = document.createRange();
  name.selectNodeContents(box.parentElement.querySelector(".name"));
  return at.top >= row.top && at.bottom <= row.bottom && at.left >= row.left
    && at.right <= name.getBoundingClientRect().left;
})"""

WHOLE_WORDS = """(names) => names.every((name) => {
  const text = name.firstChild;
  return [...text.data.matchAll(/\\S+/g)].every((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length === 1;
  });
})"""


@pytest.fixture
def many(set_up: SetUp, today: date) -> Somewhere:
    return set_up(*in_line(today, 8))


def as_in_safari(open_window: Open, where: Somewhere) -> Page:
    window = open_window(where)
    window.context.add_init_script(PRESSED_WITHOUT_FOCUS)
    return window.go("caseload")


def test_a_sheet_that_was_opened_from_a_menu_leads_back_to_it(
    open_window: Open, many: Somewhere
) -> None:
    page = as_in_safari(open_window, many)
    page.locator("tr", has_text="Client 03").locator(".more > summary").click()
    page.get_by_role("link", name="Snooze").click()
    expect(page.locator("#sheet")).to_be_visible()
    expect(page.locator("details.menu[open]")).to_have_count(0)
    page.get_by_role("link", name="Cancel").click()
    expect_at(page, "More for Client 03")


def test_what_was_pressed_last_is_undone_first(open_window: Open, many: Somewhere) -> None:
    page = as_in_safari(open_window, many)
    for name in ("Client 02", "Client 05"):
        page.locator("tr", has_text=name).locator("td:last-child > form .btn").click()
        expect(page.locator("tr.answered", has_text=name)).to_have_count(1)
    press(page, "u")
    answered(page, 1)
    expect(page.locator("tr.answered")).to_contain_text("Client 02")


def test_the_keys_go_on_from_what_was_pressed(open_window: Open, many: Somewhere) -> None:
    page = as_in_safari(open_window, many)
    page.locator("tr", has_text="Client 04").get_by_role("checkbox").click()
    press(page, "j")
    expect_at(page, "Client 05")


def test_the_keys_need_nothing_that_older_browsers_lack(open_window: Open, many: Somewhere) -> None:
    window = open_window(many)
    window.context.add_init_script("delete Element.prototype.checkVisibility")
    page = window.go("caseload")
    press(page, "jj")
    expect_at(page, "Client 01")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_each_box_stands_beside_its_client_where_styles_cannot_look_inside(
    open_window: Open, many: Somewhere, size: ViewportSize
) -> None:
    window = open_window(many, viewport=size)

    def without_has(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r":has\(", ":unknown(", answer.text()))

    window.context.route("**/regards.css*", without_has)
    page = window.go("caseload")
    assert page.locator("td > .pick").count() == 8
    assert page.evaluate(APART)


def test_a_name_keeps_whole_words_where_letters_are_wide(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    where = set_up(
        *(
            thanked(today, 12, GRACE) | {"contact_name": f"{name} McAllister"}
            for name in ("Abigail", "Theodora", "Rosalind")
        )
    )
    window = open_window(where, viewport=NARROW)
    page = window.go("caseload")
    page.locator(".list .name").first.click()
    names = page.locator(".person > div:first-child b")
    expect(names).to_have_count(3)
    expect(page.get_by_role("button", name="Make a key person").first).to_be_visible()
    page.evaluate("document.querySelector('main').style.letterSpacing = '.05em'")
    assert names.evaluate_all(WHOLE_WORDS)
    assert window.too_wide() == []
