"""The schema's promises, on both stores, as the service's own role."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.accounts.models import Membership, Office, User
from app.clients.models import Client, Job
from app.db.base import NEVER, new_id
from app.db.engine import Database
from app.db.idempotency import KeyReused, once
from app.db.tables import OFFICE_TABLES, metadata
from app.db.walls import OFFICE_IS_CURRENT
from tests.conftest import SET_UP_SQLITE, Store, migrated_store, on_postgresql

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def make_office(database: Database) -> UUID:
    office = Office(slug=f"office-{uuid4().hex}", name="Office", timezone="UTC", created_at=AT)
    with database.between_offices(write=True) as session:
        session.add(office)
    return office.id


def a_client(office_id: UUID, name: str = "Maya Okafor") -> Client:
    email = f"{uuid4().hex}@alumni.example.edu"
    return Client(office_id=office_id, name=name, name_key=name.lower(), email=email, created_at=AT)


def make_client(database: Database, office_id: UUID, name: str = "Maya Okafor") -> Client:
    client = a_client(office_id, name)
    with database.transaction(office_id, write=True) as session:
        session.add(client)
    return client


def names_of(database: Database, office_id: UUID) -> list[str]:
    with database.transaction(office_id, write=False) as session:
        return list(session.scalars(select(Client.name).where(Client.office_id == office_id)))


def names_seen(database: Database, office_id: UUID) -> list[str]:
    """Without a filter of the application's own."""
    with database.transaction(office_id, write=False) as session:
        return list(session.scalars(select(Client.name).order_by(Client.id)))


def test_the_models_and_the_migrations_agree(store: Store) -> None:
    command.check(store.alembic())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_go_up_down_and_up(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = migrated_store(kind, "updown", request, tmp_path)
    database = Database(store.owner_url)
    tables = set(inspect(database.engine).get_table_names())
    assert set(metadata.tables) <= tables
    command.downgrade(store.alembic(), "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    command.upgrade(store.alembic(), "head")
    assert set(inspect(database.engine).get_table_names()) == tables
    database.dispose()


@pytest.mark.parametrize("name", OFFICE_TABLES)
def test_every_key_of_an_offices_table_leads_with_the_office(name: str) -> None:
    table = metadata.tables[name]
    keys = [table.primary_key, *(c for c in table.constraints if hasattr(c, "elements"))]
    uniques = [c for c in table.constraints if type(c).__name__ == "UniqueConstraint"]
    for constraint in [*keys, *uniques]:
        assert next(iter(constraint.columns)).name == "office_id", constraint
    for index in table.indexes:
        leads = next(iter(index.columns)).name
        assert leads == "office_id" or (name, leads) == ("memberships", "user_id")


def test_a_row_cannot_point_into_another_office(database: Database) -> None:
    ours, theirs = make_office(database), make_office(database)
    foreign = make_client(database, theirs)
    with pytest.raises(IntegrityError), database.transaction(ours, write=True) as session:
        session.add(Job(office_id=ours, client_id=foreign.id, employer="Abbott", created_at=AT))


def test_no_office_is_an_error(database: Database) -> None:
    with (
        pytest.raises(TypeError, match="needs an office"),
        database.transaction(None, write=False),  # type: ignore[arg-type]
    ):
        pass


def test_a_failed_block_writes_nothing(database: Database) -> None:
    office_id = make_office(database)

    def add_and_fail() -> None:
        with database.transaction(office_id, write=True) as session:
            session.add(
                Client(
                    office_id=office_id,
                    name="A",
                    name_key="a",
                    email="a@example.edu",
                    created_at=AT,
                )
            )
            session.flush()
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        add_and_fail()
    assert names_of(database, office_id) == []


def test_the_hook_before_commit_runs_in_the_same_transaction(store: Store) -> None:
    plain = Database(store.service_url)
    office_id = make_office(plain)

    def refuse(session: object) -> None:
        raise RuntimeError("the plan cannot be made")

    refusing = Database(store.service_url, before_commit=refuse)
    with pytest.raises(RuntimeError, match="cannot be made"):
        make_client(refusing, office_id)
    assert names_of(plain, office_id) == []
    plain.dispose()
    refusing.dispose()


def test_what_sqlite_commits_outlives_a_loss_of_power(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "kept.sqlite3")) as connection:
        SET_UP_SQLITE(connection, None)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)  # readers go on
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_instants_and_dates_come_back_as_they_went_in(database: Database) -> None:
    office_id = make_office(database)
    made = make_client(database, office_id, "李 娜")
    with database.transaction(office_id, write=False) as session:
        client = session.get_one(Client, (office_id, made.id))
        assert (client.name, client.created_at) == ("李 娜", AT)
        assert client.stalls_on == NEVER == date(9999, 12, 31)


