"""Putting values into columns of many clients, or of their contacts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import literal_column
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import entry_of, record_all
from app.bulk.changes import Change, Values, by_their_ids, rows_in
from app.bulk.queries import Selected
from app.clients.models import Client
from app.db.prepared import Prepared, Reader, Written, updating
from app.offers.models import Contact
from app.plans.actions import in_parts

# Of these the history tells the new value, not only that it is another one.
TOLD = frozenset({"advisor_id"})


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
                if not differing:
                    continue  # two that were merged since
                entries.append(
                    entry_of(
                        access,
                        action,
                        at=at,
                        client_id=client_id,
                        subject_id=None if is_client else UUID(row_id),
                        fields=differing,
                        emptied=[name for name in differing if not values[name]],
                        **{name: values[name] for name in TOLD.intersection(differing)},
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
        reader, these = Reader.of(session), read_of(self.table, self.columns)
        for some in in_parts(sorted(rows_in(changes))):
            for row_id, *values in reader.rows(these, office_id=access.office_id, ids=some):
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


@cache
def read_of(table: type[Client] | type[Contact], columns: tuple[str, ...]) -> Prepared:
    return Prepared(by_their_ids(table, *(getattr(table, name) for name in columns)))


def set_to(client: Selected, was: str, becomes: str, **values: Any) -> Change:
    before = {name: as_json(getattr(client, name)) for name in values}
    after = {name: as_json(value) for name, value in values.items()}
    return Change(
        client.id, client.name, was, becomes, {str(client.id): before}, {str(client.id): after}
    )
