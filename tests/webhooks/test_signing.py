"""What a receiver checks with the Standard Webhooks' own library."""

from datetime import timedelta

import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from app import clock
from app.accounts.access import Access
from app.db.engine import Database
from app.webhooks import actions
from app.webhooks.actions import OLD_SECRET_LASTS
from app.webhooks.kinds import Kind
from app.webhooks.signing import secret_of
from tests.webhooks.cast import KEY, Receiver, a_courier, a_webhook


def sent(database: Database, office: Access, receiver: Receiver, webhook: object) -> None:
    with database.transaction(office.office_id, write=True) as session:
        actions.try_webhook(session, office, webhook.id, clock.now())  # type: ignore[attr-defined]
    a_courier(database, office).run_due(clock.now())


def test_their_own_library_verifies_it(
    database: Database, office: Access, receiver: Receiver
) -> None:
    webhook = a_webhook(database, office, receiver.url, at=clock.now())
    sent(database, office, receiver, webhook)
    ((headers, body),) = receiver.got
    found = Verifier(secret_of(webhook, 1, KEY)).verify(body, headers)
    assert found["type"] == Kind.TRIED


def test_a_body_that_was_changed_on_the_way_is_noticed(
    database: Database, office: Access, receiver: Receiver
) -> None:
    webhook = a_webhook(database, office, receiver.url, at=clock.now())
    sent(database, office, receiver, webhook)
    ((headers, body),) = receiver.got
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(webhook, 1, KEY)).verify(body + b" ", headers)


def test_for_a_day_after_a_new_secret_the_old_one_signs_as_well(
    database: Database, office: Access, receiver: Receiver
) -> None:
    webhook = a_webhook(database, office, receiver.url, at=clock.now())
    with database.transaction(office.office_id, write=True) as session:
        renewed = actions.renew_secret(session, office, webhook.id, clock.now())
    sent(database, office, receiver, webhook)
    ((headers, body),) = receiver.got
    for generation in (1, 2):
        Verifier(secret_of(renewed, generation, KEY)).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(renewed, 3, KEY)).verify(body, headers)


def test_after_the_day_only_the_new_secret_signs(
    database: Database, office: Access, receiver: Receiver
) -> None:
    long_ago = clock.now() - OLD_SECRET_LASTS - timedelta(minutes=1)
    webhook = a_webhook(database, office, receiver.url, at=long_ago)
    with database.transaction(office.office_id, write=True) as session:
        renewed = actions.renew_secret(session, office, webhook.id, long_ago)
    sent(database, office, receiver, webhook)
    ((headers, body),) = receiver.got
    Verifier(secret_of(renewed, 2, KEY)).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(secret_of(renewed, 1, KEY)).verify(body, headers)


def test_no_two_webhooks_share_a_secret(database: Database, office: Access) -> None:
    one, other = (a_webhook(database, office, "https://hooks.example.edu") for _ in range(2))
    assert secret_of(one, 1, KEY) != secret_of(other, 1, KEY)
    assert secret_of(one, 1, KEY) != secret_of(one, 2, KEY)
    assert secret_of(one, 1, KEY) != secret_of(one, 1, "another key")
