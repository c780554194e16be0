"""Logging a touch as the service does, against an INSERT of one row."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from queue import LifoQueue
from threading import Thread
from time import perf_counter
from typing import Any
from uuid import UUID

from app.accounts.access import Access
from app.cycle.facts import TouchKind
from app.db.base import new_id
from app.db.engine import Database
from app.db.sqlite_values import for_sqlite
from app.plans.forms import NewTouch
from app.plans.touches import log_touch
from app.store import open_database
from bench.rounds import in_turn, settle
from bench.seed import SignedIn
from bench.stores import Store, connect

AT_A_TIME = 8
NOTE = "made by the bench"
COLUMNS = (
    "office_id", "id", "client_id", "contact_id", "kind", "happened_on", "step", "note",
    "recorded_by", "recorded_at", "voided_at", "voided_by", "void_reason",
)  # fmt: skip
KINDS = (TouchKind.THANKED, TouchKind.UPDATED, TouchKind.WROTE)

Contact = tuple[UUID, UUID]  # the client's id and the contact's own


def measure_touches(
    store: Store, person: SignedIn, *, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Touches a second: `logged` and `bare`, each on half of the clients."""
    settle()
    clear_up(store)
    contacts = contacts_of(store, person.office_id)
    clients = sorted({client_id for client_id, _ in contacts})
    ours = set(clients[::2])
    access = person.access()
    database = open_database(store.service_url)
    bare = Bare(store, access)
    today = datetime.now(UTC).date()
    try:
        return in_turn(
            rounds,
            {
                "logged": lambda: many_at_a_time(
                    logging(database, access, today),
                    [contact for contact in contacts if contact[0] in ours],
                    seconds,
                ),
                "bare": lambda: many_at_a_time(
                    bare.insert,
                    [contact for contact in contacts if contact[0] not in ours],
                    seconds,
                ),
            },
        )
    finally:
        database.dispose()
        bare.close()
        clear_up(store)


def logging(database: Database, access: Access, today: date) -> Callable[[Contact], None]:
    def log(contact: Contact) -> None:
        form = NewTouch(kind=random.choice(KINDS), on=today, note=NOTE)
        with database.transaction(access.office_id, write=True) as session:
            log_touch(session, access, contact[1], form, today=today, at=datetime.now(UTC))

    return log


class Bare:
    """INSERT and COMMIT on pooled driver connections, as the owner."""

    def __init__(self, store: Store, access: Access):
        self.is_postgresql, self.access = store.is_postgresql, access
        self.idle: LifoQueue[Any] = LifoQueue()
        for _ in range(AT_A_TIME):
            self.idle.put(connect(store, store.owner_url))
        mark = "%s" if self.is_postgresql else "?"
        marks = ", ".join([mark] * len(COLUMNS))
        self.text = f"INSERT INTO touches ({', '.join(COLUMNS)}) VALUES ({marks})"

    def insert(self, contact: Contact) -> None:
        at, kind = datetime.now(UTC), random.choice(KINDS).value
        values: list[Any] = [
            self.access.office_id, new_id(), *contact, kind, at.date(), None, NOTE,
            self.access.user_id, at, None, None, None,
        ]  # fmt: skip
        if not self.is_postgresql:
            values = [for_sqlite(value) for value in values]
        connection = self.idle.get()
        connection.execute("BEGIN" if self.is_postgresql else "BEGIN IMMEDIATE")
        connection.execute(self.text, values)
        connection.execute("COMMIT")
        self.idle.put(connection)

    def close(self) -> None:
        while not self.idle.empty():
            self.idle.get().close()


def many_at_a_time(
    act: Callable[[Contact], None], contacts: Sequence[Contact], seconds: float
) -> float:
    """How often a second, by as many threads as there are at a time."""
    counts = [0] * AT_A_TIME
    began = perf_counter()

    def work(number: int) -> None:
        while perf_counter() - began < seconds:
            act(random.choice(contacts))
            counts[number] += 1

    threads = [Thread(target=work, args=[number]) for number in range(AT_A_TIME)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (perf_counter() - began)


def contacts_of(store: Store, office_id: UUID) -> list[Contact]:
    connection = connect(store, store.owner_url)
    mark, value = ("%s", office_id) if store.is_postgresql else ("?", office_id.hex)
    found = connection.execute(
        f"SELECT client_id, id FROM contacts WHERE office_id = {mark}", [value]
    ).fetchall()
    connection.close()
    if store.is_postgresql:
        return list(found)
    return [(UUID(client_id), UUID(id_)) for client_id, id_ in found]


def clear_up(store: Store) -> None:
    """So that no run meets what an earlier one left."""
    connection = connect(store, store.owner_url)
    connection.execute(f"DELETE FROM touches WHERE note = '{NOTE}'")
    connection.execute("DELETE FROM audit_entries")
    if store.is_postgresql:
        for table in ("touches", "audit_entries", "clients", "offers", "contacts"):
            connection.execute(f"VACUUM ANALYZE {table}")
    connection.close()
