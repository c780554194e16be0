"""A client's own plan on a phone, and the advisor's caseload beside it."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, SetUp
from tests.browser.looking import NARROW, Window
from tests.pages.stories import GRACE, OFFER, STORIES, Cells, connecting, days, thanked
from tests.pages.test_people import MAIL

PHONE = {"viewport": NARROW, "has_touch": True, "is_mobile": True}


def make_link(advisor: Window) -> str:
    page = advisor.go("caseload")
    page.locator("a.name").first.click()
    page.get_by_role("link", name="Share the plan").click()
    page.get_by_role("button", name="Make the link").click()
    address = page.locator("#secret").inner_text()
    assert advisor.problems() == []
    return address[len(advisor.site) :]


def on_a_phone(open_window: Open, address: str, **options: object) -> Window:
    phone = open_window(**PHONE, **options)
    phone.go(address)
    assert phone.page.url.endswith("/plan")
    return phone


def heading(page: Page) -> str:
    return page.locator("#now h2").inner_text()


def test_the_step_is_noted_on_the_phone_and_the_caseload_moves_until_the_link_is_revoked(
    open_window: Open, set_up: SetUp, today: object
) -> None:
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))  # type: ignore[arg-type]
    phone = on_a_phone(open_window, make_link(advisor))
    page = phone.page
    assert heading(page) == "Connect with Grace Kim on LinkedIn"
    page.get_by_role("button", name="We are connected").click()
    page.get_by_text("It is noted, thank you.").wait_for()
    assert heading(page) == "Thank Grace Kim in a few lines"
    assert phone.problems(times=1) == []
    row = advisor.go("caseload").locator("tbody tr").first
    expect(row).to_contain_text("Send a thank-you note")
    advisor.go("today")
    expect(advisor.page.locator("main")).to_contain_text("from Maya Okafor, today")
    assert advisor.problems() == []
    advisor.go("caseload").locator("a.name").first.click()
    advisor.page.get_by_role("link", name="The links, and another one").click()
    expect(advisor.page.locator(".links")).to_contain_text("Opened once, today")
    advisor.page.get_by_role("button", name="Revoke").click()
    advisor.page.locator("#main").get_by_text("The link is taken back.").wait_for()
    phone.expect(404)
    page.get_by_role("button", name="I have thanked them").click()
    page.get_by_text("This link opens nothing").wait_for()
    expect(page.locator("#plan")).to_contain_text("Nothing was saved.")
    assert phone.problems(times=1) == []


def test_every_form_of_the_plan_is_for_everyone(
    open_window: Open, set_up: SetUp, today: object
) -> None:
    advisor = open_window(set_up(thanked(today, 165, GRACE)))  # type: ignore[arg-type]
    phone = on_a_phone(open_window, make_link(advisor))
    page = phone.page
    assert phone.problems() == []
    paths = {
        href
        for link in page.locator("#plan a[href^='/p/']").all()
        if (href := link.get_attribute("href")) and not href.endswith((".ics", ".vcf"))
    }
    assert len(paths) >= 7
    phone.expect(422)
    for path in sorted(paths):
        phone.go(path)
        assert phone.problems(times=1) == [], path
    page.get_by_role("button", name="Ask for it").click()
    page.locator("[role=alert]").wait_for()
    assert phone.problems(times=1) == []


def test_a_draft_is_changed_and_copied(open_window: Open, set_up: SetUp, today: object) -> None:
    advisor = open_window(set_up(STORIES["thank due"].cells(today)))  # type: ignore[arg-type]
    address = make_link(advisor)
    phone = on_a_phone(open_window, address, permissions=["clipboard-read", "clipboard-write"])
    page = phone.page
    page.locator("#draft-text").fill("Thank you, Grace!")
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "Thank you, Grace!"


def test_what_is_typed_goes_to_the_mail_program_unless_it_is_too_long(
    open_window: Open, set_up: SetUp, today: object
) -> None:
    mail = {"contact_email": "grace@abbott.example"}
    advisor = open_window(set_up(STORIES["thank due"].cells(today) | mail))  # type: ignore[arg-type]
    page = on_a_phone(open_window, make_link(advisor)).page
    link, pasted = page.locator("[data-mail]"), page.locator("[data-to-be-pasted]")
    for text, fits in (("Thank you!", True), ("é" * 2_000, False), ("Thank you!", True)):
        page.locator("#draft-text").fill(text)
        address = link.get_attribute("href") or ""
        assert address.endswith("&body=Thank%20you!") == fits
        assert address.startswith("mailto:grace@abbott.example?subject=")
        assert pasted.is_hidden() == fits


def test_without_script_the_plan_works_as_plain_forms(
    open_window: Open, set_up: SetUp, today: object
) -> None:
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))  # type: ignore[arg-type]
    phone = on_a_phone(open_window, make_link(advisor), java_script_enabled=False)
    phone.page.get_by_role("button", name="We are connected").click()
    expect(phone.page.locator("#now h2")).to_have_text("Thank Grace Kim in a few lines")
    phone.page.get_by_role("button", name="Undo").first.click()
    expect(phone.page.locator("#now h2")).to_have_text("Connect with Grace Kim on LinkedIn")


def test_no_moment_of_the_cycle_is_too_wide_for_a_phone(
    open_window: Open, set_up: SetUp, today: object
) -> None:
    for story in ("catch-up stalled", "in network", "off", "listing stalled", "update resting"):
        advisor = open_window(set_up(STORIES[story].cells(today)))  # type: ignore[arg-type]
        phone = on_a_phone(open_window, make_link(advisor))
        assert phone.problems(times=1) == [], story


def test_what_is_pressed_leads_to_its_answer(open_window: Open, set_up: SetUp, today: date) -> None:
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))
    page = on_a_phone(open_window, make_link(advisor)).page
    page.locator("form.press .main").click()
    expect(page.locator(".notice.answer")).to_be_focused()


def test_what_is_no_longer_there_leaves_the_plan_where_it_is(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    """As where an import that brought the person was undone meanwhile."""
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))
    phone = on_a_phone(open_window, make_link(advisor))
    phone.expect(404)
    page = phone.page
    theirs = re.compile(r"/contacts/[0-9a-f-]+/")

    def of_nobody(route: Route) -> None:
        route.continue_(url=theirs.sub(f"/contacts/{uuid4()}/", route.request.url))

    page.route(theirs, of_nobody)
    page.locator("form.press .main").click()
    expect(page.locator("#toasts")).to_contain_text("no longer here")
    expect(page.locator("#now h2")).to_have_text("Connect with Grace Kim on LinkedIn")


def refusing(status: int, body: str) -> Callable[[Route], None]:
    headers = {"HX-Reswap": "none", "Content-Type": "text/html; charset=utf-8"}
    return lambda route: route.fulfill(status=status, body=body, headers=headers)


def test_what_is_refused_is_said_in_the_clients_language(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    """By the service, by what stands before it, or where nobody answers."""
    advisor = open_window(set_up(OFFER | GRACE | days(today, offered=12, declined=10)))
    phone = on_a_phone(open_window, make_link(advisor), locale="es-MX")
    phone.expect(409, 502)
    page, toasts = phone.page, phone.page.locator("#toasts")
    theirs = re.compile(r"/contacts/[0-9a-f-]+/")
    ours = "<main><div class=card><h1>Alguien lo cambiaba</h1><p>No se cambió.</p></div></main>"
    for answer, words in (
        (refusing(409, ours), "Alguien lo cambiaba. No se cambió."),
        (refusing(502, "<h1>Bad Gateway</h1>"), "No se pudo enviar."),
    ):
        page.route(theirs, answer)
        page.locator("form.press .main").click()
        expect(toasts).to_contain_text(words)
        page.unroute(theirs)
        toasts.get_by_role("button", name="Cerrar").click()
        expect(toasts).to_be_empty()
    page.locator("form.press .main").click()
    expect(page.locator("#now h2")).to_have_text("Da las gracias a Grace Kim en unas líneas")


EMPLOYERS = ("Abbott", "Deloitte", "Banco Popular", "Northwestern", "Sargent & Lundy")


def met_at_five(today: date) -> list[Cells]:
    return [
        connecting(today, 10)
        | {"contact_name": f"Person {number:02}", "offer_employer": EMPLOYERS[number % 5]}
        for number in range(30)
    ]


def test_a_plan_of_thirty_people_is_short_and_what_was_unfolded_stays_so(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    phone = on_a_phone(open_window, make_link(open_window(set_up(*met_at_five(today)))))
    page = phone.page
    assert page.evaluate("document.documentElement.scrollHeight") < 5 * NARROW["height"]
    assert phone.problems() == []
    page.get_by_text("and 26 more").click()
    page.locator(".offer > summary", has_text="Northwestern").click()
    assert phone.problems(times=1) == []
    page.locator(".person", has_text="Person 13").get_by_role("link").first.click()
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("It is noted, thank you.").wait_for()
    expect(page.locator(".person", has_text="Person 13")).to_be_visible()
    expect(page.locator(".person", has_text="Person 10")).to_be_hidden()
    page.locator("form.press .main").click()
    expect(page.locator("#now h2")).to_have_text("Connect with Person 05 on LinkedIn")
    expect(page.locator(".person", has_text="Person 13")).to_be_visible()


def test_on_paper_a_plan_of_thirty_people_is_unfolded(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    page = on_a_phone(open_window, make_link(open_window(set_up(*met_at_five(today))))).page
    page.emulate_media(media="print")
    for place in (".person h3", ".open li"):
        hidden = page.locator(place).evaluate_all(
            "(all) => all.filter((one) => !one.checkVisibility({contentVisibilityAuto: true}))"
            ".map((one) => one.textContent)"
        )
        assert hidden == []


def test_that_a_draft_was_copied_is_heard(open_window: Open, set_up: SetUp, today: date) -> None:
    advisor = open_window(set_up(STORIES["thank due"].cells(today)))
    address = make_link(advisor)
    phone = on_a_phone(open_window, address, permissions=["clipboard-read", "clipboard-write"])
    phone.page.get_by_role("button", name="Copy", exact=True).click()
    expect(phone.page.locator("#toasts")).to_have_text("Copied")


def test_a_draft_in_another_language_says_so(open_window: Open, set_up: SetUp, today: date) -> None:
    address = make_link(open_window(set_up(STORIES["thank due"].cells(today))))
    spanish = on_a_phone(open_window, address, locale="es-MX").page
    assert spanish.locator("html").get_attribute("lang") == "es"
    assert spanish.locator("#draft-text").get_attribute("lang") == "en"


HOW_IT_FOLDS = """(all) => all.map((one) => {
  const [before, after] = ["::before", "::after"].map((part) => getComputedStyle(one, part));
  const drawn = (style) => [style.content, style.width, style.borderRightWidth, style.transform];
  return JSON.stringify([getComputedStyle(one).listStyleType, drawn(before), drawn(after)]);
})"""


def test_whatever_folds_does_so_by_the_same_sign(
    open_window: Open, set_up: SetUp, today: date
) -> None:
    people = [GRACE | {"contact_linkedin": "https://www.linkedin.com/in/grace"} | MAIL]
    people += [{"contact_name": f"Person {number}"} for number in range(12)]
    offers = [{"offer_employer": "Stryker"}, {"offer_employer": "Baxter"}, {}]
    rows = [connecting(today, 20) | offer | person for offer in offers for person in people]
    phone = on_a_phone(open_window, make_link(open_window(set_up(*rows))))
    page = phone.page
    assert page.locator(".rest > summary").count() > 0
    assert page.locator(".offer > summary").count() == 3
    assert page.locator(".person summary").count() > 0
    assert page.locator(".how > summary").count() == 1
    assert len(set(page.locator("summary").evaluate_all(HOW_IT_FOLDS))) == 1
    assert phone.problems(times=1) == []
