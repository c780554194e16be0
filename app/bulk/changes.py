"""What would become of each client, and how such a change is written and undone."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.db.prepared import Among, Prepared, Reader, json_text
from app.plans.actions import in_parts

Values = dict[str, dict[str, Any]]  # by the row's id, column by column, as JSON


class Change(NamedTuple):
    """What becomes of one client, in words and row by row."""

    client_id: UUID
    name: str
    was: str
    becomes: str
    before: Values
    after: Values

    @property
    def mark(self) -> str:
        """Another one where something else would become of the client."""
        text = json_text([self.before, self.after])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Cannot(NamedTuple):
    """Why nothing would become of one client: the same words for all who share the reason."""

    client_id: UUID
    name: str
    why: str
    detail: str = ""


Weighed = Change | Cannot


class Writing(Protocol):
    def do(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime, key: bytes
    ) -> Sequence[Change]:
        """Gives the changes as they were made. `key` is the service's own, for what is secret."""

    def changed_since(
        self, session: Session, access: Access, changes: Sequence[Change]
    ) -> set[UUID]:
        """The clients of whom something else became meanwhile."""

    def undo(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime
    ) -> None: ...


def rows_in(changes: Iterable[Change]) -> Iterator[UUID]:
    """What was made or changed for each client: a touch, a link, a person."""
    return (UUID(row_id) for change in changes for row_id in change.after)


def by_their_ids(table: Any, *columns: Any) -> Select[Any]:
    """Some rows of the office."""
    return select(table.id, *columns).where(
        table.office_id == bindparam("office_id", type_=Uuid()),
        Among(table.__table__.c.id, "ids"),
    )


def standing(table: Any, *is_standing: ColumnElement[bool]) -> Prepared:
    """Which of some rows are still there as they were made, by their ids."""
    return Prepared(by_their_ids(table).where(*is_standing))


def taken_back(
    session: Session, access: Access, still: Prepared, changes: Sequence[Change]
) -> set[UUID]:
    """Whose row was taken back already; `still` is what `standing` makes."""
    reader = Reader.of(session)
    there: set[UUID] = set()
    for some in in_parts(sorted(rows_in(changes))):
        rows = reader.rows(still, office_id=access.office_id, ids=some)
        there.update(row_id for (row_id,) in rows)
    return {change.client_id for change in changes if not there.issuperset(map(UUID, change.after))}
