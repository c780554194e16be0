"""The figures of a report once more, in plain Python, out of the clients' plans one by one."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.models import Client
from app.cycle.facts import Step
from app.cycle.plan import ClientPlan, ContactPlan, plan_client
from app.offers.models import Contact, Offer
from app.outcomes.models import Outcome
from app.plans.queries import cycle_facts, every_client_id, office_policy
from app.reports.asked import Asked

LATER = date.max


@dataclass
class Group:
    clients: set[Any] = field(default_factory=set)
    groups: Counter[str] = field(default_factory=Counter)

    def met(self, client_id: Any, member_of: list[str]) -> None:
        self.clients.add(client_id)
        self.groups.update(member_of)

    @property
    def cells(self) -> tuple[int, int, int, int]:
        g = self.groups
        return len(self.clients), g["in_play"], g["year_over"], g["caught_up"]


@dataclass
class Read:
    clients: int = 0
    with_declined: int = 0
    declined: int = 0
    well: int = 0
    people: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_class: dict[Any, Group] = field(default_factory=lambda: defaultdict(Group))
    by_advisor: dict[Any, Group] = field(default_factory=lambda: defaultdict(Group))
    by_employer: dict[Any, Group] = field(default_factory=lambda: defaultdict(Group))
    by_area: dict[Any, Group] = field(default_factory=lambda: defaultdict(Group))
    by_half: dict[Any, Group] = field(default_factory=lambda: defaultdict(Group))
    outcomes: Counter[str] = field(default_factory=Counter)
    ways: list[tuple[int, bool]] = field(default_factory=list)

    def median(self, step: str) -> float | None:
        return median(self.days[step]) if self.days[step] else None


@dataclass(frozen=True)
class Stored:
    """An office's clients, offers and people met, by id; and what the core makes of them."""

    rows: dict[Any, Any]
    outcomes: list[Outcome]
    plans: list[ClientPlan]


STORED: dict[UUID, Stored] = {}


def stored(session: Session, access: Access) -> Stored:
    """Read and planned once, for whatever is asked of an office that stays as it is."""
    if access.office_id not in STORED:
        policy = office_policy(session, access)
        rows = {
            row.id: row
            for table in (Client, Offer, Contact)
            for row in session.scalars(select(table).where(table.office_id == access.office_id))
        }
        of_office = select(Outcome).where(Outcome.office_id == access.office_id)
        outcomes = list(session.scalars(of_office))
        session.expunge_all()
        everyone = cycle_facts(session, access, every_client_id(session, access))
        plans = [plan_client(known, policy) for known in everyone]
        STORED[access.office_id] = Stored(rows, outcomes, plans)
    return STORED[access.office_id]


def read(session: Session, access: Access, asked: Asked) -> Read:
    known = stored(session, access)
    rows, found = known.rows, Read()
    came: dict[Any, list[Outcome]] = defaultdict(list)
    for outcome in known.outcomes:
        if outcome.voided_at is None and outcome.happened_on <= asked.as_of:
            came[outcome.contact_id].append(outcome)
    for plan in known.plans:
        client = rows[plan.client_id]
        if asked.cohort not in (None, client.cohort) or asked.program not in (None, client.program):
            continue
        if asked.advisor_id not in (None, client.advisor_id):
            continue
        chosen = [rows[offer.offer_id] for offer in plan.offers]
        chosen = [offer for offer in chosen if is_chosen(offer, asked)]
        if not asked.period.is_open and not chosen:
            continue
        found.clients += 1
        found.with_declined += bool(chosen)
        found.states[plan.state(asked.as_of)] += 1
        found.by_class[client.cohort, client.program].clients.add(client.id)
        found.by_advisor[client.advisor_id].clients.add(client.id)
        for offer_plan in plan.offers:
            offer = rows[offer_plan.offer_id]
            if offer not in chosen:
                continue
            found.declined += 1
            found.well += offer.declined_well is not False
            half = f"{offer.declined_on.year}-H{1 if offer.declined_on.month < 7 else 2}"
            found.by_employer[offer.employer].clients.add(client.id)
            found.by_half[half].clients.add(client.id)
            if not offer_plan.contacts:
                found.by_area[offer.area].clients.add(client.id)
            for contact_plan in offer_plan.contacts:
                contact = rows[contact_plan.contact_id]
                groups = groups_of(contact_plan, contact, offer, asked.as_of)
                found.people.update(groups)
                found.outcomes.update(outcome.kind for outcome in came[contact.id])
                for group in (
                    found.by_class[client.cohort, client.program],
                    found.by_advisor[client.advisor_id],
                    found.by_employer[offer.employer],
                    found.by_area[contact.area or offer.area],
                    found.by_half[half],
                ):
                    group.met(client.id, groups)
                measure(found, groups, contact_plan, contact, offer, asked.as_of)
    return found


