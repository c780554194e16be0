"""Every route of the API, asked with tokens of one scope each."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.accounts.access import Permission
from app.accounts.actions import add_api_token
from app.accounts.models import Role, Scope
from app.accounts.queries import find_user
from tests.cast import AT
from tests.conftest import on_sqlite
from tests.walls.asking import ask
from tests.walls.cast import SIGNED_OUT, Person, Scene, World, speaking
from tests.walls.routes import Route, guarded
from tests.walls.watching import untouched

ROUTES = [route for route in guarded() if route.is_api]
# Those of a whole office need the scope whose name says so, whatever their method.
OF_ADMINS = {
    Permission.MANAGE_OFFICE,
    Permission.CHANGE_POLICY,
    Permission.ERASE_PEOPLE,
}
# One's own things, of which an admin may remove anybody's.
OWN = {"DELETE /api/v1/views/{view_id}", "DELETE /api/v1/reports/saved/{saved_id}"}
OWN |= {"PATCH /api/v1/reports/saved/{saved_id}"}


def with_only(world: World, scope: Scope) -> Person:
    """The admin, by a token of this scope."""
    access, admin = world.ours.access, world.ours.admin
    with world.database.transaction(access.office_id, write=True) as session:
        user = find_user(session, admin.email)
        assert user is not None
        text, _ = add_api_token(session, access, user.id, scope, AT, scopes=[scope])
    return replace(admin, bearer=text)


def test_every_route_of_the_api_declares_a_scope_that_fits_what_it_needs() -> None:
    assert len(ROUTES) > 80
    for route in ROUTES:
        needs = route.declared.needs
        assert route.scope is not None, route.key
        if needs in OF_ADMINS and route.key not in OWN:
            assert route.scope is Scope.ADMIN, route.key
        elif route.scope in (Scope.READ, Scope.WRITE):
            assert (route.scope is Scope.READ) == (
                route.method == "GET" or bool(route.declared.logs)
            ), route.key
        else:
            assert needs not in (Permission.READ_PEOPLE, Permission.WRITE_PEOPLE), route.key


@pytest.fixture(scope="session")
def by_scope(still: Scene) -> dict[Scope, Person]:
    return {scope: with_only(still.world, scope) for scope in Scope}


# What is read of a token's scopes from either store, see `tests/api/test_tokens.py`.
@on_sqlite
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_a_token_does_what_its_scope_says_and_nothing_else(
    served: TestClient, still: Scene, by_scope: dict[Scope, Person], scene: Scene, route: Route
) -> None:
    world = still.world
    with untouched(world.database, world.ours, world.theirs):
        for scope in set(Scope) - {route.scope}:
            refused = ask(served, by_scope[scope], route, still.our_things)
            assert refused.status_code == 403, (scope, refused.text)
            assert refused.headers["content-type"] == "application/problem+json"
            assert f"the scope “{route.scope}”" in refused.json()["detail"]
            assert f'scope="{route.scope}"' in refused.headers["www-authenticate"]
            assert world.ours.mark not in refused.text
    let_in = with_only(scene.world, route.scope)  # type: ignore[arg-type]
    answer = ask(served, let_in, route, scene.our_things)
    assert answer.status_code == route.declared.ok, answer.text


WRONG: dict[str, dict[str, Any]] = {
    "no JSON": {"content": b"{"},
    "no object": {"content": b"17"},
    "an unknown field": {"content": b'{"nobody_knows": 17}'},
    "no text": {"content": b'"\xff"'},
}
TAKING_JSON = [route for route in ROUTES if route.model is not None]


@on_sqlite
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_body_is_told_to_those_alone_who_may_send_one(
    served: TestClient, still: Scene, by_scope: dict[Scope, Person], wrong: str
) -> None:
    ours = still.world.ours
    unknown = replace(ours.admin, bearer=f"{ours.admin.bearer}"[:-4] + "aaaa")
    assert len(TAKING_JSON) > 40
    for route in TAKING_JSON:
        path = route.address
        for place in route.places:
            path = path.replace(f"{{{place.name}}}", str(UUID(int=17)))

        def answered(person: Person, path: str = path, route: Route = route) -> int:
            headers = speaking(person, path) | {"Content-Type": "application/json"}
            return served.request(route.method, path, headers=headers, **WRONG[wrong]).status_code

        assert answered(SIGNED_OUT) == answered(replace(SIGNED_OUT, bearer="rga_x")) == 401
        assert answered(unknown) == 401, route.key
        other = next(scope for scope in Scope if scope is not route.scope)
        assert answered(by_scope[other]) == 403, route.key
        if route.key not in OWN and not route.declared.may(ours.people[Role.ANALYST]):
            assert answered(ours.people[Role.ANALYST]) == 403, route.key
        assert answered(by_scope[route.scope]) in (400, 422), route.key
