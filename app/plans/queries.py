"""The facts of clients' cycles, read from the store for the rules to work on."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import (
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import one_of
from app.clients.models import Client, Job
from app.cycle import facts
from app.cycle.plan import NOTHING, Settled
from app.cycle.policy import Policy
from app.cycle.states import State
from app.db.prepared import Among, Prepared, Reader
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.places import locate
from app.plans.models import OfficePolicy, Touch
from app.plans.rows import (
    contact_fact,
    offer_fact,
    touch_fact,
)

POLICY_FIELDS = tuple(field.name for field in fields(Policy))


OF_OFFICE = OfficePolicy.office_id == bindparam("office_id", type_=Uuid())
NUMBERS = Prepared(
    select(OfficePolicy.version, *(getattr(OfficePolicy, name) for name in POLICY_FIELDS)).where(
        OF_OFFICE
    )
)


# Of what is stored of a plan: grows with each version of the service that stores more of it than
# the one before, which may go on writing beside it and leaves the rest as it was.
EDITION = 1
OF_EDITION = EDITION * 1_000_000  # more than a policy has versions


class Holding(NamedTuple):
    """The policy that holds now; the version grows with each change."""

    policy: Policy
    version: int

    @property
    def stamp(self) -> int:
        """Of clients whose plans are stored by this policy and in this edition."""
        return OF_EDITION + self.version


def policy_that_holds(session: Session, access: Access) -> Holding:
    session.flush()
    return holding_of(Reader.of(session).rows(NUMBERS, office_id=access.office_id))


def holding_of(rows: Sequence[Any]) -> Holding:
    """The office's own numbers, or the defaults where it has none."""
    for version, *numbers in rows:
        return Holding(Policy(**dict(zip(POLICY_FIELDS, numbers, strict=True))), version)
    return Holding(Policy(), version=0)


def office_policy(session: Session, access: Access) -> Policy:
    return policy_that_holds(session, access).policy


@dataclass(frozen=True, slots=True)
class Applying:
    """A policy that holds already, while some stored windows still follow one before it."""

    left: int
    clients: int

    @property
    def done(self) -> int:
        return self.clients - self.left


# By a subquery: joined, a sum behind a policy of the rows would have every client looked at.
STAMP = select(func.max(OfficePolicy.version) + OF_EDITION).where(OF_OFFICE).scalar_subquery()
LEFT = Prepared(
    select(func.count()).where(
        Client.office_id == bindparam("office_id", type_=Uuid()), Client.planned_by < STAMP
    )
)
CLIENTS = Prepared(
    select(func.count()).where(Client.office_id == bindparam("office_id", type_=Uuid()))
)


def policy_being_applied(reader: Reader, access: Access) -> Applying | None:
    """None while every stored window follows the policy that holds."""
    ((left,),) = reader.rows(LEFT, office_id=access.office_id)
    if not left:
        return None
    ((clients,),) = reader.rows(CLIENTS, office_id=access.office_id)
    return Applying(left, clients)


def clients_left(session: Session, access: Access) -> int:
    """How many the policy has yet to reach."""
    session.flush()
    applying = policy_being_applied(Reader.of(session), access)
    return applying.left if applying else 0


def one_touch(session: Session, access: Access, touch_id: UUID) -> Touch:
    return one_of(session, access, Touch, touch_id)


def every_client_id(session: Session, access: Access) -> list[UUID]:
    return list(
        session.scalars(
            select(Client.id).where(Client.office_id == access.office_id).order_by(Client.id)
        )
    )


def clients_of_before(session: Session, access: Access) -> list[UUID]:
    """Those whose plans are stored as an earlier version of the service did."""
    return list(
        session.scalars(
            select(Client.id)
            .where(Client.office_id == access.office_id, Client.planned_by < OF_EDITION)
            .order_by(Client.id)
        )
    )


Rows: TypeAlias = Sequence[tuple[Any, ...]]


class Known(NamedTuple):
    """A client's facts, and what was read beside them: by row, the stored plan as in `KEPT`."""

    facts: facts.Client
    stored: dict[UUID, tuple[Any, ...]]
    settled: Settled = NOTHING
    paced_on: tuple[date, ...] = ()  # exchanges and invitations with people who are settled

    def follows(self, holding: Holding) -> bool:
        """Whether the stored plans are by the policy that holds."""
        stamp: int = self.stored[self.facts.id][PLANNED_BY]
        return stamp == holding.stamp


WINDOW = ("standing", "step", "opens_on", "due_on", "stalls_on")
OF_CLIENT = (
    *WINDOW, "next_offer_id", "next_contact_id", "next_mode", "next_others", "last_touch_on",
    "key_people", "planned_by",
)  # fmt: skip
LAST_TOUCH_ON, KEY_PEOPLE, PLANNED_BY = (
    OF_CLIENT.index(name) for name in ("last_touch_on", "key_people", "planned_by")
)
OF_OFFER = (*WINDOW, "next_step", "next_contact_id", "next_mode", "next_others")
REACHED = (
    "connected_on", "thanked_on", "updated_on", "caught_up_on", "update_from", "catch_up_from",
)  # fmt: skip
OF_CONTACT = ("slot_on", *WINDOW, "mode", *REACHED)
KEPT: dict[type, tuple[str, ...]] = {Client: OF_CLIENT, Offer: OF_OFFER, Contact: OF_CONTACT}

Columns: TypeAlias = Mapping[type, Sequence[Any]]
STORED: Columns = {table: [getattr(table, name) for name in names] for table, names in KEPT.items()}