def is_chosen(offer: Offer, asked: Asked) -> bool:
    on, period = offer.declined_on, asked.period
    return (
        on is not None
        and on <= asked.as_of
        and (period.begins_on or date.min) <= on <= (period.ends_on or date.max)
    )


def done_on(plan: ContactPlan, step: Step) -> date:
    return next((done.on for done in plan.done if done.step == step), LATER)


def reached(plan: ContactPlan, offer: Offer) -> dict[str, date]:
    """The day by which each step and all those before it were done."""
    connected = done_on(plan, Step.CONNECT)
    days, latest = {"connected": connected}, max(offer.declined_on or LATER, connected)
    for name, step in (
        ("thanked", Step.THANK), ("updated", Step.UPDATE), ("caught_up", Step.CATCH_UP),
    ):  # fmt: skip
        latest = max(latest, done_on(plan, step))
        days[name] = latest
    return days


def groups_of(plan: ContactPlan, contact: Contact, offer: Offer, day: date) -> list[str]:
    groups = ["met"]
    if offer.declined_well is False or (contact.closed_on and contact.closed_on <= day):
        return groups
    on, window = reached(plan, offer), plan.window
    step = window.step if window else None
    waits = window is not None and window.opens_on > day
    if waits and (step == Step.CONNECT or (step == Step.THANK and on["connected"] <= day)):
        return groups
    groups += ["in_play", *(name for name in on if on[name] <= day)]
    has_slot = plan.catch_up_from is not None
    rest_ends = window.opens_on if window and step == Step.UPDATE else plan.rest_until
    catch_up_opens = window.opens_on if window and step == Step.CATCH_UP else plan.catch_up_from
    rest_is_over = has_slot and rest_ends is not None and rest_ends <= day
    year_is_over = catch_up_opens is not None and catch_up_opens <= day
    if on["updated"] <= day or (on["thanked"] <= day and rest_is_over):
        groups.append("could_update")
    if on["caught_up"] <= day or (on["updated"] <= day and year_is_over):
        groups.append("could_catch_up")
    if on["caught_up"] <= day or year_is_over:
        groups.append("year_over")
    return groups


def measure(
    found: Read, groups: list[str], plan: ContactPlan, contact: Contact, offer: Offer, day: date
) -> None:
    on, declined_on = reached(plan, offer), offer.declined_on
    assert declined_on is not None
    before = declined_on
    for step in ("connected", "thanked", "updated", "caught_up"):
        if step in groups:
            found.days[step].append((max(on[step], before) - before).days)
        before = max(before, on[step])
    if "caught_up" in groups:
        found.days["in_network"].append((on["caught_up"] - declined_on).days)
    if contact.is_key and offer.declined_well is not False:
        if on["caught_up"] <= day:
            found.ways.append(((on["caught_up"] - declined_on).days, True))
        else:
            end = contact.closed_on if contact.closed_on and contact.closed_on <= day else day
            found.ways.append((max(0, (end - declined_on).days), False))
