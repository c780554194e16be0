"""From what happened to the receiver: in order, again where it was not taken, never for ever."""

import threading
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import update

from app import clock
from app.accounts.access import Access
from app.db.engine import Database
from app.webhooks import actions
from app.webhooks.courier import AT_ONCE, RESTS, Courier
from app.webhooks.delivering import (
    CLAIM_LASTS,
    KEPT,
    MOST_ATTEMPTS,
    WAITS,
    claim_next,
    forget_old_deliveries,
    write_down,
)
from app.webhooks.forms import WebhookChanges
from app.webhooks.kinds import Kind
from app.webhooks.models import Delivery, Webhook
from app.webhooks.posting import Answer
from tests.cast import AT, TODAY, a_contact, an_office
from tests.errands.test_worker_life import soon
from tests.webhooks.cast import Receiver, a_courier, a_webhook, deliveries
from tests.webhooks.test_noticing import SOON, log, notices

MAYA = "maya@alumni.example.edu"
TAKEN, BROKEN = Answer(204, "", 5), Answer(500, "broken", 5)


def a_told_webhook(
    database: Database, office: Access, url: str, clients: int = 1, touches: int = 1
) -> Webhook:
    contacts = [a_contact(database, office) for _ in range(clients)]
    webhook = a_webhook(database, office, url, Kind.LOGGED)
    for kind in ("connected", "thanked", "updated")[:touches]:
        for contact_id in contacts:
            log(database, office, contact_id, kind, TODAY, AT)
    notices(database, office, AT)
    return webhook


def attempt(
    database: Database, office: Access, webhook: Webhook, answer: Answer, at: object
) -> bool:
    with database.transaction(office.office_id, write=True) as session:
        claim = claim_next(session, office, webhook.id, "a worker", at)  # type: ignore[arg-type]
    if claim is None:
        return False
    with database.transaction(office.office_id, write=True) as session:
        return write_down(session, office, claim, answer, at)  # type: ignore[arg-type]


def test_what_happened_arrives_once_with_its_answer_on_record(
    database: Database, office: Access, receiver: Receiver
) -> None:
    webhook = a_told_webhook(database, office, receiver.url)
    courier = a_courier(database, office)
    courier.run_due(SOON)
    courier.run_due(SOON)
    assert receiver.told == [Kind.LOGGED]
    (delivery,) = deliveries(database, office, webhook.id)
    assert (delivery.answer_status, delivery.attempts, delivery.delivered_at) == (204, 1, SOON)
    headers, _ = receiver.got[0]
    assert headers["webhook-id"] == f"msg_{delivery.id.hex}"


def test_of_one_client_nothing_overtakes(database: Database, office: Access) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu", touches=3)
    with database.transaction(office.office_id, write=True) as session:
        first = claim_next(session, office, webhook.id, "a worker", AT)
        assert first is not None
        assert claim_next(session, office, webhook.id, "another", AT) is None
    with database.transaction(office.office_id, write=True) as session:
        write_down(session, office, first, BROKEN, AT)
        assert claim_next(session, office, webhook.id, "another", AT) is None


def test_one_client_does_not_wait_for_another(database: Database, office: Access) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu", clients=2)
    with database.transaction(office.office_id, write=True) as session:
        first, second, third = (
            claim_next(session, office, webhook.id, name, AT) for name in ("a", "b", "c")
        )
    assert first is not None
    assert second is not None
    assert first.data["client_id"] != second.data["client_id"]
    assert third is None


def test_what_was_not_taken_is_tried_again_for_three_days_then_given_up(
    database: Database, office: Access
) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu")
    at = AT
    for wait in WAITS:
        assert attempt(database, office, webhook, BROKEN, at)
        assert not attempt(database, office, webhook, BROKEN, at + wait - timedelta(seconds=1))
        at += wait
    assert timedelta(days=3) <= at - AT < timedelta(days=3, hours=4)
    assert attempt(database, office, webhook, BROKEN, at)
    (delivery,) = deliveries(database, office, webhook.id)
    assert (delivery.attempts, delivery.given_up_at) == (MOST_ATTEMPTS, at)
    with database.transaction(office.office_id, write=False) as session:
        stopped = session.get_one(Webhook, (office.office_id, webhook.id))
    assert (stopped.stopped_at, stopped.stopped_why) == (at, "silent")


