"""What an import did to each thing, kept so that it can be undone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.imports.models import Import, ImportDeed
from app.imports.weighing import Note, Noting, as_json


def keep_deeds(noting: Noting, held: Import, notes: Sequence[Note]) -> None:
    """One for each thing, however many rows had something to say of it."""
    deeds: dict[UUID, dict[str, Any]] = {}
    for note in notes:
        thing, kind = note.thing, note.table.__tablename__
        deed = deeds.setdefault(
            thing["id"],
            {
                "office_id": held.office_id,
                "import_id": held.id,
                "thing_id": thing["id"],
                "kind": kind,
                "client_id": thing["id"] if kind == "clients" else thing["client_id"],
                "before": None if note.before is None else {},
                "after": {},
            },
        )
        if note.before is not None and deed["before"] is not None:
            deed["before"] = note.before | deed["before"]
            deed["after"] |= note.after
    rows = [
        deed
        | {
            "before": None if deed["before"] is None else as_json(deed["before"]),
            "after": as_json(deed["after"]),
        }
        for deed in deeds.values()
    ]
    noting.reader.pour(ImportDeed, rows)
