"""The API as its own description has it: whatever that allows, and what it forbids, is sent."""

import os
from collections import Counter
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.python import asgi

from app.db.engine import Database
from tests.walls.cast import Person, Things, World, a_side
from tests.walls.copying import another_file
from tests.walls.routes import FIXED, all_routes, described

load_all_checks()
BOTH = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
EXAMPLES = int(os.environ.get("REGARDS_EXAMPLES", "12"))  # of whatever is sent, for each operation
LEFT_OUT = {
    # The rules hold more than a schema can say: an advisor of this office, a decline not before
    # its offer, a kind that goes with a step.
    "positive_data_acceptance",
    # It asks again without a token: the matrix does so of each route, see `test_access.py`.
    "ignored_auth",
    # `members/invitations` could also be a member's address, and is told so; see below.
    "allow_header_conformance",
}
checks = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in LEFT_OUT]
schema = schemathesis.openapi.from_dict(described().openapi())
schema.config.generation.update(with_security_parameters=False)  # the token is a good one
schema.app = described()  # in this process; the tests put the served one in its place
operations = {found.ok().label: found.ok() for found in schema.get_all_operations()}


def modes_on(database: Database) -> list[GenerationMode]:
    """What is refused never becomes a statement: one store is enough for it."""
    return BOTH if database.is_postgresql else BOTH[:1]


each_operation = pytest.mark.parametrize("label", list(operations))


def test_the_description_has_every_route_of_the_api() -> None:
    routes = {route.key for route in all_routes() if route.is_api}
    assert set(operations) | {"GET /api/v1/docs", "GET /api/v1/openapi.json"} == routes


@pytest.mark.parametrize("path", sorted({found.path for found in operations.values()}))
def test_a_method_that_is_not_taken_is_answered_with_those_that_are(
    served: TestClient, path: str
) -> None:
    answer = served.options(path)
    assert answer.status_code == 405
    taken = {route.method for route in all_routes() if route.path == path}
    assert taken <= set(answer.headers["allow"].split(", "))


class Sender:
    """Sends the cases as an admin; half of them about things that are there."""

    def __init__(self, served: TestClient, world: World):
        self.session = asgi.get_client(served.app)
        self.person: Person = world.ours.admin
        self.things: Things = another_file(world.database, world.ours)

    def send(self, case: Any, *, there: bool) -> None:
        if there:
            for name in set(case.path_parameters or {}) - set(FIXED):
                case.path_parameters[name] = self.things[name.removesuffix("_id")]
        case.call_and_validate(
            session=self.session,
            headers={"Authorization": f"Bearer {self.person.bearer}"},
            checks=checks,
        )


@each_operation
def test_every_boundary_is_answered_as_described(
    served: TestClient, world: World, label: str
) -> None:
    sender = Sender(served, world)
    operation = operations[label]
    cases = schema.iter_coverage_cases(
        operation,
        generation_modes=modes_on(world.database),
        generation_config=schema.config.generation_for(operation=operation),
    )
    sent = 0
    for case in cases:
        sender.send(case, there=True)
        sent += 1
    assert sent


@each_operation
def test_whatever_is_sent_is_answered_as_described(
    served: TestClient, world: World, label: str
) -> None:
    sender = Sender(served, world)
    operation = operations[label]
    modes = modes_on(world.database)
    any_case = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))

    @seed(20_261_125)
    @settings(
        max_examples=EXAMPLES * len(modes) // len(BOTH),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=any_case, there=st.booleans())
    def send(case: Any, there: bool) -> None:
        sender.send(case, there=there)

    send()


WALKS = int(os.environ.get("REGARDS_WALKS", "3"))  # how many; a hundred take minutes
STEPS = 25  # of each


def test_walks_through_all_of_it_are_answered_as_described(
    served: TestClient, database: Database
) -> None:
    """From what one answer told to what can be done with it, by the links of the description."""
    session = asgi.get_client(served.app)
    asked: Counter[tuple[str, int]] = Counter()

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            """An office of its own: it may be left without a token on the way."""
            self.bearer = a_side(database).admin.bearer

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"session": session, "headers": {"Authorization": f"Bearer {self.bearer}"}}

        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            asked[case.operation.label, response.status_code] += 1
            case.validate_response(response, checks=checks)

    seed(20_261_129)(Walk)
    Walk.run(
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    went_well = {label for label, status in asked if status < 300}
    assert went_well, asked
    print(
        f"{sum(asked.values())} calls of {len({label for label, _ in asked})} operations,"
        f" {len(went_well)} of them answered with 2xx",
        sorted(asked.items()),
    )
