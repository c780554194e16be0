"""What must always hold, of any client and any policy."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from app.cycle.dates import add_months
from app.cycle.facts import Client, Contact, Offer, Step, Touch, TouchKind
from app.cycle.plan import ClientPlan, ContactPlan, OfferPlan, Settled, Window, plan_client
from app.cycle.policy import Policy
from app.cycle.slots import slots_of
from app.cycle.states import State
from app.cycle.strip import Part, Status, strip_of
from tests.cycle.strategies import (
    always,
    clients,
    days,
    orders,
    policies,
    shuffled,
    someone,
    someone_in_the_network,
)

URGENCY = [State.STALLED, State.OVERDUE, State.DUE, State.RESTING]
CALM = set(State) - set(URGENCY)
DOES = {
    Step.CONNECT: [TouchKind.CONNECTED],
    Step.THANK: [TouchKind.THANKED],
    Step.UPDATE: [TouchKind.UPDATED, TouchKind.MET, TouchKind.CALLED, TouchKind.WROTE],
    Step.CATCH_UP: [TouchKind.MET, TouchKind.CALLED, TouchKind.WROTE],
}
LAST_RECORDED = 10_000  # the id of a touch that was recorded after all others
ORDER = [Step.CONNECT, Step.THANK, Step.UPDATE, Step.CATCH_UP, Step.KEEP_IN_TOUCH]


def contact_plans(plan: ClientPlan) -> list[ContactPlan]:
    return [contact for offer in plan.offers for contact in offer.contacts]


def windows_of(plan: ClientPlan) -> Iterator[Window]:
    for offer in plan.offers:
        if offer.window:
            yield offer.window
    for contact in contact_plans(plan):
        if contact.window:
            yield contact.window


def everyone(client: Client) -> list[Contact]:
    return [contact for offer in client.offers for contact in offer.contacts]


def with_touch(client: Client, contact_id: int, touch: Touch) -> Client:
    """The client with that touch in place of the one of its id, if there is one."""

    def of(contact: Contact) -> Contact:
        others = tuple(other for other in contact.touches if other.id != touch.id)
        return contact._replace(touches=(*others, touch))

    return client._replace(
        offers=tuple(
            offer._replace(
                contacts=tuple(
                    of(contact) if contact.id == contact_id else contact
                    for contact in offer.contacts
                ),
            )
            for offer in client.offers
        ),
    )


def a_touch(client: Client, kind: TouchKind, on: date, data: st.DataObject) -> tuple[int, Touch]:
    """With somebody, whose id it gives too."""
    assume(everyone(client))
    who = data.draw(st.sampled_from(everyone(client)))
    step = data.draw(st.sampled_from(ORDER)) if kind == TouchKind.SKIPPED else None
    return who.id, Touch(LAST_RECORDED, kind, on, step)


def contact_plan(client: Client, policy: Policy, contact_id: int) -> ContactPlan:
    plan = plan_client(client, policy)
    return next(each for each in contact_plans(plan) if each.contact_id == contact_id)


@always
@given(clients(), policies)
def test_a_window_opens_then_is_due_then_stalls(client: Client, policy: Policy) -> None:
    plan = plan_client(client, policy)
    for window in windows_of(plan):
        assert window.opens_on <= window.due_on
        if window.step == Step.KEEP_IN_TOUCH:
            assert window.stalls_on is None
        else:
            assert window.due_on < window.stalls_on
            assert window.stalls_on == window.due_on + timedelta(policy.grace_days)
    for outlook in (plan, *plan.offers):
        if outlook.standing is None:
            assert outlook.opens_on <= outlook.due_on < outlook.stalls_on


@always
@given(clients(), policies, orders)
def test_the_plan_does_not_depend_on_the_order_of_loading(
    client: Client, policy: Policy, order: Random
) -> None:
    assert plan_client(shuffled(client, order), policy) == plan_client(client, policy)


@always
@given(clients(with_offer=someone), policies, st.data())
def test_a_touch_that_does_the_step_moves_on_and_voiding_it_gives_the_plan_back(
    client: Client, policy: Policy, data: st.DataObject
) -> None:
    before = plan_client(client, policy)
    pending = [
        contact for contact in contact_plans(before) if contact.window and contact.window.stalls_on
    ]
    assume(pending)
    who = data.draw(st.sampled_from(pending))
    step = who.window.step
    on = earliest_to_do(step, who) + timedelta(data.draw(st.integers(0, 400)))
    touch = data.draw(
        st.sampled_from(
            [
                *(Touch(LAST_RECORDED, kind, on) for kind in DOES[step]),
                Touch(LAST_RECORDED, TouchKind.SKIPPED, data.draw(days), step),
            ]
        )
    )
    after = contact_plan(with_touch(client, who.contact_id, touch), policy, who.contact_id)
    assert step in [done.step for done in after.done]
    if after.window is None:
        assert after.standing is State.PARKED
    else:
        assert ORDER.index(after.window.step) > ORDER.index(step)
    voided = with_touch(client, who.contact_id, touch._replace(voided=True))
    assert plan_client(voided, policy) == before


def earliest_to_do(step: Step, who: ContactPlan) -> date:
    """What was done before the rest, or before the update, does neither update nor catch-up."""
    if step == Step.UPDATE:
        return who.rest_from
    if step == Step.CATCH_UP:
        return next(done.on for done in who.done if done.step == Step.UPDATE)
    return date(2020, 1, 1)


@always
@given(clients(with_offer=someone_in_the_network), policies, st.data())
def test_a_touch_in_the_network_starts_it_anew_and_voiding_it_gives_the_plan_back(
    client: Client, policy: Policy, data: st.DataObject
) -> None:
    client = client._replace(paused_until=None)
    before = plan_client(client, policy)
    complete = [each for each in contact_plans(before) if each.standing is State.IN_NETWORK]
    who = data.draw(st.sampled_from(complete))
    kind = data.draw(
        st.sampled_from([kind for kind in TouchKind if kind not in ("invited", "skipped")])
    )
    touch = Touch(LAST_RECORDED, kind, date(2030, 1, 1))
    after = contact_plan(with_touch(client, who.contact_id, touch), policy, who.contact_id)
    assert after.standing is State.IN_NETWORK
    assert after.window.opens_on == add_months(touch.on, policy.keep_in_touch_months)
    voided = with_touch(client, who.contact_id, touch._replace(voided=True))
    assert plan_client(voided, policy) == before


@always
@given(clients(), policies, st.sampled_from(TouchKind), days, st.data())
def test_a_voided_touch_changes_nothing(
    client: Client, policy: Policy, kind: TouchKind, on: date, data: st.DataObject
) -> None:
    who, touch = a_touch(client, kind, on, data)
    voided = with_touch(client, who, touch._replace(voided=True))
    assert plan_client(voided, policy) == plan_client(client, policy)


@always
@given(clients(), policies, st.sampled_from(TouchKind), days, st.data())
def test_a_touch_moves_nobody_else(
    client: Client, policy: Policy, kind: TouchKind, on: date, data: st.DataObject
) -> None:
    """So the others' plans may be taken as they are, and the whole is the same."""
    who, touch = a_touch(client, kind, on, data)
    after = with_touch(client, who, touch)
    before = plan_client(client, policy)
    settled = Settled(
        {plan.contact_id: plan for plan in contact_plans(before) if plan.contact_id != who},
        {offer.offer_id: offer for offer in before.offers if who not in people_of(offer)},
        {plan.contact_id: plan.slot for plan in contact_plans(before) if plan.slot},
        client.key_people,
        client.last_touch_on,
    )
    assert plan_client(after, policy, settled) == plan_client(after, policy)


