"""Keeping the stored windows equal to what the rules say, in the transaction of each write."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, event, select, update
from sqlalchemy.orm import Mapper, Session, object_session

from app.accounts.access import Access
from app.accounts.models import Role
from app.clients.models import Client, Job
from app.cycle import facts
from app.cycle.plan import ClientPlan, ContactPlan, OfferPlan, plan_client
from app.cycle.policy import Policy
from app.cycle.windows import Window
from app.db.base import NEVER
from app.db.prepared import Prepared, Reader
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.plans.models import Touch
from app.plans.queries import (
    OF_CLIENT,
    OF_CONTACT,
    WINDOW,
    Known,
    every_client_id,
    known_clients,
    office_policy,
)

# How many clients' facts are held in memory, and named in one statement, at a time.
AT_A_TIME = 500

Row = dict[str, Any]


STORE: dict[type, Prepared] = {
    table: Prepared(
        update(table)
        .where(
            table.office_id == bindparam("of_office", type_=Uuid()),
            table.id == bindparam("of_id", type_=Uuid()),
        )
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    for table, names in ((Client, OF_CLIENT), (Offer, WINDOW), (Contact, OF_CONTACT))
}


def replan(session: Session, access: Access, client_ids: Iterable[UUID]) -> None:
    """Recomputes and stores the windows of these clients, each held against other writers."""
    for some in in_parts(sorted(client_ids)):
        hold(session, access, some)
        plan_anew(session, access, some)


def plan_anew(session: Session, access: Access, client_ids: Sequence[UUID]) -> None:
    """Of clients that are held; writes what differs."""
    policy = office_policy(session, access)
    known = known_clients(session, access, client_ids)
    store_plans(Reader.of(session.connection()), access, known, policy)


def store_plans(reader: Reader, access: Access, known: Iterable[Known], policy: Policy) -> None:
    changed: dict[type, list[Row]] = {Client: [], Offer: [], Contact: []}
    for client in known:
        for table, row_id, row in differing(client, policy):
            new = {f"new_{name}": value for name, value in row.items()}
            changed[table].append({"of_office": access.office_id, "of_id": row_id, **new})
    for table, rows in changed.items():
        reader.write(STORE[table], rows)


def differing(client: Known, policy: Policy) -> Iterator[tuple[type, UUID, Row]]:
    """What the rules say now, where something else is stored."""
    for table, row in stored_rows(client.facts, policy):
        row_id = row.pop("id")
        if row != client.stored[row_id]:
            yield table, row_id, row


def hold(session: Session, access: Access, client_ids: Sequence[UUID]) -> None:
    """Until the transaction ends; in the order of ids, so that no two writers wait in a ring."""
    session.execute(
        select(Client.id)
        .where(Client.office_id == access.office_id, Client.id.in_(client_ids))
        .order_by(Client.id)
        .with_for_update(key_share=True)
    ).all()


def in_parts(ids: Sequence[UUID]) -> Iterator[list[UUID]]:
    them = iter(ids)
    while part := list(islice(them, AT_A_TIME)):
        yield part


def stored_rows(client: facts.Client, policy: Policy) -> Iterator[tuple[type, Row]]:
    """The plan as it is stored: the client's row, then each offer's and each contact's."""
    plan = plan_client(client, policy)
    following = plan.next
    yield (
        Client,
        {
            "id": plan.client_id,
            "standing": plan.standing or "open",
            "step": following.window.step if following else None,
            "next_offer_id": following.offer_id if following else None,
            "next_contact_id": following.contact_id if following else None,
            "next_mode": following.mode if following else None,
            "next_others": others_waiting(plan),
            "last_touch_on": client.last_touch_on,
            "key_people": client.key_people,
            **stored_dates(plan),
        },
    )
    for offer in plan.offers:
        yield (
            Offer,
            {
                "id": offer.offer_id,
                "standing": offer.standing or "open",
                "step": offer.window.step if offer.window else None,
                **stored_dates(offer),
            },
        )
        for contact in offer.contacts:
            yield (
                Contact,
                {
                    "id": contact.contact_id,
                    "standing": contact_standing(contact, offer),
                    "step": contact.window.step if contact.window else None,
                    "mode": contact.mode,
                    **stored_dates(contact.window),
                },
            )


def others_waiting(plan: ClientPlan) -> int:
    """How many more people of the same offer the client's next step waits for."""
    following = plan.next
    if following is None or following.contact_id is None:
        return 0
    return sum(
        contact.window is not None
        and contact.window.step == following.window.step
        and contact.contact_id != following.contact_id
        for offer in plan.offers
        if offer.offer_id == following.offer_id
        for contact in offer.contacts
    )


def contact_standing(contact: ContactPlan, offer: OfferPlan) -> str:
    if contact.standing:
        return contact.standing
    return "open" if contact.window else "not_declined"


def stored_dates(dates: ClientPlan | OfferPlan | Window | None) -> Row:
    if dates is None:
        return {"opens_on": NEVER, "due_on": NEVER, "stalls_on": NEVER}
    return {
        "opens_on": dates.opens_on or NEVER,
        "due_on": dates.due_on or NEVER,
        "stalls_on": dates.stalls_on or NEVER,
    }


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


def note_change(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    session = object_session(row)
    if session is not None:
        client_id = row.id if isinstance(row, Client) else row.client_id
        session.info.setdefault("clients_to_replan", set()).add(client_id)


for _fact in (Client, Job, Offer, Contact, Move, Touch):
    for _moment in ("after_insert", "after_update", "after_delete"):
        event.listen(_fact, _moment, note_change)


def differing_windows(session: Session, access: Access) -> list[str]:
    """Names the rows whose stored window is not what the rules say now."""
    policy = office_policy(session, access)
    return [
        f"{table.__tablename__} {row_id}"  # type: ignore[attr-defined]
        for some in in_parts(every_client_id(session, access))
        for client in known_clients(session, access, some)
        for table, row_id, _ in differing(client, policy)
    ]
