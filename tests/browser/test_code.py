"""The code by e-mail before a client's plan opens: on a phone, and in the office's settings."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from app.db.engine import Database
from app.links.confirming import code_of
from app.links.models import Confirmation
from tests.browser.conftest import Open, SetUp, Site, Somewhere
from tests.browser.test_own_plan import PHONE, heading, make_link
from tests.pages.stories import GRACE, OFFER, days


def sent_code(database: Database, here: Somewhere) -> str:
    with database.transaction(here.access.office_id, write=False) as session:
        asked = session.scalars(
            select(Confirmation).where(Confirmation.office_id == here.access.office_id)
        ).one()
    return code_of(asked.id, asked.salt, b"made-up")


def test_a_plan_opens_on_a_phone_once_the_code_was_typed(
    open_window: Open, set_up: SetUp, site: Site, today: object
) -> None:
    here = set_up(OFFER | GRACE | days(today, offered=12, declined=10))  # type: ignore[arg-type]
    admin = open_window(here)
    settings = admin.go("settings/office")
    settings.get_by_label("types a code").check()
    settings.get_by_role("button", name="Save").click()
    settings.get_by_text("The office is saved.").wait_for()
    phone = open_window(**PHONE)
    phone.expect(403)
    page = phone.go(make_link(admin))
    assert phone.problems() == []
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("The code").wait_for()
    assert phone.problems() == []
    code = sent_code(site.database, here)
    phone.expect(422)
    page.get_by_label("The code").fill(f"{(int(code) + 1) % 10**6:06}")
    page.get_by_role("button", name="Open my plan").click()
    page.get_by_text("This is not the code of our last letter.").wait_for()
    expect(page.get_by_label("The code")).to_be_focused()
    assert phone.problems() == []
    page.get_by_label("The code").fill(code)
    page.get_by_role("button", name="Open my plan").click()
    page.wait_for_url(re.compile("/plan$"))
    assert heading(page) == "Connect with Grace Kim on LinkedIn"
    letters = admin.go("settings/letters")
    letters.get_by_role("link", name="A code for a client’s plan").click()
    expect(letters.locator("pre.letter")).to_contain_text("••••••")
    assert admin.problems() == []
    letters.get_by_role("link", name="See it as mail programs show it").click()
    expect(letters.locator("body")).to_contain_text("Hello Maya Okafor,")
