"""What an import did, kept so that it can be undone."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from app.imports.models import ADDED, VERSION, Import
from app.imports.things import IDS, OWNER, Batch, Table, Thing
from app.imports.weighing import Note, as_json

OF_IDS = {name for names in IDS.values() for name in names}


def deeds_of(held: Import, batch: Batch, notes: Sequence[Note]) -> list[dict[str, Any]]:
    """One for each thing that was there, however many rows had something to say of it, and one for
    all that a client has new."""
    of_import = {"office_id": held.office_id.hex, "import_id": held.id.hex}
    return [of_import | deed for deed in (*changes(notes), *additions(batch.made))]


def changes(notes: Sequence[Note]) -> Iterator[dict[str, Any]]:
    deeds: dict[str, dict[str, Any]] = {}
    for table, thing, before, after in notes:
        if before is None:
            continue
        deed = deeds.setdefault(
            thing["id"],
            {
                "thing_id": thing["id"],
                "kind": table.__tablename__,
                "client_id": thing[OWNER[table]],
                "before": {VERSION: thing[VERSION] - 1},
                "after": {VERSION: thing[VERSION]},
            },
        )
        deed["before"] = before | deed["before"]
        deed["after"] |= after
    for deed in deeds.values():
        yield deed | {"before": as_kept(deed["before"]), "after": as_kept(deed["after"])}


def additions(made: dict[Table, list[Thing]]) -> Iterator[dict[str, Any]]:
    of_clients: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for table, things in made.items():
        kind = table.__tablename__
        for client_id, thing_id in map(itemgetter(OWNER[table], "id"), things):
            of_clients[client_id][kind].append(thing_id)
    for client_id, ids in of_clients.items():
        yield {
            "thing_id": next(iter(ids.values()))[0],
            "kind": ADDED,
            "client_id": client_id,
            "before": None,
            "after": json.dumps(ids),
        }


def as_kept(values: dict[str, Any]) -> str:
    return as_json(
        {name: UUID(value) if value and name in OF_IDS else value for name, value in values.items()}
    )
