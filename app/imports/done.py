"""What an import did, and how it stands with that by now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.clients.models import Client, Job
from app.imports.models import ADDED, AS_MADE, VERSION, Import, ImportDeed
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.plans.actions import in_parts
from app.plans.models import Touch

FIRST = 1  # the version at which a thing is made
# In the order in which they may go: whoever points before whoever is pointed to.
TABLES: dict[str, type[Any]] = {
    "touches": Touch,
    "moves": Move,
    "contacts": Contact,
    "offers": Offer,
    "jobs": Job,
    "clients": Client,
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


def of_thing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != VERSION}


def versions_again(done: Done, back: Mapping[UUID, Any]) -> dict[UUID, tuple[int, int]]:
    """Of what nobody but this import has changed since: the version that it found, and the one by
    which all is again as it was then."""
    again = {}
    for deed in done.changed:
        thing, before, after = back.get(deed.thing_id), deed.before or {}, deed.after
        if thing is not None and VERSION in after and thing.version == after[VERSION] + 1:
            again[thing.id] = (before[VERSION], thing.version)
    return again


def tell_earlier_ones(
    session: Session, access: Access, done: Done, back: Mapping[UUID, Any]
) -> None:
    """What they made or changed, and was put `back`, is again as they left it: they can be undone,
    too."""
    again = versions_again(done, back)
    for some in in_parts(sorted({deed.client_id for deed in done.changed})):
        for deed in session.scalars(
            select(ImportDeed).where(
                ImportDeed.office_id == access.office_id, ImportDeed.client_id.in_(some)
            )
        ):
            if deed.kind == ADDED:
                note_as_made(deed, again)
            elif deed.thing_id in again:
                found, now = again[deed.thing_id]
                if found == deed.after.get(VERSION):
                    deed.after = deed.after | {VERSION: now}


def note_as_made(added: ImportDeed, again: Mapping[UUID, tuple[int, int]]) -> None:
    as_made = dict(added.after.get(AS_MADE, {}))
    for _, ids in ids_by_kind(added):
        for id_ in ids:
            found, now = again.get(UUID(id_), (0, 0))
            if found == as_made.get(id_, FIRST):
                as_made[id_] = now
    if as_made:
        added.after = added.after | {AS_MADE: as_made}
