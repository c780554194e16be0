"""Pages in all their states, wide and narrow, light and dark: nothing goes wrong, nobody is shut
out. Each page in its usual state is walked in `test_every_route.py`."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.actions import let_in
from app.accounts.models import Role
from app.caseload import pages
from app.clients.models import Client
from tests.browser.conftest import Open, SetUp, Site, Somewhere
from tests.cast import AT
from tests.pages.stories import STORIES, sheet_rows, thanked

OPEN_MENU = "details.menu[open]"  # what lies below is covered meanwhile
FORM = "form[aria-labelledby=form-title]"
CDN = "https://cdn.jsdelivr.net/"


@pytest.fixture(scope="package")
def stories(set_up: SetUp) -> Somewhere:
    """An office with a client at each point of the cycle; read only."""
    return set_up(*sheet_rows(clock.today_in("UTC")), named="Kelley Graduate Career Services")


@pytest.fixture(scope="package")
def files(site: Site, stories: Somewhere) -> dict[str, str]:
    """Where the client of a story is found."""
    office_id = stories.access.office_id
    with site.database.transaction(office_id, write=False) as session:
        named = session.execute(
            select(Client.name, Client.id).where(Client.office_id == office_id)
        ).all()
    return {name.lower(): f"clients/{client_id}" for name, client_id in named}


@pytest.mark.parametrize(
    "path",
    [
        "caseload?state=stalled",
        "caseload?state=resting",
        "caseload?q=nobody+of+this+name",
        "caseload?q=connect&cohort=MBA+2025",
        "caseload?overdue_by=14&no_key_people=yes&unseen_for=60&employer=Abbott",
    ],
)
def test_the_list(open_window: Open, stories: Somewhere, path: str) -> None:
    window = open_window(stories)
    window.go(path)
    assert window.problems() == []


def test_a_list_of_several_pages(
    open_window: Open, stories: Somewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 3)
    window = open_window(stories)
    window.go("caseload").get_by_role("link", name="Next").click()
    window.page.get_by_role("link", name="Back to the first").wait_for()
    assert window.problems(within=".pager") == []


def test_a_list_with_its_menus_open(open_window: Open, stories: Somewhere) -> None:
    window = open_window(stories)
    page = window.go("caseload")
    for label in ("Log catch-up", "DR"):
        page.locator("summary", has_text=label).first.click()
        assert window.problems(times=1, within=OPEN_MENU) == []


def test_the_further_filters_narrow_the_list_and_are_saved(
    open_window: Open, set_up: SetUp
) -> None:
    window = open_window(set_up(*sheet_rows(clock.today_in("UTC"))))
    page = window.go("caseload")
    page.get_by_text("More filters").click()
    page.get_by_label("Days overdue, at least").fill("14")
    page.get_by_label("Nobody is key").check()
    page.get_by_role("link", name="Remove: Nobody is key").wait_for()
    page.get_by_role("link", name="Remove: At least 14 days overdue").wait_for()
    assert window.problems(times=1) == []
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name", exact=True).fill("Late, nobody key")
    page.get_by_label("Pin it above my list").check()
    page.get_by_role("button", name="Save the view").click()
    page.get_by_role("navigation", name="Saved views").get_by_text("Late, nobody key").wait_for()
    assert window.problems() == []
    window.go("views")
    assert window.problems() == []


def test_an_office_without_clients(open_window: Open, set_up: SetUp) -> None:
    window = open_window(set_up(role=Role.ADVISOR))
    window.go("caseload")
    assert window.problems() == []


CLIENTS = [
    "connect stalled",
    "update resting",
    "catch-up stalled",
    "choosing due",
    "listing stalled",
    "in network",
    "off",
    "no offers",
]


@pytest.mark.parametrize("story", CLIENTS)
def test_a_client(open_window: Open, stories: Somewhere, files: dict[str, str], story: str) -> None:
    window = open_window(stories)
    window.go(files[story])
    assert window.problems() == []
    menus = window.page.locator("main details.menu summary")
    if menus.count():
        menus.last.click()
        assert window.problems(times=1, within=OPEN_MENU) == []


def test_notes_and_the_history_of_a_client(open_window: Open, set_up: SetUp, today: date) -> None:
    window = open_window(set_up(thanked(today, 60)))
    page = window.go("caseload")
    page.locator("a.name").click()
    page.get_by_label("Add a note on Maya Okafor").fill("Call before nine.\n" + "w" * 300)
    page.get_by_label("Keep it on top").check()
    page.get_by_role("button", name="Add the note").click()
    page.locator("#notes .pinned").wait_for()
    assert window.problems() == []
    page.locator("#notes summary").first.click()
    assert window.problems(times=1, within=OPEN_MENU) == []
    for label in ("Edit", "Remove"):
        link = page.locator("#notes .pop a", has_text=label).get_attribute("href") or ""
        window.go(link)
        assert window.problems(times=1) == []
        page.go_back()
    page.get_by_role("link", name="Everything that happened").click()
    page.locator(".log").wait_for()
    assert window.problems() == []
    page.get_by_label("What").select_option("imports")
    page.get_by_text("Brought in from the office's sheet").wait_for()
    page.get_by_label("What").select_option("touches")
    page.locator(".empty").wait_for()
    assert window.problems(times=1) == []


def test_no_other_client_is_too_wide(
    open_window: Open, stories: Somewhere, files: dict[str, str]
) -> None:
    window = open_window(stories)
    for story in {*STORIES, "parked"}.difference(CLIENTS):
        window.go(files[story])
        assert window.problems(times=0) == [], story


SHEETS = [
    "Add an offer",
    "Add a job",
    "Pause",
    "Edit",
    "Erase",
    "Another day, or a note",
    "Snooze",
    "Not pursuing",
]


@pytest.mark.parametrize("label", SHEETS)
def test_a_small_form(
    open_window: Open, stories: Somewhere, files: dict[str, str], label: str
) -> None:
    window = open_window(stories)
    window.go(files["connect stalled"])
    window.page.locator("main").get_by_role("link", name=label, exact=True).first.click()
    window.page.locator("dialog[open] #form-title").wait_for()
    assert window.problems(times=0) == []
    window.expect(422)
    for field in window.page.locator(f"{FORM} :is(input, textarea):visible").all():
        field.fill("")
    kind = window.page.locator(f"{FORM} [name=kind]")
    if kind.count():  # a touch needs no more than its kind, a skipped step does
        kind.select_option("skipped")
    window.page.locator(f"{FORM} button").click()
    window.page.locator("form [role=alert]").first.wait_for()
    assert window.problems(times=1, within=FORM) == []


def test_what_was_just_logged(open_window: Open, set_up: SetUp) -> None:
    window = open_window(set_up(*sheet_rows(clock.today_in("UTC"))))
    page = window.go("caseload")
    for label in ("Log connect", "Log thanks", "Log update"):
        page.get_by_role("button", name=label).first.click()
        page.locator("tr.answered").first.wait_for()
    assert window.problems() == []
    page.get_by_role("link", name="Connect overdue", exact=True).click()
    page.get_by_role("button", name="Log: connected today").click()
    page.locator("#answer").wait_for()
    assert window.problems(times=1) == []


def test_signing_in(open_window: Open) -> None:
    window = open_window()
    page = window.go("/login")
    assert window.problems() == []
    window.expect(422)
    page.get_by_role("button", name="Sign in").click()
    page.locator("[role=alert]").wait_for()
    assert window.problems(times=1) == []


def test_choosing_an_office(open_window: Open, site: Site, set_up: SetUp) -> None:
    first, second = set_up(named="Kelley"), set_up(named="Harbor")
    with site.database.transaction(second.access.office_id, write=True) as session:
        let_in(session, second.access, first.user_id, Role.ADVISOR, AT)
    window = open_window(first)
    page = window.go("/")
    assert page.locator("main li a").all_inner_texts() == ["Harbor", "Kelley"]
    assert window.problems() == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("clients/00000000-0000-7000-8000-000000000000", 404),
        ("/no-such-page", 404),
        ("caseload?state=sleeping", 422),
        ("caseload", 403),
    ],
)
def test_an_error(
    open_window: Open, set_up: SetUp, stories: Somewhere, path: str, status: int
) -> None:
    window = open_window(set_up(role=Role.ANALYST) if status == 403 else stories)
    window.expect(status)
    window.go(path)
    assert f"Error {status}" in window.page.locator("main").inner_text()
    assert window.problems() == []


def test_the_description_of_the_api_without_its_cdn(open_window: Open) -> None:
    """The reader itself is the CDN's; what stands there without it is ours."""
    window = open_window()
    window.cut_off(CDN)
    window.go("/api/v1/docs")
    assert "The API of Regards" in window.page.locator("h1").inner_text()
    assert window.problems() == []


def test_a_report_on_nobody(open_window: Open, stories: Somewhere) -> None:
    window = open_window(stories)
    window.expect(422)
    window.go("reports?cohort=of+nobody")
    assert window.problems() == []
