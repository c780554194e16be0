"""A policy holds at once and reaches the clients in pieces, whatever comes in between."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, datetime

import pytest
from sqlalchemy import func, select, update

from app.accounts.access import Access
from app.audit.models import AuditEntry
from app.clients.models import Client
from app.cycle.facts import TouchKind
from app.cycle.policy import Policy
from app.db.engine import Database
from app.errands.actions import CLAIM_LASTS
from app.errands.models import Errand
from app.errands.worker import Worker
from app.faults import StillApplying
from app.offers.models import Contact
from app.plans import applying
from app.plans.actions import differing_windows, replan_changed
from app.plans.applying import APPLY, LAST_LOOK, apply_piece, ask_to_apply, change_policy
from app.plans.forms import NewTouch, PolicyNumbers
from app.plans.queries import clients_left, policy_that_holds
from app.plans.touches import log_touch
from app.work import HANDLERS, STARTING
from tests.cast import ABBOTT, AT, a_contact, a_sheet, a_touch, an_office, import_into
from tests.conftest import on_postgresql
from tests.errands.cast import claim
from tests.errands.conftest import database as database
from tests.errands.conftest import store as store

SEVEN = a_sheet(
    *[
        {"client_email": f"c{n}@alumni.example.edu", **ABBOTT, "contact_name": "Grace Kim"}
        for n in range(7)
    ]
)
OLD, NEW = date(2026, 3, 17), date(2026, 4, 9)  # when one is to be connected with


@pytest.fixture(autouse=True)
def pieces_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "PIECE", 2)


@pytest.fixture
def office(database: Database) -> Iterator[Access]:
    access = an_office(database)
    import_into(database, access, SEVEN)
    yield access
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []


def change(database: Database, access: Access, connect_days: int = 30) -> None:
    numbers = PolicyNumbers(**asdict(Policy(connect_days=connect_days)))
    with database.transaction(access.office_id, write=True) as session:
        change_policy(session, access, numbers, AT)


def test_the_same_numbers_change_nothing(database: Database, office: Access) -> None:
    for _ in range(2):
        change(database, office)
    with database.transaction(office.office_id, write=False) as session:
        assert policy_that_holds(session, office).version == 1
        of_policies = AuditEntry.action == "policy.changed"
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.office_id == office.office_id, of_policies)
        ).all()
    assert [entry.details["connect_days"] for entry in entries] == [30]


def left(database: Database, access: Access) -> int:
    with database.transaction(access.office_id, write=False) as session:
        return clients_left(session, access)


def due_days(database: Database, access: Access) -> dict[date, int]:
    with database.transaction(access.office_id, write=False) as session:
        rows = session.execute(
            select(Client.due_on, func.count())
            .where(Client.office_id == access.office_id)
            .group_by(Client.due_on)
        )
        return {row[0]: row[1] for row in rows}


def a_worker(database: Database, name: str = "first") -> Worker:
    return Worker(database, name, handlers={APPLY: apply_piece})


def still_to_run(database: Database, access: Access) -> list[datetime]:
    with database.transaction(access.office_id, write=False) as session:
        return list(
            session.scalars(
                select(Errand.run_at).where(
                    Errand.office_id == access.office_id, Errand.done_at.is_(None)
                )
            )
        )


def one_piece(database: Database, access: Access) -> None:
    with database.transaction(access.office_id, write=True) as session:
        apply_piece(session, access, {}, AT)


def test_a_small_office_is_done_at_once(
    database: Database, office: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "PIECE", 500)
    change(database, office)
    assert left(database, office) == 0
    assert due_days(database, office) == {NEW: 7}


def test_a_larger_one_is_done_piece_by_piece_and_then_there_is_peace(
    database: Database, office: Access
) -> None:
    change(database, office)
    assert due_days(database, office) == {NEW: 2, OLD: 5}
    assert left(database, office) == 5
    a_worker(database).run_due(AT)
    assert left(database, office) == 0
    assert due_days(database, office) == {NEW: 7}
    assert still_to_run(database, office) == [AT + LAST_LOOK]
    a_worker(database).run_due(AT + LAST_LOOK)
    assert still_to_run(database, office) == []


def test_clients_who_came_by_the_numbers_before_follow_after_all(
    database: Database, office: Access
) -> None:
    """With a sheet that was being taken in when the policy changed."""
    change(database, office)
    for at in (AT, AT + LAST_LOOK):
        a_worker(database).run_due(at)
    with database.transaction(office.office_id, write=True) as session:
        before = policy_that_holds(session, office)._replace(version=0)
        session.execute(
            update(Client)
            .where(Client.office_id == office.office_id)
            .values(planned_by=before.stamp)
        )
        ask_to_apply(session, office, before.version, AT)
    a_worker(database).run_due(AT)
    assert left(database, office) == 0


def test_a_worker_that_is_lost_between_pieces_is_gone_on_from(
    database: Database, office: Access
) -> None:
    change(database, office)
    assert claim(database, office, "lost", APPLY)
    assert a_worker(database, "second").run_due(AT) == 0
    assert left(database, office) == 5
    a_worker(database, "second").run_due(AT + CLAIM_LASTS)
    assert left(database, office) == 0
    assert due_days(database, office) == {NEW: 7}


def test_a_worker_that_starts_does_not_wait_for_the_claim_of_a_killed_one(
    database: Database, office: Access
) -> None:
    change(database, office)
    assert claim(database, office, "killed", APPLY)
    again = Worker(database, "second", handlers=HANDLERS, starting=STARTING)
    again.run_due(AT)
    assert due_days(database, office) == {NEW: 7}


def a_piece_breaks_off(database: Database, access: Access) -> None:
    with database.transaction(access.office_id, write=True) as session:
        apply_piece(session, access, {}, AT)
        raise KeyboardInterrupt


def test_a_piece_that_breaks_off_leaves_nothing_and_is_done_again(
    database: Database, office: Access
) -> None:
    change(database, office)
    with pytest.raises(KeyboardInterrupt):
        a_piece_breaks_off(database, office)
    assert left(database, office) == 5
    assert due_days(database, office) == {NEW: 2, OLD: 5}
    a_worker(database).run_due(AT)
    assert due_days(database, office) == {NEW: 7}


def test_a_write_in_the_middle_follows_the_new_policy(database: Database, office: Access) -> None:
    change(database, office)
    with database.transaction(office.office_id, write=True) as session:
        contact = session.scalars(
            select(Contact)
            .where(Contact.office_id == office.office_id, Contact.due_on == OLD)
            .limit(1)
        ).one()
        session.add(a_touch(office, contact, "wrote", date(2026, 3, 11)))
    assert left(database, office) == 4
    a_contact(database, office)
    assert left(database, office) == 4
    assert due_days(database, office)[OLD] == 4


def test_a_touch_in_the_middle_moves_the_others_by_the_new_policy_too(database: Database) -> None:
    """For their stored windows still follow the old one."""
    access = an_office(database)
    people = ("Grace Kim", "Omar Haddad")
    rows = [
        {"client_email": f"c{n}@alumni.example.edu", **ABBOTT, "contact_name": name}
        for n in range(3)
        for name in people
    ]
    import_into(database, access, a_sheet(*rows))
    change(database, access)
    assert left(database, access) == 1
    with database.transaction(access.office_id, write=True) as session:
        still_old = session.scalars(
            select(Contact)
            .where(Contact.office_id == access.office_id, Contact.due_on == OLD)
            .order_by(Contact.name)
        ).all()
        assert [contact.name for contact in still_old] == list(people)
        form = NewTouch(kind=TouchKind.CONNECTED, on=date(2026, 3, 11))
        log_touch(session, access, still_old[0].id, form, today=date(2026, 11, 23), at=AT)
    assert left(database, access) == 0
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []


def test_a_second_change_waits_for_the_first(database: Database, office: Access) -> None:
    change(database, office)
    with pytest.raises(StillApplying) as refused:
        change(database, office, connect_days=3)
    assert (refused.value.done, refused.value.clients) == (2, 7)
    a_worker(database).run_due(AT)
    change(database, office, connect_days=3)
    a_worker(database).run_due(AT)
    assert due_days(database, office) == {date(2026, 3, 13): 7}


def test_two_pieces_of_the_same_do_no_harm(database: Database, office: Access) -> None:
    change(database, office)
    for _ in range(5):
        one_piece(database, office)
    assert left(database, office) == 0


@on_postgresql
def test_a_client_who_is_being_added_meanwhile_is_found_by_the_last_look(
    database: Database,
) -> None:
    """SQLite lets no second writer in, so there is none."""
    access = an_office(database)
    import_into(database, access, SEVEN)
    with database.transaction(access.office_id, write=True) as session:
        session.add(a_client(access))
        session.flush()
        replan_changed(session)
        change(database, access)
        a_worker(database).run_due(AT)
        assert left(database, access) == 0
    assert left(database, access) == 1
    a_worker(database).run_due(AT + LAST_LOOK)
    assert left(database, access) == 0


@on_postgresql
def test_a_piece_waits_for_a_writer_who_planned_by_the_old_policy(database: Database) -> None:
    access = an_office(database)
    contact_id = a_contact(database, access)
    with ThreadPoolExecutor(1) as pool:
        with database.transaction(access.office_id, write=True) as session:
            contact = session.get_one(Contact, (access.office_id, contact_id))
            session.add(a_touch(access, contact, "wrote", date(2026, 3, 11)))
            session.flush()
            replan_changed(session)
            changing = pool.submit(change, database, access)
            with pytest.raises(TimeoutError):
                changing.result(timeout=0.3)
        changing.result()
    assert left(database, access) == 0
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []


def a_client(access: Access) -> Client:
    return Client(
        office_id=access.office_id,
        name="Maya Okafor",
        name_key="maya okafor",
        email="late@alumni.example.edu",
        created_at=AT,
    )
