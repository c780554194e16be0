"""What a new touch moves is read anew; all else of a client's plan is settled, and taken as stored.

A touch moves the plan of its own person, and with it that of the offer where they were met and of
the whole client: see `cycle.plan.Settled`.
"""

from collections import defaultdict
from collections.abc import Container, Iterator
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, Text, Uuid, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.cycle.plan import OfferPlan, Settled
from app.cycle.warnings import PACED
from app.db.base import NEVER
from app.db.prepared import Among, Prepared, Reader
from app.offers.models import Contact, Offer
from app.plans.models import Touch
from app.plans.queries import (
    BEHIND_FACTS,
    FACTS,
    KEY_PEOPLE,
    LAST_TOUCH_ON,
    NEXT_CONTACT,
    NEXT_OFFER,
    NUMBERS,
    OF_CONTACT,
    OF_OFFER,
    STAMPED,
    STORED,
    WINDOW,
    Holding,
    Known,
    Rows,
    all_known,
    holding_of,
    known_of,
    owner_column,
    reading,
)
from app.plans.rows import settled_contact, settled_offer


def with_ids_as_stored(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of people, offers and touches, of whom nothing is shown: on SQLite a text is made, found and
    compared in a fraction of the time of a UUID."""
    return asked.with_only_columns(
        *(
            type_coerce(column, Text())
            if isinstance(column.type, Uuid) and column.name != "client_id"
            else column
            for column in asked.selected_columns
        )
    )


# What an offer's plan asks of its other people, and the client's of its other offers. The first
# two columns are the row's own id and that of what it belongs to.
OF_OTHERS = (*WINDOW, "mode", "thanked_on")
OTHERS = with_ids_as_stored(
    select(
        Contact.id,
        Contact.offer_id,
        Contact.is_key,
        *(getattr(Contact, name) for name in OF_OTHERS),
    )
)
APART = with_ids_as_stored(select(Offer.id, Offer.client_id, *STORED[Offer]))
TO_PLAN = {table: with_ids_as_stored(found) for table, found in FACTS.items()}

# The same, out of rows with all the facts.
as_other = itemgetter(0, 1, 3, *(BEHIND_FACTS + OF_CONTACT.index(name) for name in OF_OTHERS))
as_apart = itemgetter(0, 1, *(BEHIND_FACTS + place for place in range(len(OF_OFFER))))

AT_SLOT = BEHIND_FACTS + OF_CONTACT.index("slot_on")


def of_those_touched(table: Any) -> Any:
    """The people themselves, the offers where they were met, and of the touches theirs."""
    if table is Touch:
        return Among(Touch.__table__.c.contact_id, "of_contacts")
    return Among(table.__table__.c.id, "of_contacts" if table is Contact else "of_offers")


def beside(
    asked: Select[*tuple[Any, ...]], table: Any, owner: str, owners: str, touched: str
) -> Prepared:
    """What belongs to the same as those touched."""
    columns = table.__table__.c
    return Prepared(
        asked.where(
            columns.office_id == bindparam("office_id", type_=Uuid()),
            Among(columns[owner], owners),
            ~Among(columns.id, touched),
        )
    )


# Of their plans no more than the slot: whoever was logged with stands elsewhere afterwards.
*OF_TOUCHED, _ = reading(of_those_touched, {Contact: [Contact.slot_on]}, facts=TO_PLAN)
TOUCHED = [
    *OF_TOUCHED,
    beside(OTHERS, Contact, "offer_id", "of_offers", "of_contacts"),
    beside(APART, Offer, "client_id", "of_clients", "of_offers"),
]

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


def known_by_next(session: Session, access: Access, clients: Rows, holding: Holding) -> list[Known]:
    """Of `clients`, whose rows are as in `CLIENT_ROW` and who have a next step with a person: all
    but that person and the offer is settled, where the policy that holds has reached them."""
    session.flush()
    reader = Reader.of(session)
    follow = [client for client in clients if client[STAMPED] == holding.stamp]
    touches, contacts, offers, others, apart = reader.rows_of_each(
        TOUCHED,
        office_id=access.office_id,
        of_clients=[client[0] for client in follow],
        of_offers=[client[NEXT_OFFER] for client in follow],
        of_contacts=[client[NEXT_CONTACT] for client in follow],
    )
    behind = [client[0] for client in clients if client[STAMPED] != holding.stamp]
    known = all_known(reader, access, behind) if behind else []
    return [*known_in_part(touches, contacts, offers, others, apart, follow), *known]


def hold_with_contact(
    reader: Reader, access: Access, contact_id: UUID, changed: Container[UUID]
) -> tuple[Known | None, Holding]:
    """The client of this contact, held, and the numbers to plan by. None where there is no such
    contact, or none any more once its client is held. Nothing is settled of the clients who
    `changed`, nor of whom the policy has yet to reach."""
    clients, touches, contacts, offers, numbers = reader.rows_of_each(
        HELD_WITH_CONTACT, office_id=access.office_id, of_contact=contact_id
    )
    holding = holding_of(numbers)
    theirs = next((row for row in contacts if row[0] == contact_id), None)
    if theirs is None or not clients:  # gone, or added since the client was looked for
        return None, holding
    ((client_id, *_, stamp),) = clients
    if client_id in changed or stamp != holding.stamp:
        (known,) = all_known(reader, access, [client_id])
        return (known if contact_id in known.stored else None), holding
    (known,) = known_in_part(
        [row for row in touches if row[1] == contact_id],
        [theirs],
        [row for row in offers if row[0] == theirs[1]],
        [as_other(row) for row in contacts if row[0] != contact_id],
        [as_apart(row) for row in offers if row[0] != theirs[1]],
        clients,
    )
    paced_on = tuple(row[3] for row in touches if row[1] != contact_id)
    return known._replace(paced_on=paced_on), holding


def known_in_part(
    touches: Rows, contacts: Rows, offers: Rows, others: Rows, apart: Rows, clients: Rows
) -> Iterator[Known]:
    """As `known_of`, where other people of the same offers and offers apart are settled."""
    people = {row[0]: settled_contact(row[0], *row[3:]) for row in others}
    slots = {row[0]: row[AT_SLOT] for row in contacts if row[AT_SLOT] != NEVER}
    elsewhere: dict[UUID, dict[UUID, OfferPlan]] = defaultdict(dict)
    for row in apart:
        elsewhere[row[1]][row[0]] = settled_offer(row[0], *row[2:])
    for facts, stored, *_ in known_of(touches, contacts, offers, clients, others):
        of_client = stored[facts.id]
        settled = Settled(
            people, elsewhere[facts.id], slots, of_client[KEY_PEOPLE], of_client[LAST_TOUCH_ON]
        )
        yield Known(facts, stored, settled)