def test_one_that_answers_gone_is_told_no_more(database: Database, office: Access) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu", clients=2)
    attempt(database, office, webhook, Answer(410, "", 5), AT)
    assert not attempt(database, office, webhook, TAKEN, AT)
    with database.transaction(office.office_id, write=False) as session:
        stopped = session.get_one(Webhook, (office.office_id, webhook.id))
    assert stopped.stopped_why == "refused"


def test_what_a_lost_worker_held_is_taken_by_the_next_and_its_late_answer_refused(
    database: Database, office: Access
) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu")
    with database.transaction(office.office_id, write=True) as session:
        lost = claim_next(session, office, webhook.id, "lost", AT)
    assert lost is not None
    later = AT + CLAIM_LASTS
    with database.transaction(office.office_id, write=True) as session:
        next_one = claim_next(session, office, webhook.id, "next", later)
        assert next_one is not None
        assert not write_down(session, office, lost, BROKEN, later)
        assert write_down(session, office, next_one, TAKEN, later)
    (delivery,) = deliveries(database, office, webhook.id)
    assert (delivery.delivered_at, delivery.answer_status) == (later, 204)


def test_two_couriers_at_once_deliver_each_once(
    database: Database, office: Access, receiver: Receiver
) -> None:
    a_told_webhook(database, office, receiver.url, clients=6, touches=2)
    threads = [
        threading.Thread(target=a_courier(database, office, name=name).run_due, args=(SOON,))
        for name in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert len(ids) == len(set(ids)) == 12


def test_in_order_of_each_client_it_arrives(
    database: Database, office: Access, receiver: Receiver
) -> None:
    a_told_webhook(database, office, receiver.url, clients=3, touches=3)
    a_courier(database, office).run_due(SOON)
    for client_id in {one["data"]["client_id"] for one in receiver.messages}:
        theirs = [one for one in receiver.messages if one["data"]["client_id"] == client_id]
        assert [one["data"]["kind"] for one in theirs] == ["connected", "thanked", "updated"]


def test_a_receiver_that_was_down_gets_the_same_message_later(
    database: Database, office: Access, receiver: Receiver
) -> None:
    a_told_webhook(database, office, receiver.url)
    receiver.status = 503
    a_courier(database, office).run_due(SOON)
    receiver.status = 200
    a_courier(database, office).run_due(SOON + WAITS[0])
    (first, body), (second, again) = receiver.got
    assert (first["webhook-id"], body) == (second["webhook-id"], again)


def test_a_stopped_one_keeps_what_is_open_until_it_is_started(
    database: Database, office: Access, receiver: Receiver
) -> None:
    webhook = a_told_webhook(database, office, receiver.url)
    change(database, office, webhook, active=False)
    a_courier(database, office).run_due(SOON)
    assert receiver.got == []
    change(database, office, webhook, active=True)
    a_courier(database, office).run_due(SOON)
    assert receiver.told == [Kind.LOGGED]


def change(database: Database, office: Access, webhook: Webhook, **changes: object) -> None:
    with database.transaction(office.office_id, write=True) as session:
        actions.change_webhook(session, office, webhook.id, WebhookChanges(**changes), SOON)


def test_by_hand_it_is_sent_again_under_the_same_id(
    database: Database, office: Access, receiver: Receiver
) -> None:
    webhook = a_told_webhook(database, office, receiver.url)
    courier = a_courier(database, office)
    courier.run_due(SOON)
    (delivery,) = deliveries(database, office, webhook.id)
    with database.transaction(office.office_id, write=True) as session:
        actions.send_again(session, office, delivery.id, SOON)
    courier.run_due(SOON)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_all_that_was_given_up_is_sent_again(
    database: Database, office: Access, receiver: Receiver
) -> None:
    webhook = a_told_webhook(database, office, receiver.url, clients=3)
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Delivery)
            .where(Delivery.office_id == office.office_id)
            .values(given_up_at=SOON, attempts=MOST_ATTEMPTS)
        )
        assert actions.send_all_again(session, office, webhook.id, SOON) == 3
    a_courier(database, office).run_due(SOON)
    assert len(receiver.got) == 3


