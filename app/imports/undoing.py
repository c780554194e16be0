"""Taking back all that an import did, while nothing that came later depends on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import entry_of, record, record_all
from app.clients.listing import CLIENT_WENT, THINGS_WENT
from app.clients.models import Client, Job
from app.db.base import Base
from app.db.idempotency import forget_answers_about
from app.errands.actions import enqueue
from app.faults import ChangedMeanwhile, NotNow
from app.imports.models import ADDED, AS_MADE, VERSION, Import, ImportDeed
from app.imports.standing import AT_ONCE, KEPT, found_import, held_import
from app.imports.weighing import as_json
from app.offers.models import Contact, Offer
from app.plans.actions import hold, in_parts
from app.plans.models import Touch

UNDO = "undo an import"

# In the order in which they may go: whoever points before whoever is pointed to.
TABLES: dict[str, type[Any]] = {
    "touches": Touch,
    "contacts": Contact,
    "offers": Offer,
    "jobs": Job,
    "clients": Client,
}
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
    "contacts": "a person changed",
    "offers": "an offer changed",
    "jobs": "a job changed",
    "clients": "the client changed",
}


class Done(NamedTuple):
    """All that an import did: what it changed, and by table what it made, with whose it is."""

    changed: Sequence[ImportDeed]
    made: dict[str, dict[UUID, UUID]]
    as_made: dict[UUID, int]

    @property
    def things(self) -> int:
        return len(self.changed) + sum(map(len, self.made.values()))

    @property
    def clients(self) -> set[UUID]:
        return {deed.client_id for deed in self.changed}.union(
            *(made.values() for made in self.made.values())
        )


def undo(session: Session, access: Access, import_id: UUID, at: datetime) -> Import:
    """A small one at once, a larger one by the worker. Raises `ChangedMeanwhile`, naming whom."""
    held = held_import(session, access, import_id, "done", "undone")
    if held.status == "undone":
        return held
    if at - held.moved_at > KEPT:
        raise NotNow(f"An import can be undone for {KEPT.days} days, and these are over.")
    done = what_was_done(session, access, held)
    if later := what_depends(session, access, held, done):
        raise ChangedMeanwhile(later)
    if done.things > AT_ONCE:
        held.status, held.moved_at = "undoing", at
        held.errand_id = enqueue(session, access, UNDO, {"import_id": str(held.id)}, at)
        session.flush()
        return held
    return take_back(session, access, held, done, at)


def undo_import(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """An errand. Where something has come to depend on it since, all of it stays, and is said."""
    held = found_import(session, access, UUID(details["import_id"]))
    if held.status != "undoing":
        return
    done = what_was_done(session, access, held)
    if later := what_depends(session, access, held, done):
        names = list(later.values())
        held.status = "done"
        held.words = f"Not undone: {', '.join(names[:5])}{' and others' if names[5:] else ''}."
        return
    take_back(session, access, held, done, at)


def what_was_done(session: Session, access: Access, held: Import) -> Done:
    access.require(Permission.WRITE_PEOPLE)
    deeds = session.scalars(
        select(ImportDeed).where(
            ImportDeed.office_id == access.office_id, ImportDeed.import_id == held.id
        )
    ).all()
    made: dict[str, dict[UUID, UUID]] = {kind: {} for kind in TABLES}
    as_made: dict[UUID, int] = {}
    for deed in deeds:
        if deed.kind == ADDED:
            for kind, ids in ids_by_kind(deed):
                made[kind] |= dict.fromkeys(map(UUID, ids), deed.client_id)
            as_made |= {UUID(id_): at for id_, at in deed.after.get(AS_MADE, {}).items()}
        elif deed.before is None:  # as the version before this one kept it
            made[deed.kind][deed.thing_id] = deed.client_id
    return Done([deed for deed in deeds if deed.before is not None], made, as_made)


def ids_by_kind(added: ImportDeed) -> Iterator[tuple[str, list[str]]]:
    return ((kind, added.after[kind]) for kind in TABLES if kind in added.after)


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
    return version == as_made.get(thing.id, 1)


def things(
    session: Session, access: Access, table: type[Any], ids: Iterable[UUID]
) -> dict[UUID, Any]:
    return {
        thing.id: thing
        for some in in_parts(sorted(ids))
        for thing in session.scalars(
            select(table)
            .where(table.office_id == access.office_id, table.id.in_(some))
            .execution_options(populate_existing=True)
        )
    }


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


def take_back(session: Session, access: Access, held: Import, done: Done, at: datetime) -> Import:
    gone = done.made["clients"].keys()
    for kind, table in TABLES.items():
        put_back(session, access, table, [deed for deed in done.changed if deed.kind == kind])
    session.flush()
    tell_earlier_ones(session, access, done)
    for deed in done.changed:
        session.expunge(deed)
    session.execute(
        delete(ImportDeed)
        .where(ImportDeed.office_id == access.office_id, ImportDeed.import_id == held.id)
        .execution_options(synchronize_session=False)
    )
    for kind, table in TABLES.items():
        if table is Client:
            forget_clients(session, access, sorted(gone))
        for some in in_parts(sorted(done.made[kind])):
            session.execute(
                delete(table)
                .where(table.office_id == access.office_id, table.id.in_(some))
                .execution_options(synchronize_session=False)
            )
    session.info["clients_to_replan"] = done.clients - gone
    record_all(session, what_went(access, done, at))
    held.status, held.moved_at = "undone", at
    record(session, access, "sheet.undone", at=at, subject_id=held.id, things=done.things)
    session.flush()
    return held


def what_went(access: Access, done: Done, at: datetime) -> list[dict[str, Any]]:
    """An entry for each client, so that whoever keeps a copy hears of it: those who are not there
    any more, and of the others what is not."""
    gone = done.made["clients"]
    things: dict[UUID, dict[str, Any]] = {client_id: {} for client_id in done.clients}
    for kind, made in done.made.items():
        for thing_id, client_id in made.items():
            if client_id not in gone:
                things[client_id].setdefault(kind, []).append(str(thing_id))
    return [
        entry_of(
            access,
            CLIENT_WENT if client_id in gone else THINGS_WENT,
            at=at,
            client_id=client_id,
            **of_client,
        )
        for client_id, of_client in things.items()
    ]


def put_back(
    session: Session, access: Access, table: type[Any], deeds: Sequence[ImportDeed]
) -> None:
    found = things(session, access, table, [deed.thing_id for deed in deeds])
    for deed in deeds:
        thing = found.get(deed.thing_id)
        if thing is None:
            continue
        for name, value in of_thing(deed.before or {}).items():
            setattr(thing, name, as_stored(table, name, value))
        thing.version += 1


def of_thing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != VERSION}


def versions_again(session: Session, access: Access, done: Done) -> dict[UUID, tuple[int, int]]:
    """Of what nobody but this import has changed since: the version that it found, and the one by
    which all is again as it was then."""
    again = {}
    for kind, table in TABLES.items():
        changed = {deed.thing_id: deed for deed in done.changed if deed.kind == kind}
        for thing in things(session, access, table, changed).values():
            before, after = changed[thing.id].before or {}, changed[thing.id].after
            if VERSION in after and thing.version == after[VERSION] + 1:
                again[thing.id] = (before[VERSION], thing.version)
    return again


def tell_earlier_ones(session: Session, access: Access, done: Done) -> None:
    """What they made or changed is again as they left it: they can be undone, too."""
    again = versions_again(session, access, done)
    for some in in_parts(sorted({deed.client_id for deed in done.changed})):
        for deed in session.scalars(
            select(ImportDeed).where(
                ImportDeed.office_id == access.office_id, ImportDeed.client_id.in_(some)
            )
        ):
            if deed.kind == ADDED:
                as_made = dict(deed.after.get(AS_MADE, {}))
                for id_ in (id_ for _, ids in ids_by_kind(deed) for id_ in ids):
                    found, now = again.get(UUID(id_), (0, 0))
                    if found == as_made.get(id_, 1):
                        as_made[id_] = now
                if as_made:
                    deed.after = deed.after | {AS_MADE: as_made}
            elif deed.thing_id in again:
                found, now = again[deed.thing_id]
                if found == deed.after.get(VERSION):
                    deed.after = deed.after | {VERSION: now}


def as_stored(table: type[Any], name: str, value: Any) -> Any:
    column = table.__table__.columns[name]
    if not isinstance(value, str):
        return value
    kind = column.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    return UUID(value) if kind is UUID else value


def forget_clients(session: Session, access: Access, ids: Sequence[UUID]) -> None:
    """What the service keeps about them by itself, once the worker is done telling of them."""
    for some in in_parts(ids):
        hold(session, access, some, to_erase=True)
    for table in Base.metadata.sorted_tables:
        if table.name in GOES_ALONG:
            for some in in_parts(ids):
                session.execute(
                    delete(table).where(
                        table.c.office_id == access.office_id, table.c.client_id.in_(some)
                    )
                )
    for client_id in ids:
        forget_answers_about(session, access.office_id, client_id)
