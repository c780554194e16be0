"""The settings, wide and narrow, light and dark; and coming in by a link that was copied."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.accounts.queries import offices_open_to, person_by_id
from app.cycle.policy import Policy
from app.mail.models import Bounce
from app.mail.subscribing import secret_of, subscribe
from app.plans import applying
from app.plans.applying import apply_piece, change_policy
from app.plans.forms import PolicyNumbers
from app.sign_in.actions import open_sessions
from app.sign_in.resets import reset_by_hand
from tests.browser.conftest import Open, SetUp, Site, Somewhere
from tests.pages.stories import sheet_rows

OTHER = "settings/policy/preview?decline_days=7&connect_days=7&thank_days=7&rest_months=5" \
    "&update_months=7&key_people=2&catch_up_months=12&catch_up_pace=2&reply_days=30" \
    "&keep_in_touch_months=6&same_area_km=80&grace_days="  # fmt: skip


@pytest.fixture(scope="package")
def managed(set_up: SetUp) -> Somewhere:
    """An office with an admin who is signed in, and a client at each point of the cycle."""
    return set_up(*sheet_rows(clock.today_in("UTC")), named="Kelley Graduate Career Services")


def test_numbers_that_cannot_be(open_window: Open, managed: Somewhere) -> None:
    window = open_window(managed)
    window.expect(422)
    window.go(f"{OTHER}-1")
    assert window.problems(times=1) == []


def test_the_policy_as_an_advisor_reads_it(open_window: Open, set_up: SetUp) -> None:
    window = open_window(set_up(role=Role.ADVISOR))
    window.go("settings/policy")
    assert window.problems(times=1) == []


def test_a_message_is_read_before_it_is_saved(open_window: Open, managed: Somewhere) -> None:
    window = open_window(managed)
    page = window.go("settings/messages/update")
    page.get_by_label("Message").fill("Dear {contact_first_name}, {good_thing}")
    page.get_by_role("button", name="See how it reads").click()
    page.locator("#preview mark", has_text="[one thing that went well]").wait_for()
    assert window.problems() == []


def test_a_link_is_made_copied_and_used(open_window: Open, set_up: SetUp) -> None:
    window = open_window(set_up())
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.go("settings/members")
    page.get_by_label("E-mail").fill("noor@careers.example.edu")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Copy the link").click()
    page.locator(".toast", has_text="Copied.").wait_for()
    assert window.problems() == []
    link = page.evaluate("navigator.clipboard.readText()")

    theirs = open_window()
    guest = theirs.go(link.removeprefix(theirs.site))
    assert theirs.problems() == []
    theirs.expect(422)
    guest.get_by_role("button", name="Come in").click()
    assert theirs.problems(times=1) == []
    guest.get_by_label("Your name").fill("Noor Haddad")
    guest.get_by_label("Choose a password").fill("correct horse battery")
    guest.get_by_label("The same password again").fill("correct horse battery")
    guest.get_by_role("button", name="Come in").click()
    guest.get_by_text("Settings").wait_for()
    theirs.expect(404)
    theirs.go(link.removeprefix(theirs.site))
    assert theirs.problems(times=1) == []

    page.get_by_role("button", name="other settings").click()  # the window is narrow by now
    assert window.shut_out("#settings-tabs") == []
    page.get_by_role("link", name="Members").click()
    page.get_by_role("link", name="Change Noor Haddad").click()
    assert window.problems() == []
    page.get_by_role("button", name="Deactivate Noor Haddad").click()
    page.get_by_role("button", name="Let Noor Haddad back in").wait_for()
    assert window.problems(times=1) == []


def test_a_token_is_made(open_window: Open, set_up: SetUp) -> None:
    window = open_window(set_up(role=Role.ADVISOR))
    page = window.go("settings/tokens")
    assert window.problems(times=1) == []
    page.get_by_label("What is it for?").fill("The weekly sheet")
    page.get_by_role("button", name="Make the token").click()
    assert page.locator("#secret").inner_text().startswith("rga_")
    assert window.problems() == []


@pytest.fixture
def half_way(site: Site, set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> Somewhere:
    """An office whose new policy has reached two clients so far, and no worker."""
    monkeypatch.setattr(applying, "PIECE", 2)
    office = set_up(*sheet_rows(clock.today_in("UTC")))
    with site.database.transaction(office.access.office_id, write=True) as session:
        numbers = PolicyNumbers(**asdict(Policy(grace_days=60)))
        change_policy(session, office.access, numbers, clock.now())
    return office


@pytest.mark.parametrize("path", ["caseload", "today", "settings/policy", f"{OTHER}30"])
def test_a_page_while_new_rules_are_being_applied(
    open_window: Open, half_way: Somewhere, path: str
) -> None:
    window = open_window(half_way)
    page = window.go(path)
    page.get_by_text("New rules are being applied: 2 of").wait_for()
    assert window.problems(within=".applying") == []


def test_the_page_follows_until_the_new_rules_hold_for_everybody(
    open_window: Open, site: Site, half_way: Somewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(half_way)
    page = window.go("caseload")
    monkeypatch.setattr(applying, "PIECE", 500)
    with site.database.transaction(half_way.access.office_id, write=True) as session:
        apply_piece(session, half_way.access, {}, clock.now())
    page.get_by_text("The new rules now hold for everybody.").wait_for()
    assert window.problems(within=".notice") == []
    page.get_by_role("link", name="Load this page again").click()
    page.get_by_text("The new rules").wait_for(state="detached")


def test_a_webhook_is_added_tried_and_removed(open_window: Open, managed: Somewhere) -> None:
    window = open_window(managed)
    page = window.go("settings/webhooks")
    page.get_by_label("What is it for?").fill("Warehouse")
    page.get_by_label("Its address").fill("https://hooks.example.edu/in")
    page.get_by_role("button", name="Add the webhook").click()
    page.get_by_text("whsec_").wait_for()
    assert window.problems() == []
    page.get_by_role("button", name="Make a new secret").click()
    page.get_by_text("whsec_").wait_for()
    page.get_by_role("link", name="All webhooks").click()
    page.get_by_role("link", name="Warehouse").click()
    page.get_by_role("button", name="Send a trial").click()
    page.get_by_text("webhook.tried").wait_for()
    assert window.problems() == []
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped by hand").wait_for()
    assert window.problems() == []
    page.get_by_role("link", name="Remove this webhook").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("Nobody is told yet").wait_for()


def test_addresses_that_take_no_letters_and_letters_that_end(
    open_window: Open, set_up: SetUp, site: Site
) -> None:
    where = set_up()
    with site.database.transaction(where.access.office_id, write=True) as session:
        bounce = Bounce(
            office_id=where.access.office_id,
            email=f"{'long' * 20}@alumni.example.edu",
            reason="550 5.1.1 no such user",
            noted_at=clock.now(),
        )
        session.add(bounce)
        chosen = {"weekday": 0, "hour": 8}
        one = subscribe(session, where.access, "digest", chosen, clock.now(), user_id=where.user_id)
    window = open_window(where)
    window.go(f"/unsubscribe/{secret_of(one, b'made-up')}")
    assert window.problems() == []
    window.page.get_by_role("button", name="No more of these letters").click()
    window.page.get_by_role("heading", name="You get no more of these letters").wait_for()
    assert window.problems(times=1) == []
    window.expect(404)
    window.go("/unsubscribe/cut-short")
    window.page.get_by_role("heading", name="This link ends no letters").wait_for()
    assert window.problems(times=1) == []
    page = window.go("settings/letters")
    page.get_by_text("ended from a letter").wait_for()
    assert window.problems() == []
    page.get_by_role("button", name="Let letters through").click()
    page.get_by_text("takes letters again").wait_for()


def test_a_new_password_by_a_link(open_window: Open, set_up: SetUp, site: Site) -> None:
    where = set_up(password="the old password")
    window = open_window()
    page = window.go("login")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill(where.email)
    assert window.problems(times=1) == []
    page.get_by_role("button", name="Send the letter").click()
    page.get_by_role("heading", name="Look at your mail").wait_for()
    assert window.problems(times=1) == []
    secret = reset_by_hand(site.database, where.email, clock.now())
    window.go(f"login/password/{secret}")
    assert window.problems() == []
    page.get_by_label("New password").fill("seven quiet rivers")
    page.get_by_label("The same password again").fill("seven quiet rivers")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_text("Your new password holds").wait_for()
    assert window.problems(times=1) == []
    page.get_by_label("E-mail").fill(where.email)
    page.get_by_label("Password").fill("seven quiet rivers")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()
    window.expect(404)
    window.go(f"login/password/{secret}")
    assert window.problems(times=1) == []


@pytest.mark.parametrize("with_script", [True, False])
def test_where_one_is_signed_in_and_another_password(
    open_window: Open, set_up: SetUp, site: Site, with_script: bool
) -> None:
    where = set_up(password="the old password")
    with site.database.between_offices(user_id=where.user_id) as session:
        user, offices = (
            person_by_id(session, where.user_id),
            offices_open_to(session, where.user_id),
        )
    lasting = timedelta(days=1)
    for name in ("Firefox on Windows", "Safari on an iPhone"):
        open_sessions(site.database, user, offices, clock.now(), lasting, name)
    window = open_window(where, java_script_enabled=with_script)
    window.expect(422)
    page = window.go("reports")
    page.locator("details.me summary").click()
    page.get_by_role("link", name="My sign-in").click()
    page.get_by_role("radio", name="Safari on an iPhone").check()
    if with_script:
        assert window.problems() == []
    page.get_by_role("button", name="Sign out there").click()
    page.get_by_role("link", name="Enter a password.").wait_for()
    assert page.get_by_role("radio", name="Safari on an iPhone").is_checked()
    if with_script:
        assert window.problems() == []
    page.get_by_label("Your password").fill("the old password")
    page.get_by_role("button", name="Sign out there").click()
    page.get_by_text("It is signed out there.").wait_for()
    assert page.get_by_role("radio", name="Safari on an iPhone").count() == 0
    page.get_by_role("link", name="Choose another password", exact=True).click()
    page.get_by_label("The password you have").fill("the old password")
    for label in ("New password", "The same password again"):
        page.get_by_label(label).fill("iloveyou1234")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("link", name="one of those that are used most").wait_for()
    if with_script:
        assert window.problems() == []
    page.get_by_label("The password you have").fill("the old password")
    for label in ("New password", "The same password again"):
        page.get_by_label(label).fill("seven quiet rivers")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_text("Every other browser is signed out.").wait_for()
    page.get_by_text("You are signed in nowhere else.").wait_for()
    if with_script:
        assert window.problems() == []
