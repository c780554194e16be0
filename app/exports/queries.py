"""The rows of each export, a page of whole clients at a time.

By key: each page is a transaction of its own, so that however slowly a file is taken, no
connection waits for its reader, and a client's rows always belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy import union_all as all_of
from sqlalchemy.orm import aliased

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.caseload.filters import (
    OFFICE,
    Filters,
    Shape,
    constant,
    matching,
    shape_of,
    values_of,
)
from app.clients.models import Client, Job
from app.db.prepared import Prepared, Reader
from app.exports.columns import (
    CLOSING,
    MOVED,
    OF_CLIENT,
    OF_CONTACT,
    OF_JOB,
    OF_OFFER,
    PAUSE,
    PHONE,
    SNOOZE,
    Shown,
    What,
    day,
    number,
    plan_of,
    text,
    without,
    yes_or_no,
)
from app.imports.sheet import COLUMNS
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.plans.models import Touch
from app.sheets.xlsx import Column

AnySelect: TypeAlias = Select[*tuple[Any, ...]]
CLIENTS_A_PAGE = 250  # their rows are held in memory
BEFORE_ALL = UUID(int=0)
AFTER = bindparam("after", type_=Uuid())
UNTIL = bindparam("until", type_=Uuid())
ONCE_EACH = ("connected", "thanked", "updated", "invited")
EXCHANGES = ("met", "called", "wrote")


@dataclass(frozen=True, slots=True)
class Statement:
    columns: tuple[Column, ...]
    rows: Prepared


def count_clients(reader: Reader, shape: Shape, given: dict[str, Any]) -> int:
    (count,) = reader.rows(count_of(shape), **given)[0]
    return int(count)


def next_clients(reader: Reader, shape: Shape, given: dict[str, Any], after: UUID) -> list[UUID]:
    """The ids of a page, in the order in which they were recorded."""
    found = reader.rows(ids_of(shape), after=after, limit=CLIENTS_A_PAGE, **given)
    return [client_id for (client_id,) in found]


@cache
def count_of(shape: Shape) -> Prepared:
    return Prepared(select(func.count()).select_from(Client).where(*matching(shape)))


@cache
def ids_of(shape: Shape) -> Prepared:
    return Prepared(
        select(Client.id)
        .where(*matching(shape), Client.id > AFTER)
        .order_by(Client.id)
        .limit(bindparam("limit"))
    )


@cache
def statement_of(what: What, shape: Shape) -> Statement:
    makers = {
        What.CONTACTS: contacts,
        What.CLIENTS: clients,
        What.OFFERS: offers,
        What.TOUCHES: touches,
        What.EMPLOYERS: employers,
    }
    shown, rows = makers[what](shape)
    return Statement(tuple(each.column for each in shown), Prepared(rows))


def rows_of(reader: Reader, access: Access, client_id: UUID, as_of: date) -> list[dict[str, Any]]:
    """One client's rows of the office's own sheet, by column, the plan aside."""
    access.require_of(Permission.READ_PEOPLE, client_id)
    filters = Filters(client_id=client_id)
    statement = statement_of(What.CONTACTS, shape_of(filters))
    given = values_of(filters, as_of) | {"office_id": access.office_id, "as_of": as_of}
    just_before = UUID(int=client_id.int - 1)  # so that nobody else's rows are gone through
    found = reader.rows(statement.rows, after=just_before, until=client_id, **given)
    names = [column.name for column in statement.columns]
    return [
        {name: cell for name, cell in zip(names, row, strict=True) if name in COLUMNS}
        for row in found
    ]


def values(shown: Sequence[Shown]) -> list[Any]:
    return [each.value.label(each.column.name) for each in shown]


def of_page(shape: Shape) -> list[Any]:
    return [*matching(shape), Client.id > AFTER, Client.id <= UNTIL]


def theirs(table: Any) -> list[Any]:
    """What belongs to the page's clients, by the same range."""
    return [table.office_id == OFFICE, table.client_id > AFTER, table.client_id <= UNTIL]


def to_advisor(rows: AnySelect) -> AnySelect:
    return rows.join(User, User.id == Client.advisor_id, isouter=True)


def joined(table: Any, *on: Any) -> tuple[Any, Any]:
    return table, and_(*theirs(table), *on)


