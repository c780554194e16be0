"""The demo's offices in the store: filled once, as the rules say, and believable."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.actions import password_hasher
from app.accounts.models import Membership, Role
from app.accounts.queries import (
    find_user,
    office_by_slug,
    offices_open_to,
    operator_of,
)
from app.audit.models import AuditEntry
from app.caseload.filters import Filters
from app.caseload.queries import list_cases
from app.clients.models import Client
from app.cycle.plan import plan_client
from app.cycle.states import State
from app.db.engine import Database
from app.db.prepared import Reader
from app.demo.office import (
    DANA,
    HARBOR,
    LAKESIDE,
    OPEN_FOR_DAYS,
    DemoOffices,
    fill,
    fill_office,
)
from app.employers.queries import list_employers
from app.links.models import ShareLink
from app.links.news import open_news
from app.offers.models import Contact
from app.outcomes.models import Outcome
from app.people.checks import differing_people
from app.people.models import Move
from app.people.queries import kin_of
from app.plans.actions import differing_windows
from app.plans.models import Touch
from app.plans.queries import counts_by_state, cycle_facts, every_client_id, office_policy
from app.reports.asked import Asked
from app.reports.asking import cohort_report
from app.reports.report import HIDDEN, Table
from tests.cast import how_many

TODAY = date(2026, 11, 24)
AT = datetime.combine(TODAY, time(18), UTC)


@pytest.fixture(scope="session")
def demo(database: Database) -> DemoOffices:
    return fill(database, lambda timezone: TODAY, AT)


def access_to(database: Database, slug: str) -> Access:
    with database.between_offices() as session:
        office = office_by_slug(session, slug)
    assert office is not None
    return operator_of(office)


@pytest.fixture
def lakeside(database: Database, demo: DemoOffices) -> Access:
    return access_to(database, LAKESIDE.slug)


@pytest.fixture
def harbor(database: Database, demo: DemoOffices) -> Access:
    return access_to(database, HARBOR.slug)


def counts_on(database: Database, access: Access, today: date) -> dict[State, int]:
    with database.transaction(access.office_id, write=False) as session:
        return counts_by_state(session, access, today)


def advisors_states(database: Database, access: Access) -> dict[UUID | None, Counter[State]]:
    found: dict[UUID | None, Counter[State]] = {}
    with database.transaction(access.office_id, write=False) as session:
        policy = office_policy(session, access)
        rows = session.execute(
            select(Client.id, Client.advisor_id).where(Client.office_id == access.office_id)
        )
        advisor_of = {row.id: row.advisor_id for row in rows}
        for client in cycle_facts(session, access, every_client_id(session, access)):
            state = plan_client(client, policy).state(TODAY)
            assert state is not None
            found.setdefault(advisor_of[client.id], Counter())[state] += 1
    return found


def test_every_state_is_there_on_the_day(database: Database, lakeside: Access) -> None:
    assert counts_on(database, lakeside, TODAY) == {
        State.STALLED: 40,
        State.OVERDUE: 12,
        State.DUE: 16,
        State.RESTING: 29,
        State.IN_NETWORK: 41,
        State.PARKED: 4,
        State.OFF: 6,
        State.CLOSED: 2,
        State.NO_OFFERS: 10,
    }


def test_every_advisor_has_a_caseload_like_a_working_offices(
    database: Database, lakeside: Access
) -> None:
    states = advisors_states(database, lakeside)
    assert states.pop(None) == {State.NO_OFFERS: 2}
    assert len(states) == 4
    for caseload in states.values():
        assert 35 <= caseload.total() <= 42
        assert 7 <= caseload[State.STALLED] <= 12
        assert 2 <= caseload[State.OVERDUE] <= 5
        assert 2 <= caseload[State.DUE] <= 6
        assert 6 <= caseload[State.RESTING] <= 11
        assert 8 <= caseload[State.IN_NETWORK] <= 14


@pytest.fixture
def reported(database: Database, lakeside: Access) -> Callable[..., dict[str, Table]]:
    """The tables of a report on the day."""

    def reported(**asked: str) -> dict[str, Table]:
        with database.transaction(lakeside.office_id, write=False) as session:
            report = cohort_report(session, lakeside, Asked(as_of=TODAY, **asked), AT)  # type: ignore[arg-type]
        return {table.name: table for table in report.tables}

    return reported


def test_a_director_reads_how_far_the_office_has_come(
    reported: Callable[..., dict[str, Table]],
) -> None:
    tables = reported()
    for name in ("summary", "funnel", "outcomes"):
        assert not any(HIDDEN in row.cells for row in tables[name].rows), name
    shares = [row.cells[3] for row in tables["funnel"].rows]
    assert all(isinstance(share, float) and 0.6 < share < 1 for share in shares)
    assert len(tables["curve"].rows) >= 6
    assert len(tables["by_class"].rows) >= 8


@pytest.mark.parametrize("cohort", ["2025", "2026"])
def test_a_cohort_has_a_share_in_the_network_and_a_curve(
    reported: Callable[..., dict[str, Table]], cohort: str
) -> None:
    tables = reported(cohort=cohort)
    assert HIDDEN not in tables["funnel"].rows[-1].cells
    assert len(tables["curve"].rows) >= 2


def test_the_small_office_is_small(database: Database, harbor: Access) -> None:
    counts = counts_on(database, harbor, TODAY)
    assert sum(counts.values()) == 8
    assert counts[State.STALLED] == 1


@pytest.mark.parametrize("slug", [LAKESIDE.slug, HARBOR.slug])
def test_stored_windows_are_what_the_rules_say(
    database: Database, demo: DemoOffices, slug: str
) -> None:
    access = access_to(database, slug)
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []
        assert list(differing_people(session, access)) == []


def test_some_people_moved_some_helped_and_some_met_several_clients(
    database: Database, lakeside: Access
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:

        def all_of(table: type) -> list:
            return list(session.scalars(select(table).where(table.office_id == lakeside.office_id)))

        assert len(all_of(Move)) > 10
        assert len({outcome.kind for outcome in all_of(Outcome)}) > 3
        kin = kin_of(session, lakeside, all_of(Contact), TODAY).values()
        assert sum(bool(one.alike) for one in kin) >= 4
        assert sum(bool(one.crowd) for one in kin) == 3
        assert any(one.arrived for one in list_employers(session, lakeside, "", limit=100))


def test_filling_again_changes_nothing(
    database: Database, demo: DemoOffices, lakeside: Access, harbor: Access
) -> None:
    before = [how_many(database, access) for access in (lakeside, harbor)]
    assert fill(database, lambda timezone: date(2027, 5, 1), AT) == demo
    assert [how_many(database, access) for access in (lakeside, harbor)] == before


def test_those_who_are_told_of_can_sign_in(database: Database, demo: DemoOffices) -> None:
    assert len(demo.password) >= 12
    hashes = set()
    with database.between_offices() as session:
        for login in demo.logins:
            user = find_user(session, login.email)
            assert user is not None
            assert user.password_hash is not None
            hashes.add(user.password_hash)
    assert all(password_hasher().verify(known, demo.password) for known in hashes)
    assert len(hashes) == 1


def test_the_first_search_finds_one_of_danas_clients(database: Database, lakeside: Access) -> None:
    """As the README says, whatever the day."""
    with database.between_offices() as session:
        dana = find_user(session, DANA)
    assert dana is not None
    wanted = Filters(q="yildiz", advisor_id=dana.id)
    with database.transaction(lakeside.office_id, write=False) as session:
        found = list_cases(Reader.of(session), lakeside, wanted, TODAY, limit=10)
    assert "Gülşen Yıldız" in [case.name for case in found.cases]


def test_the_office_has_its_roles_open(database: Database, lakeside: Access) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        made = session.execute(
            select(Membership.role, Membership.opened_at).where(
                Membership.office_id == lakeside.office_id,
                Membership.created_at == AT - timedelta(OPEN_FOR_DAYS),  # others' tests add more
            )
        ).all()
    roles = Counter(role for role, _ in made)
    assert roles == {Role.ADMIN: 1, Role.ADVISOR: 4, Role.ANALYST: 1}
    assert all(opened_at is not None for _, opened_at in made)


def test_one_advisor_works_in_both(database: Database, demo: DemoOffices) -> None:
    with database.between_offices() as session:
        dana = find_user(session, DANA)
    assert dana is not None
    with database.between_offices(user_id=dana.id) as session:
        slugs = {office.slug for office in offices_open_to(session, dana.id)}
    assert slugs >= {LAKESIDE.slug, HARBOR.slug}


def test_each_touch_is_in_the_history_under_the_name_of_its_recorder(
    database: Database, lakeside: Access
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        touches = session.execute(
            select(Touch.id, Touch.recorded_by, Touch.recorded_at).where(
                Touch.office_id == lakeside.office_id
            )
        ).all()
        entries = session.execute(
            select(AuditEntry.subject_id, AuditEntry.actor_id, AuditEntry.at)
            .where(AuditEntry.office_id == lakeside.office_id, AuditEntry.action == "touch.logged")
            .order_by(AuditEntry.id)
        ).all()
    assert sorted(map(tuple, touches)) == sorted(map(tuple, entries))
    moments = [entry.at for entry in entries]
    assert moments == sorted(moments)


@pytest.mark.parametrize("today", [date(2027, 2, 28), date(2028, 2, 29)], ids=str)
def test_any_day_will_do(database: Database, demo: DemoOffices, today: date) -> None:
    office = replace(LAKESIDE, slug=f"lakeside-{today}")
    at = datetime.combine(today, time(18), UTC)
    assert fill_office(database, office, today, at)
    access = access_to(database, office.slug)
    assert all(counts_on(database, access, today).values())
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []


def test_some_clients_have_a_link_and_two_told_something_by_it(
    database: Database, lakeside: Access
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        told = [news.kind for news, _ in open_news(session, lakeside)]
        links = session.scalars(select(ShareLink.id)).all()
    assert sorted(told) == ["message", "touch"]
    assert len(links) > len(told)
