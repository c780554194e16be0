"""Rows on their way into the store, as plain dicts: a sheet brings too many for a Session.

Ids among them are text, as stores write them: they are made and looked up in a tenth of the time.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select

from app.accounts.access import Access
from app.clients.keys import employer_key, profile_key
from app.clients.models import Client, Job
from app.cycle import facts
from app.db.prepared import Among, Prepared, Reader, Written, updating
from app.imports.cells import CLEAR
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.places import locate
from app.plans.actions import stored_rows
from app.plans.models import Touch
from app.plans.queries import KEPT, Holding
from app.plans.rows import contact_fact, offer_fact, touch_fact

Table: TypeAlias = Any  # a model: Client, Job, Offer, Contact, Touch or Move
Thing: TypeAlias = dict[str, Any]  # one row by its columns, or those of them that a sheet tells

# In the order in which rows may point to each other, each with what a sheet tells of it.
TOLD: dict[Table, tuple[str, ...]] = {
    Client: (
        "name", "name_key", "email", "external_id", "program", "cohort", "area", "area_key",
        "advisor_id", "paused_until", "pause_reason", "version",
    ),
    Job: ("client_id", "employer", "title", "area", "started_on", "version"),
    Offer: (
        "client_id", "employer", "title", "offered_on", "job_id", "area", "respond_by",
        "declined_on", "declined_well", "reason", "version",
    ),
    Contact: (
        "client_id", "offer_id", "name", "title", "email", "linkedin_url", "area", "is_key",
        "closed_on", "closed_reason", "phone", "snoozed_until", "snoozed_step", "snooze_reason",
        "move_id", "version",
    ),
    Touch: ("contact_id", "kind", "happened_on", "step"),
    Move: (
        "client_id", "contact_id", "employer", "title", "area", "started_on", "voided_at",
        "version",
    ),
}  # fmt: skip

DEFAULTS: dict[Table, Thing] = {
    table: {
        column.name: column.default.arg if column.default is not None else None
        for column in table.__table__.columns
    }
    for table in TOLD
}

IDS: dict[Table, list[str]] = {
    table: [name for name in ("id", *told) if isinstance(table.__table__.columns[name].type, Uuid)]
    for table, told in TOLD.items()
}

# Where it says whose it is.
OWNER: dict[Table, str] = {table: "id" if table is Client else "client_id" for table in TOLD}

# What a job or an offer is known by.
NAMED_BY: dict[Table, tuple[str, ...]] = {
    Job: ("client_id", "employer", "title"),
    Offer: ("client_id", "employer", "title", "offered_on"),
}

OFFICE = bindparam("office_id", type_=Uuid())
NAMED = (
    select(Client.id, *(getattr(Client, name) for name in TOLD[Client]))
    .where(
        Client.office_id == OFFICE,
        or_(
            Among(Client.__table__.c.external_id, "numbers"),
            Among(Client.__table__.c.email, "emails"),
        ),
    )
    .order_by(Client.id)
)
LOOKED_UP, HELD = Prepared(NAMED), Prepared(NAMED.with_for_update(key_share=True))
READ: dict[Table, Prepared] = {
    table: Prepared(
        select(table.id, *(getattr(table, name) for name in TOLD[table]))
        .where(table.office_id == OFFICE, Among(table.__table__.c.client_id, "ids"))
        .order_by(table.id)
    )
    for table in (Job, Offer, Contact, Touch, Move)
}


def clients_named(
    reader: Reader,
    access: Access,
    numbers: Collection[str],
    emails: Collection[str],
    *,
    held: bool = False,
) -> list[Thing]:
    """Those that the office knows by one of these; where they are held, as they are by then."""
    statement = HELD if held else LOOKED_UP
    rows = reader.rows(
        statement, office_id=access.office_id, numbers=sorted(numbers), emails=sorted(emails)
    )
    return [thing_of(Client, row) for row in rows]


def things_of(
    reader: Reader, access: Access, table: Table, client_ids: Sequence[str]
) -> list[Thing]:
    """All that these clients have of a kind, in the order of recording."""
    if not client_ids:
        return []
    rows = reader.rows(READ[table], office_id=access.office_id, ids=list(client_ids))
    return [thing_of(table, row) for row in rows]


def thing_of(table: Table, row: Sequence[Any]) -> Thing:
    thing: Thing = dict(zip(("id", *TOLD[table]), row, strict=True))
    for name in IDS[table]:
        if thing[name] is not None:
            thing[name] = thing[name].hex
    return thing


def named_by(table: Table, thing: Thing) -> tuple[Any, ...]:
    return tuple(thing[name] for name in NAMED_BY[table])


def keys_of(table: Table, values: Thing) -> Thing:
    """Those that follow from what is told."""
    if table in (Job, Offer, Move) and "employer" in values:
        return {"employer_key": employer_key(values["employer"])}
    if table is Contact and "linkedin_url" in values:
        return {"linkedin_key": profile_key(values["linkedin_url"])}
    return {}


@lru_cache(1_000)
def changing(table: Table, names: tuple[str, ...]) -> Written:
    return updating(table, names)


class Change(NamedTuple):
    table: Table
    thing: Thing
    becomes: dict[str, Any]


@dataclass(slots=True)
class Batch:
    """What is to be stored of some rows, and what of things that are there already changes."""

    made: dict[Table, list[Thing]] = field(default_factory=lambda: {table: [] for table in TOLD})
    new_ids: set[str] = field(default_factory=set)
    changed: dict[str, Change] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, Any]]:
        """What becomes of each client: how many things are new, and how many others."""
        counts: dict[str, dict[str, Any]] = defaultdict(dict)
        for table, things in self.made.items():
            name = "client_created" if table is Client else "created"
            for client_id, count in Counter(map(itemgetter(OWNER[table]), things)).items():
                counts[client_id][name] = counts[client_id].get(name, 0) + count
        for table, thing, _ in self.changed.values():
            name = "client_updated" if table is Client else "updated"
            told = counts[thing[OWNER[table]]]
            told[name] = told.get(name, 0) + 1
        return counts

    @property
    def readdressed(self) -> list[UUID]:
        """The clients who are written to at another address."""
        return [
            UUID(one.thing["id"])
            for one in self.changed.values()
            if one.table is Client and "email" in one.becomes
        ]


def store_changes(reader: Reader, access: Access, changes: Iterable[Change]) -> None:
    """Those of the same columns together."""
    alike: dict[Written, list[Thing]] = defaultdict(list)
    for table, thing, becomes in changes:
        new = {f"new_{name}": value for name, value in becomes.items()}
        alike[changing(table, tuple(sorted(becomes)))].append(
            {"office_id": access.office_id, "id": thing["id"], **new}
        )
    for statement, rows in alike.items():
        reader.write(statement, rows)


def cleared(table: Table, thing: Thing, differing: dict[str, Any]) -> dict[str, Any]:
    """What is to be emptied and is not empty yet, and the rest as it is."""
    meant = {
        name: emptied(table, name) if value == CLEAR else value for name, value in differing.items()
    }
    return {name: value for name, value in meant.items() if value != thing[name]}


def emptied(table: Table, name: str) -> Any:
    column = table.__table__.columns[name]
    return None if column.nullable else ""


def plan_before_stored(new: Mapping[Table, Sequence[Thing]], holding: Holding) -> None:
    """Puts the windows of clients who are new themselves into their rows and all of theirs."""
    things = {thing["id"]: thing for table in (Client, Offer, Contact) for thing in new[table]}
    for client in facts_of(new):
        for table, row_id, values in stored_rows(client, holding):
            things[row_id].update(zip(KEPT[table], values, strict=True))


def facts_of(new: Mapping[Table, Sequence[Thing]]) -> Iterator[facts.Client]:
    """Whoever is new has nothing in the store yet, so that all the facts are at hand."""
    touches, contacts, offers = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in new[Touch]:
        fact = touch_fact(one["id"], one["kind"], one["happened_on"], one["step"])
        touches[one["contact_id"]].append(fact)
    moves = {move["id"]: move for move in new[Move]}
    for one in new[Contact]:
        area = moves.get(one["move_id"], {}).get("area") or one["area"]
        contacts[one["offer_id"]].append(
            contact_fact(
                one["id"], touches[one["id"]], one["name"], one["is_key"], area, one["closed_on"],
                one["snoozed_step"], one["snoozed_until"], one["move_id"],
            )
        )  # fmt: skip
    jobs = {job["id"]: job for job in new[Job]}
    for one in new[Offer]:
        job = jobs.get(one["job_id"], {})
        offers[one["client_id"]].append(
            offer_fact(
                one["id"], contacts[one["id"]], one["offered_on"], one["respond_by"],
                one["declined_on"], one["declined_well"], one["area"], job.get("started_on"),
                job.get("area"),
            )
        )  # fmt: skip
    for one in new[Client]:
        yield facts.Client(
            id=one["id"],
            place=locate(one["area"]),
            paused_until=one["paused_until"],
            offers=tuple(offers[one["id"]]),
        )
