"""Each story ends where it says, on any day, and nothing of it lies in the future."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from app.accounts.models import Role
from app.cycle.facts import Step, TouchKind
from app.cycle.plan import ClientPlan, Mode, NextStep, plan_client
from app.cycle.policy import Policy
from app.cycle.states import State
from app.cycle.warnings import WarningKind, warnings_for
from app.demo.lives import Life
from app.demo.office import HARBOR, LAKESIDE, DemoOffice, lives_in
from app.demo.setting import Setting

DAYS = [
    date(2026, 11, 24),
    date(2027, 2, 28),
    date(2027, 8, 31),
    date(2028, 1, 1),
    date(2028, 2, 29),
]


def setting_of(office: DemoOffice, today: date) -> Setting:
    return Setting(
        office_id=uuid4(),
        zone=ZoneInfo(office.timezone),
        market=office.market,
        mail_domain="lakeside.example.edu",
        today=today,
        at=datetime.combine(today, time(18), UTC),
    )


def lives_on(today: date, office: DemoOffice = LAKESIDE) -> list[Life]:
    team: dict[Role, list[UUID]] = {role: [uuid4(), uuid4(), uuid4(), uuid4()] for role in Role}
    return list(lives_in(office, setting_of(office, today), team))


def plan_of(life: Life) -> ClientPlan:
    return plan_client(life.client_facts(), Policy())


@pytest.fixture(scope="module", params=DAYS, ids=str)
def lives(request: pytest.FixtureRequest) -> list[Life]:
    return lives_on(request.param)


@pytest.mark.parametrize("office", [LAKESIDE, HARBOR], ids=lambda office: office.slug)
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_a_story_ends_where_it_says(office: DemoOffice, today: date) -> None:
    for life in lives_on(today, office):
        plan = plan_of(life)
        assert plan.state(today) is life.story.state, life.story
        if life.story.state in (State.STALLED, State.OVERDUE, State.DUE):
            assert plan.next is not None
            assert plan.next.window.step is life.story.waits


def test_nothing_lies_in_the_future(lives: list[Life]) -> None:
    today, at = lives[0].setting.today, lives[0].setting.at
    for life in lives:
        days = [offer.offered_on for offer in life.offers]
        days += [offer.declined_on for offer in life.offers if offer.declined_on]
        days += [contact.closed_on for contact in life.contacts if contact.closed_on]
        days += [touch.happened_on for touch in life.touches]
        assert max(days, default=today) <= today
        moments = [entry.at for entry in life.entries]
        moments += [touch.recorded_at for touch in life.touches]
        assert max(moments) <= at
        held = [contact.snoozed_until for contact in life.contacts if contact.snoozed_until]
        assert all(until > today for until in held)


def test_things_happen_in_their_order(lives: list[Life]) -> None:
    for life in lives:
        for offer in life.offers:
            assert life.client.created_at <= offer.created_at
            assert offer.declined_on is None or offer.offered_on <= offer.declined_on
        for things in (life.offers, life.contacts, life.touches):
            ids = [thing.id for thing in things]
            assert ids == sorted(ids)
        recorded = [touch.recorded_at for touch in life.touches]
        assert recorded == sorted(recorded)


def test_an_office_has_a_bit_of_everything(lives: list[Life]) -> None:
    offers = [offer for life in lives for offer in life.offers]
    contacts = [contact for life in lives for contact in life.contacts]
    touches = [touch for life in lives for touch in life.touches]
    assert {touch.kind for touch in touches} == set(TouchKind)
    assert {touch.step for touch in touches if touch.step} >= {Step.CONNECT, Step.THANK}
    assert all(touch.note for touch in touches if touch.step)
    assert any(touch.voided_at for touch in touches)
    assert {offer.declined_well for offer in offers} == {True, False, None}
    assert all(offer.reason for offer in offers if offer.declined_on)
    assert any(offer.declined_on is None for offer in offers)
    assert any(life.job and life.job.started_on is None for life in lives)
    assert sum(life.client.paused_until is not None for life in lives) == 1
    assert any(contact.snoozed_until for contact in contacts)
    assert any(contact.closed_on for contact in contacts)
    assert {step.window.step for step in next_steps(lives)} == set(Step) - {Step.KEEP_IN_TOUCH}
    assert {step.mode for step in next_steps(lives)} == {None, *Mode}
    assert any(life.job and life.client.area == life.offers[0].area for life in lives)
    assert any(is_early(life) for life in lives)


def next_steps(lives: list[Life]) -> Iterator[NextStep]:
    for life in lives:
        if following := plan_of(life).next:
            yield following


def is_early(life: Life) -> bool:
    facts = life.client_facts()
    return any(
        warning.kind is WarningKind.EARLY
        for offer in facts.offers
        for contact in offer.contacts
        for touch in contact.touches
        for warning in warnings_for(facts, Policy(), contact.id, touch)
    )


def test_names_come_from_many_languages_and_addresses_stay_plain(lives: list[Life]) -> None:
    names = {life.client.name for life in lives}
    assert len(names) == len(lives)
    letters = set("".join(names))
    assert letters >= set("łøé'")
    assert any(letter > "\u0590" for letter in letters)
    emails = [life.client.email for life in lives]
    emails += [contact.email for life in lives for contact in life.contacts if contact.email]
    assert all(email.isascii() and " " not in email for email in emails)


def test_the_same_day_gives_the_same_lives() -> None:
    def told(today: date) -> list[object]:
        return [
            (life.client.name, life.client.advisor_id is None, touch.kind, touch.happened_on)
            for life in lives_on(today)
            for touch in life.touches
        ]

    assert told(DAYS[0]) == told(DAYS[0])


def test_a_client_keeps_their_name_whatever_the_day() -> None:
    first, other = lives_on(DAYS[0]), lives_on(DAYS[1])
    assert [life.client.name for life in first] == [life.client.name for life in other]
