"""Each filter chooses what the facts say, on both stores, and holds together with the others."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.caseload.filters import MEANS, Filters, values_of
from app.caseload.queries import list_cases
from app.clients.actions import note_look
from app.cycle import facts
from app.cycle.facts import Step
from app.cycle.folding import fold
from app.cycle.states import State
from app.db.engine import Database
from app.links.actions import make_link, revoke_link
from app.links.forms import NewShareLink
from app.offers.actions import change_offer
from app.offers.forms import OfferChanges
from app.offers.models import Offer
from app.plans.forms import NewTouch
from app.plans.queries import cycle_facts, every_client_id
from app.plans.touches import log_touch, void_touch
from app.web.strict import Voiding
from tests.cast import AT, TODAY, a_contact, a_sheet, an_office, import_into
from tests.pages.real_sheet import RealOffice, a_real_office

LONG = timedelta(60)
ODD = ("***", "Maya Okafor", "Lee_Young 100%")
KEPT = Callable[[facts.Client], bool]


@pytest.fixture(scope="session")
def sheet(database: Database) -> RealOffice:
    return a_real_office(database)


@pytest.fixture(scope="session")
def known(sheet: RealOffice) -> dict[UUID, facts.Client]:
    with sheet.database.transaction(sheet.access.office_id, write=False) as session:
        ids = every_client_id(session, sheet.access)
        return {client.id: client for client in cycle_facts(session, sheet.access, ids)}


def found(office: RealOffice, filters: Filters, day: date = TODAY) -> set[UUID]:
    return {case.client_id for case in office.listed(day, filters).cases}


@pytest.mark.parametrize(
    ("filters", "keeps"),
    [
        (Filters(never_contacted=True), lambda client: client.is_never_contacted),
        (Filters(no_key_people=True), lambda client: client.key_people == 0),
        (
            Filters(unseen_for=60),
            lambda client: client.is_never_contacted or client.last_touch_on <= TODAY - LONG,
        ),
    ],
)
def test_a_filter_keeps_whom_the_facts_keep(
    sheet: RealOffice, known: dict[UUID, facts.Client], filters: Filters, keeps: KEPT
) -> None:
    expected = {id_ for id_, client in known.items() if keeps(client)}
    assert found(sheet, filters) == expected
    assert 0 < len(expected) < len(known)


def test_a_search_without_letters_finds_names_without_any(database: Database) -> None:
    access = an_office(database)
    names = [{"client_name": name, "client_email": f"c{n}@x.example"} for n, name in enumerate(ODD)]
    import_into(database, access, a_sheet(*names))
    with database.reading(access.office_id) as reader:
        for q in ("---", "%", "_", "?!"):
            listed = list_cases(reader, access, Filters(q=q), TODAY, limit=50)
            assert [case.name for case in listed.cases] == ["***"]


@pytest.mark.parametrize("days", [1, 14, 200])
def test_overdue_by_days_is_at_least_so_many(sheet: RealOffice, days: int) -> None:
    late = {case.client_id for case in sheet.listed(TODAY).cases if case.days_overdue >= days}
    assert found(sheet, Filters(overdue_by=days)) == late
    assert late


@pytest.mark.parametrize("step", [Step.CONNECT, Step.UPDATE, Step.CATCH_UP])
def test_the_step_is_the_next_one(sheet: RealOffice, step: Step) -> None:
    expected = {case.client_id for case in sheet.listed(TODAY).cases if case.next_step == step}
    assert found(sheet, Filters(step=step)) == expected
    assert expected


def test_an_employer_is_one_whose_offer_was_declined(sheet: RealOffice) -> None:
    with sheet.database.transaction(sheet.access.office_id, write=False) as session:
        offers = session.execute(
            select(Offer.client_id, Offer.employer).where(
                Offer.office_id == sheet.access.office_id, Offer.declined_on.is_not(None)
            )
        ).all()
    employer = offers[0].employer
    expected = {id_ for id_, name in offers if fold(name) == fold(employer)}
    assert found(sheet, Filters(employer=employer.upper())) == expected


def test_an_offer_not_answered_yet_is_no_declined_one(database: Database) -> None:
    office = RealOffice(database, an_office(database))
    import_into(
        database,
        office.access,
        a_sheet({"offer_employer": "Abbott", "offered_on": "2026-11-20"}),
    )
    assert found(office, Filters(employer="Abbott")) == set()


def test_an_area_is_known_whatever_the_case_and_the_accents(database: Database) -> None:
    office = RealOffice(database, an_office(database))
    import_into(database, office.access, a_sheet({"client_area": "Zürich"}))
    assert len(found(office, Filters(area="ZURICH"))) == 1
    assert found(office, Filters(area="Zug")) == set()


def test_an_employer_that_was_renamed_is_found_by_the_new_name(
    database: Database,
) -> None:

    office = RealOffice(database, an_office(database))
    a_contact(database, office.access)
    with database.transaction(office.access.office_id, write=True) as session:
        offer = session.scalars(
            select(Offer).where(Offer.office_id == office.access.office_id)
        ).one()
        form = OfferChanges(employer="Søren & Co")
        change_offer(session, office.access, offer.id, form, today=TODAY, at=AT)
    assert len(found(office, Filters(employer="soren & co"))) == 1
    assert found(office, Filters(employer="Abbott")) == set()


def test_a_touch_is_contact_and_one_taken_back_is_none(database: Database) -> None:
    office = RealOffice(database, an_office(database))
    contact_id = a_contact(database, office.access)
    never = Filters(never_contacted=True)
    assert len(found(office, never)) == 1

    with database.transaction(office.access.office_id, write=True) as session:
        form = NewTouch(kind="connected", on=TODAY)
        touch, _ = log_touch(session, office.access, contact_id, form, today=TODAY, at=AT)
        touch_id = touch.id
    assert found(office, never) == set()
    assert found(office, Filters(unseen_for=1)) == set()
    assert len(found(office, Filters(unseen_for=1), TODAY + timedelta(1))) == 1

    with database.transaction(office.access.office_id, write=True) as session:
        void_touch(session, office.access, touch_id, Voiding(reason="mine"), AT)
    assert len(found(office, never)) == 1


def test_a_step_that_was_skipped_is_no_contact(database: Database) -> None:
    office = RealOffice(database, an_office(database))
    contact_id = a_contact(database, office.access)
    with database.transaction(office.access.office_id, write=True) as session:
        form = NewTouch(kind="skipped", step="connect", on=TODAY, note="Old friends")
        log_touch(session, office.access, contact_id, form, today=TODAY, at=AT)
    assert len(found(office, Filters(never_contacted=True))) == 1
    assert len(found(office, Filters(unseen_for=1))) == 1


def test_whoever_was_looked_at_is_seen(database: Database) -> None:
    office = RealOffice(database, an_office(database))
    a_contact(database, office.access)
    unseen = Filters(unseen_for=3)
    (client_id,) = found(office, unseen)
    for day in (TODAY - timedelta(9), TODAY, TODAY - timedelta(5)):  # an earlier look changes none
        with database.transaction(office.access.office_id, write=True) as session:
            note_look(session, office.access, client_id, day)
    assert found(office, unseen) == set()
    assert found(office, unseen, TODAY + timedelta(3)) == {client_id}
    assert found(office, Filters(never_contacted=True)) == {client_id}


def test_a_link_counts_as_long_as_it_opens(database: Database) -> None:
    office = RealOffice(database, an_office(database))
    a_contact(database, office.access)
    (client_id,) = found(office, Filters())
    linked = Filters(has_link=True)
    assert found(office, linked) == set()
    with database.transaction(office.access.office_id, write=True) as session:
        form = NewShareLink(expires_on=TODAY + timedelta(9))
        _, link = make_link(session, office.access, client_id, form, today=TODAY, at=AT)
        link_id = link.id
    assert found(office, linked) == found(office, linked, TODAY + timedelta(9)) == {client_id}
    assert found(office, linked, TODAY + timedelta(10)) == set()
    with database.transaction(office.access.office_id, write=True) as session:
        revoke_link(session, office.access, link_id, AT)
    assert found(office, linked) == set()


def test_filters_hold_together_and_the_counts_are_of_the_same(sheet: RealOffice) -> None:
    both = Filters(no_key_people=True, overdue_by=14)
    expected = found(sheet, Filters(no_key_people=True)) & found(sheet, Filters(overdue_by=14))
    assert found(sheet, both) == expected
    for state in (State.STALLED, State.OVERDUE):
        one = sheet.listed(TODAY, Filters(no_key_people=True, overdue_by=14, state=state))
        assert sum(one.counts.values()) == len(expected)
        assert len(one.cases) == one.counts[state]


@pytest.mark.parametrize(
    "filters",
    [Filters(unseen_for=30), Filters(no_key_people=True), Filters(overdue_by=1)],
)
def test_a_filtered_list_can_be_walked_in_steps_of_any_size(
    sheet: RealOffice, filters: Filters
) -> None:
    whole = [case.client_id for case in sheet.listed(TODAY, filters).cases]
    assert [case.client_id for case in sheet.walked(TODAY, filters, 7)] == whole


def test_every_filter_has_a_meaning() -> None:
    every = Filters(
        advisor_id=UUID(int=1), cohort="a", program="a", q="a", step=Step.CONNECT, employer="a",
        area="a", overdue_by=1, unseen_for=1, never_contacted=True, no_key_people=True,
        has_link=True, client_id=UUID(int=1), client_ids=(UUID(int=1),),
    )  # fmt: skip
    assert set(values_of(every, TODAY)) == set(MEANS)
    assert set(Filters.__slots__) == {*MEANS, "state"}
