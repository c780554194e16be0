"""What another policy would change today, by the rules themselves over the office's facts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.clients.models import Client
from app.cycle.facts import Step
from app.cycle.plan import ClientPlan, ContactPlan, Mode, plan_client
from app.cycle.policy import Policy
from app.cycle.states import State
from app.faults import BadInput
from app.plans.actions import in_parts
from app.plans.queries import cycle_facts, office_policy

MOST_NAMED = 50
BEFORE_CATCH_UP = (Step.CONNECT, Step.THANK, Step.UPDATE)


@dataclass(frozen=True, slots=True)
class Moved:
    """A client whose state would be another today."""

    client_id: UUID
    name: str
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Preview:
    clients: int  # of the whole office
    moves: dict[tuple[State, State], int]  # from, to; the largest first
    named: list[Moved]  # by name, the first of them
    other_dates: int  # clients whose state stays today while some date ahead moves
    other_meetings: int  # clients who would catch up in person instead of from afar, or reversed

    @property
    def moved(self) -> int:
        return sum(self.moves.values())


def preview_policy(session: Session, access: Access, policy: Policy, today: date) -> Preview:
    """Reads only. The policy that holds now and the other one, held against the same facts."""
    access.require(Permission.CHANGE_POLICY)
    for field, message in policy.problems().items():
        raise BadInput(field, message)
    current = office_policy(session, access)
    names = names_in_order(session, access)
    moves: Counter[tuple[State, State]] = Counter()
    named: list[Moved] = []
    other_dates = other_meetings = 0
    for some in in_parts(list(names) if policy != current else []):
        plans = {
            client.id: (plan_client(client, current), plan_client(client, policy))
            for client in cycle_facts(session, access, some)
        }
        for client_id in some:
            if client_id not in plans:
                continue  # erased meanwhile
            now, then = plans[client_id]
            before, after = state_of(now, today), state_of(then, today)
            other_meetings += meetings(now) != meetings(then)
            if before is after:
                other_dates += dates_ahead(now) != dates_ahead(then)
                continue
            moves[before, after] += 1
            if len(named) < MOST_NAMED:
                named.append(Moved(client_id, names[client_id], before, after))
    return Preview(len(names), dict(moves.most_common()), named, other_dates, other_meetings)


def names_in_order(session: Session, access: Access) -> dict[UUID, str]:
    rows = session.execute(
        select(Client.id, Client.name)
        .where(Client.office_id == access.office_id)
        .order_by(Client.name_key, Client.id)
    )
    return {row.id: row.name for row in rows}


def state_of(plan: ClientPlan, day: date) -> State:
    return plan.state(day) or State.NO_OFFERS


def dates_ahead(plan: ClientPlan) -> list[Any]:
    """Of every step that pends, and from when the catch-up after it is possible."""
    return [
        (
            offer.window,
            [(one.window, one.catch_up_from if is_before(one) else None) for one in offer.contacts],
        )
        for offer in plan.offers
    ]


def is_before(contact: ContactPlan) -> bool:
    return contact.window is not None and contact.window.step in BEFORE_CATCH_UP


def meetings(plan: ClientPlan) -> list[Mode | None]:
    return [contact.mode for offer in plan.offers for contact in offer.contacts]
