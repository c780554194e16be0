"""A file of a client once more, for another test: its rows with other ids, names and addresses.

The first is made by the service's own actions, in some ninety statements; the walls need a few
thousand. A copy is one statement for each table, and as good: whatever the first one's rows say of
its office, client and people, the copy's say of its own.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, select
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.accounts.tokens import hash_of, make_token
from app.db.base import new_id
from app.db.engine import Database
from app.db.prepared import Reader, Written
from app.db.tables import OFFICE_TABLES, metadata
from app.office import joining
from app.plans.queries import policy_that_holds
from tests.walls.cast import Scene, Side, Things, World, a_file, a_side, a_world

Rows = dict[str, list[dict[str, Any]]]  # of each table, those it needs before those that need it
IN_BASE64 = ("group", "cursor")
ID_OR_HEX = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Row:
    """As it is stored: what is the same in each copy, and what names something of its own."""

    table: str
    same: dict[str, Any]
    own: dict[str, str | UUID]


@dataclass(frozen=True)
class Original:
    side: Side
    things: Things
    rows: list[Row]


class Renaming:
    """Each id and each made-up word of the original has one of its own in the copy."""

    def __init__(self, original: Side, copy: Side):
        self.ids: dict[UUID, UUID] = defaultdict(new_id)
        self.words: dict[str, str] = defaultdict(lambda: uuid4().hex)
        self.ids[original.access.office_id] = copy.access.office_id
        self.words[hex_of(original.slug)] = hex_of(copy.slug)
        self.words[hex_of(original.mark)] = hex_of(copy.mark)
        for role, person in original.people.items():
            self.ids[person.user_id] = copy.people[role].user_id
            self.words[hex_of(person.email)] = hex_of(copy.people[role].email)

    def of(self, value: Any) -> Any:
        if isinstance(value, UUID):
            return self.ids[value]
        return ID_OR_HEX.sub(lambda found: self.of_word(found[0]), value)

    def of_word(self, word: str) -> str:
        return str(self.ids[UUID(word)]) if "-" in word else self.words[word]


def hex_of(text: str) -> str:
    return ID_OR_HEX.findall(text)[0]


def another_file(database: Database, side: Side) -> Things:
    """As `a_file` makes one."""
    original = original_in(database)
    renamed = Renaming(original.side, side)
    join, token = make_token(joining.PREFIX, side.access.office_id)
    stored = hash_of(original.things["join"])
    renamed.words[stored[:32]], renamed.words[stored[32:]] = token.hash[:32], token.hash[32:]
    with database.transaction(side.access.office_id, write=True) as session:
        # By the rules as the office has them now, or it would have the client planned anew.
        planned_by = {"planned_by": policy_that_holds(session, side.access).stamp}
        Reader.of(session).write_each(
            [
                (
                    written_into(row.table),
                    row.same
                    | {name: renamed.of(value) for name, value in row.own.items()}
                    | (planned_by if row.table == "clients" else {}),
                )
                for row in original.rows
            ]
        )
    things = {
        name: encoded(renamed.of(decoded(was))) if name in IN_BASE64 else renamed.of(was)
        for name, was in original.things.items()
    }
    return things | {"join": join}


@cache
def written_into(table: str) -> Written:
    """What an office has once, and not for each client, may be there by now."""
    new = insert(metadata.tables[table]).on_conflict_do_nothing()
    return Written(new, new)


def as_kept(table: str, row: dict[str, Any]) -> Row:
    columns = metadata.tables[table].columns
    stored = {
        name: json.dumps(value) if isinstance(columns[name].type, JSON) else value
        for name, value in row.items()
    }
    own = {name: value for name, value in stored.items() if names_something(value)}
    return Row(table, {name: value for name, value in stored.items() if name not in own}, own)


def names_something(value: Any) -> bool:
    return isinstance(value, UUID) or (isinstance(value, str) and bool(ID_OR_HEX.search(value)))


def a_scene(database: Database) -> Scene:
    return filled_anew(a_world(database))


def filled_anew(world: World) -> Scene:
    return Scene(
        world, *(another_file(world.database, side) for side in (world.ours, world.theirs))
    )


def decoded(text: str) -> str:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


@lru_cache(maxsize=2)  # one for each store
def original_in(database: Database) -> Original:
    side = a_side(database)
    before = rows_of(database, side)
    things = a_file(database, side)
    rows = [
        as_kept(name, row)
        for name, found in rows_of(database, side).items()
        for row in found
        if row not in before[name]
    ]
    return Original(side, things, rows)


def rows_of(database: Database, side: Side) -> Rows:
    office_id = side.access.office_id
    with database.transaction(office_id, write=False) as session:
        found = {
            name: [
                dict(row)
                for row in session.execute(
                    select(table).where(table.c.office_id == office_id)
                ).mappings()
            ]
            for name, table in ((name, metadata.tables[name]) for name in OFFICE_TABLES)
        }
        members = [row["user_id"] for row in found["memberships"]]
        users = select(User.__table__).where(User.id.in_(members))
        return {"users": [dict(row) for row in session.execute(users).mappings()], **found}
