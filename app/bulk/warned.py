"""What the rules have to say of touches that are about to be logged with many."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.bulk.changes import Change
from app.cycle.facts import TouchKind
from app.cycle.warnings import PACED, warnings_for
from app.db.base import new_id
from app.plans.actions import in_parts
from app.plans.queries import known_clients, policy_that_holds
from app.plans.rows import touch_fact


def warned_of(session: Session, access: Access, changes: Sequence[Change]) -> dict[UUID, list[str]]:
    """By client, for whom there is something to say. Only paced touches are asked about: nothing
    else that can be logged for many is ever early or late."""
    paced = {
        change.client_id: (UUID(contact_id), touch)
        for change in changes
        for contact_id, touch in change.after.items()
        if TouchKind(touch["kind"]) in PACED
    }
    if not paced:
        return {}
    policy = policy_that_holds(session, access).policy
    found: dict[UUID, list[str]] = {}
    for some in in_parts(sorted(paced)):
        for known in known_clients(session, access, some):
            client_id = known.facts.id
            contact_id, touch = paced[client_id]
            fact = touch_fact(new_id(), touch["kind"], date.fromisoformat(touch["on"]), None)
            said = [one.message for one in warnings_for(known.facts, policy, contact_id, fact)]
            if said:
                found[client_id] = said
    return found