@pytest.mark.parametrize(("age", "left"), [(KEPT, 1), (KEPT + timedelta(seconds=1), 0)])
def test_what_was_taken_is_kept_for_a_month(
    database: Database, office: Access, age: timedelta, left: int
) -> None:
    webhook = a_told_webhook(database, office, "https://hooks.example.edu")
    attempt(database, office, webhook, TAKEN, AT)
    with database.transaction(office.office_id, write=True) as session:
        forget_old_deliveries(session, office, {}, AT + age)
    assert len(deliveries(database, office, webhook.id)) == left


def test_a_round_ends_when_it_is_told_to(
    database: Database, office: Access, receiver: Receiver
) -> None:
    a_told_webhook(database, office, receiver.url, clients=3)
    stop = threading.Event()
    stop.set()
    a_courier(database, office).round(clock.now, stop)
    assert receiver.got == []


def test_one_that_takes_nothing_is_left_in_peace_for_a_moment(
    database: Database, office: Access, receiver: Receiver
) -> None:
    a_told_webhook(database, office, receiver.url, clients=4)
    receiver.status = 500
    courier = a_courier(database, office)
    for seconds in (0, 1, 4):
        courier.run_due(SOON + timedelta(seconds=seconds))
    assert len(receiver.got) == 1
    courier.run_due(SOON + RESTS)
    assert len(receiver.got) == 2


def test_however_many_hang_they_delay_no_other(
    database: Database, office: Access, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each refuses one thing, and hangs with the next."""
    monkeypatch.setattr("app.webhooks.courier.RESTS", timedelta(0))
    hanging = [receiver.url.replace("hook", f"hangs/{place}") for place in range(2 * AT_ONCE)]
    for url in (*hanging, receiver.url):
        a_webhook(database, office, url, Kind.LOGGED)
    courier, stop, let_go = a_courier(database, office), threading.Event(), threading.Event()
    refused, send = set[str](), courier.send

    def send_or_hang(url: str, headers: dict[str, str], body: bytes) -> Answer:
        if url not in hanging:
            return send(url, headers, body)
        if url in refused:
            let_go.wait()
        refused.add(url)
        return BROKEN

    courier.send = send_or_hang
    carrying = threading.Thread(target=courier.run_forever, args=(stop, 0.05))
    carrying.start()
    try:
        for count in (1, 2, 3):
            log(database, office, a_contact(database, office), "connected", TODAY, AT)
            assert soon(lambda count=count: len(receiver.got) == count)
    finally:
        stop.set()
        let_go.set()
        carrying.join()


def test_an_office_that_cannot_be_served_delays_no_other(
    database: Database, office: Access, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = office, an_office(database)
    for access in (ours, theirs):
        a_told_webhook(database, access, receiver.url)
    look_through = Courier.look_through

    def broken(self: Courier, access: Access, at: object) -> list[object]:
        if access.office_id == theirs.office_id:
            raise ValueError(MAYA)
        return look_through(self, access, at)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(Courier, "look_through", broken)
    with structlog.testing.capture_logs() as lines:
        a_courier(database, theirs, ours).run_due(SOON)
    assert len(receiver.got) == 1
    told = [line for line in lines if line["event"] == "webhooks not served"]
    assert [line["error"] for line in told] == ["ValueError"]
    assert "maya@" not in str(told)
