"""Keeping the stored windows equal to what the rules say, in the transaction of each write."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, event, select
from sqlalchemy.orm import Mapper, Session, object_session

from app.accounts.access import Access
from app.accounts.models import Role
from app.clients.models import Client, Job
from app.cycle import facts
from app.cycle.facts import Step
from app.cycle.plan import NOTHING, ClientPlan, ContactPlan, OfferPlan, Settled, plan_client
from app.cycle.windows import Window
from app.db.base import NEVER, in_order
from app.db.prepared import Among, Prepared, Reader, Written, updating
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.plans.models import Touch
from app.plans.queries import (
    KEPT,
    Holding,
    Known,
    Rows,
    every_client_id,
    known_clients,
    policy_that_holds,
)
from app.plans.settled import known_by_next

# How many clients' facts are held in memory, and named in one statement, at a time.
AT_A_TIME = 100

Thing = TypeVar("Thing")
Row = dict[str, Any]
Planned = tuple[type, UUID, tuple[Any, ...]]  # the table, the row's id, and the columns of `KEPT`


STORE: dict[type, Written] = {table: updating(table, names) for table, names in KEPT.items()}
COLUMNS = {
    table: ("office_id", "id", *(f"new_{name}" for name in names)) for table, names in KEPT.items()
}


THESE = (
    select(Client.id)
    .where(
        Client.office_id == bindparam("office_id", type_=Uuid()),
        Among(Client.__table__.c.id, "ids"),
    )
    .order_by(Client.id)
)
HOLD = Prepared(THESE.with_for_update(key_share=True))
HOLD_TO_ERASE = Prepared(THESE.with_for_update())


def replan(session: Session, access: Access, client_ids: Iterable[UUID]) -> None:
    """Recomputes and stores the windows of these clients, each held against other writers."""
    for some in in_parts(in_order(client_ids)):
        hold(session, access, some)
        plan_anew(session, access, some)


def plan_anew(session: Session, access: Access, client_ids: Sequence[UUID]) -> None:
    """Of clients that are held; writes what differs."""
    holding = policy_that_holds(session, access)
    store_plans(session, access, known_clients(session, access, client_ids), holding)


def plan_after_logging(session: Session, access: Access, clients: Rows) -> None:
    """The same of `clients`, whose rows are as in `CLIENT_ROW`, where all that is new are touches
    with whom their next step was."""
    holding = policy_that_holds(session, access)
    known = known_by_next(session, access, clients, holding)
    store_plans(session, access, known, holding)


def store_plans(
    session: Session,
    access: Access,
    clients: Iterable[Known],
    holding: Holding,
) -> None:
    """Where they differ from what is stored."""
    changed = defaultdict[type, list[tuple[Any, ...]]](list)
    for client in clients:
        for table, row_id, values in differing(client, holding):
            changed[table].append((access.office_id, row_id, *values))
    for table, rows in changed.items():
        columns = zip(*rows, strict=True)
        Reader.of(session).write_columns(
            STORE[table], dict(zip(COLUMNS[table], columns, strict=True))
        )


def plan_to_store(access: Access, client: Known, holding: Holding) -> Iterator[tuple[Written, Row]]:
    """What is to be written, row by row, so that the client's plan is what the rules say."""
    for table, row_id, values in differing(client, holding):
        row = (access.office_id, row_id, *values)
        yield STORE[table], dict(zip(COLUMNS[table], row, strict=True))


def differing(client: Known, holding: Holding) -> Iterator[Planned]:
    """What the rules say now, where something else is stored, or it was not asked."""
    for planned in stored_rows(client.facts, holding, client.settled):
        _, row_id, values = planned
        if values != client.stored.get(row_id):
            yield planned


def hold(
    session: Session, access: Access, client_ids: Sequence[UUID], *, to_erase: bool = False
) -> None:
    """Until the transaction ends; in the order of ids, so that no two writers wait in a ring.

    Whoever is `to_erase` them waits for those too who are writing something that points to them.
    """
    reader = Reader.of(session)
    held = HOLD_TO_ERASE if to_erase else HOLD
    reader.rows(held, office_id=access.office_id, ids=list(client_ids))


def in_parts(things: Iterable[Thing], most: int = AT_A_TIME) -> Iterator[list[Thing]]:
    them = iter(things)
    while part := list(islice(them, most)):
        yield part


