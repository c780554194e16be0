"""What the rules say of a client, the list says: the same state, the same order, in every tab."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.caseload.filters import Filters
from app.cycle.plan import ClientPlan, plan_client
from app.cycle.states import State
from app.db.base import NEVER
from app.db.engine import Database
from app.plans.queries import counts_by_state, cycle_facts, every_client_id, office_policy
from tests.cast import an_office, import_into
from tests.pages.real_sheet import RealOffice
from tests.pages.stories import STORIES, sheet_rows
from tests.pages.writing import as_csv

SHEETS_DAY = date(2026, 11, 23)


def plans_of(office: RealOffice) -> dict[UUID, ClientPlan]:
    with office.database.transaction(office.access.office_id, write=False) as session:
        policy = office_policy(session, office.access)
        ids = every_client_id(session, office.access)
        return {
            client.id: plan_client(client, policy)
            for client in cycle_facts(session, office.access, ids)
        }


def check(office: RealOffice, plans: dict[UUID, ClientPlan], day: date) -> None:
    order = sorted(plans, key=lambda id: (plans[id].stalls_on or NEVER, id))
    states = {id: plan.state(day) for id, plan in plans.items()}
    whole = office.listed(day)
    assert [(case.client_id, case.state) for case in whole.cases] == [
        (id, states[id]) for id in order
    ]
    for state in State:
        expected = [id for id in order if states[id] is state]
        tab = office.listed(day, Filters(state=state))
        assert [case.client_id for case in tab.cases] == expected
        assert tab.counts == whole.counts
        assert tab.counts[state] == len(expected)
    with office.database.transaction(office.access.office_id, write=False) as session:
        assert counts_by_state(session, office.access, day) == whole.counts


@pytest.fixture(scope="session")
def plans(real: RealOffice) -> dict[UUID, ClientPlan]:
    return plans_of(real)


@pytest.mark.parametrize("after", [-900, -365, -90, *range(-3, 4), 13, 14, 15, 45, 180, 365, 2_000])
def test_the_real_sheet_on_many_days(
    real: RealOffice, plans: dict[UUID, ClientPlan], after: int
) -> None:
    check(real, plans, SHEETS_DAY + timedelta(after))


def test_every_boundary_of_every_story(database: Database) -> None:
    office = RealOffice(database, an_office(database))
    import_into(database, office.access, as_csv(sheet_rows(SHEETS_DAY)))
    plans = plans_of(office)
    assert len(plans) == len(STORIES) + 1
    days = {day for plan in plans.values() for day in (plan.opens_on, plan.due_on, plan.stalls_on)}
    for day in sorted(day for day in days if day is not None):
        for near in (-1, 0, 1):
            check(office, plans, day + timedelta(near))


def test_the_words_of_a_case_are_those_of_the_step_that_stalls_first(
    real: RealOffice, plans: dict[UUID, ClientPlan]
) -> None:
    for case in real.listed(SHEETS_DAY).cases:
        step = plans[case.client_id].next
        assert case.next_step == (step.window.step if step else None)
        assert case.next_contact_id == (step.contact_id if step else None)
        assert case.next_offer_id == (step.offer_id if step else None)
