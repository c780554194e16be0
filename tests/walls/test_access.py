"""The access matrix: role × route × every place an id can stand × whose id it is."""

from collections.abc import Iterator, Sequence
from typing import TypeVar
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import delete

from app.accounts.models import Role, SignInFailures
from tests.conftest import on_sqlite
from tests.walls.asking import HTMX, PLAIN, PROGRAM, aims_at, ask, do_first, ways_of, without_typed
from tests.walls.cast import SIGNED_OUT, Person, Scene, World, of_nothing
from tests.walls.copying import another_file
from tests.walls.routes import (
    DECLARED,
    LISTS,
    NAMES,
    NAMING_NOTHING,
    Place,
    Route,
    all_routes,
    guarded,
)
from tests.walls.watching import digest, untouched

T = TypeVar("T")
each_guarded_route = pytest.mark.parametrize("route", guarded(), ids=lambda route: route.key)
each_route_with_a_place = pytest.mark.parametrize(
    "route", [route for route in guarded() if route.places], ids=lambda route: route.key
)
each_route_with_a_path = pytest.mark.parametrize(
    "route",
    [route for route in guarded() if any(place.where == "path" for place in route.places)],
    ids=lambda route: route.key,
)
each_route_with_a_field = pytest.mark.parametrize(
    "route",
    [route for route in guarded() if any(place.where != "path" for place in route.places)],
    ids=lambda route: route.key,
)


def members(world: World) -> list[Person]:
    return list(world.ours.people.values())


def asked(world: World, all_there_are: Sequence[T]) -> Sequence[T]:
    """All of them on SQLite, where no other wall stands behind the service's own; on PostgreSQL
    the first, since no store is asked about what the others differ in: the role and the way."""
    return all_there_are[:1] if world.database.is_postgresql else all_there_are


def is_refusal_to_strangers(answer: Response) -> bool:
    if answer.status_code == 401:
        return True
    return answer.status_code == 303 and answer.headers["location"].startswith("/login")


def test_every_route_is_in_the_matrix() -> None:
    swept = {route.key for route in all_routes()}
    assert len(swept) > 50
    assert swept == set(DECLARED)


def test_every_field_of_every_route_is_known_to_name_something_or_nothing() -> None:
    fields = {field for route in all_routes() for field in route.fields}
    assert len(fields) > 30
    assert fields - set(NAMES) - NAMING_NOTHING == set()
    assert {place.name for route in all_routes() for place in route.places} > set(NAMES)


def test_only_these_routes_let_in_anybody() -> None:
    """A page of an office among them must know nothing of it, unless a secret link says so."""
    unguarded = {route.key for route in all_routes() if route.declared.needs is None}
    own_plans = {key for key in unguarded if " /p/{link}/" in key}
    assert {key for key in unguarded if "{" in key} - own_plans == {
        "GET /p/{token:path}",
        "GET /p/{token}/plan.ics",
        "GET /o/{office}",
        "GET /join/{token}",
        "POST /join/{token}",
        "GET /login/password/{token}",
        "POST /login/password/{token}",
        "GET /unsubscribe/{token}",
        "POST /unsubscribe/{token}",
    }
    assert {key for key in unguarded if "/api/" in key} == {
        "GET /api/v1/docs",
        "GET /api/v1/openapi.json",
    }