# The first two columns of each are the row's own id and that of what it belongs to.
FACTS: dict[Any, Select[*tuple[Any, ...]]] = {
    Touch: select(Touch.id, Touch.contact_id, Touch.kind, Touch.happened_on, Touch.step).where(
        Touch.voided_at.is_(None)
    ),
    Contact: select(
        Contact.id,
        Contact.offer_id,
        Contact.name,
        Contact.is_key,
        func.coalesce(func.nullif(Move.area, "", type_=Text()), Contact.area).label("area"),
        Contact.closed_on,
        Contact.snoozed_step,
        Contact.snoozed_until,
        Contact.move_id,
    ).join(
        Move, (Move.office_id == Contact.office_id) & (Move.id == Contact.move_id), isouter=True
    ),
    Offer: select(
        Offer.id,
        Offer.client_id,
        Offer.offered_on,
        Offer.respond_by,
        Offer.declined_on,
        Offer.declined_well,
        Offer.area,
        Job.started_on,
        Job.area,
    ).join(Job, (Job.office_id == Offer.office_id) & (Job.id == Offer.job_id), isouter=True),
    Client: select(Client.id, Client.office_id, Client.area, Client.paused_until),
}


# What a read of clients begins with, for `known_of` to know them by.
OF_CLIENT_ROW = [*FACTS[Client].selected_columns, *STORED[Client]]
CLIENT_ROW = ("id", "office_id", "area", "paused_until", *OF_CLIENT)
NEXT_OFFER, NEXT_CONTACT, STAMPED = map(
    CLIENT_ROW.index, ("next_offer_id", "next_contact_id", "planned_by")
)
BEHIND_FACTS = 9  # columns, of people as of offers: what comes after them is the stored plan


def owner_column(table: Any) -> Any:
    return table.id if table is Client else table.client_id


def reading(
    which: Callable[[Any], Any],
    also: Columns,
    *,
    facts: Mapping[Any, Select[*tuple[Any, ...]]] = FACTS,
    holding: bool = False,
) -> list[Prepared]:
    """The facts' rows, and what else is wanted of each table, behind the columns of the facts.
    `holding` is for the client's own row: until the transaction ends nobody else may write it."""

    def facts_of(table: Any) -> Select[Any]:
        found = facts[table].add_columns(*also.get(table, ()))
        return found.with_for_update(key_share=True) if holding and table is Client else found

    return [
        Prepared(
            facts_of(table).where(
                table.office_id == bindparam("office_id", type_=Uuid()), which(table)
            )
        )
        for table in facts
    ]


def is_of_client(owner: Any) -> Any:
    return owner == bindparam("of_client", type_=Uuid())


def of_client(table: Any) -> Any:
    return is_of_client(owner_column(table))


OF_ONE = reading(of_client, STORED)
OF_MANY = reading(lambda table: Among(owner_column(table), "of_clients"), STORED)


def cycle_facts(session: Session, access: Access, client_ids: Sequence[UUID]) -> list[facts.Client]:
    """What the rules need to know of these clients; four reads, however many there are."""
    return [known.facts for known in known_clients(session, access, client_ids)]


def known_clients(session: Session, access: Access, client_ids: Sequence[UUID]) -> list[Known]:
    session.flush()
    return all_known(Reader.of(session), access, client_ids)


def all_known(reader: Reader, access: Access, client_ids: Sequence[UUID]) -> list[Known]:
    if len(client_ids) == 1:
        return known_of(
            *reader.rows_of_each(OF_ONE, office_id=access.office_id, of_client=client_ids[0])
        )
    return known_of(
        *reader.rows_of_each(OF_MANY, office_id=access.office_id, of_clients=list(client_ids))
    )


def known_of(
    touch_rows: Rows, contact_rows: Rows, offer_rows: Rows, rows: Rows, others: Rows = ()
) -> list[Known]:
    """From what `reading` reads, in its order. Of the `others` who were met at the same offers no
    more is known than their ids, the offer's, and whether they are key people."""
    touches = defaultdict(list)
    for touch_id, contact_id, kind, on, step in touch_rows:
        touches[contact_id].append(touch_fact(touch_id, kind, on, step))

    stored: dict[UUID, tuple[Any, ...]] = {}
    contacts = defaultdict(list)
    for row in contact_rows:
        contact_id, offer_id = row[0], row[1]
        stored[contact_id] = row[BEHIND_FACTS:]
        contacts[offer_id].append(contact_fact(contact_id, touches.get(contact_id, ()), *row[2:9]))
    for contact_id, offer_id, is_key, *_ in others:
        contacts[offer_id].append(facts.Contact(contact_id, is_key=is_key))

    offers = defaultdict(list)
    for row in offer_rows:
        offer_id, client_id = row[0], row[1]
        stored[offer_id] = row[BEHIND_FACTS:]
        offers[client_id].append(offer_fact(offer_id, contacts[offer_id], *row[2:9]))

    known = []
    for row in rows:
        client_id, _, area, paused_until = row[:4]
        stored[client_id] = row[4 : len(CLIENT_ROW)]
        fact = facts.Client(
            id=client_id,
            place=locate(area),
            paused_until=paused_until,
            offers=tuple(offers[client_id]),
        )
        known.append(Known(fact, stored))
    return known


def counts_by_state(session: Session, access: Access, as_of: date) -> dict[State, int]:
    """How many of the office's clients are in each state on a day, from the stored dates."""
    state = case(
        (Client.standing != "open", Client.standing),
        (Client.stalls_on <= as_of, State.STALLED.value),
        (Client.due_on < as_of, State.OVERDUE.value),
        (Client.opens_on <= as_of, State.DUE.value),
        else_=State.RESTING.value,
    )
    rows = session.execute(
        select(state, func.count()).where(Client.office_id == access.office_id).group_by(state)
    )
    counted = {State(name): count for name, count in rows}
    return {state: counted.get(state, 0) for state in State}
