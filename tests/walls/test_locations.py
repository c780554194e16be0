"""Whatever was made says where it is, and whoever was too slow which version holds by now."""

import pytest
from fastapi.testclient import TestClient

from tests.walls.asking import ask
from tests.walls.cast import SIGNED_OUT, Scene, speaking
from tests.walls.routes import Place, Route, described, guarded
from tests.walls.watching import untouched

PATHS = described().openapi()["paths"]
MAKING = [route for route in guarded() if route.is_api and route.declared.ok == 201]
# What goes on behind the answer; several at once have no one address.
BEGINNING = [
    route
    for route in guarded()
    if route.is_api and "202" in PATHS[route.path][route.method.lower()]["responses"]
    and route.path != "/api/v1/webhooks/{webhook_id}/send-again"
]  # fmt: skip


def takes_a_version(route: Route) -> bool:
    body = PATHS[route.path][route.method.lower()].get("requestBody", {}).get("content", {})
    name = body.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    is_preview = route.path.endswith("/preview")  # which changes nothing
    return name != "" and not is_preview and "version" in SCHEMAS[name].get("properties", {})


def takes_a_tag(route: Route) -> bool:
    named = PATHS[route.path][route.method.lower()].get("parameters", ())
    return "if-match" in {one["name"].lower() for one in named}


SCHEMAS = described().openapi()["components"]["schemas"]
VERSIONED = [route for route in guarded() if route.is_api and takes_a_version(route)]
TAGGED = [route for route in guarded() if route.is_api and takes_a_tag(route)]
each_that_makes = pytest.mark.parametrize("route", MAKING, ids=lambda route: route.key)
each_with_a_version = pytest.mark.parametrize("route", VERSIONED, ids=lambda route: route.key)
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


@pytest.mark.parametrize("route", BEGINNING, ids=lambda route: route.key)
def test_what_goes_on_is_asked_for_where_its_answer_says(
    served: TestClient, scene: Scene, route: Route
) -> None:
    admin = scene.world.ours.admin
    if route.path == "/api/v1/imports":
        sheet = ("sheet.csv", b"client_name,client_email\nLee,lee@alumni.example.edu\n")
        headers = speaking(admin, route.path)
        begun = served.post(route.path, files={"file": sheet}, headers=headers)
    else:
        begun = ask(served, admin, route, scene.our_things)
    if route.declared.ok == 409:  # of the scene's nothing can be undone or tried again
        return
    assert begun.status_code == 202, begun.text
    location = begun.headers["location"]
    read = served.get(location, headers=speaking(admin, location))
    assert (read.status_code, read.json()["id"]) == (200, begun.json()["id"])


def test_the_description_tells_of_it() -> None:
    telling = {
        f"{method.upper()} {path}"
        for path, operations in PATHS.items()
        for method, operation in operations.items()
        for answer in operation["responses"].values()
        if "Location" in answer.get("headers", {})
    }
    assert telling == {route.key for route in (*MAKING, *BEGINNING)}
    assert (len(MAKING) > 12, len(BEGINNING)) == (True, 6)
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


@each_with_a_version
def test_so_is_whoever_sent_the_version_of_before(
    served: TestClient, scene: Scene, route: Route
) -> None:
    admin = scene.world.ours.admin
    version = Place("body", "version", "")
    late = ask(served, admin, route, scene.our_things, put={version: 987})
    assert late.status_code == 409, late.text
    now = int(late.headers["etag"].strip('"'))
    done = ask(served, admin, route, scene.our_things, put={version: now})
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
    for route in VERSIONED:
        told = PATHS[route.path][route.method.lower()]["responses"]["409"]
        assert told["headers"] == {"ETag": {"$ref": "#/components/headers/ETag"}}, route.key