@pytest.mark.parametrize(
    "route", [r for r in all_routes() if r.declared.needs is None], ids=lambda route: route.key
)
def test_what_is_open_to_all_tells_nothing_of_any_office(
    served: TestClient, still: Scene, route: Route
) -> None:
    world, things = still.world, still.their_things
    with world.database.between_offices(write=True) as session:
        session.execute(delete(SignInFailures))  # so many tests sign in that the door is shut
    with untouched(world.database, world.ours, world.theirs):
        answer = ask(served, SIGNED_OUT, route, things, **{"Sec-Fetch-Site": "same-origin"})
        nowhere = things | of_nothing()
        nothing = ask(served, SIGNED_OUT, route, nowhere, **{"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (route.declared.ok, 303, 307)
    assert answer.status_code == nothing.status_code
    assert world.theirs.mark not in answer.text


@on_sqlite  # no store is asked
@each_guarded_route
def test_the_signed_out_are_asked_to_sign_in(
    served: TestClient, still: Scene, route: Route
) -> None:
    """And then led on to the page that was asked for, or from which a form was sent; what somebody
    typed stays in sight."""
    world, things = still.world, still.our_things
    before = f"/o/{things['office']}/caseload"
    for way in ways_of(route):
        with untouched(world.database, world.ours):
            answer = ask(
                served, SIGNED_OUT, route, things, way, Referer=f"http://testserver{before}"
            )
        after = answer.request.url.path if (way, route.method) == (PLAIN, "GET") else before
        if way is PROGRAM:
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"
        elif way is HTMX:
            assert (answer.status_code, answer.text) == (401, "")
        elif answer.status_code == 401:
            assert route.method == "POST"
            assert "Nothing was saved, and nothing is lost" in answer.text
        else:
            sign_in = f"/login?{urlencode({'next': after})}"
            assert (answer.status_code, answer.headers["location"]) == (303, sign_in)


@each_guarded_route
def test_whoever_may_gets_through_and_whoever_may_not_is_told_so(
    served: TestClient, scene: Scene, route: Route
) -> None:
    """The positive control: without it, a matrix of refusals would pass on a shut door."""
    with untouched(scene.world.database, scene.world.theirs):
        assert members_let_in(served, scene, route)


def members_let_in(served: TestClient, scene: Scene, route: Route) -> int:
    let_in = 0
    world, things = scene.world, scene.our_things
    for person in asked(world, members(world)):
        may = route.declared.may(person)
        ways = asked(world, ways_of(route))
        for way in ways if person is world.ours.admin else ways[:1]:
            do_first(served, world.ours.admin, route, things)
            before = digest(world.database, world.ours)
            answer = ask(served, person, route, things, way)
            changed = digest(world.database, world.ours) != before
            assert world.theirs.mark not in answer.text
            if not may:
                assert answer.status_code == 403, (person.name, answer.text)
                assert world.ours.mark not in answer.text
            elif way is HTMX and route.declared.ok == 303:
                assert answer.status_code in (200, 204), answer.text
            else:
                assert answer.status_code == route.declared.ok, answer.text
                assert not is_refusal_to_strangers(answer)
            writes = bool(route.declared.logs)
            writes |= not route.is_safe and not route.declared.reads
            if route.declared.once and way is not ways[0]:
                writes = False
            assert changed == (may and writes)
            if changed and not route.is_safe:
                things = another_file(world.database, world.ours)
            let_in += may
    return let_in


@each_route_with_a_field
def test_ones_own_ids_are_taken_in_every_place(
    served: TestClient, world: World, route: Route
) -> None:
    with untouched(world.database, world.theirs):
        for place, value in own_ids_and_none(route):
            things = another_file(world.database, world.ours)
            put = {place: things[place.thing] if value == "own" else value}
            answer = ask(served, world.ours.admin, route, things, put=put)
            assert answer.status_code == route.declared.ok, (str(place), value, answer.text)
            assert world.theirs.mark not in answer.text


def own_ids_and_none(route: Route) -> Iterator[tuple[Place, str | None]]:
    """Where one's own id may stand, and where none may, as the route says it."""
    for place in route.places:
        if place.where == "path":
            continue
        yield place, "own"
        if place.name in route.required or place.name in LISTS:
            continue  # or there are other ways to say whom
        if not route.is_api:
            yield place, ""
        elif place.where != "query":
            yield place, None  # no id is null in JSON, and a blank elsewhere


@on_sqlite  # no store is asked
@each_route_with_a_path
def test_a_path_without_an_id_leads_nowhere(served: TestClient, still: Scene, route: Route) -> None:
    world, things = still.world, still.our_things
    for place in route.places:
        if place.where == "path":
            with untouched(world.database, world.ours, world.theirs):
                answer = ask(served, world.ours.admin, route, things, put={place: ""})
            assert answer.status_code in (404, 405, 307), (str(place), answer.text)


@each_route_with_a_place
def test_another_offices_ids_are_as_good_as_none(
    served: TestClient, still: Scene, route: Route
) -> None:
    """Each of our roles, at each place in turn; whoever is signed out and the other office's admin,
    who are no nearer to any of it than ours are to theirs, at all places at once."""
    world, ours, theirs = still.world, still.our_things, still.their_things
    ways = ways_of(route)
    seekers = [
        (world.ours.admin, world.theirs, [*aims_at(route, ours, theirs, asked(world, ways))]),
        (SIGNED_OUT, world.theirs, [*aims_at(route, ours, theirs, ways[-1:])][-1:]),
        (world.theirs.admin, world.ours, [*aims_at(route, theirs, ours, ways[:1])][-1:]),
    ]
    for person in asked(world, members(world))[1:]:
        seekers.append((person, world.theirs, [*aims_at(route, ours, theirs, ways[:1])]))
    with untouched(world.database, world.ours, world.theirs, but=route.declared.logs):
        for person, others, aims in seekers:
            for aim in aims:
                foreign, nothing, answer = aim.answers(served, person)
                assert foreign == nothing, (person.name, aim.label)
                assert others.mark not in without_typed(answer.text, aim.foreign[0])
                if aim.at and aim.at.where == "query":
                    continue  # as one that names nothing: the caseload of nobody, say
                assert answer.status_code >= 400 or is_refusal_to_strangers(answer)


def test_an_idempotency_key_is_of_one_token_alone(served: TestClient, world: World) -> None:
    route = next(route for route in all_routes() if route.key == "POST /api/v1/clients")
    key = {"Idempotency-Key": "the same"}
    body = {"name": "Maya", "email": "same@alumni.example.edu"}
    admins = (world.ours.admin, world.theirs.admin)
    answers = [
        served.post(route.path, json=body, headers={"Authorization": f"Bearer {one.bearer}", **key})
        for one in admins
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] != answers[1].json()["id"]


@pytest.mark.parametrize("role", list(Role))
def test_a_token_is_no_cookie_and_a_cookie_no_token(
    served: TestClient, world: World, role: Role
) -> None:
    person = world.ours.people[role]
    served.cookies.clear()
    with_cookie = {"Authorization": f"Bearer {person.cookie}", "Cookie": f"regards={person.cookie}"}
    assert served.get("/api/v1/policy", headers=with_cookie).status_code == 401
    page = served.get(
        f"/o/{world.ours.slug}/caseload",
        headers={"Cookie": f"regards={person.bearer}", "Authorization": f"Bearer {person.bearer}"},
    )
    assert is_refusal_to_strangers(page)
