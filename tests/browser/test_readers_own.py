"""What readers set for themselves: their colours, more contrast, more room between letters."""

from datetime import date

from playwright.sync_api import Page

from tests.browser.conftest import Open, SetUp
from tests.pages.stories import connecting

# As far as WCAG 2.2 lets them, 1.4.12.
SPACED = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet]; }"""


def colour(page: Page, place: str, what: str = "color") -> str:
    found = page.locator(place).first.evaluate("(one, what) => getComputedStyle(one)[what]", what)
    return str(found)


def test_where_letters_are_spaced_what_is_late_is_told_whole(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    window = open_window(set_up(connecting(today, 265)))
    page = window.go("caseload")
    page.locator("a.name").click()
    page.locator(".strip .late").wait_for()
    page.evaluate(SPACED)
    late = page.locator(".strip .late")
    assert late.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
    assert window.too_wide() == []


def test_more_contrast_is_given(open_window: Open, set_up: SetUp, today: date) -> None:
    page = open_window(set_up(connecting(today, 60))).go("caseload")
    ink = colour(page, "h1")
    assert colour(page, ".head .sub") != ink
    page.emulate_media(contrast="more")
    assert colour(page, ".head .sub") == ink
    assert colour(page, "table.list", "border-top-color") != "rgb(227, 225, 218)"


def test_where_colours_are_the_readers_own_the_chosen_tab_is_told_by_its_line(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    page = open_window(set_up(connecting(today, 60)), forced_colors="active").go("caseload")
    chosen, other = "#tabs a[aria-current]", "#tabs a:not([aria-current])"
    assert colour(page, chosen, "borderBottomColor") != colour(page, other, "borderBottomColor")
