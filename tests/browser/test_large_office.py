"""An office with long names and many clients, and windows that are low."""

import re
from datetime import date

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import Open, SetUp, Somewhere
from tests.browser.looking import NARROW, WIDE
from tests.browser.test_keys import press
from tests.browser.test_own_plan import make_link, on_a_phone
from tests.pages.stories import connecting

ZOOMED: ViewportSize = {"width": 360, "height": 225}  # 400 % of 1440 by 900
LONG = "International Business Administration, Evening and Weekend Format, Section"


@pytest.fixture
def long_named(set_up: SetUp, today: date) -> Somewhere:
    return set_up(
        *(
            connecting(today, 70 - number)
            | {
                "client_name": f"Client {number:02}",
                "client_email": f"client-{number}@alumni.example.edu",
                "program": f"{LONG} {number % 3}",
                "cohort": f"Class in {LONG.lower()} {number % 4}",
            }
            for number in range(12)
        )
    )


def test_the_bar_leaves_the_list_in_sight_at_400_percent(
    open_window: Open, long_named: Somewhere
) -> None:
    page = open_window(long_named, viewport=ZOOMED).go("caseload")
    press(page, "jx")
    bar = page.locator(".bulk")
    expect(bar).to_be_visible()
    assert bar.bounding_box()["height"] <= ZOOMED["height"] / 3  # type: ignore[index]
    press(page, "jj")
    box = page.locator(":focus").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= bar.bounding_box()["y"]  # type: ignore[index]
    page.get_by_role("button", name="Clear").focus()
    expect(page.get_by_role("button", name="Clear")).to_be_in_viewport()


@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "narrow"])
def test_long_names_leave_room_for_the_other_rows(
    open_window: Open, long_named: Somewhere, window: ViewportSize
) -> None:
    page = open_window(long_named, viewport=window).go("caseload")
    row = page.locator(".list tbody tr").first
    assert row.bounding_box()["height"] < (120 if window is WIDE else 260)  # type: ignore[index]
    expect(row.locator(".class")).to_have_attribute("title", f"{LONG} 0 Class in {LONG.lower()} 0")


def test_what_narrows_and_what_adds_stand_in_one_line(
    open_window: Open, long_named: Somewhere
) -> None:
    page = open_window(long_named, viewport=WIDE).go("caseload")
    page.locator("select[name=advisor]").evaluate(
        "(select, words) => select.options[0].text = words", LONG
    )
    advisor = page.get_by_label("Advisor").bounding_box()
    add = page.get_by_role("link", name="Add a client").bounding_box()
    assert advisor is not None
    assert add is not None
    assert abs(advisor["y"] - add["y"]) < 8


def test_what_clients_told_is_come_to_by_the_keys(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    advisor = open_window(set_up(connecting(today, 3)))
    phone = on_a_phone(open_window, make_link(advisor))
    phone.page.get_by_role("button", name="We are connected").click()
    phone.page.get_by_text("It is noted, thank you.").wait_for()
    page = advisor.go("today")
    press(page, "j")
    expect(page.locator(":focus")).to_have_text("Maya Okafor")
    expect(page.locator("li:has(:focus)")).to_have_id(re.compile("news-"))
    press(page, "o")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maya Okafor")


def test_a_deed_that_got_no_answer_may_be_done_all_the_same(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    window = open_window(set_up(connecting(today, 3)))
    page = window.go("caseload")
    page.wait_for_load_state("networkidle")
    window.unreachable.append(window.site)
    page.route("**/touches", lambda route: route.abort())
    page.route("**/caseload?*", lambda route: route.abort())
    log = page.locator(".list tbody tr").get_by_role("button", name="Log").first
    for _ in range(2):
        log.click()
        page.locator(".toast").wait_for()
    expect(page.locator(".toast p")).to_have_text(
        "No answer came. It may be done all the same: look before you try again."
    )
    page.get_by_label("Find a client by name").fill("Maya")
    page.keyboard.press("Enter")
    expect(page.locator(".toast p").last).to_have_text(
        "No answer from Regards. Check your connection, then try again."
    )


def test_a_deed_for_many_says_that_it_goes_on(open_window: Open, long_named: Somewhere) -> None:
    page = open_window(long_named).go("caseload")
    press(page, "jx")
    page.get_by_role("button", name="Log the next step").click()
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_role("button", name="Log it for 1 client").click()
    expect(page.get_by_text("It goes on, for many up to half a minute.")).to_be_visible()


@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_name_without_a_gap_stays_in_its_column(
    open_window: Open, set_up: SetUp, today: date, window: ViewportSize
) -> None:
    office = set_up(connecting(today, 3) | {"cohort": "Donaudampfschifffahrtsstudien" * 4})
    page = open_window(office, viewport=window).go("caseload")
    cell, name = (page.locator(one).first.bounding_box() for one in ("tbody td", ".list .class"))
    assert cell is not None
    assert name is not None
    assert name["x"] + name["width"] <= cell["x"] + cell["width"]


@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_word_of_any_length_leaves_a_report_its_figures(
    open_window: Open, set_up: SetUp, today: date, window: ViewportSize
) -> None:
    clients = (
        connecting(today, 400)
        | {
            "client_name": f"Client {number}",
            "client_email": f"client-{number}@alumni.example.edu",
            "offer_employer": "x" * 190,
        }
        for number in range(24)
    )
    page = open_window(set_up(*clients), viewport=window).go("reports")
    count = page.locator("#by_employer tbody .n").first
    box, name = count.bounding_box(), page.locator("#by_employer tbody th").first.bounding_box()
    assert box is not None
    assert name is not None
    assert name["x"] + name["width"] <= box["x"]
    assert box["x"] + box["width"] <= window["width"]
