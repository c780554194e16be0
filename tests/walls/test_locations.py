"""Whatever was made says where it is, and whoever was too slow which version holds by now."""

import pytest
from fastapi.testclient import TestClient

from tests.walls.asking import ask
from tests.walls.cast import SIGNED_OUT, Scene, speaking
from tests.walls.routes import Route, described, guarded
from tests.walls.watching import untouched

PATHS = described().openapi()["paths"]
MAKING = [route for route in guarded() if route.is_api and route.declared.ok == 201]


def takes_a_tag(route: Route) -> bool:
    named = PATHS[route.path][route.method.lower()].get("parameters", ())
    return "if-match" in {one["name"].lower() for one in named}


TAGGED = [route for route in guarded() if route.is_api and takes_a_tag(route)]
each_that_makes = pytest.mark.parametrize("route", MAKING, ids=lambda route: route.key)
each_with_a_tag = pytest.mark.parametrize("route", TAGGED, ids=lambda route: route.key)


@each_that_makes
def test_what_was_made_is_read_where_its_answer_says(
    served: TestClient, scene: Scene, route: Route
) -> None:
    admin = scene.world.ours.admin
    made = ask(served, admin, route, scene.our_things)
    assert made.status_code == 201, made.text
    location = made.headers["location"]
    assert location.startswith("/api/v1/")
    read = served.get(location, headers=speaking(admin, location))
    assert read.status_code == 200, (location, read.text)
    if "reports/saved" not in location:  # whose figures it answers with
        assert read.json()["id"] == made.json()["id"]
        assert read.headers.get("etag") == made.headers.get("etag")


def test_the_description_tells_of_it() -> None:
    telling = {
        f"{method.upper()} {path}"
        for path, operations in PATHS.items()
        for method, operation in operations.items()
        for answer in operation["responses"].values()
        if "Location" in answer.get("headers", {})
    }
    assert telling == {route.key for route in MAKING}
    assert len(MAKING) > 12
    schemes = described().openapi()["components"]["headers"]
    assert schemes["Location"]["schema"] == {"type": "string", "format": "uri-reference"}


@each_with_a_tag
def test_whoever_was_too_slow_is_told_the_tag_of_now(
    served: TestClient, scene: Scene, route: Route
) -> None:
    admin = scene.world.ours.admin
    late = ask(served, admin, route, scene.our_things, **{"If-Match": '"987"'})
    assert late.status_code == 412, late.text
    tag = late.headers["etag"]
    done = ask(served, admin, route, scene.our_things, **{"If-Match": tag})
    assert done.status_code == route.declared.ok, done.text


@each_with_a_tag
def test_whoever_may_not_change_it_learns_nothing_of_its_version(
    served: TestClient, still: Scene, route: Route
) -> None:
    ours, theirs = (side.people.values() for side in (still.world.ours, still.world.theirs))
    own = "{" not in route.path.replace("{step}", "")  # of an office of each one's own
    with untouched(still.world.database, still.world.ours, still.world.theirs):
        for person in (*ours, *theirs, SIGNED_OUT):
            answer = ask(served, person, route, still.our_things, **{"If-Match": '"987"'})
            told = route.declared.may(person) and (own or person in ours)
            assert ("etag" in answer.headers) == told == (answer.status_code == 412)


def test_the_description_tells_of_the_tag_of_now() -> None:
    for route in TAGGED:
        told = PATHS[route.path][route.method.lower()]["responses"]["412"]
        assert told["headers"] == {"ETag": {"$ref": "#/components/headers/ETag"}}, route.key
