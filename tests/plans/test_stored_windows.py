"""Stored windows equal the recomputed ones after every write, whoever else is writing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.accounts.access import Access
from app.bulk.actions import do_to_all
from app.bulk.deeds import DEED_NAMED
from app.bulk.forms import CatchUp, Logging
from app.casefile.sheets import Moment
from app.clients.models import Client
from app.cycle.facts import TouchKind
from app.cycle.plan import plan_client
from app.cycle.states import State
from app.db.base import NEVER
from app.db.engine import Database
from app.db.prepared import Reader
from app.offers.models import Contact, Offer
from app.plans.actions import differing_windows, stored_rows
from app.plans.forms import NewTouch
from app.plans.models import Touch
from app.plans.queries import (
    KEPT,
    clients_left,
    counts_by_state,
    cycle_facts,
    every_client_id,
    known_clients,
    office_policy,
    policy_that_holds,
)
from app.plans.settled import hold_with_contact
from app.plans.touches import log_touch
from tests.cast import AT, a_contact, a_touch, an_office, import_into

SHEET = (Path(__file__).parent.parent / "data/declined-offers.csv").read_bytes()


def differing(database: Database, access: Access) -> list[object]:
    """Rows whose stored window is not what the rules say now."""
    with database.transaction(access.office_id, write=False) as session:
        holding = policy_that_holds(session, access)
        found: list[object] = []
        for client in cycle_facts(session, access, every_client_id(session, access)):
            for table, row_id, values in stored_rows(client, holding):
                stored = session.get_one(table, (access.office_id, row_id))
                row = dict(zip(KEPT[table], values, strict=True))
                found += [row for name, value in row.items() if getattr(stored, name) != value]
        return found


def test_after_an_import_they_are_equal(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, SHEET)
    assert differing(database, access) == []


def touch(database: Database, access: Access, contact_id: UUID, kind: str, on: date) -> UUID:
    with database.transaction(access.office_id, write=True) as session:
        contact = session.get_one(Contact, (access.office_id, contact_id))
        made = a_touch(access, contact, kind, on)
        session.add(made)
    return made.id


def window_of(database: Database, access: Access, contact_id: UUID) -> tuple[str | None, date]:
    with database.transaction(access.office_id, write=False) as session:
        contact = session.get_one(Contact, (access.office_id, contact_id))
        return contact.step, contact.due_on


def test_a_touch_moves_the_contact_on_and_voiding_it_gives_the_plan_back(
    database: Database,
) -> None:
    access = an_office(database)
    contact_id = a_contact(database, access)
    before = window_of(database, access, contact_id)
    assert before == ("connect", date(2026, 3, 17))
    touch_id = touch(database, access, contact_id, "connected", date(2026, 3, 12))
    assert window_of(database, access, contact_id) == ("thank", date(2026, 3, 19))
    with database.transaction(access.office_id, write=True) as session:
        session.get_one(Touch, (access.office_id, touch_id)).voided_at = AT
    assert window_of(database, access, contact_id) == before
    assert differing(database, access) == []


@pytest.mark.parametrize(
    "change",
    [
        {"declined_on": date(2026, 4, 1)},
        {"declined_well": False},
        {"declined_on": None},
    ],
)
def test_a_changed_offer_is_planned_anew(database: Database, change: dict[str, object]) -> None:
    access = an_office(database)
    a_contact(database, access)
    with database.transaction(access.office_id, write=True) as session:
        offer = session.scalars(select(Offer).where(Offer.office_id == access.office_id)).one()
        for name, value in change.items():
            setattr(offer, name, value)
    assert differing(database, access) == []


def test_what_the_rules_call_stalled_the_query_counts_as_stalled(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, SHEET)
    with database.transaction(access.office_id, write=False) as session:
        policy = office_policy(session, access)
        plans = [
            plan_client(client, policy)
            for client in cycle_facts(session, access, every_client_id(session, access))
        ]
        for days in range(-400, 800, 37):
            day = date(2026, 11, 23) + timedelta(days)
            expected = [plan.state(day) for plan in plans]
            counts = counts_by_state(session, access, day)
            assert counts == {state: expected.count(state) for state in counts}


def test_what_is_stored_of_people_is_all_that_the_rest_of_the_plan_asks_of_them(
    database: Database,
) -> None:
    access = an_office(database)
    import_into(database, access, SHEET)
    with database.transaction(access.office_id, write=True) as session:
        some = session.scalars(
            select(Contact).where(Contact.office_id == access.office_id).limit(30)
        )
        for contact in some:
            contact.snoozed_step, contact.snoozed_until = contact.step, date(2027, 2, 1)
    with database.transaction(access.office_id, write=True) as session:
        reader, standings = Reader.of(session), set()
        for client in known_clients(session, access, every_client_id(session, access)):
            whole = list(stored_rows(client.facts, policy_that_holds(session, access)))
            for offer in client.facts.offers:
                for one in offer.contacts:
                    known, holding = hold_with_contact(reader, access, one.id, changed=())
                    settled = known.settled
                    assert len(settled.people) == len(offer.contacts) - 1
                    assert len(settled.offers) == len(client.facts.offers) - 1
                    assert list(stored_rows(known.facts, holding, settled)) == [
                        row for row in whole if row[1] in (client.facts.id, offer.id, one.id)
                    ]
                    standings.update(plan.standing for plan in settled.people.values())
        assert standings == {None, State.IN_NETWORK, State.PARKED, State.OFF, State.CLOSED}


@pytest.mark.parametrize("kind", ["connected", "thanked", "met"])
def test_logging_with_one_person_after_another_leaves_the_windows_right(
    database: Database, kind: str
) -> None:
    access = an_office(database)
    import_into(database, access, SHEET)
    with database.transaction(access.office_id, write=True) as session:
        people = session.scalars(
            select(Contact.id).where(Contact.office_id == access.office_id).order_by(Contact.id)
        ).all()[::7]
        for number, contact_id in enumerate(people):
            form = NewTouch(kind=TouchKind(kind), on=date(2025, 1, 1) + timedelta(number))
            log_touch(session, access, contact_id, form, today=date(2026, 11, 23), at=AT)
    assert differing(database, access) == []


def test_a_whole_cycle_with_some_of_the_people_leaves_the_windows_right(
    database: Database,
) -> None:
    access = an_office(database)
    import_into(database, access, SHEET)
    with database.transaction(access.office_id, write=True) as session:
        people = session.scalars(
            select(Contact.id).where(Contact.office_id == access.office_id).order_by(Contact.id)
        ).all()[::9]
        for months, kind in enumerate(["connected", "thanked", "updated", "invited", "met"]):
            for contact_id in people:
                form = NewTouch(kind=TouchKind(kind), on=date(2025, 9, 1) + timedelta(90 * months))
                log_touch(session, access, contact_id, form, today=date(2026, 11, 23), at=AT)
            assert differing_windows(session, access) == []


@pytest.mark.parametrize("behind", [0, 2], ids=["all by the policy", "some by one before"])
def test_logging_the_next_step_of_everybody_leaves_the_windows_right(
    database: Database, behind: int
) -> None:
    access = an_office(database)
    import_into(database, access, SHEET)
    form, moment = Logging(how=CatchUp.MET), Moment(AT, date(2999, 12, 31))
    with database.transaction(access.office_id, write=True) as session:
        everybody = dict.fromkeys(every_client_id(session, access))
        for _ in range(5):
            some = list(everybody)[::behind] if behind else []
            session.execute(
                update(Client)
                .where(Client.office_id == access.office_id, Client.id.in_(some))
                .values(planned_by=0)
                .execution_options(synchronize_session=False)
            )
            action, _ = do_to_all(session, access, DEED_NAMED["log"], everybody, form, moment)
            assert action is not None
            assert differing_windows(session, access) == []


def test_a_touch_beside_other_changes_is_planned_with_them(database: Database) -> None:
    """Nothing of what is stored is settled, while it does not follow what has changed."""
    access = an_office(database)
    contact_id = a_contact(database, access)
    with database.transaction(access.office_id, write=True) as session:
        contact = session.get_one(Contact, (access.office_id, contact_id))
        contact.is_key = True
        for kind in ("connected", "thanked", "updated", "met"):
            form = NewTouch(kind=TouchKind(kind), on=date(2026, 3, 10))
            log_touch(session, access, contact_id, form, today=date(2026, 11, 23), at=AT)
        session.refresh(contact)
        assert contact.standing == "in_network"
        assert differing_windows(session, access) == []


def test_nothing_is_settled_that_the_version_before_stored(database: Database) -> None:
    """It may go on beside this one, and leaves what it does not know of as it is."""
    access = an_office(database)
    import_into(database, access, SHEET)
    of_before = {
        Client: {"planned_by": 0},  # the policy's version, and no more
        Offer: {"next_step": None, "next_contact_id": None, "next_mode": None, "next_others": 0},
        Contact: {"slot_on": NEVER},
    }
    with database.transaction(access.office_id, write=True) as session:
        for table, left in of_before.items():
            session.execute(update(table).where(table.office_id == access.office_id).values(left))
    with database.transaction(access.office_id, write=True) as session:
        for contact_id in session.scalars(
            select(Contact.id).where(Contact.office_id == access.office_id)
        ).all():
            form = NewTouch(kind=TouchKind.CONNECTED, on=date(2026, 3, 10))
            log_touch(session, access, contact_id, form, today=date(2026, 11, 23), at=AT)
        assert differing_windows(session, access) == []
        assert clients_left(session, access) == 0


def test_writers_at_once_leave_the_windows_right(database: Database) -> None:
    access = an_office(database)
    contact_id = a_contact(database, access)
    days = [date(2026, 3, 10) + timedelta(n) for n in range(12)]
    kinds = ["connected", "thanked", "wrote"] * 4
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda k, d: touch(database, access, contact_id, k, d), kinds, days))
    assert differing(database, access) == []
    with database.transaction(access.office_id, write=False) as session:
        client = session.scalars(select(Client).where(Client.office_id == access.office_id)).one()
        assert client.step == "choose_key_people"
