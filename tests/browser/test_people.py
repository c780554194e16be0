"""People who move on and are met by several clients, employers and areas, in a real browser."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, SetUp, Somewhere
from tests.pages.stories import connecting, sheet_rows
from tests.pages.test_people import ANA, LEE, MAIL


@pytest.fixture
def three(set_up: SetUp, today: date) -> Somewhere:
    """An office where three clients met one person."""
    return set_up(*(connecting(today, 60) | MAIL | client for client in ({}, LEE, ANA)))


def test_one_person_met_by_three_clients(open_window: Open, three: Somewhere) -> None:
    window = open_window(three)
    page = window.go("caseload")
    page.get_by_role("link", name="Maya Okafor").click()
    assert window.problems() == []
    for left in (1, 0):
        page.get_by_role("button", name=re.compile("^The same person")).first.click()
        expect(page.get_by_role("button", name=re.compile("^The same person"))).to_have_count(left)
    expect(page.locator(".person .warned")).to_contain_text("Three clients are about to write")
    assert window.problems() == []
    page.get_by_role("link", name="Abbott").first.click()
    expect(page.locator("h1")).to_have_text("Abbott")
    expect(page.locator(".colleague")).to_have_count(1)
    assert window.problems() == []
    page.get_by_role("link", name="Employers").first.click()
    expect(page.locator(".employers .name")).to_have_text(["Abbott"])
    assert window.problems() == []


def test_somebody_moves_on(open_window: Open, set_up: SetUp, today: date) -> None:
    window = open_window(set_up(*sheet_rows(today)))
    page = window.go("caseload")
    page.get_by_role("link", name="In network", exact=True).last.click()
    page.locator(".person summary").first.click()
    page.get_by_role("link", name="Moved to another employer").click()
    page.get_by_label("Where they work now").fill("Orchard Labs")
    assert window.problems(times=1) == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".person").first).to_contain_text("now at Orchard Labs")
    page.locator(".person summary").first.click()
    page.get_by_role("link", name="What came of it").click()
    page.get_by_label("What came of it").select_option("Referral")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".came")).to_contain_text("Referral")
    assert window.problems() == []
    page.get_by_role("link", name="Orchard Labs").first.click()
    expect(page.locator(".colleague")).to_contain_text("here since")
    assert window.problems() == []


def test_an_area_completes_while_one_types(open_window: Open, set_up: SetUp) -> None:
    window = open_window(set_up())
    page = window.go("clients/new")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Name").fill("Maya Okafor")
    area = page.get_by_label("Lives in")
    area.press_sequentially("portl")
    expect(page.locator("#places option").first).to_have_attribute("value", "Portland, OR")
    area.fill("Portland, OR")
    expect(page.locator("#understood")).to_have_text(
        "Understood as Portland, Oregon, United States."
    )
    assert all("Maya" not in url for url in asked)
    assert window.problems() == []