def test_ids_sort_in_the_order_in_which_they_were_made() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))


def test_a_key_answers_once_and_refuses_another_request(database: Database) -> None:
    office_id, token_id = make_office(database), uuid4()
    made: list[int] = []

    def act() -> dict[str, int]:
        made.append(1)
        return {"n": len(made)}

    def ask(request: object) -> dict[str, int]:
        with database.transaction(office_id, write=True) as session:
            return once(
                session,
                office_id=office_id,
                token_id=token_id,
                key="k",
                request=request,
                at=AT,
                act=act,
            )

    assert ask({"name": "Maya"}) == ask({"name": "Maya"}) == {"n": 1}
    with pytest.raises(KeyReused):
        ask({"name": "Ana"})
    assert made == [1]


# SQLite keeps one machine's offices apart by the application's own filters alone.


@on_postgresql
def test_the_database_alone_hides_other_offices(database: Database) -> None:
    ours, theirs = make_office(database), make_office(database)
    make_client(database, ours, "Ours")
    foreign = make_client(database, theirs, "Theirs")
    assert names_seen(database, ours) == ["Ours"]
    assert names_seen(database, theirs) == ["Theirs"]
    with database.between_offices() as session:
        assert session.scalars(select(Client)).all() == []
    with database.transaction(ours, write=True) as session:
        changed = session.execute(
            text("UPDATE clients SET name = 'Mine' WHERE id = :id"), {"id": foreign.id}
        )
        assert changed.rowcount == 0  # type: ignore[attr-defined]
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        database.transaction(ours, write=True) as session,
    ):
        session.add(a_client(theirs))


@on_postgresql
def test_every_table_with_an_office_is_walled_off(database: Database) -> None:
    with database.between_offices() as session:
        secured = dict(
            session.execute(
                text(
                    "SELECT c.relname, c.relrowsecurity AND NOT c.relforcerowsecurity"
                    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                    " WHERE a.attname = 'office_id' AND c.relkind = 'r'"
                )
            ).all()
        )
        policies = session.execute(
            text("SELECT tablename FROM pg_policies WHERE policyname = tablename || '_of_office'")
        ).scalars()
        assert set(policies) == set(secured) == set(OFFICE_TABLES)
        assert all(secured.values())
        assert "current_setting" in OFFICE_IS_CURRENT
        owns, bypasses = session.execute(
            text(
                "SELECT EXISTS (SELECT FROM pg_class WHERE relowner = r.oid), rolbypassrls"
                " FROM pg_roles r WHERE rolname = current_user"
            )
        ).one()
        assert (owns, bypasses) == (False, False)


@on_postgresql
def test_a_person_reads_their_own_memberships_and_no_others(database: Database) -> None:
    offices = [make_office(database), make_office(database)]
    people = [
        User(email=f"{uuid4().hex}@careers.example.edu", name="Dana Reed", created_at=AT)
        for _ in range(2)
    ]
    with database.between_offices(write=True) as session:
        session.add_all(people)
    for office_id in offices:
        with database.transaction(office_id, write=True) as session:
            session.add_all(
                Membership(office_id=office_id, user_id=p.id, role="advisor", created_at=AT)
                for p in people
            )
    with database.between_offices(user_id=people[0].id) as session:
        mine = session.execute(select(Membership.office_id, Membership.user_id)).all()
    assert set(mine) == {(office_id, people[0].id) for office_id in offices}


@on_postgresql
def test_connections_that_died_in_the_pool_are_replaced_unnoticed(store: Store) -> None:
    database = Database(store.service_url, pool_size=2)
    office_id = make_office(database)

    def both_ways_in() -> list[int]:
        """The servers' processes behind all of the pool's connections."""
        with database.reading(office_id) as reader, database.between_offices() as session:
            one = reader.driver.execute("SELECT pg_backend_pid()").fetchone()
            return [one[0], session.scalars(text("SELECT pg_backend_pid()")).one()]

    dead = both_ways_in()
    outside = Database(store.service_url, pool_size=1)
    with outside.between_offices() as session:
        for pid in dead:
            session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    outside.dispose()
    assert not set(both_ways_in()) & set(dead)
    assert make_client(database, office_id).name in names_of(database, office_id)
    database.dispose()
