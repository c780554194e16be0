"""Each page that the service has, by its routes: at both widths, light and dark, nothing goes
wrong and nobody is shut out. What is no page says why it is none; a new route is walked at once."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from urllib.parse import urlencode
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from app import clock
from app.accounts.models import Role
from app.accounts.queries import find_user
from app.cycle.policy import Policy
from app.links.actions import make_link
from app.links.forms import NewShareLink
from app.mail.subscribing import secret_of, subscribe
from app.office.forms import NewInvitation
from app.office.joining import invite
from app.sign_in.resets import make_reset
from tests.browser.conftest import Site, Somewhere, a_window
from tests.browser.looking import Window
from tests.cast import AT, import_into
from tests.pages.stories import sheet_rows
from tests.pages.writing import as_csv
from tests.walls.cast import Side, Things, a_file, a_side
from tests.walls.routes import Route, all_routes

LEADS_ON, A_FILE, A_PART = "leads on to a page", "a file", "a part of a page, put there by htmx"
IN_A_FRAME = "what a letter looks like, in the frame of a page that is walked"
NO_PAGE = {
    "/healthz": "for operators",
    "/readyz": "for operators",
    "/metrics": "for operators",
    "/": LEADS_ON,
    "/o/{office}": LEADS_ON,
    "/o/{office}/settings": LEADS_ON,
    "/o/{office}/reports/saved/{id}": LEADS_ON,
    "/p/{token:path}": LEADS_ON,
    "/o/{office}/areas": A_PART,
    "/o/{office}/settings/policy/progress": A_PART,
    "/o/{office}/settings/letters/{id}/shown": IN_A_FRAME,
    "/o/{office}/settings/letters/samples/{sample}/shown": IN_A_FRAME,
    "/o/{office}/imports/{id}/refused.csv": A_FILE,
    "/o/{office}/reports/file": A_FILE,
    "/o/{office}/reports/compare/file": A_FILE,
    "/p/{token}/plan.ics": A_FILE,
    "/p/{link}/cards.vcf": A_FILE,
    "/p/{link}/contacts/{id}/card.vcf": A_FILE,
    "/p/{link}/contacts/{id}/event.ics": A_FILE,
}
NUMBERS = asdict(Policy()) | {"grace_days": 60}
QUERY = {  # what a page needs to be told
    "/o/{office}/settings/policy/preview": urlencode(NUMBERS),
    "/o/{office}/reports/people": "figure=clients",
    "/o/{office}/views/new": "overdue_by=14",
}
PAGES = [
    route
    for route in all_routes()
    if route.method == "GET" and not route.is_api and route.path not in NO_PAGE
]


@dataclass(frozen=True)
class Walked:
    """An office in which there is one of everything, and enough clients for a report."""

    admin: Somewhere
    things: Things
    plan: str  # the link that opens a client's own plan


@pytest.fixture(scope="package")
def walked(site: Site) -> Walked:
    side = a_side(site.database)
    things = a_file(site.database, side)
    import_into(site.database, side.access, as_csv(enough_for_a_report()), clock.today_in("UTC"))
    return Walked(admin_of(side), things | opening(site, side), plan_of(site, side, things))


def enough_for_a_report() -> list[dict[str, str]]:
    """A client of each story, and a dozen of one: fewer would be hidden as a small group."""
    rows = sheet_rows(clock.today_in("UTC"))
    networked = next(row for row in rows if row["client_name"] == "In network")
    return rows + [networked | {"client_email": f"{n}@alumni.example.edu"} for n in range(12)]


def admin_of(side: Side) -> Somewhere:
    admin = side.admin
    assert admin.user_id is not None
    return Somewhere(side.access, side.slug, admin.user_id, admin.email, admin.cookie)


def opening(site: Site, side: Side) -> Things:
    """Words that open a page to whoever was written to, which a test of the walls has used up."""
    access, at = side.access, clock.now()
    with site.database.transaction(access.office_id, write=True) as session:
        admin = find_user(session, side.admin.email)
        assert admin is not None
        password, _ = make_reset(session, access, admin, at)
        wanted = subscribe(
            session, access, "digest", {"weekday": 1, "hour": 9}, at, user_id=admin.id
        )
        invited = NewInvitation(email="somebody.new@careers.example.edu", role=Role.ADVISOR)
        join, _ = invite(session, access, invited, at)
    return {
        "password": password, "unsubscribe": secret_of(wanted, b"made-up"), "join": join,
    }  # fmt: skip


def plan_of(site: Site, side: Side, things: Things) -> str:
    with site.database.transaction(side.access.office_id, write=True) as session:
        secret, _ = make_link(
            session, side.access, UUID(things["client"]), NewShareLink(can_update=True),
            today=clock.today_in("UTC"), at=AT,
        )  # fmt: skip
    return f"/p/{secret}"


def address_of(route: Route, things: Things) -> str:
    path = route.address
    for place in route.places:
        if place.where == "path":
            path = path.replace(f"{{{place.name}}}", things[place.thing])
    query = QUERY.get(route.path)
    return f"{path}?{query}" if query else path


@pytest.fixture(scope="module")
def windows(browser: Browser, site: Site, walked: Walked) -> Iterator[dict[bool, Window]]:
    """One for the pages of the office and one for all others: to open one takes as long as to look
    at a page."""
    opened = {True: a_window(browser, site, walked.admin), False: a_window(browser, site)}
    yield opened
    for window in opened.values():
        window.context.close()
        window.check()


@pytest.fixture
def window(windows: dict[bool, Window], route: Route) -> Iterator[Window]:
    window = windows["/o/" in route.path]
    window.look_at(0)
    yield window
    window.check()


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
def test_a_page(window: Window, walked: Walked, route: Route) -> None:
    things = dict(walked.things)
    if "{link}" in route.path:
        page = window.go(walked.plan)
        things["link"] = page.url.split("/p/")[1].split("/")[0]
    answer = window.page.goto(address_of(route, things))
    assert answer is not None
    assert answer.status == 200, window.page.locator("main").inner_text()
    unfold(window)
    assert window.problems() == []


def unfold(window: Window) -> None:
    """What lies folded is looked at as well."""
    for summary in window.page.locator("main details:not(.menu) > summary:visible").all():
        summary.click()


def test_whatever_is_no_page_is_a_route() -> None:
    known = {route.path for route in all_routes() if route.method == "GET"}
    assert set(NO_PAGE) | set(QUERY) <= known
    assert len(PAGES) > 80
