"""The facts of clients' cycles, read from the store for the rules to work on."""

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ScalarSelect,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    func,
    or_,
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
from app.cycle.warnings import PACED
from app.db.prepared import Among, Prepared, Reader
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.places import locate
from app.plans.models import OfficePolicy, Touch
from app.plans.rows import (
    at_some_time,
    contact_fact,
    offer_fact,
    settled_contact,
    settled_offer,
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
    """A client's facts, and what was read beside them: by row, the stored plan as in `KEPT`.

    Of people who are settled there need not be all touches, nor the people of settled offers.
    """

    facts: facts.Client
    stored: dict[UUID, tuple[Any, ...]]
    paced_on: tuple[date, ...] = ()  # exchanges and invitations with people who were not read

    def follows(self, holding: Holding) -> bool:
        """Whether the stored plans are by the policy that holds."""
        stamp: int = self.stored[self.facts.id][PLANNED_BY]
        return stamp == holding.stamp

    def settled(self, holding: Holding, touched: Container[UUID] | None) -> Settled:
        """The stored plans of all but those `touched`; nothing where more may have changed."""
        if touched is None or not self.follows(holding):
            return NOTHING
        apart: list[facts.Offer] = []
        people: list[UUID] = []
        for offer in self.facts.offers:
            ids = [one.id for one in offer.contacts]
            if any(one in touched for one in ids):
                people += ids
            else:
                apart.append(offer)
        stored = self.stored
        slots = {one: at_some_time(stored[one][SLOT_ON]) for one in people if one in touched}
        return Settled(
            {one: settled_contact(one, *stored[one]) for one in people if one not in touched},
            {offer.id: settled_offer(offer.id, *stored[offer.id]) for offer in apart},
            {one: slot for one, slot in slots.items() if slot},
            stored[self.facts.id][KEY_PEOPLE],
            stored[self.facts.id][LAST_TOUCH_ON],
        )


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
OF_CONTACT = (*WINDOW, "mode", "slot_on", *REACHED)
SLOT_ON = OF_CONTACT.index("slot_on")
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
NEXT_OFFER, NEXT_CONTACT = map(CLIENT_ROW.index, ("next_offer_id", "next_contact_id"))


def owner_column(table: Any) -> Any:
    return table.id if table is Client else table.client_id


def reading(which: Callable[[Any], Any], also: Columns, *, holding: bool = False) -> list[Prepared]:
    """The facts' rows, and what else is wanted of each table, behind the columns of the facts.
    `holding` is for the client's own row: until the transaction ends nobody else may write it."""

    def facts_of(table: Any) -> Select[Any]:
        found = FACTS[table].add_columns(*also.get(table, ()))
        return found.with_for_update(key_share=True) if holding and table is Client else found

    return [
        Prepared(
            facts_of(table).where(
                table.office_id == bindparam("office_id", type_=Uuid()), which(table)
            )
        )
        for table in FACTS
    ]


def is_of_client(owner: Any) -> Any:
    return owner == bindparam("of_client", type_=Uuid())


def of_client(table: Any) -> Any:
    return is_of_client(owner_column(table))


OF_ONE = reading(of_client, STORED)
OF_MANY = reading(lambda table: Among(owner_column(table), "of_clients"), STORED)


def of_those_touched(table: Any) -> Any:
    """Of the touches theirs, of the people all of the same offers, of the offers all."""
    if table is Touch:
        return Among(Touch.__table__.c.contact_id, "of_contacts")
    if table is Contact:
        return Among(Contact.__table__.c.offer_id, "of_offers")
    return Among(owner_column(table), "of_clients")


*TOUCHED, _ = reading(of_those_touched, STORED)

WITH_CONTACT = Contact.__table__.alias("with_contact").c


def of_contact(column: Any) -> ScalarSelect[Any]:
    """Whatever the one contact belongs to."""
    return (
        select(column)
        .where(
            WITH_CONTACT.office_id == bindparam("office_id", type_=Uuid()),
            WITH_CONTACT.id == bindparam("of_contact", type_=Uuid()),
        )
        .scalar_subquery()
    )


# Of the others' touches those which the pace counts, for there the rules may have to say something.
IS_PACED = or_(*(Touch.kind == kind for kind in sorted(PACED)))


def of_whom_it_is_with(table: Any) -> Any:
    if table is Contact:
        return Contact.offer_id == of_contact(WITH_CONTACT.offer_id)
    whose = owner_column(table) == of_contact(WITH_CONTACT.client_id)
    if table is Touch:
        return whose & ((Touch.contact_id == bindparam("of_contact", type_=Uuid())) | IS_PACED)
    return whose


# The client first, and held: each statement sees what was committed before it began, so the reads
# after it see what the hold waited for; and what it gives of the client is as they are by then.
*OF_WHOSE, HELD = reading(of_whom_it_is_with, STORED, holding=True)
HELD_WITH_CONTACT = [HELD, *OF_WHOSE, NUMBERS]


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


def known_by_next(session: Session, access: Access, clients: Rows, holding: Holding) -> list[Known]:
    """Of `clients`, whose rows are as in `CLIENT_ROW`, with the touches alone of those with whom
    their next step was, as long as the others are settled."""
    session.flush()
    reader = Reader.of(session)
    touches, contacts, offers = reader.rows_of_each(
        TOUCHED,
        office_id=access.office_id,
        of_clients=[client[0] for client in clients],
        of_offers=[client[NEXT_OFFER] for client in clients],
        of_contacts=[client[NEXT_CONTACT] for client in clients],
    )
    return known_whole(reader, access, known_of(touches, contacts, offers, clients), holding)


def known_whole(
    reader: Reader,
    access: Access,
    some: Sequence[Known],
    holding: Holding,
    changed: Container[UUID] = (),
) -> list[Known]:
    """Reads all of those `changed`, and whom the policy has yet to reach: nothing of theirs is
    settled."""
    known = {one.facts.id: one for one in some}
    behind = [id_ for id_, one in known.items() if id_ in changed or not one.follows(holding)]
    if behind:
        known |= {one.facts.id: one for one in all_known(reader, access, behind)}
    return list(known.values())


def hold_with_contact(
    reader: Reader, access: Access, contact_id: UUID, changed: Container[UUID]
) -> tuple[Known | None, Holding]:
    """The client of this contact, held, and the numbers to plan by. None where there is no such
    contact, or none any more once its client is held."""
    client, touches, contacts, offers, numbers = reader.rows_of_each(
        HELD_WITH_CONTACT, office_id=access.office_id, of_contact=contact_id
    )
    holding = holding_of(numbers)
    found = known_of(touches, contacts, offers, client)
    for known in known_whole(reader, access, found, holding, changed):
        if contact_id in known.stored:
            paced_on = tuple([on for _, one, _, on, _ in touches if one not in known.stored])
            return known._replace(paced_on=paced_on), holding
    return None, holding


def known_of(touch_rows: Rows, contact_rows: Rows, offer_rows: Rows, rows: Rows) -> list[Known]:
    """From what `reading` reads, in its order."""
    touches = defaultdict(list)
    for touch_id, contact_id, kind, on, step in touch_rows:
        touches[contact_id].append(touch_fact(touch_id, kind, on, step))

    stored: dict[UUID, tuple[Any, ...]] = {}
    contacts = defaultdict(list)
    for row in contact_rows:
        contact_id, offer_id = row[0], row[1]
        stored[contact_id] = row[9:]
        contacts[offer_id].append(contact_fact(contact_id, touches.get(contact_id, ()), *row[2:9]))

    offers = defaultdict(list)
    for row in offer_rows:
        offer_id, client_id = row[0], row[1]
        stored[offer_id] = row[9:]
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