def people_of(offer: OfferPlan) -> set[int]:
    return {plan.contact_id for plan in offer.contacts}


@always
@given(clients(), policies, days)
def test_only_what_is_stalled_is_counted_as_stalled(
    client: Client, policy: Policy, day: date
) -> None:
    """Counted is what has a day to stall, and has reached it."""
    plan = plan_client(client, policy)
    parts: list[ClientPlan | OfferPlan | ContactPlan] = [
        plan,
        *plan.offers,
        *contact_plans(plan),
    ]
    for part in parts:
        dated = part.window if isinstance(part, ContactPlan) else part
        stalls_on = dated.stalls_on if dated else None
        counted = stalls_on is not None and stalls_on <= day
        assert counted == (part.state(day) is State.STALLED)
        if part.state(day) in CALM:
            assert stalls_on is None


@always
@given(clients(), policies, days)
def test_the_state_of_the_whole_is_the_most_urgent_of_its_parts(
    client: Client, policy: Policy, day: date
) -> None:
    plan = plan_client(client, policy)
    for offer in plan.offers:
        states = {contact.state(day) for contact in offer.contacts}
        if offer.window:
            states.add(state_of(offer.window, day))
        assert offer.state(day) is most_urgent(states) or offer.state(day) is State.OFF
    assert plan.state(day) is (
        most_urgent({offer.state(day) for offer in plan.offers}) or State.NO_OFFERS
    )


