"""Taking in things that another system knows by its own numbers: all of a list, or none of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.clients.models import Client
from app.clients.numbers import (
    Kind,
    free_numbers,
    give_number,
    numbers_of,
    things_numbered,
)
from app.clients.upserting import Became, places_repeated
from app.faults import BadInput, BadInputs, Stale

Row = Any  # a form with an `external_id`, an `id`, and what names whose it is
Thing = Any


@dataclass(frozen=True, slots=True)
class Whose:
    """What a thing hangs on, as its rows name it: `client_id`, or `client_external_id`."""

    name: str
    table: type[Any]
    kind: Kind | None  # none for clients, whose number is in a column

    @property
    def by_id(self) -> str:
        return f"{self.name}_id"

    @property
    def by_number(self) -> str:
        return f"{self.name}_external_id"


@dataclass(frozen=True, slots=True)
class Taking:
    """How the things of one kind are taken in."""

    kind: Kind
    listed: str
    table: type[Any]
    whose: Whose
    add: Callable[[UUID, Row], Thing]
    change: Callable[[Thing, Row], bool]  # whether there was anything to change


@dataclass(frozen=True, slots=True)
class Taken:
    thing: Thing
    external_id: str
    became: Became


CLIENT = Whose("client", Client, None)
KEYS = {"external_id", "id"}


def take_in(session: Session, access: Access, taking: Taking, rows: Sequence[Row]) -> list[Taken]:
    """Raises `BadInputs` that name each row by its place; then nothing was taken."""
    access.require(Permission.WRITE_PEOPLE)
    repeated = places_repeated(rows)
    faults = [
        BadInput(f"{taking.listed}.{place}.external_id", "is in this list already")
        for place in repeated
    ]
    known = Known.of(session, access, taking, rows)
    done = []
    for place, row in enumerate(rows):
        if place in repeated:
            continue
        try:
            done.append(take_one(session, access, taking, known, row))
        except BadInput as error:
            faults.append(BadInput(f"{taking.listed}.{place}.{error.field}", error.message))
    if faults:
        raise BadInputs(faults)
    return done


def take_one(session: Session, access: Access, taking: Taking, known: "Known", row: Row) -> Taken:
    there, whose = known.thing(row), known.whose(row)
    if there is None:
        if whose is None:
            raise BadInput(taking.whose.by_id, "is needed, or its external_id: whose is it?")
        made = taking.add(whose.id, row)
        client_id = made.client_id
        give_number(session, access, taking.kind, row.external_id, made.id, client_id)
        return Taken(made, row.external_id, Became.CREATED)
    if whose is not None and whose.id != getattr(there, taking.whose.by_id):
        raise BadInput(taking.whose.by_id, "is not whose it was: it cannot be moved")
    is_new_number = there.id not in known.numbers
    if is_new_number:
        give_number(session, access, taking.kind, row.external_id, there.id, there.client_id)
    is_changed = taking.change(there, row) or is_new_number
    return Taken(there, row.external_id, Became.CHANGED if is_changed else Became.SAME)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows name and the office has; their clients are held against other writers."""

    taking: Taking
    things: Mapping[UUID, Thing]
    by_number: Mapping[str, UUID]
    numbers: Mapping[UUID, str]
    all_whose: Mapping[UUID, Any]
    whose_by_number: Mapping[str, UUID]

    @classmethod
    def of(cls, session: Session, access: Access, taking: Taking, rows: Sequence[Row]) -> "Known":
        whose = taking.whose
        by_number = things_numbered(session, access, taking.kind, [one.external_id for one in rows])
        ids = {one.id for one in rows if one.id} | {*by_number.values()}
        whose_numbers = named(rows, whose.by_number)
        if whose.kind is None:
            whose_by_number = clients_numbered(session, access, whose_numbers)
        else:
            whose_by_number = things_numbered(session, access, whose.kind, whose_numbers)
        whose_ids = named(rows, whose.by_id) | {*whose_by_number.values()}
        found = rows_by_id(session, access, taking.table, ids)
        all_whose = rows_by_id(session, access, whose.table, whose_ids)
        involved = {one.client_id for one in found.values()}
        involved |= {getattr(one, "client_id", one.id) for one in all_whose.values()}
        hold_clients(session, access, involved)
        # Once more, as they are now that nobody else changes them.
        by_number = things_numbered(session, access, taking.kind, [one.external_id for one in rows])
        found = rows_by_id(session, access, taking.table, ids | {*by_number.values()})
        if not involved.issuperset(one.client_id for one in found.values()):
            raise Stale
        gone = [number for number, id_ in by_number.items() if id_ not in found]
        if gone:
            free_numbers(session, access, taking.kind, gone)
        return cls(
            taking,
            found,
            {number: id_ for number, id_ in by_number.items() if id_ in found},
            numbers_of(session, access, taking.kind, found),
            all_whose,
            whose_by_number,
        )

    def thing(self, row: Row) -> Thing | None:
        by_number = self.by_number.get(row.external_id)
        if row.id is None:
            return None if by_number is None else self.things[by_number]
        if row.id not in self.things:
            raise BadInput("id", f"is no {self.taking.kind} of this office")
        if by_number not in (None, row.id):
            raise BadInput("external_id", f"is another {self.taking.kind}’s")
        if self.numbers.get(row.id, row.external_id) != row.external_id:
            raise BadInput("id", f"is a {self.taking.kind} with another external_id")
        return self.things[row.id]

    def whose(self, row: Row) -> Any:
        whose = self.taking.whose
        given = [
            (field, value)
            for field in (whose.by_id, whose.by_number)
            if (value := getattr(row, field)) is not None
        ]
        if not given:
            return None
        if len(given) == 2:
            raise BadInput(whose.by_id, f"is not needed beside {whose.by_number}")
        ((field, value),) = given
        found = self.whose_by_number.get(value) if field == whose.by_number else value
        if found is None or found not in self.all_whose:
            raise BadInput(field, f"is no {whose.name} of this office")
        return self.all_whose[found]


def named(rows: Sequence[Row], field: str) -> set[Any]:
    return {value for row in rows if (value := getattr(row, field)) is not None}


def rows_by_id(
    session: Session, access: Access, table: type[Any], ids: Collection[UUID]
) -> dict[UUID, Any]:
    found = session.scalars(
        select(table)
        .where(table.office_id == access.office_id, table.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in found}


def clients_numbered(session: Session, access: Access, numbers: Collection[str]) -> dict[str, UUID]:
    rows = session.execute(
        select(Client.external_id, Client.id).where(
            Client.office_id == access.office_id, Client.external_id.in_(numbers)
        )
    )
    return {row.external_id: row.id for row in rows}


def hold_clients(session: Session, access: Access, ids: Collection[UUID]) -> None:
    """In the order of ids, so that no two writers wait in a ring."""
    session.execute(
        select(Client.id)
        .where(Client.office_id == access.office_id, Client.id.in_(ids))
        .order_by(Client.id)
        .with_for_update(key_share=True)
    )


def given_of(row: Row, whose: Whose, *more: str) -> dict[str, Any]:
    """What it says of the thing itself."""
    keys = KEYS | {whose.by_id, whose.by_number, *more}
    return {name: value for name, value in row.given().items() if name not in keys}


def is_so(thing: Thing, given: Mapping[str, Any]) -> bool:
    return all(getattr(thing, name) == value for name, value in given.items())