def contacts(shape: Shape) -> tuple[tuple[Shown, ...], AnySelect]:
    """The office's own sheet: a row for each contact, for each offer where nobody is listed yet,
    for each job that no offer names, and for a client of whom there is nothing else."""
    touched, exchanged, told = first_and_last_touches(), last_exchanges(), all_touches()
    of_touches = (
        *(day(f"{kind}_on", touched.c[kind]) for kind in ONCE_EACH),
        day("caught_up_on", exchanged.c.happened_on),
        text("caught_up_how", exchanged.c.kind),
    )
    of_work = (*PHONE, text("touches", told.c.touches), *SNOOZE)
    job, offer = aliased(Job), aliased(Offer)
    has_job = select(job.id).where(*theirs(job), job.client_id == Client.id).exists()
    is_named = (
        select(offer.id)
        .where(*theirs(offer), offer.client_id == Client.id, offer.job_id == Job.id)
        .exists()
    )
    shown = (
        *OF_CLIENT,
        *OF_JOB,
        *OF_OFFER,
        *OF_CONTACT,
        *of_touches,
        *CLOSING,
        *of_work,
        *PAUSE,
        *MOVED,
        *plan_of(Contact, Offer, Client),
    )
    people = (
        to_advisor(
            select(
                *values(shown),
                Client.id.label("of_client"),
                literal_column("1").label("after_jobs"),
                Offer.id.label("of_offer"),
                Contact.id.label("of_contact"),
            ).select_from(Client)
        )
        .join(*joined(Offer, Offer.client_id == Client.id), isouter=True)
        .join(*joined(Job, Job.id == Offer.job_id), isouter=True)
        .join(*joined(Contact, Contact.offer_id == Offer.id), isouter=True)
        .join(touched, touched.c.contact_id == Contact.id, isouter=True)
        .join(
            exchanged,
            and_(exchanged.c.contact_id == Contact.id, exchanged.c.place == 1),
            isouter=True,
        )
        .join(*joined(Move, Move.id == Contact.move_id), isouter=True)
        .join(told, and_(told.c.contact_id == Contact.id, told.c.place == 1), isouter=True)
        .where(*of_page(shape), or_(Offer.id.is_not(None), ~has_job))
    )
    blank = without((*OF_OFFER, *OF_CONTACT, *of_touches, *CLOSING, *of_work))
    of_jobs = (*OF_CLIENT, *OF_JOB, *blank, *PAUSE, *without(MOVED), *plan_of(Client))
    jobs = (
        to_advisor(
            select(
                *values(of_jobs), Client.id, literal_column("0"), Job.id, null().label("nobody")
            ).select_from(Client)
        )
        .join(*joined(Job, Job.client_id == Client.id))
        .where(*of_page(shape), ~is_named)
    )
    both = all_of(people, jobs).subquery()
    columns = list(both.c)
    return shown, select(*columns[: len(shown)]).order_by(*columns[len(shown) :])


def first_and_last_touches() -> Any:
    """The sheet has one cell for each kind: the first connection and thanks, the last of others."""

    def on(least_or_most: Any, kind: str) -> Any:
        return least_or_most(Touch.happened_on).filter(Touch.kind == kind).label(kind)

    return (
        select(
            Touch.contact_id,
            on(func.min, "connected"),
            on(func.min, "thanked"),
            on(func.max, "updated"),
            on(func.max, "invited"),
        )
        .where(*theirs(Touch), Touch.voided_at.is_(None))
        .group_by(Touch.contact_id)
        .subquery()
    )


def last_exchanges() -> Any:
    """Of a contact's exchanges, the last has place 1."""
    is_exchange = or_(*(Touch.kind == constant(kind) for kind in EXCHANGES))
    place = func.row_number().over(
        partition_by=Touch.contact_id, order_by=(Touch.happened_on.desc(), Touch.id.desc())
    )
    return (
        select(Touch.contact_id, Touch.kind, Touch.happened_on, place.label("place"))
        .where(*theirs(Touch), Touch.voided_at.is_(None), is_exchange)
        .subquery()
    )


def all_touches() -> Any:
    """A contact's in one cell, as they were recorded; the row of the last has place 1."""
    space = constant(" ")
    step = func.coalesce(space.concat(Touch.step), constant(""))
    told = Touch.kind.concat(step).concat(space).concat(cast(Touch.happened_on, Text()))
    between: Any = constant("; ")  # no parameter, for COPY takes none
    in_order = func.aggregate_strings(told, between).over(
        partition_by=Touch.contact_id, order_by=Touch.id, rows=(None, None)
    )
    place = func.row_number().over(partition_by=Touch.contact_id, order_by=Touch.id.desc())
    return (
        select(Touch.contact_id, in_order.label("touches"), place.label("place"))
        .where(*theirs(Touch), Touch.voided_at.is_(None))
        .subquery()
    )


