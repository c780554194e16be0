"""The matrix once more, with the service's own filters taken off: PostgreSQL alone must hold.

The control is the same service for the tables' owner, for whom the walls do not stand: there each
of these requests reaches into the other office, which shows that the filters are really off.
"""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from tests.conftest import Store, on_postgresql
from tests.walls.asking import Aim, aims_at, ask, ways_of, without_typed
from tests.walls.cast import Scene, World
from tests.walls.copying import a_scene, another_file, filled_anew
from tests.walls.filters_off import take_filters_off, taken_off, without_filters
from tests.walls.routes import Place, Route, guarded
from tests.walls.watching import untouched

each_guarded_route = pytest.mark.parametrize("route", guarded(), ids=lambda route: route.key)
each_route_with_a_place = pytest.mark.parametrize(
    "route", [route for route in guarded() if route.places], ids=lambda route: route.key
)
each_route_with_an_id = pytest.mark.parametrize(
    "route",
    [route for route in guarded() if re.search(r"\{\w*id\}", route.path)],
    ids=lambda route: route.key,
)


def bare_service(url: str, *, raises: bool) -> Iterator[TestClient]:
    app = create_app(Settings(database_url=url, _env_file=None))
    take_filters_off(app)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=raises) as client:
        yield client


@pytest.fixture(scope="session")
def bare(store: Store) -> Iterator[TestClient]:
    yield from bare_service(store.service_url, raises=True)


@pytest.fixture(scope="session")
def bare_for_owner(store: Store) -> Iterator[TestClient]:
    yield from bare_service(store.owner_url, raises=False)


@on_postgresql
@each_route_with_a_place
def test_the_database_alone_keeps_the_offices_apart(
    bare: TestClient, still: Scene, route: Route
) -> None:
    """The other office's admin at all places at once, as in `test_access.py`."""
    world, ours, theirs = still.world, still.our_things, still.their_things
    ways = ways_of(route)[:1]  # what is read and written is the same, however it is shown
    seekers = (
        (world.ours.admin, world.theirs, [*aims_at(route, ours, theirs, ways)]),
        (world.theirs.admin, world.ours, [*aims_at(route, theirs, ours, ways)][-1:]),
    )
    with untouched(world.database, world.ours, world.theirs, but=route.declared.logs):
        for person, others, aims in seekers:
            for aim in aims:
                foreign, nothing, answer = aim.answers(bare, person)
                assert foreign == nothing, (person.name, aim.label)
                assert others.mark not in without_typed(answer.text, aim.foreign[0])


@on_postgresql
@each_guarded_route
def test_the_owner_still_gets_through_and_sees_and_changes_nothing_else(
    bare: TestClient, scene: Scene, route: Route
) -> None:
    before, world = taken_off.total(), scene.world
    with untouched(world.database, world.theirs):
        answer = ask(bare, world.ours.admin, route, scene.our_things, ways_of(route)[-1])
    assert answer.status_code in (route.declared.ok, 200, 204), answer.text
    assert world.theirs.mark not in answer.text
    assert taken_off.total() > before


@on_postgresql
@each_route_with_an_id
def test_without_walls_and_filters_every_request_reaches_into_the_other_office(
    bare_for_owner: TestClient, database: Database, still: Scene, route: Route
) -> None:
    """The control. A write may then fail on a key that leads with the office; it found its row."""
    scene = still if route.is_safe else a_scene(database)
    for aim in control_aims(scene, route):
        foreign, nothing, answer = aim.answers(bare_for_owner, scene.world.ours.admin)
        assert foreign != nothing, aim.label
        if route.key in FOUND_AND_REFUSED:
            assert answer.status_code == FOUND_AND_REFUSED[route.key]
            continue
        assert answer.status_code not in (401, 403, 404, 422), (aim.label, answer.text)
        if route.method == "GET":
            assert answer.status_code in (200, route.declared.ok)


# What only the one who made it may change, whoever else can see it; and what the body or the facts
# have to agree with.
FOUND_AND_REFUSED = {
    "POST /o/{office}/reports/saved/{id}": 403,
    "PATCH /api/v1/reports/saved/{saved_id}": 403,
    "POST /o/{office}/offers/{id}/key-people": 422,
    "POST /o/{office}/offers/{id}/key-people/undo": 422,
    "POST /api/v1/contacts/{contact_id}/goes-first": 422,
}


def control_aims(scene: Scene, route: Route) -> Iterator[Aim]:
    """Each write at files of its own, since here it may well change them.

    The path's ids alone: what is named elsewhere must belong to the client of the path as well.
    """
    ids = [one for one in route.places if one.where == "path" and one.thing != "office"]
    for number, place in enumerate(ids):
        if number and not route.is_safe:
            scene = filled_anew(scene.world)
        aims = aims_at(route, scene.our_things, scene.their_things, ways_of(route)[:1])
        yield next(aim for aim in aims if aim.at == place)


@on_postgresql
def test_without_walls_and_filters_the_caseload_shows_the_other_office(
    bare_for_owner: TestClient, world: World
) -> None:
    another_file(world.database, world.theirs)
    things = another_file(world.database, world.ours)
    for key in ("GET /api/v1/caseload", "GET /o/{office}/caseload"):
        route = next(route for route in guarded() if route.key == key)
        by_name = {Place("query", "q", "name"): world.theirs.mark}
        answer = ask(bare_for_owner, world.ours.admin, route, things, put=by_name)
        assert f"Maya {world.theirs.mark}" in answer.text


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM clients WHERE clients.office_id IN (%(a)s)",
        "SELECT 1 FROM clients WHERE office_id= %(a)s",
        "SELECT 1 FROM clients WHERE clients.office_id = (SELECT 1)",
    ],
)
def test_a_filter_that_could_not_be_taken_off_would_be_noticed(statement: str) -> None:
    with pytest.raises(AssertionError, match="another form"):
        without_filters(statement)
