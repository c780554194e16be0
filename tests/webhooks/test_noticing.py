"""What programs are told of, once each."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.access import Access, OwnAccess
from app.audit.viewed import Views, listed, viewed
from app.clients.actions import note_looks
from app.clients.models import Client
from app.cycle.policy import Policy
from app.db.base import new_id
from app.db.engine import Database
from app.links import actions as links
from app.links.door import note_opening
from app.links.forms import NewShareLink
from app.offers.models import Contact
from app.plans.applying import change_policy
from app.plans.forms import NewTouch, PolicyNumbers
from app.plans.touches import erase_client, log_touch
from app.webhooks.kinds import Kind
from app.webhooks.models import WebhookMark
from app.webhooks.noticing import entries_since, notice
from tests.cast import ABBOTT, AT, TODAY, a_contact, a_sheet, an_office, import_into
from tests.conftest import on_postgresql
from tests.webhooks.cast import a_webhook, deliveries

SOON = AT + timedelta(seconds=10)
AN_HOUR = timedelta(hours=1)
NUMBERS = asdict(Policy())
ADDRESS = "https://hooks.example.edu"


def notices(database: Database, access: Access, at: datetime = SOON) -> int:
    with database.transaction(access.office_id, write=True) as session:
        return notice(session, access, at)


def log(
    database: Database, access: Access, contact_id: UUID, kind: str, on: date, at: datetime = SOON
) -> None:
    with database.transaction(access.office_id, write=True) as session:
        log_touch(session, access, contact_id, NewTouch(kind=kind, on=on), today=on, at=at)


def client_of(database: Database, access: Access, contact_id: UUID) -> UUID:
    with database.transaction(access.office_id, write=False) as session:
        return session.scalars(
            select(Contact.client_id).where(
                Contact.office_id == access.office_id, Contact.id == contact_id
            )
        ).one()


def told(database: Database, access: Access, webhook: Any) -> list[str]:
    return [one.kind for one in deliveries(database, access, webhook.id)]


def test_what_was_so_before_is_nobodys_news(database: Database, office: Access) -> None:
    a_contact(database, office)
    webhook = a_webhook(database, office, ADDRESS, at=AT + AN_HOUR)
    notices(database, office, AT + AN_HOUR)
    assert told(database, office, webhook) == []


def test_a_touch_is_told_with_the_plan_that_it_moved(database: Database, office: Access) -> None:
    contact_id = a_contact(database, office)
    webhook = a_webhook(database, office, ADDRESS, at=AT + AN_HOUR)
    program = replace(office, via="api", token="Warehouse")
    log(database, program, contact_id, "connected", TODAY, AT + AN_HOUR + timedelta(seconds=1))
    notices(database, office, AT + AN_HOUR + timedelta(seconds=2))
    touch, plan = deliveries(database, office, webhook.id)
    client_id = str(client_of(database, office, contact_id))
    assert (touch.kind, plan.kind) == (Kind.LOGGED, Kind.PLAN)
    assert (touch.data["kind"], touch.data["on"]) == ("connected", TODAY.isoformat())
    assert "token" not in touch.data
    assert (plan.data["client_id"], plan.data["next_step"]) == (client_id, "thank")
    assert plan.data["next_contact_id"] == str(contact_id)


@on_postgresql
def test_whoever_is_erased_while_one_looks_is_in_nobodys_way(
    database: Database, office: Access
) -> None:
    """What was told of them is looked at once more, and goes with them."""
    contact_id = a_contact(database, office)
    webhook = a_webhook(database, office, ADDRESS, at=AT + AN_HOUR)
    log(database, office, contact_id, "connected", TODAY, AT + AN_HOUR)
    notices(database, office, AT + AN_HOUR)
    client_id = client_of(database, office, contact_id)

    def erase() -> None:
        with database.transaction(office.office_id, write=True) as session:
            erase_client(session, office, client_id, AT + AN_HOUR)

    with ThreadPoolExecutor(1) as pool:
        with database.transaction(office.office_id, write=True) as session:
            assert entries_since(session, office, UUID(int=0))
            erasing = pool.submit(erase)
            with suppress(TimeoutError):
                erasing.result(timeout=0.5)
            notice(session, office, AT + AN_HOUR)
        erasing.result()
    assert told(database, office, webhook) == []


def test_that_somebody_looked_at_a_client_is_told_nobody(
    database: Database, office: Access
) -> None:
    client_id = client_of(database, office, a_contact(database, office))
    webhook = a_webhook(database, office, ADDRESS, at=AT + AN_HOUR)
    before, views = database.afterwards, Views(database, note_looks)
    with database.transaction(office.office_id, write=False) as session:
        viewed(session, office, client_id)
        listed(session, office, "clients", [client_id])
    assert len(views.waiting) == 2
    assert views.write()
    database.afterwards = before
    notices(database, office, AT + AN_HOUR)
    assert told(database, office, webhook) == []


def test_looking_twice_tells_once(database: Database, office: Access) -> None:
    contact_id = a_contact(database, office)
    webhook = a_webhook(database, office, ADDRESS, at=AT + AN_HOUR)
    log(database, office, contact_id, "connected", TODAY, AT + AN_HOUR)
    for seconds in (1, 6, 11):
        notices(database, office, AT + AN_HOUR + timedelta(seconds=seconds))
    assert told(database, office, webhook) == [Kind.LOGGED, Kind.PLAN]


@on_postgresql
def test_where_another_worker_looks_nobody_waits_for_it(database: Database, office: Access) -> None:
    contact_id = a_contact(database, office)
    a_webhook(database, office, ADDRESS, at=AT + AN_HOUR)
    log(database, office, contact_id, "connected", TODAY, AT + AN_HOUR)
    with database.transaction(office.office_id, write=True) as session:
        session.get_one(WebhookMark, office.office_id, with_for_update=True)
        with database.transaction(office.office_id, write=True, waits=False) as other:
            assert notice(other, office, AT + AN_HOUR) == 0
    assert notices(database, office, AT + AN_HOUR) == 2


def test_what_was_done_last_is_not_looked_at_for_ever(
    database: Database, office: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact_id = a_contact(database, office)
    a_webhook(database, office, ADDRESS, Kind.LOGGED, at=AT + AN_HOUR)
    log(database, office, contact_id, "connected", TODAY, AT + AN_HOUR)
    assert [notices(database, office, AT + AN_HOUR) for _ in range(2)] == [1, 1]
    later = UUID(int=new_id().int + (2 * 60 * 1000 << 80))
    monkeypatch.setattr("app.webhooks.noticing.new_id", lambda: later)
    assert [notices(database, office, AT + AN_HOUR) for _ in range(2)] == [1, 0]


def test_it_is_told_only_what_it_asks_for(database: Database, office: Access) -> None:
    contact_id = a_contact(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.PLAN, at=AT + AN_HOUR)
    log(database, office, contact_id, "connected", TODAY, AT + AN_HOUR)
    notices(database, office, AT + AN_HOUR)
    assert told(database, office, webhook) == [Kind.PLAN]


def test_another_office_hears_nothing(database: Database, office: Access) -> None:
    theirs = an_office(database)
    webhook = a_webhook(database, theirs, ADDRESS, at=AT - AN_HOUR)
    a_contact(database, office)
    notices(database, theirs)
    assert told(database, theirs, webhook) == []


def a_resting_client(database: Database, office: Access) -> UUID:
    """Of one contact who was connected with; the thanks are due within days."""
    contact_id = a_contact(database, office)
    log(database, office, contact_id, "connected", TODAY, AT)
    return contact_id


def stalls_on(database: Database, office: Access, contact_id: UUID) -> date:
    client_id = client_of(database, office, contact_id)
    with database.transaction(office.office_id, write=False) as session:
        return session.get_one(Client, (office.office_id, client_id)).stalls_on


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=AT.tzinfo)


def test_a_stall_is_told_on_its_day_and_once(database: Database, office: Access) -> None:
    contact_id = a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, at=SOON)
    day = stalls_on(database, office, contact_id)
    notices(database, office, noon(day - timedelta(days=1)))
    assert told(database, office, webhook) == []
    for later in (0, 0, 1, 30):
        notices(database, office, noon(day + timedelta(days=later)))
    (stalled,) = deliveries(database, office, webhook.id)
    assert stalled.data["stalled_since"] == day.isoformat()


def test_after_an_outage_it_is_told_since_when(database: Database, office: Access) -> None:
    contact_id = a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, at=SOON)
    day = stalls_on(database, office, contact_id)
    notices(database, office, noon(day + timedelta(days=4)))
    (stalled,) = deliveries(database, office, webhook.id)
    assert stalled.data["stalled_since"] == day.isoformat()


def test_a_stall_that_ended_during_an_outage_is_told_before_its_end(
    database: Database, office: Access
) -> None:
    contact_id = a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, Kind.PLAN, at=SOON)
    day = stalls_on(database, office, contact_id)
    ended = day + timedelta(days=1)
    log(database, office, contact_id, "thanked", ended, noon(ended))
    notices(database, office, noon(ended) + timedelta(seconds=5))
    assert told(database, office, webhook) == [Kind.STALLED, Kind.PLAN]


@pytest.mark.parametrize("is_told_before", [True, False])
def test_the_next_stall_is_told_though_an_outage_hides_what_came_between(
    database: Database, office: Access, is_told_before: bool
) -> None:
    contact_id = a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, at=SOON)
    first = stalls_on(database, office, contact_id)
    if is_told_before:
        notices(database, office, noon(first))
    log(database, office, contact_id, "thanked", first, noon(first) + AN_HOUR)
    second = stalls_on(database, office, contact_id)
    for later in (0, 1):
        notices(database, office, noon(second + timedelta(days=later)))
    since = [one.data["stalled_since"] for one in deliveries(database, office, webhook.id)]
    assert since == [first.isoformat(), second.isoformat()]


def test_one_who_is_stalled_still_by_another_step_is_not_told_again(
    database: Database, office: Access
) -> None:
    contact_id = a_contact(database, office)
    first = stalls_on(database, office, contact_id)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, at=noon(first))
    much_later = noon(first) + timedelta(days=300)
    log(database, office, contact_id, "connected", TODAY, much_later)
    assert first < stalls_on(database, office, contact_id) < much_later.date()
    for later in (1, 2):
        notices(database, office, much_later + timedelta(days=later))
    assert told(database, office, webhook) == []


def test_one_who_was_thanked_in_time_did_not_stall(database: Database, office: Access) -> None:
    contact_id = a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, at=SOON)
    in_time = stalls_on(database, office, contact_id) - timedelta(days=1)
    log(database, office, contact_id, "thanked", in_time, noon(in_time))
    notices(database, office, noon(in_time) + timedelta(seconds=5))
    assert told(database, office, webhook) == []


def test_the_next_stall_is_told_again(database: Database, office: Access) -> None:
    contact_id = a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, at=SOON)
    first = stalls_on(database, office, contact_id)
    notices(database, office, noon(first))
    log(database, office, contact_id, "thanked", first, noon(first))
    notices(database, office, noon(first) + timedelta(seconds=5))
    second = stalls_on(database, office, contact_id)
    notices(database, office, noon(second))
    since = [one.data["stalled_since"] for one in deliveries(database, office, webhook.id)]
    assert since == [first.isoformat(), second.isoformat()]


def test_arriving_in_the_network_is_told(database: Database, office: Access) -> None:
    contact_id = a_contact(database, office)
    with database.transaction(office.office_id, write=True) as session:
        session.get_one(Contact, (office.office_id, contact_id)).is_key = True
    for kind in ("connected", "thanked", "updated"):
        log(database, office, contact_id, kind, TODAY, AT)
    webhook = a_webhook(database, office, ADDRESS, Kind.ARRIVED, at=SOON)
    log(database, office, contact_id, "met", TODAY, SOON)
    notices(database, office, SOON + timedelta(seconds=5))
    (arrived,) = deliveries(database, office, webhook.id)
    assert arrived.data == {"client_id": str(client_of(database, office, contact_id))}


def test_a_sheet_is_told_with_its_counts(database: Database, office: Access) -> None:
    webhook = a_webhook(database, office, ADDRESS, Kind.IMPORTED, at=AT)
    import_into(database, office, a_sheet({**ABBOTT, "contact_name": "Grace Kim"}))
    notices(database, office)
    (imported,) = deliveries(database, office, webhook.id)
    assert imported.data["rows"] == 1


def test_a_new_policy_tells_whose_plan_it_moves(database: Database, office: Access) -> None:
    a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.PLAN, at=SOON)
    with database.transaction(office.office_id, write=True) as session:
        change_policy(session, office, PolicyNumbers(**NUMBERS | {"thank_days": 40}), SOON)
    notices(database, office, SOON + timedelta(seconds=5))
    assert told(database, office, webhook) == [Kind.PLAN]


def test_an_opened_link_is_told_once_a_visit(database: Database, office: Access) -> None:
    client_id = client_of(database, office, a_contact(database, office))
    webhook = a_webhook(database, office, ADDRESS, Kind.OPENED, at=SOON)
    with database.transaction(office.office_id, write=True) as session:
        form = NewShareLink(can_update=False)
        _, link = links.make_link(session, office, client_id, form, today=TODAY, at=SOON)
    own = OwnAccess(
        office_id=office.office_id, timezone="UTC", client_id=client_id, link_id=link.id,
        can_update=False,
    )  # fmt: skip
    for minutes in (1, 2, 60):
        at = SOON + timedelta(minutes=minutes)
        with database.transaction(office.office_id, write=True) as session:
            note_opening(session, own, at)
        notices(database, office, at)
    counts = [one.data["opened_count"] for one in deliveries(database, office, webhook.id)]
    assert counts == [1, 2]


def test_what_is_done_after_the_clock_went_back_is_told_at_once(
    database: Database, office: Access
) -> None:
    """No courier ran meanwhile, and what it read last was made an hour ahead."""
    contact_id = a_contact(database, office)
    client_id = client_of(database, office, contact_id)
    kinds = (Kind.LOGGED, Kind.OPENED, Kind.PLAN)
    webhook = a_webhook(database, office, ADDRESS, *kinds, at=AT - AN_HOUR)
    ahead, now = clock.now() + AN_HOUR, clock.now()
    with database.transaction(office.office_id, write=True) as session:
        mark = session.get_one(WebhookMark, office.office_id)
        mark.began_with = UUID(int=0)
        mark.read_at, mark.swept_on = ahead, now.date()
        mark.read_to = UUID(int=(int(ahead.timestamp() * 1000) << 80))
        form = NewShareLink(can_update=False)
        _, link = links.make_link(session, office, client_id, form, today=now.date(), at=now)
    own = OwnAccess(
        office_id=office.office_id, timezone="UTC", client_id=client_id, link_id=link.id,
        can_update=False,
    )  # fmt: skip
    log(database, office, contact_id, "connected", TODAY, now)
    with database.transaction(office.office_id, write=True) as session:
        note_opening(session, own, now)
    notices(database, office, now + timedelta(minutes=10))
    assert told(database, office, webhook) == list(kinds)
    notices(database, office, now + timedelta(minutes=11))
    assert len(told(database, office, webhook)) == 3


def test_a_stall_is_told_once_though_the_offices_day_goes_back(
    database: Database, office: Access
) -> None:
    """It moved west, or its server's clock was set right; meanwhile its plan is told anew."""
    contact_id = a_resting_client(database, office)
    webhook = a_webhook(database, office, ADDRESS, Kind.STALLED, at=SOON)
    day = stalls_on(database, office, contact_id)
    before = day - timedelta(days=1)
    notices(database, office, noon(day))
    with database.transaction(office.office_id, write=True) as session:
        numbers = PolicyNumbers(**NUMBERS | {"thank_days": 6, "grace_days": 15})
        change_policy(session, office, numbers, noon(before))
    assert stalls_on(database, office, contact_id) == day
    for at in (noon(before), noon(day), noon(day + timedelta(days=1))):
        notices(database, office, at)
    assert told(database, office, webhook) == [Kind.STALLED]


def test_who_is_erased_is_erased_here_too(database: Database, office: Access) -> None:
    contact_id = a_contact(database, office)
    client_id = client_of(database, office, contact_id)
    webhook = a_webhook(database, office, ADDRESS, at=SOON)
    log(database, office, contact_id, "connected", TODAY, SOON)
    notices(database, office, SOON + timedelta(seconds=5))
    with database.transaction(office.office_id, write=True) as session:
        erase_client(session, office, client_id, SOON)
    notices(database, office, SOON + timedelta(seconds=10))
    assert told(database, office, webhook) == []
