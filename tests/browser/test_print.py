"""What comes out of the printer: what is to be read, and nothing that is to be pressed."""

import io
from datetime import date, timedelta

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Open, SetUp
from tests.browser.test_own_plan import make_link, on_a_phone
from tests.pages.stories import GRACE, connecting, thanked

PROGRAM = "x" * 190


def on_paper(page: Page) -> Page:
    page.emulate_media(media="print")
    return page


def test_a_list_on_paper_says_how_much_of_it_there_is(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    page = on_paper(open_window(set_up(connecting(today, 60))).go("caseload"))
    expect(page.get_by_text("1–1 of 1", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Log connect")).to_have_count(0)


def test_a_client_on_paper_leaves_out_what_is_to_be_pressed(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    window = open_window(set_up(thanked(today, 20)))
    page = window.go("caseload")
    page.get_by_role("link", name="Maya Okafor").click()
    expect(page.get_by_label("Add a note on Maya Okafor")).to_be_visible()
    on_paper(page)
    expect(page.get_by_text("Thanked Grace Kim").first).to_be_visible()
    expect(page.get_by_label("Add a note on Maya Okafor")).to_be_hidden()
    expect(page.get_by_text("Take back", exact=True).first).to_be_hidden()
    expect(page.get_by_role("link", name="Share the plan")).to_be_hidden()


def test_a_plan_on_paper_is_the_plan_alone(open_window: Open, set_up: SetUp, today: date) -> None:
    advisor = open_window(set_up(connecting(today, 3) | GRACE))
    page = on_paper(on_a_phone(open_window, make_link(advisor)).page)
    expect(page.get_by_role("heading", name="Abbott")).to_be_visible()
    for heading in ("From LinkedIn", "In your calendar", "To take along"):
        expect(page.locator("h2", has_text=heading)).to_be_hidden()
    expect(page.get_by_role("link", name="Add a person you met here")).to_be_hidden()
    words = page.get_by_label("Words to begin with; change them as you like")
    words.fill("A line of what one means to say.\n" * 30)
    assert words.evaluate("field => field.scrollHeight <= field.clientHeight")


def test_where_it_went_is_on_paper_too(open_window: Open, set_up: SetUp, today: date) -> None:
    window = open_window(set_up(connecting(today, 60)))
    page = window.go("reports")
    page.request.get(f"{page.url}/file")
    on_paper(window.go("settings/disclosures"))
    expect(page.get_by_role("columnheader", name="Where it went")).to_be_visible()
    expect(page.get_by_text("Figures of groups, for anybody")).to_be_visible()


def test_a_report_fits_its_paper(open_window: Open, set_up: SetUp, today: date) -> None:
    office = set_up(*long_named(today))
    window = open_window(office, viewport={"width": 680, "height": 1000})  # as wide as A4 is
    page = on_paper(window.go("reports"))
    assert cut_off(page) == []
    compared = open_window(office, viewport={"width": 1010, "height": 700})  # and on its side
    page = on_paper(compared.go(f"reports/compare?with={today - timedelta(days=30)}"))
    assert cut_off(page) == []


def test_a_comparison_is_printed_across(open_window: Open, set_up: SetUp, today: date) -> None:
    window = open_window(set_up(*long_named(today)))
    compared = window.go(f"reports/compare?with={today - timedelta(days=30)}")
    pages = PdfReader(io.BytesIO(compared.pdf(format="A4"))).pages
    assert all(page.mediabox.width > page.mediabox.height for page in pages)


def long_named(today: date) -> list[dict[str, str]]:
    return [
        connecting(today, 400)
        | {
            "client_name": f"Client {number}",
            "client_email": f"client-{number}@alumni.example.edu",
            "program": PROGRAM,
            "cohort": PROGRAM,
            "offer_employer": PROGRAM,
        }
        for number in range(24)
    ]


def cut_off(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".figures")]
            .filter((one) => one.getBoundingClientRect().right
                > one.closest(".card").getBoundingClientRect().right)
            .map((one) => one.closest(".card").id)"""
    )
    return found