def state_of(window: Window, day: date) -> State:
    if day < window.opens_on:
        return State.RESTING
    if day <= window.due_on:
        return State.DUE
    return State.OVERDUE if day < window.stalls_on else State.STALLED


def most_urgent(states: set[State | None]) -> State | None:
    calm = [State.IN_NETWORK, State.PARKED, State.OFF, State.CLOSED]
    return next((state for state in [*URGENCY, *calm] if state in states), None)


@always
@given(clients(), policies)
def test_the_next_step_is_one_that_pends_and_none_stalls_before_it(
    client: Client, policy: Policy
) -> None:
    plan = plan_client(client, policy)
    stalling = [window.stalls_on for window in windows_of(plan) if window.stalls_on]
    if not stalling:
        assert plan.next is None
        return
    assert plan.next.window in list(windows_of(plan))
    assert plan.next.window.stalls_on == plan.stalls_on == min(stalling)


@always
@given(clients(), policies)
def test_no_more_slots_open_in_a_month_than_the_pace(client: Client, policy: Policy) -> None:
    slots = sorted(slots_of(client, policy).values())
    for first in slots:
        in_the_month_from_then = [on for on in slots if first <= on < add_months(first, 1)]
        assert len(in_the_month_from_then) <= policy.catch_up_pace
        in_the_calendar_month = [
            on for on in slots if (on.year, on.month) == (first.year, first.month)
        ]
        assert len(in_the_calendar_month) <= policy.catch_up_pace


@always
@given(clients(), policies)
def test_no_catch_up_opens_before_its_slot_or_the_anniversary(
    client: Client, policy: Policy
) -> None:
    slots = slots_of(client, policy)
    for offer in plan_client(client, policy).offers:
        for contact in offer.contacts:
            if contact.window and contact.window.step == Step.CATCH_UP:
                assert contact.window.opens_on >= slots[contact.contact_id]
                assert slots[contact.contact_id] >= anniversary(client, offer, policy)


def anniversary(client: Client, plan: OfferPlan, policy: Policy) -> date:
    offer: Offer = next(each for each in client.offers if each.id == plan.offer_id)
    return add_months(offer.job_started_on or offer.declined_on, policy.catch_up_months)


@always
@given(clients(), policies, days)
def test_a_pause_leaves_nothing_to_do_before_its_day_and_lifting_it_gives_the_plan_back(
    client: Client, policy: Policy, until: date
) -> None:
    free = plan_client(client._replace(paused_until=None), policy)
    paused = plan_client(client._replace(paused_until=until), policy)
    for held, window in zip(windows_of(paused), windows_of(free), strict=True):
        wait = max(timedelta(0), until - window.opens_on)
        assert held.opens_on == max(until, window.opens_on)
        assert held.due_on == window.due_on + wait
        assert held.stalls_on == (window.stalls_on and window.stalls_on + wait)


@always
@given(clients(), policies, days)
def test_a_strip_has_one_current_part_for_whoever_has_a_step(
    client: Client, policy: Policy, day: date
) -> None:
    for contact in contact_plans(plan_client(client, policy)):
        strip = strip_of(contact, day)
        assert [segment.part for segment in strip] == list(Part)
        current = [segment for segment in strip if segment.status is Status.CURRENT]
        assert len(current) == (1 if contact.window else 0)
        assert [segment.state for segment in current] == [contact.state(day)] * len(current)
