"""Whatever came after an import and depends on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.models import Client
from app.db.base import Base
from app.imports.done import FIRST, TABLES, Done, of_thing, things
from app.imports.models import Import, ImportDeed
from app.imports.weighing import as_json
from app.plans.actions import hold, in_parts
from app.plans.models import Touch

# What the service itself keeps about clients, which goes with them.
GOES_ALONG = {"told_plans", "webhook_deliveries", "import_rows", "letters", "bounces"}
CALLED = {
    "bulk_items": "something done to many at once",
    "contacts": "a person added",
    "distinctions": "a person told apart from another",
    "external_ids": "another program’s number",
    "import_deeds": "a later import",
    "jobs": "a job added",
    "link_confirmations": "a shared link",
    "moves": "a person’s move",
    "news": "news from the client",
    "notes": "a note",
    "offers": "an offer added",
    "outcomes": "an outcome",
    "questions_put_off": "a question put off",
    "share_links": "a shared link",
    "subscriptions": "reminders",
    "touches": "a touch logged",
}
CHANGED = {
    "touches": "a touch taken back",
    "moves": "a person’s move changed",
    "contacts": "a person changed",
    "offers": "an offer changed",
    "jobs": "a job changed",
    "clients": "the client changed",
}


def what_depends(session: Session, access: Access, held: Import, done: Done) -> dict[UUID, str]:
    """Whose file has gone on since: the client's name, and by what. Holds all of them."""
    for some in in_parts(sorted(done.clients)):
        hold(session, access, some)
    why: dict[UUID, set[str]] = defaultdict(set)
    its_own: dict[str, Collection[UUID]] = {**done.made, ImportDeed.__tablename__: {held.id}}
    for kind, table in TABLES.items():
        made = done.made[kind]
        for client_id in changed_since(session, access, table, kind, done):
            why[client_id].add(CHANGED[kind])
        for other, column in pointing_to(kind):
            for row in rows_pointing(session, access, other, column, made):
                if row.id not in its_own.get(other.name, ()):
                    why[row.client_id].add(CALLED[other.name])
    names = names_by_id(session, access, why)
    return {
        client_id: f"{names.get(client_id, 'a client')}: {', '.join(sorted(words))}"
        for client_id, words in why.items()
    }


def changed_since(
    session: Session, access: Access, table: type[Any], kind: str, done: Done
) -> Iterator[UUID]:
    """Whose."""
    made = done.made[kind]
    for thing in things(session, access, table, made).values():
        if not is_as_made(thing, done.as_made):
            yield made[thing.id]
    changed = {deed.thing_id: deed for deed in done.changed if deed.kind == kind}
    for thing in things(session, access, table, changed).values():
        deed = changed[thing.id]
        left = of_thing(deed.after)
        if as_json({name: getattr(thing, name) for name in left}) != as_json(left):
            yield deed.client_id


def is_as_made(thing: Any, as_made: Mapping[UUID, int]) -> bool:
    if isinstance(thing, Touch):
        return thing.voided_at is None
    version: int = thing.version
    return version == as_made.get(thing.id, FIRST)


def pointing_to(kind: str) -> Iterator[tuple[Table, str]]:
    """Every table of the schema that may hold something of these, and by which column."""
    for table in Base.metadata.sorted_tables:
        if table.name in GOES_ALONG:
            continue
        for key in table.foreign_key_constraints:
            if key.referred_table.name == kind:
                yield table, next(name for name in key.column_keys if name != "office_id")


def rows_pointing(
    session: Session, access: Access, table: Table, column: str, ids: Iterable[UUID]
) -> Iterator[Any]:
    own_id = table.c.get("id", table.c.get("import_id", table.c.client_id))
    for some in in_parts(sorted(ids)):
        yield from session.execute(
            select(own_id.label("id"), table.c.client_id).where(
                table.c.office_id == access.office_id, table.c[column].in_(some)
            )
        )


def names_by_id(session: Session, access: Access, ids: Iterable[UUID]) -> dict[UUID, str]:
    return {
        row.id: row.name
        for some in in_parts(sorted(ids))
        for row in session.execute(
            select(Client.id, Client.name).where(
                Client.office_id == access.office_id, Client.id.in_(some)
            )
        )
    }
