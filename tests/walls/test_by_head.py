"""HEAD: what GET would answer, without the answer, and without anything written down."""

import pytest
from fastapi.testclient import TestClient

from tests.walls.asking import PLAIN, PROGRAM, ask
from tests.walls.cast import Scene
from tests.walls.routes import Route, all_routes, described
from tests.walls.watching import untouched

# They write down who took what, and did not take anything: see `heads.py`.
TAKEN_OUT = {"/api/v1/reports/people", "/o/{office}/reports/people"}
read = [route for route in all_routes() if route.method == "GET"]
NOT_COMPARED = {"x-request-id", "ratelimit", "content-length", "date", "set-cookie"}


def is_taken_out(route: Route) -> bool:
    return bool(route.declared.logs) or route.path in TAKEN_OUT


@pytest.mark.parametrize("route", read, ids=lambda route: route.path)
def test_what_can_be_read_is_answered(served: TestClient, still: Scene, route: Route) -> None:
    admin, things = still.world.ours.admin, still.our_things
    way = PROGRAM if route.is_api else PLAIN
    with untouched(still.world.database, still.world.ours):
        told = ask(served, admin, route, things, way, by="HEAD")
    assert told.content == b""
    if is_taken_out(route):
        assert told.status_code == 405
        assert "HEAD" not in told.headers["allow"]
        return
    whole = ask(served, admin, route, things, way)
    assert told.status_code == whole.status_code
    compared = [
        {name: value for name, value in one.headers.items() if name not in NOT_COMPARED}
        for one in (told, whole)
    ]
    assert compared[0] == compared[1]


def test_it_needs_what_reading_needs(served: TestClient, still: Scene) -> None:
    assert served.head("/api/v1/clients").status_code == 401
    bearer = still.world.ours.admin.bearer
    nowhere = served.head("/api/v1/nowhere", headers={"Authorization": f"Bearer {bearer}"})
    assert nowhere.status_code == 404
    refused = served.put("/api/v1/clients", headers={"Authorization": f"Bearer {bearer}"})
    assert refused.headers["allow"] == "GET, HEAD, POST"


def test_the_description_tells_of_get_alone() -> None:
    operations = [one for some in described().openapi()["paths"].values() for one in some]
    assert "head" not in operations
