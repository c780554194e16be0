"""What an import did to each thing, kept so that it can be undone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.imports.models import Import, ImportDeed
from app.imports.things import IDS, Table, Thing
from app.imports.weighing import Note, Noting, as_json

OF_IDS = {name for names in IDS.values() for name in names}


def keep_deeds(noting: Noting, held: Import, notes: Sequence[Note]) -> None:
    """One for each thing, however many rows had something to say of it."""
    made: list[dict[str, Any]] = []
    changed: dict[str, dict[str, Any]] = {}
    for table, thing, before, after in notes:
        if before is None:
            made.append(deed_about(table, thing) | {"before": None, "after": "{}"})
            continue
        deed = changed.setdefault(
            thing["id"], deed_about(table, thing) | {"before": {}, "after": {}}
        )
        deed["before"] = before | deed["before"]
        deed["after"] |= after
    for deed in changed.values():
        deed["before"], deed["after"] = as_kept(deed["before"]), as_kept(deed["after"])
    of_import = {"office_id": held.office_id.hex, "import_id": held.id.hex}
    noting.reader.pour(ImportDeed, [of_import | deed for deed in (*made, *changed.values())])


def deed_about(table: Table, thing: Thing) -> dict[str, Any]:
    kind = table.__tablename__
    client_id = thing["id"] if kind == "clients" else thing["client_id"]
    return {"thing_id": thing["id"], "kind": kind, "client_id": client_id}


def as_kept(values: dict[str, Any]) -> str:
    return as_json(
        {name: UUID(value) if value and name in OF_IDS else value for name, value in values.items()}
    )
