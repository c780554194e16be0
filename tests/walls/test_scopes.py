"""Every route of the API, asked with tokens of one scope each."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app.accounts.access import Permission
from app.accounts.actions import add_api_token
from app.accounts.models import Scope
from app.accounts.queries import find_user
from tests.cast import AT
from tests.walls.asking import ask
from tests.walls.cast import Person, World
from tests.walls.copying import another_file
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


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_a_token_does_what_its_scope_says_and_nothing_else(
    served: TestClient, world: World, route: Route
) -> None:
    people = {scope: with_only(world, scope) for scope in Scope}
    things = another_file(world.database, world.ours)
    with untouched(world.database, world.ours, world.theirs):
        for scope in set(Scope) - {route.scope}:
            refused = ask(served, people[scope], route, things)
            assert refused.status_code == 403, (scope, refused.text)
            assert refused.headers["content-type"] == "application/problem+json"
            assert f"the scope “{route.scope}”" in refused.json()["detail"]
            assert f'scope="{route.scope}"' in refused.headers["www-authenticate"]
            assert world.ours.mark not in refused.text
    answer = ask(served, people[route.scope], route, things)  # type: ignore[index]
    assert answer.status_code == route.declared.ok, answer.text
