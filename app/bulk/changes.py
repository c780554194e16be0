"""What would become of each client, and the two ways in which it is written and undone."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, literal_column, select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import entry_of, record_all
from app.clients.models import Client
from app.db.base import new_id
from app.db.prepared import Among, Prepared, Reader, Written, updating
from app.offers.models import Contact
from app.plans.actions import in_parts
from app.plans.models import Touch
from app.plans.touches import LOGGED

Values = dict[str, dict[str, Any]]  # by the row's id, column by column, as JSON


@dataclass(frozen=True, slots=True)
class Change:
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
        text = json.dumps([self.before, self.after], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Cannot:
    """Why nothing would become of one client: the same words for all who share the reason."""

    client_id: UUID
    name: str
    why: str
    detail: str = ""


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


@dataclass(frozen=True, slots=True)
class Setting:
    """Puts values into columns of clients or contacts; undoing puts back the former ones."""

    table: type[Client] | type[Contact]
    columns: tuple[str, ...]

    def do(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime, key: bytes
    ) -> Sequence[Change]:
        self.put(session, access, ((c.client_id, c.before, c.after) for c in changes), at)
        return changes

    def undo(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime
    ) -> None:
        self.put(session, access, ((c.client_id, c.after, c.before) for c in changes), at)

    def put(
        self,
        session: Session,
        access: Access,
        changes: Iterable[tuple[UUID, Values, Values]],
        at: datetime,
    ) -> None:
        is_client = self.table is Client
        action = "client.changed" if is_client else "contact.changed"
        rows, entries = [], []
        for client_id, old, new in changes:
            for row_id, values in new.items():
                differing = sorted(name for name in values if values[name] != old[row_id][name])
                entries.append(
                    entry_of(
                        access,
                        action,
                        at=at,
                        client_id=client_id,
                        subject_id=None if is_client else UUID(row_id),
                        fields=differing,
                        emptied=[name for name in differing if not values[name]],
                    )
                )
                new_values = {f"new_{name}": self.read(name, v) for name, v in values.items()}
                rows.append({"office_id": access.office_id, "id": UUID(row_id), **new_values})
        Reader.of(session).write(update_of(self.table, self.columns), rows)
        record_all(session, entries)

    def changed_since(
        self, session: Session, access: Access, changes: Sequence[Change]
    ) -> set[UUID]:
        now: Values = {}
        table = self.table
        for some in in_parts(sorted(UUID(row_id) for c in changes for row_id in c.after)):
            columns = [getattr(table, name) for name in self.columns]
            for row_id, *values in session.execute(
                select(table.id, *columns).where(
                    table.office_id == access.office_id, table.id.in_(some)
                )
            ):
                written = map(as_json, values)
                now[str(row_id)] = dict(zip(self.columns, written, strict=True))
        return {
            change.client_id
            for change in changes
            if any(now.get(row_id) != values for row_id, values in change.after.items())
        }

    def read(self, column: str, value: Any) -> Any:
        kind = self.table.__table__.c[column].type.python_type
        return kind_of_value(kind, value)


def kind_of_value(kind: type, value: Any) -> Any:
    if value is None:
        return None
    if kind is date:
        return date.fromisoformat(value)
    return UUID(value) if kind is UUID else value


def as_json(value: Any) -> Any:
    return str(value) if isinstance(value, date | UUID) else value


@cache
def update_of(table: type[Client] | type[Contact], columns: tuple[str, ...]) -> Written:
    return updating(table, columns, version=table.version + literal_column("1"))


def rows_in(changes: Iterable[Change]) -> Iterator[UUID]:
    """What was made for each client: a touch, a link."""
    return (UUID(row_id) for change in changes for row_id in change.after)


def standing(table: Any, *is_standing: ColumnElement[bool]) -> Prepared:
    """Which of some rows are still there as they were made, by their ids."""
    return Prepared(
        select(table.id).where(
            table.office_id == bindparam("office_id", type_=Uuid()),
            Among(table.__table__.c.id, "ids"),
            *is_standing,
        )
    )


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


VOIDED = updating(Touch, ("voided_at", "voided_by", "void_reason"))
STANDING_TOUCHES = standing(Touch, Touch.voided_at.is_(None))
UNDONE = "Undone, together with others logged at once"


class Touching:
    """Logs a touch with one contact of each client; undoing voids it.

    Before, `after` holds what is to be logged by the contact's id; then by the touch's own.
    """

    def do(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime, key: bytes
    ) -> Sequence[Change]:
        rows, entries, done = [], [], []
        for change in changes:
            for contact_id, touch in change.after.items():
                row = {
                    "office_id": access.office_id,
                    "id": new_id(),
                    "client_id": change.client_id,
                    "contact_id": UUID(contact_id),
                    "kind": touch["kind"],
                    "happened_on": date.fromisoformat(touch["on"]),
                    "step": None,
                    "note": touch["note"],
                    "recorded_by": access.user_id,
                    "recorded_at": at,
                    "voided_at": None,
                    "voided_by": None,
                    "void_reason": None,
                }
                rows.append(row)
                entries.append(
                    entry_of(
                        access,
                        "touch.logged",
                        at=at,
                        client_id=change.client_id,
                        subject_id=row["id"],
                        kind=touch["kind"],
                        on=touch["on"],
                    )
                )
                done.append(replace(change, after={str(row["id"]): {}}))
        Reader.of(session).write(LOGGED, rows)
        record_all(session, entries)
        return done

    def changed_since(
        self, session: Session, access: Access, changes: Sequence[Change]
    ) -> set[UUID]:
        return taken_back(session, access, STANDING_TOUCHES, changes)

    def undo(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime
    ) -> None:
        voided = {
            "office_id": access.office_id,
            "new_voided_at": at,
            "new_voided_by": access.user_id,
            "new_void_reason": UNDONE,
        }
        rows = [voided | {"id": touch_id} for touch_id in rows_in(changes)]
        Reader.of(session).write(VOIDED, rows)
        record_all(
            session,
            [
                entry_of(
                    access,
                    "touch.voided",
                    at=at,
                    client_id=change.client_id,
                    subject_id=UUID(touch_id),
                )
                for change in changes
                for touch_id in change.after
            ],
        )