def clients(shape: Shape) -> tuple[tuple[Shown, ...], AnySelect]:
    """With the job that was recorded last."""
    later = aliased(Job)
    is_last = ~(
        select(later.id)
        .where(*theirs(later), later.client_id == Job.client_id, later.id > Job.id)
        .exists()
    )
    shown = (*OF_CLIENT, *OF_JOB, *PAUSE, *plan_of(Client))
    rows = (
        to_advisor(select(*values(shown)).select_from(Client))
        .join(*joined(Job, Job.client_id == Client.id, is_last), isouter=True)
        .where(*of_page(shape))
        .order_by(Client.id)
    )
    return shown, rows


def offers(shape: Shape) -> tuple[tuple[Shown, ...], AnySelect]:
    shown = (*OF_CLIENT, *OF_JOB, *OF_OFFER, *plan_of(Offer))
    rows = (
        to_advisor(select(*values(shown)).select_from(Client))
        .join(*joined(Offer, Offer.client_id == Client.id))
        .join(*joined(Job, Job.id == Offer.job_id), isouter=True)
        .where(*of_page(shape))
        .order_by(Client.id, Offer.id)
    )
    return shown, rows


def touches(shape: Shape) -> tuple[tuple[Shown, ...], AnySelect]:
    """All of them, voided ones as well."""
    recorder = aliased(User, name="recorder")
    named = {each.column.name: each for each in (*OF_CLIENT, *OF_OFFER, *OF_CONTACT)}
    whose = (
        "client_email", "client_name", "client_external_id", "advisor_email", "offer_employer",
        "offer_title", "offered_on", "contact_name", "contact_title", "contact_email",
    )  # fmt: skip
    shown = (
        *(named[name] for name in whose),
        text("touch", Touch.kind),
        day("touched_on", Touch.happened_on),
        text("skipped_step", Touch.step),
        text("note", Touch.note),
        text("recorded_by", recorder.email),
        text("voided", yes_or_no(Touch.voided_at.is_not(None))),
        text("void_reason", Touch.void_reason),
    )
    rows = (
        to_advisor(select(*values(shown)).select_from(Client))
        .join(*joined(Touch, Touch.client_id == Client.id))
        .join(*joined(Contact, Contact.id == Touch.contact_id))
        .join(*joined(Offer, Offer.id == Contact.offer_id))
        .join(recorder, recorder.id == Touch.recorded_by, isouter=True)
        .where(*of_page(shape))
        .order_by(Client.id, Touch.id)
    )
    return shown, rows


def employers(shape: Shape) -> tuple[tuple[Shown, ...], AnySelect]:
    """Whose offers these clients had; few enough to be one page."""
    people = (
        select(
            Contact.offer_id,
            func.count().label("contacts"),
            func.count().filter(Contact.is_key).label("key"),
        )
        .where(Contact.office_id == OFFICE)
        .group_by(Contact.offer_id)
        .subquery()
    )
    touched = (
        select(Contact.offer_id, func.max(Touch.happened_on).label("last"))
        .join(Touch, and_(Touch.office_id == OFFICE, Touch.contact_id == Contact.id))
        .where(Contact.office_id == OFFICE, Touch.voided_at.is_(None))
        .group_by(Contact.offer_id)
        .subquery()
    )
    shown = (
        text("employer", Offer.employer),
        number("clients", func.count(Client.id.distinct())),
        number("offers", func.count()),
        number("declined", func.count(Offer.declined_on)),
        number("contacts", func.coalesce(func.sum(people.c.contacts), 0)),
        number("key_contacts", func.coalesce(func.sum(people.c.key), 0)),
        day("last_touch_on", func.max(touched.c.last)),
    )
    rows = (
        select(*values(shown))
        .select_from(Client)
        .join(Offer, and_(Offer.office_id == OFFICE, Offer.client_id == Client.id))
        .join(people, people.c.offer_id == Offer.id, isouter=True)
        .join(touched, touched.c.offer_id == Offer.id, isouter=True)
        .where(*matching(shape))
        .group_by(Offer.employer)
        .order_by(Offer.employer)
    )
    return shown, rows
