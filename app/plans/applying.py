"""The office's policy: it holds from the moment it is set, and reaches the clients in pieces.

Whoever plans a client holds them first, reads the policy then, and stamps the client with its
version. So a write in the middle is right, what is left is a count, and going on after a stop is
taking the next ones.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.clients.models import Client
from app.cycle.policy import Policy
from app.db.prepared import Reader
from app.db.upserts import insert_into
from app.errands.actions import enqueue
from app.faults import BadInput, Stale, StillApplying
from app.plans.actions import plan_anew
from app.plans.forms import PolicyNumbers
from app.plans.models import OfficePolicy
from app.plans.queries import POLICY_FIELDS, policy_being_applied, policy_that_holds

APPLY = "apply the policy"
PIECE = 500  # clients in one transaction, for half a second; a smaller office is done at once

# A client who is being added while the last piece ends shows up only afterwards, with old dates.
LAST_LOOK = timedelta(minutes=1)


def change_policy(session: Session, access: Access, form: PolicyNumbers, at: datetime) -> Policy:
    """Takes the first piece along; errands do the rest. The numbers that hold change nothing.
    Raises `Stale` for an old version."""
    access.require(Permission.CHANGE_POLICY)
    policy = form.policy()
    for field, message in policy.problems().items():
        raise BadInput(field, message)
    stored = held_policy(session, access)
    if form.version is not None and form.version != stored.version:
        raise Stale(stored.version)
    was = {
        name: value
        for name in POLICY_FIELDS
        if (value := getattr(stored, name)) != getattr(policy, name)
    }
    if not was:
        return policy
    if applying := policy_being_applied(Reader.of(session), access):
        raise StillApplying(applying.done, applying.clients)
    for name in POLICY_FIELDS:
        setattr(stored, name, getattr(policy, name))
    stored.version += 1
    record(session, access, "policy.changed", at=at, **asdict(policy), was=was)
    apply_piece(session, access, {}, at)
    return policy


def held_policy(session: Session, access: Access) -> OfficePolicy:
    """Held against other writers; made with the defaults, as version 0, where there is none."""
    session.execute(
        insert_into(session, OfficePolicy)
        .values(office_id=access.office_id, version=0, **asdict(Policy()))
        .on_conflict_do_nothing()
    )
    return session.get_one(
        OfficePolicy, access.office_id, with_for_update=True, populate_existing=True
    )


def ask_to_apply(session: Session, access: Access, planned_by: int | None, at: datetime) -> None:
    """For whoever adds clients and takes long: these may show up after a new policy's last look."""
    if planned_by not in (None, policy_that_holds(session, access).version):
        enqueue(session, access, APPLY, {}, at)


def apply_piece(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand: plans the next clients anew, and asks for the piece after it until none is left.

    Taking up the same errand twice, or besides whenever a worker starts, does no harm.
    """
    holding = policy_that_holds(session, access)
    some = session.scalars(
        select(Client.id)
        .where(Client.office_id == access.office_id, Client.planned_by < holding.stamp)
        .order_by(Client.id)
        .limit(PIECE)
        .with_for_update(key_share=True)
    ).all()
    if some:
        plan_anew(session, access, some)
        enqueue(session, access, APPLY, {}, at if len(some) == PIECE else at + LAST_LOOK)