def stored_rows(
    client: facts.Client, holding: Holding, settled: Settled = NOTHING
) -> Iterator[Planned]:
    """The plan as it is stored: the client's row, then each offer's and each contact's that is not
    `settled`."""
    plan = plan_client(client, holding.policy, settled)
    following = plan.next
    yield (
        Client,
        plan.client_id,
        (
            plan.standing or "open",
            following.window.step if following else None,
            *stored_dates(plan),
            following.offer_id if following else None,
            following.contact_id if following else None,
            following.mode if following else None,
            plan.others,
            max(filter(None, (client.last_touch_on, settled.last_touch_on)), default=None),
            client.key_people if settled.key_people is None else settled.key_people,
            holding.stamp,
        ),
    )
    for offer in plan.offers:
        if offer.offer_id in settled.offers:
            continue
        following = offer.next
        yield (
            Offer,
            offer.offer_id,
            (
                offer.standing or "open",
                offer.window.step if offer.window else None,
                *stored_dates(offer),
                following.window.step if following else None,
                following.contact_id if following else None,
                following.mode if following else None,
                offer.others,
            ),
        )
        for contact in offer.contacts:
            if contact.contact_id in settled.people:
                continue
            yield (
                Contact,
                contact.contact_id,
                (
                    contact.slot or NEVER,
                    contact_standing(contact),
                    contact.window.step if contact.window else None,
                    *stored_dates(contact.window),
                    contact.mode,
                    *reached(contact),
                ),
            )


def contact_standing(contact: ContactPlan) -> str:
    if contact.standing:
        return contact.standing
    return "open" if contact.window else "not_declined"


def reached(contact: ContactPlan) -> tuple[date, ...]:
    """The day by which each step and all before it were done; and from when the later ones open."""
    progress = contact.progress
    thanked_on = progress.rest_from
    updated_on = max(progress.update.on, thanked_on) if thanked_on and progress.update else None
    caught_up_on = (
        max(progress.catch_up.on, updated_on) if updated_on and progress.catch_up else None
    )
    pending = contact.window
    is_key = contact.catch_up_from is not None
    update_from = contact.rest_until if is_key else None
    catch_up_from = contact.catch_up_from
    if pending is not None and pending.step is Step.UPDATE:
        update_from = pending.opens_on
    if pending is not None and pending.step is Step.CATCH_UP:
        catch_up_from = pending.opens_on
    return (
        progress.connect.on if progress.connect else NEVER,
        thanked_on or NEVER,
        updated_on or NEVER,
        caught_up_on or NEVER,
        update_from or NEVER,
        catch_up_from or NEVER,
    )


def stored_dates(dates: ClientPlan | OfferPlan | Window | None) -> tuple[date, date, date]:
    if dates is None:
        return NEVER, NEVER, NEVER
    return dates.opens_on or NEVER, dates.due_on or NEVER, dates.stalls_on or NEVER


def replan_changed(session: Session) -> None:
    """For the end of each writing transaction: the clients whose facts it changed."""
    changed: set[UUID] = session.info.pop("clients_to_replan", set())
    if changed:
        # The rules need no more of the access than its office.
        access = Access(
            office_id=session.info["office_id"],
            timezone="UTC",
            role=Role.ADMIN,
            user_id=None,
            via="operator",
        )
        replan(session, access, changed)


def changed_in(session: Session) -> Container[UUID]:
    """The clients of whom more has changed since than what is stored of their plans."""
    changed: Container[UUID] = session.info.get("clients_to_replan", ())
    return changed


def note_change(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    session = object_session(row)
    if session is not None:
        client_id = row.id if isinstance(row, Client) else row.client_id
        session.info.setdefault("clients_to_replan", set()).add(client_id)


for _fact in (Client, Job, Offer, Contact, Move, Touch):
    for _moment in ("after_insert", "after_update", "after_delete"):
        event.listen(_fact, _moment, note_change)


def differing_windows(session: Session, access: Access) -> list[str]:
    """Names the rows whose stored window is not what the rules say now.

    Clients whom a new policy has yet to reach are passed over: `clients_left` counts those.
    """
    holding = policy_that_holds(session, access)
    return [
        f"{table.__tablename__} {row_id}"  # type: ignore[attr-defined]
        for some in in_parts(every_client_id(session, access))
        for client in known_clients(session, access, some)
        if client.follows(holding)
        for table, row_id, _ in differing(client, holding)
    ]
