"""A new day reads whom it moved, however many clients there are: by the plans of its queries."""

import json
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, create_engine, event, insert, make_url, text, update

from app.accounts.access import Access
from app.clients.models import Client
from app.db.base import new_id
from app.db.engine import Database
from app.webhooks.noticing import notice
from tests.cast import AT, TODAY
from tests.conftest import Store, on_postgresql
from tests.webhooks.cast import a_webhook, deliveries

CLIENTS = 3_000  # enough for an index to be worth it
DAY = timedelta(days=1)
DUE = 3
GROWING = {"clients", "told_plans"}  # the others hold what tests made before in the same store
# Of which an office here has a row or two, if any: read as a whole while other tests made few.
SMALL = {"webhooks", "office_policies", "webhook_marks", "share_links"}


def fill(database: Database, access: Access) -> None:
    """A third has long been stalled, the others will be; `DUE` of them from tomorrow on."""
    with database.transaction(access.office_id, write=True) as session:
        rows = [
            {
                "office_id": access.office_id,
                "id": new_id(),
                "name": f"Client {number}",
                "name_key": f"client {number}",
                "email": f"{number}@alumni.example.edu",
                "stalls_on": TODAY + DAY * (number - CLIENTS // 3),
                "created_at": AT,
            }
            for number in range(CLIENTS)
        ]
        session.execute(insert(Client), rows)
        session.execute(
            update(Client)
            .where(Client.office_id == access.office_id, Client.stalls_on == TODAY + DAY * 3)
            .values(stalls_on=TODAY + DAY)
        )
        session.execute(
            update(Client)
            .where(Client.office_id == access.office_id, Client.stalls_on == TODAY + DAY * 2)
            .values(stalls_on=TODAY + DAY)
        )


def rows_read(connection: Connection, statement: str, parameters: Any) -> dict[str, int]:
    """By table, those that each part of the plan touched, kept or not."""
    (told,) = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
    ).one()
    read: dict[str, int] = {}

    def walk(node: dict[str, Any]) -> None:
        if table := node.get("Relation Name"):
            per_loop = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read[table] = read.get(table, 0) + int(per_loop * node["Actual Loops"])
        for part in node.get("Plans", ()):
            walk(part)

    walk((told if isinstance(told, list) else json.loads(told))[0]["Plan"])
    return read


def whole_scans(connection: Connection, statement: str, parameters: Any) -> set[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    scanned = {found[1] for row in plan if (found := re.match(r"SCAN (\w+)", row[-1]))}
    by_office_alone = {
        found[1]
        for row in plan
        if (found := re.match(r"SEARCH (\w+) .*\(office_id=\?\)$", row[-1]))
    }
    return (scanned | by_office_alone) - SMALL


def test_a_new_day_reads_only_what_became_due(
    store: Store, database: Database, office: Access
) -> None:
    fill(database, office)
    webhook = a_webhook(database, office, "https://hooks.example.edu")
    owner = create_engine(
        make_url(store.owner_url).set(
            drivername="postgresql+psycopg" if database.is_postgresql else "sqlite"
        ),
        isolation_level="AUTOCOMMIT",
    )
    with owner.connect() as connection:
        connection.execute(text("ANALYZE"))
    owner.dispose()
    asked: list[tuple[str, Any]] = []

    def remember(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", remember)
    try:
        with database.transaction(office.office_id, write=True) as session:
            notice(session, office, AT + DAY)
            session.flush()
    finally:
        event.remove(database.engine, "before_cursor_execute", remember)
    kinds = [one.kind for one in deliveries(database, office, webhook.id)]
    assert kinds == ["client.stalled"] * DUE
    assert any("told_plans" in statement for statement, _ in asked)
    with database.transaction(office.office_id, write=True) as session:
        connection = session.connection()
        for statement, parameters in asked:
            if database.is_postgresql:
                read = rows_read(connection, statement, parameters)
                many = [rows for table, rows in read.items() if table in GROWING]
                assert max([*many, 0]) <= 2 * DUE, (statement, read)
            else:
                assert whole_scans(connection, statement, parameters) == set(), statement


@on_postgresql
def test_the_counting_of_rows_can_fail(database: Database, office: Access) -> None:
    fill(database, office)
    with database.transaction(office.office_id, write=False) as session:
        statement = f"SELECT * FROM clients WHERE office_id = '{office.office_id}'"
        assert rows_read(session.connection(), statement, ()) == {"clients": CLIENTS}
