"""The office's sheet through the app, against a raw copy of the rows that come of it."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from unittest.mock import patch
from uuid import UUID

from app.accounts.models import Membership, Office
from app.accounts.queries import operator_of
from app.clients.models import Client, Job
from app.db.base import new_id
from app.db.engine import Database
from app.imports import taking
from app.imports.actions import import_sheet
from app.imports.sheet import read_sheet
from app.offers.models import Contact, Offer
from app.plans import actions
from app.plans.models import Touch
from app.store import open_database
from bench.lives import SHEET, WRITTEN_ON
from bench.rounds import Spread
from bench.stores import Store, connect

TABLES = [table.__tablename__ for table in (Client, Job, Offer, Contact, Touch)]


@dataclass(frozen=True)
class Imported:
    """Seconds, round by round."""

    rows: int  # of the sheet
    stored: int  # rows in all tables
    whole: list[float]
    reading: list[float]  # of the sheet, with its checks
    rules: list[float]  # the windows of all clients
    storing: list[float]  # new rows, their windows with them
    raw: list[float]

    @property
    def ratio(self) -> Spread:
        """The raw copy's time to the import's without the rules'."""
        return Spread.of(
            [
                raw / (whole - rules)
                for raw, whole, rules in zip(self.raw, self.whole, self.rules, strict=True)
            ]
        )


def a_sheet_of(rows: int) -> bytes:
    """The office's sheet over again, its clients others each time."""
    header, *lines = csv.reader(io.StringIO(SHEET.read_text(), newline=""))
    email, number = header.index("client_email"), header.index("client_external_id")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for turn in range(-(-rows // len(lines))):
        for line in lines:
            line[email] = f"t{turn}.{line[email].rpartition('t' + str(turn - 1) + '.')[2]}"
            line[number] = f"{turn:03}{line[number][-8:]}"
            writer.writerow(line)
    return text.getvalue().encode()


def measure_import(store: Store, content: bytes, *, rounds: int) -> Imported:
    """Each round in an office of its own."""
    found: list[tuple[float, float, float, float, float]] = []
    database = open_database(store.service_url, pool_size=2)
    try:
        for _ in range(rounds):
            office = an_office(database)
            with timed(actions, "plan_client") as rules, timed(taking, "pour_ready") as storing:
                began = perf_counter()
                rows = read_sheet(content, WRITTEN_ON)
                reading = perf_counter() - began
                with database.transaction(office.id, write=True) as session:
                    import_sheet(session, operator_of(office), rows, datetime.now(UTC))
                whole = perf_counter() - began
            raw, stored = copied(store, database, office.id)
            found.append((whole, reading, rules(), storing(), raw))
    finally:
        database.dispose()
    return Imported(len(rows), stored, *(list(column) for column in zip(*found, strict=True)))


def an_office(database: Database) -> Office:
    office = Office(
        slug=f"office-{new_id().hex}", name="Office", timezone="UTC", created_at=datetime.now(UTC)
    )
    with database.between_offices(write=True) as session:
        session.add(office)
    return office


@contextmanager
def timed(module: Any, name: str) -> Iterator[Callable[[], float]]:
    """Gives how long the function ran so far."""
    function, total = getattr(module, name), 0.0

    def instead(*args: Any) -> Any:
        nonlocal total
        began = perf_counter()
        try:
            return function(*args)
        finally:
            total += perf_counter() - began

    with patch.object(module, name, instead):
        yield lambda: total


def copied(store: Store, database: Database, office_id: UUID) -> tuple[float, int]:
    """Seconds for all rows of the office into another one's, and how many they are."""
    other = an_office(database)
    with database.transaction(office_id, write=False) as session:
        members = [row.user_id for row in session.query(Membership).filter_by(office_id=office_id)]
    with database.transaction(other.id, write=True) as session:
        session.add_all(
            Membership(
                office_id=other.id, user_id=user_id, role="advisor", created_at=other.created_at
            )
            for user_id in members
        )
    connection = connect(store, store.owner_url)
    copy = copy_on_postgresql if store.is_postgresql else copy_on_sqlite
    try:
        return copy(connection, office_id, other.id)
    finally:
        connection.close()


def copy_on_postgresql(connection: Any, old: UUID, new: UUID) -> tuple[float, int]:
    texts = {}
    for table in TABLES:
        query = f"COPY (SELECT * FROM {table} WHERE office_id = '{old}' ORDER BY id) TO STDOUT"
        with connection.cursor().copy(query) as copy:
            texts[table] = b"".join(copy).replace(str(old).encode(), str(new).encode())
    began = perf_counter()
    with connection.transaction():
        for table, content in texts.items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(content)
    return perf_counter() - began, sum(content.count(b"\n") for content in texts.values())


def copy_on_sqlite(connection: Any, old: UUID, new: UUID) -> tuple[float, int]:
    rows = {}
    for table in TABLES:
        found = connection.execute(
            f"SELECT * FROM {table} WHERE office_id = ? ORDER BY id", [old.hex]
        ).fetchall()
        rows[table] = [(new.hex, *row[1:]) for row in found]
    began = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, content in rows.items():
        marks = ", ".join("?" * len(content[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", content)
    connection.execute("COMMIT")
    return perf_counter() - began, sum(map(len, rows.values()))
