"""The settings' pages of webhooks."""

from app.accounts.access import Access
from app.accounts.models import Role
from app.db.engine import Database
from tests.cast import AT
from tests.pages.conftest import SignIn
from tests.webhooks.cast import a_webhook, deliveries
from tests.webhooks.test_delivering import BROKEN, a_told_webhook, attempt

NEW = {"url": "https://hooks.example.edu/in", "name": "Warehouse", "kinds": "client.stalled"}


def test_without_any_it_says_what_they_are_for(sign_in: SignIn) -> None:
    assert "Nobody is told yet" in sign_in(Role.ADMIN).sees("settings/webhooks").text


def test_one_that_is_added_shows_its_secret_this_once(sign_in: SignIn) -> None:
    ruth = sign_in(Role.ADMIN)
    seen = ruth.sends("settings/webhooks", NEW)
    assert "whsec_" in seen.text
    assert "Warehouse" in ruth.sees("settings/webhooks").text
    assert "whsec_" not in ruth.sees("settings/webhooks").text


def test_a_bad_address_is_told_at_its_field_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    seen = sign_in(Role.ADMIN).sends("settings/webhooks", NEW | {"url": "https://10.0.0.1/x"})
    assert seen.status == 422
    assert "The address leads into a private network, where nothing is sent." in seen.text
    for kept in ("https://10.0.0.1/x", "Warehouse"):
        assert f'value="{kept}"' in seen.response.text


def test_what_was_sent_stands_with_the_answer(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu")
    attempt(database, office, webhook, BROKEN, AT)
    seen = sign_in(Role.ADMIN).sees(f"settings/webhooks/{webhook.id}")
    for words in ("touch.logged", "attempt 1 of 10", "500 in 5 ms", "broken"):
        assert words in seen.text


def test_an_answer_is_text_and_never_markup(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu")
    bad = type(BROKEN)(500, "<script>alert(1)</script>", 5)
    attempt(database, office, webhook, bad, AT)
    seen = sign_in(Role.ADMIN).sees(f"settings/webhooks/{webhook.id}")
    assert "<script>alert" not in seen.response.text


def test_a_trial_is_sent_from_its_page(sign_in: SignIn, database: Database, office: Access) -> None:
    webhook = a_webhook(database, office, "https://hooks.example.edu")
    ruth = sign_in(Role.ADMIN)
    seen = ruth.goes_on(ruth.sends(f"settings/webhooks/{webhook.id}/try"))
    assert "Waits to be sent" in seen.text
    assert len(deliveries(database, office, webhook.id)) == 1


def test_a_stopped_one_says_why_and_is_started_again(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    webhook = a_webhook(database, office, "https://hooks.example.edu")
    ruth = sign_in(Role.ADMIN)
    ruth.sends(f"settings/webhooks/{webhook.id}/try")
    stopped = ruth.goes_on(ruth.sends(f"settings/webhooks/{webhook.id}/stop"))
    assert "Stopped by hand" in stopped.text
    assert "Kept until it is started again" in stopped.text
    started = ruth.goes_on(ruth.sends(f"settings/webhooks/{webhook.id}/start"))
    assert "Stopped by hand" not in started.text
    assert "Waits to be sent" in started.text


def test_two_admins_at_once_do_not_undo_each_other(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    webhook = a_webhook(database, office, "https://hooks.example.edu")
    ruth, here = sign_in(Role.ADMIN), f"settings/webhooks/{webhook.id}"
    form = NEW | {"version": "1"}
    ruth.goes_on(ruth.sends(here, form))
    seen = ruth.sends(here, form | {"name": "Typed by me"})
    assert seen.status == 422
    assert "Somebody else changed this meanwhile" in seen.text
    assert 'value="Typed by me"' in seen.response.text


def test_whoever_mends_a_field_first_does_not_undo_the_other_either(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    webhook = a_webhook(database, office, "https://hooks.example.edu")
    ruth, here = sign_in(Role.ADMIN), f"settings/webhooks/{webhook.id}"
    ruth.goes_on(ruth.sends(here, NEW | {"version": "1"}))
    refused = ruth.sends(here, NEW | {"version": "1", "url": "https://10.0.0.1/x"})
    fields = refused.form_with("Save")[1]
    seen = ruth.sends(here, NEW | {"version": fields["version"], "name": "Typed by me"})
    assert seen.status == 422
    assert "Somebody else changed this meanwhile" in seen.text
    again = NEW | {"version": seen.form_with("Save")[1]["version"], "name": "Typed by me"}
    assert ruth.sends(here, again).status == 303


def test_removing_asks_first(sign_in: SignIn, database: Database, office: Access) -> None:
    webhook = a_webhook(database, office, "https://hooks.example.edu")
    ruth, here = sign_in(Role.ADMIN), f"settings/webhooks/{webhook.id}/remove"
    assert "Keep it" in ruth.sees(here).text
    assert "The webhook is removed." in ruth.goes_on(ruth.sends(here)).text
    assert ruth.sees(f"settings/webhooks/{webhook.id}").status == 404
