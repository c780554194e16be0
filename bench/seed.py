"""Offices full of made clients, put in once and kept: `python -m bench.seed` makes them all.

The rows go past the app and past the foreign keys, which they keep by the way they are made.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg

from app.accounts.access import Access
from app.accounts.models import Membership, Office, Role, User, WebSession
from app.accounts.tokens import make_token
from app.clients.models import Client
from app.cycle.folding import fold
from app.db.base import new_id
from app.db.sqlite_values import for_sqlite
from app.offers.models import Contact, Offer
from app.plans.models import Touch
from bench.lives import Life, Row, lives, only_what_a_page_shows
from bench.stores import Store, connect, postgresql_cluster, postgresql_store, sqlite_store

FIRST = (
    "Amara", "Chen", "Dana", "Elif", "Farid", "Grace", "Hana", "Ivo", "João", "Łukasz",
    "Maya", "Noor", "Olivia", "Priya", "Quinn", "Rohan", "Søren", "Tomás", "Wei", "Zoë",
)  # fmt: skip
LAST = (
    "Abebe", "Brandt", "Cohen", "Díaz", "Eriksen", "Fischer", "García", "Hill", "Ito", "Jansen",
    "Kim", "Lopez", "Müller", "Nguyen", "Okafor", "Petrov", "Reed", "Silva", "Tan", "Young",
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    name: str
    offices: int
    clients: int  # of each office
    advisors: int  # of each office, who share its clients evenly
    is_whole: bool  # else without the offers, contacts and touches that no page of the list shows
    signed_in: int  # advisors of each office with a browser's session

    @property
    def words(self) -> str:
        return (
            f"{self.offices * self.clients:,} clients in {self.offices} "
            f"{'office' if self.offices == 1 else 'offices'} of {self.clients:,} with "
            f"{self.advisors} advisors each"
        )


SMALL = Layout("small", 1, 1_000, 7, True, 7)
LARGE = Layout("large", 100, 10_000, 66, False, 2)
ONE_LARGE = Layout("one", 1, 20_000, 130, False, 2)
ONE_MIDDLE = Layout("one_middle", 1, 5_000, 33, False, 2)
BULK = Layout("bulk", 1, 141_000, 20, True, 1)
OFFICE = Layout("office", 1, 10_000, 66, True, 1)
LESS_BULK = Layout("less_bulk", 1, 4_000, 20, True, 1)  # stands for it in a quick run
MIDDLE = Layout("middle", 10, 2_000, 13, False, 2)  # stands for the large one in a quick run


@dataclass(frozen=True)
class SignedIn:
    slug: str
    office_id: UUID
    user_id: UUID
    cookie: str

    def access(self, role: Role = Role.ADVISOR) -> Access:
        return Access(
            office_id=self.office_id,
            timezone="UTC",
            role=role,
            user_id=self.user_id,
            via="console",
        )


def seeded(store: Store, layout: Layout) -> list[SignedIn]:
    """Whoever is signed in; fills the store where that was not done before."""
    store.migrate()
    if not store.notes.exists():
        print(f"seeding {store.kind} with {layout.words}", flush=True)
        began = perf_counter()
        signed_in = list(fill(store, layout))
        store.notes.write_text(json.dumps(signed_in))
        print(f"seeded in {perf_counter() - began:.0f} s", flush=True)
    return [
        SignedIn(slug, UUID(office_id), UUID(user_id), cookie)
        for slug, office_id, user_id, cookie in json.loads(store.notes.read_text())
    ]


def fill(store: Store, layout: Layout) -> Iterator[tuple[str, str, str, str]]:
    at = datetime.now(UTC)
    stamps = lives(at.date())
    if not layout.is_whole:
        stamps = [only_what_a_page_shows(life) for life in stamps]
    numbers = count(1)
    with filling(store) as put:
        for number in range(1, layout.offices + 1):
            office_id, slug = new_id(), f"office-{number}"
            put(Office, [an_office(office_id, slug, at)])
            advisors = [new_id() for _ in range(layout.advisors)]
            put(User, [a_user(id_, place, at) for place, id_ in enumerate(advisors)])
            put(Membership, [a_membership(office_id, id_, at) for id_ in advisors])
            for user_id in advisors[: layout.signed_in]:
                cookie, token = make_token("rgs", office_id)
                put(WebSession, [a_session(office_id, user_id, token.hash, at)])
                yield slug, str(office_id), str(user_id), cookie
            put_clients(office_id, advisors, stamps, layout, numbers, put)


def an_office(id_: UUID, slug: str, at: datetime) -> Row:
    return {"id": id_, "slug": slug, "name": "Office", "timezone": "UTC", "created_at": at}


def a_user(id_: UUID, place: int, at: datetime) -> Row:
    return {
        "id": id_,
        "email": f"{id_.hex}@careers.example.edu",
        "name": name_at(place),
        "password_hash": None,
        "created_at": at,
    }


def a_membership(office_id: UUID, user_id: UUID, at: datetime) -> Row:
    return {
        "office_id": office_id,
        "user_id": user_id,
        "role": "advisor",
        "created_at": at,
        "opened_at": at,
        "closed_at": None,
    }


def a_session(office_id: UUID, user_id: UUID, token_hash: str, at: datetime) -> Row:
    return {
        "office_id": office_id,
        "id": new_id(),
        "user_id": user_id,
        "token_hash": token_hash,
        "created_at": at,
        "expires_at": at + timedelta(days=3_650),
        "revoked_at": None,
    }


def name_at(place: int) -> str:
    return f"{FIRST[place % len(FIRST)]} {LAST[place * 7 // len(FIRST) % len(LAST)]}"


def put_clients(
    office_id: UUID, advisors: Sequence[UUID], stamps: Sequence[Life], layout: Layout,
    numbers: Iterator[int], put: Any,
) -> None:  # fmt: skip
    made: dict[Any, list[Row]] = {Client: [], Offer: [], Contact: [], Touch: []}
    for place in range(layout.clients):
        number = next(numbers)
        # Strides without a common factor, so that each advisor has lives of all kinds.
        life = stamps[number * 31 % len(stamps)]
        stamp(life, office_id, number, advisors[place % len(advisors)], made)
    for table, rows in made.items():
        put(table, rows)


def stamp(
    life: Life, office_id: UUID, number: int, advisor_id: UUID, made: dict[Any, list[Row]]
) -> None:
    ids: dict[Any, UUID | None] = {None: None, life.client["id"]: new_id()}
    for row in (*life.offers, *life.contacts):
        ids[row["id"]] = new_id()
    name = name_at(number * 13)
    own = {
        "office_id": office_id,
        "id": ids[life.client["id"]],
        "name": name,
        "name_key": fold(name),
        "email": f"c{number}@alumni.example.edu",
        "external_id": f"{number:08}",
        "advisor_id": advisor_id,
        "next_offer_id": ids.get(life.client["next_offer_id"]),
        "next_contact_id": ids.get(life.client["next_contact_id"]),
    }
    made[Client].append(life.client | own)
    for table, rows in ((Offer, life.offers), (Contact, life.contacts), (Touch, life.touches)):
        for row in rows:
            known = {
                name: ids.get(row[name])
                for name in ("client_id", "offer_id", "contact_id", "next_contact_id")
                if name in row
            }
            id_ = ids.get(row["id"]) or new_id()
            made[table].append(row | known | {"office_id": office_id, "id": id_})


@contextmanager
def filling(store: Store) -> Iterator[Any]:
    """Gives `put(table, rows)`; analyses at the end."""
    connection = connect(store, store.super_url)
    if store.is_postgresql:
        connection.execute("SET session_replication_role = replica")  # no foreign keys
        connection.execute("SET synchronous_commit = off")
        yield lambda table, rows: copy_in(connection, table, rows)
        connection.execute("VACUUM ANALYZE")
    else:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -500000")
        yield lambda table, rows: insert_in(connection, table, rows)
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def copy_in(connection: psycopg.Connection[Any], table: Any, rows: Sequence[Row]) -> None:
    if not rows:
        return
    name, columns = table.__tablename__, list(rows[0])
    statement = f"COPY {name} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])


def insert_in(connection: Any, table: Any, rows: Sequence[Row]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    marks = ", ".join("?" * len(columns))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) VALUES ({marks})",
        ([for_sqlite(row[column]) for column in columns] for row in rows),
    )
    connection.execute("COMMIT")


def main() -> None:
    layouts = [SMALL, MIDDLE] if "quick" in sys.argv else [SMALL, LARGE]
    with postgresql_cluster() as superuser:
        for layout in layouts:
            seeded(sqlite_store(layout.name), layout)
            seeded(postgresql_store(superuser, layout.name), layout)


if __name__ == "__main__":
    main()
