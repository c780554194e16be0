"""Programs and cohorts: the names by which an office sorts its clients."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.access import Access, Permission
from app.clients.models import Client, Group
from app.cycle.folding import as_counted, fold
from app.cycle.states import State
from app.faults import NotFound


class Kind(StrEnum):
    PROGRAM = "program"
    COHORT = "cohort"


COLUMN: Mapping[Kind, InstrumentedAttribute[str]] = {
    Kind.PROGRAM: Client.program,
    Kind.COHORT: Client.cohort,
}


@dataclass(frozen=True, slots=True)
class Named:
    """One of them, and how many clients are in it."""

    kind: Kind
    name: str
    clients: int
    closed: int
    is_retired: bool

    @property
    def code(self) -> str:
        """As it stands in an address, whatever the name is made of."""
        return urlsafe_b64encode(self.name.encode()).decode().rstrip("=")

    @property
    def key(self) -> str:
        return fold(self.name)


def groups_of(session: Session, access: Access, kind: Kind) -> list[Named]:
    """By name: those that clients are in, and those that were added or retired."""
    access.require(Permission.READ_PEOPLE)
    column = COLUMN[kind]
    counted = session.execute(
        select(
            column,
            func.count(),
            func.coalesce(func.sum(case((Client.standing == State.CLOSED, 1), else_=0)), 0),
        )
        .where(Client.office_id == access.office_id, column != "")
        .group_by(column)
    )
    counts = {name: (clients, closed) for name, clients, closed in counted}
    kept = dict(
        session.execute(
            select(Group.name, Group.retired_at).where(
                Group.office_id == access.office_id, Group.kind == kind
            )
        ).all()
    )
    return [
        Named(kind, name, *counts.get(name, (0, 0)), kept.get(name) is not None)
        for name in sorted({*counts, *kept}, key=as_counted)
    ]


def group_coded(groups: Iterable[Named], code: str) -> Named:
    for one in groups:
        if one.code == code:
            return one
    raise NotFound


def offered(session: Session, access: Access) -> dict[str, Sequence[tuple[str, str]]]:
    """What the forms complete, by field: all but the retired ones."""
    return {
        kind.value: [
            (one.name, one.name) for one in groups_of(session, access, kind) if not one.is_retired
        ]
        for kind in Kind
    }


def same_but_for_spelling(groups: Sequence[Named]) -> dict[str, str]:
    """By name, another of more clients that differs in case, spaces, accents or points alone."""
    largest: dict[str, Named] = {}
    for one in sorted(groups, key=lambda one: (-one.clients, one.name)):
        largest.setdefault(one.key, one)
    return {one.name: largest[one.key].name for one in groups if largest[one.key].name != one.name}
