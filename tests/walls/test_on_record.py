"""Whatever is changed is on record: who did it and by which way, or it is not done at all."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from app.audit.models import AuditEntry
from app.db.engine import Database
from tests.conftest import on_sqlite
from tests.walls.asking import ask, do_first, ways_of
from tests.walls.cast import Scene, Side
from tests.walls.routes import Route, guarded
from tests.walls.watching import untouched

WRITING = [r for r in guarded() if not (r.is_safe or r.declared.reads) or r.declared.logs]
NOT_ON_RECORD = {
    # That one looked at what the day asks, which moves a mark that only they see.
    "POST /o/{office}/today/seen",
    "POST /api/v1/today/seen",
    # That somebody looked at a client, which is on record as a look is: a moment later, and once a
    # day.
    "POST /api/v1/clients/{client_id}/seen",
    # Where one keeps a view for oneself: nobody else's list looks otherwise for it. Its name, its
    # filters and that it is shared are on record.
    "POST /o/{office}/views/{id}",
    "PATCH /api/v1/views/{view_id}",
    # Sends a webhook's own id to where it sends to anyway, and nothing of anybody. That it was
    # sent, when, and what was answered stands among the deliveries.
    "POST /o/{office}/settings/webhooks/{id}/try",
    "POST /api/v1/webhooks/{webhook_id}/try",
}
ON_RECORD = [route for route in WRITING if route.key not in NOT_ON_RECORD]
each_that_writes = pytest.mark.parametrize("route", WRITING, ids=lambda route: route.key)
each_on_record = pytest.mark.parametrize("route", ON_RECORD, ids=lambda route: route.key)


def on_record(database: Database, side: Side) -> list[AuditEntry]:
    office_id = side.access.office_id
    with database.transaction(office_id, write=False) as session:
        mine = select(AuditEntry).where(AuditEntry.office_id == office_id)
        return list(session.scalars(mine.order_by(AuditEntry.id)))


@on_sqlite  # no store is asked
@each_that_writes
def test_whoever_changes_something_is_on_record(
    served: TestClient, scene: Scene, route: Route
) -> None:
    world, admin = scene.world, scene.world.ours.admin
    do_first(served, admin, route, scene.our_things)
    before = {entry.id for entry in on_record(world.database, world.ours)}
    answer = ask(served, admin, route, scene.our_things, ways_of(route)[0])
    assert answer.status_code == route.declared.ok, answer.text
    new = [one for one in on_record(world.database, world.ours) if one.id not in before]
    told = {(entry.actor_id, entry.via) for entry in new}
    way = "api" if route.is_api else "console"
    assert told == (set() if route.key in NOT_ON_RECORD else {(admin.user_id, way)})


@contextmanager
def nothing_put_on_record(database: Database, side: Side) -> Iterator[None]:
    """The store itself takes no entry of this office."""
    with database.between_offices(write=True) as session:
        session.execute(
            text(
                "CREATE TRIGGER off_record BEFORE INSERT ON audit_entries"
                f" WHEN NEW.office_id = '{side.access.office_id.hex}'"
                " BEGIN SELECT RAISE(ABORT, 'off the record'); END"
            )
        )
    try:
        yield
    finally:
        with database.between_offices(write=True) as session:
            session.execute(text("DROP TRIGGER off_record"))


@on_sqlite  # the transaction is the same on both
@each_on_record
def test_what_cannot_be_put_on_record_is_not_done(
    served: TestClient, scene: Scene, route: Route
) -> None:
    world, admin = scene.world, scene.world.ours.admin
    do_first(served, admin, route, scene.our_things)
    asking = TestClient(served.app, follow_redirects=False, raise_server_exceptions=False)
    with nothing_put_on_record(world.database, world.ours), untouched(world.database, world.ours):
        answer = ask(asking, admin, route, scene.our_things, ways_of(route)[0])
    assert answer.status_code >= 400
