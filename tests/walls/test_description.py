"""The API as its own description has it: whatever that allows, and what it forbids, is sent."""

import os
import random
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import Bundle, rule
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation.stateful.state_machine import StepInput
from schemathesis.python import asgi

from app.db.engine import Database
from tests.conftest import on_postgresql
from tests.walls.asking import filled
from tests.walls.cast import Person, Things, World, a_side
from tests.walls.copying import another_file
from tests.walls.routes import DECLARED, FIXED, LISTS, NAMES, all_routes, described
from tests.whole_answers import Here

load_all_checks()
BOTH = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
EXAMPLES = int(os.environ.get("REGARDS_EXAMPLES", "6"))  # of whatever is sent, for each operation
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


def nothing_besides(description: dict[str, Any]) -> dict[str, Any]:
    """The description leaves room for fields to come; here none may come that it does not name."""
    strict = deepcopy(description)
    for told in strict["components"]["schemas"].values():
        if "properties" in told:
            told.setdefault("additionalProperties", False)
    return strict


schema = schemathesis.openapi.from_dict(nothing_besides(described().openapi()))
schema.config.generation.update(with_security_parameters=False)  # the token is a good one
schema.app = described()  # in this process; the tests put the served one in its place
operations = {found.ok().label: found.ok() for found in schema.get_all_operations()}


# The stricter store. What the other could have another way is sent to both by `test_bad_json.py`,
# and all that the service does is done on both by the walks below.
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


@pytest.fixture(autouse=True)
def asked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own client waits for a thread twice for each request."""
    monkeypatch.setattr(asgi, "_get_portal", Here)


def asking_directly(served: TestClient) -> Any:
    """Which else looks through the environment for a proxy before each request."""
    session = asgi.get_client(served.app)
    session.trust_env = False
    return session


class Sender:
    """Sends the cases as an admin; half of them about things that are there."""

    def __init__(self, served: TestClient, world: World):
        self.session = asking_directly(served)
        self.person: Person = world.ours.admin
        self.things: Things = another_file(world.database, world.ours)

    def send(self, case: Any, *, there: bool) -> None:
        if there:
            put_in_path(case, self.things)
        case.call_and_validate(
            session=self.session,
            headers={"Authorization": f"Bearer {self.person.bearer}"},
            checks=checks,
        )


def put_in_path(case: Any, things: Things) -> None:
    for name in set(case.path_parameters or {}) - set(FIXED):
        case.path_parameters[name] = things[name.removesuffix("_id")]


@on_postgresql
@each_operation
def test_every_boundary_is_answered_as_described(
    served: TestClient, world: World, label: str
) -> None:
    sender = Sender(served, world)
    operation = operations[label]
    cases = schema.iter_coverage_cases(
        operation,
        generation_modes=BOTH,
        generation_config=schema.config.generation_for(operation=operation),
    )
    sent = 0
    for case in cases:
        sender.send(case, there=True)
        sent += 1
    assert sent


def any_case_of(operation: Any) -> st.SearchStrategy[Any]:
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in BOTH))


@on_postgresql
@each_operation
def test_whatever_is_sent_is_answered_as_described(
    served: TestClient, world: World, label: str
) -> None:
    sender = Sender(served, world)
    operation = operations[label]

    @seed(20_261_125)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=any_case_of(operation), there=st.booleans())
    def send(case: Any, there: bool) -> None:
        sender.send(case, there=there)

    send()


def anywhere() -> Any:
    """The library's own walk, which begins and goes on only where links lead, with a way to each
    operation besides."""
    ways = {f"ask_{number}": asking(one) for number, one in enumerate(operations.values())}
    return type("Anywhere", (schema.as_state_machine(),), ways)


def asking(operation: Any) -> Any:
    @rule(target=Bundle("catch_all"), case=any_case_of(operation))
    def ask(self: Any, case: Any) -> Any:
        put_in_path(case, self.things)
        self.recorder.record_case(case=case)  # where what links lead to looks for it
        return self._step(StepInput.initial(case))

    return ask


def put_in_words(case: Any, things: Things, *, as_declared: bool) -> None:
    """What the schema allows is often refused by a rule: so now and then what is taken, as the
    routes are declared with it, and else whatever its ids may name."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    for name in set(case.path_parameters or {}) & set(FIXED):
        case.path_parameters[name] = FIXED[name]
    declared = DECLARED[case.operation.label].body
    if as_declared:
        case.query = {}
        if declared and case.operation.label not in OF_FORMS:
            case.body = filled(declared, things)
    elif isinstance(case.body, dict):
        for name in set(case.body) & set(NAMES):
            named = things[NAMES[name]]
            case.body[name] = [named] if name in LISTS else named


WALKS = int(os.environ.get("REGARDS_WALKS", "3"))  # how many; a hundred take minutes
HOW_OFTEN = 0.6  # what is taken is sent
OF_FORMS = {"POST /api/v1/imports"}  # whose body is no JSON
FIRST_WALK = int(os.environ.get("REGARDS_FIRST_WALK", "0"))  # others, by another number
STEPS = 40  # of each


def test_walks_through_all_of_it_are_answered_as_described(
    served: TestClient, database: Database
) -> None:
    """From what one answer told to what can be done with it, by the links of the description; and
    now and then to any operation at all, about what was there before."""
    session = asking_directly(served)
    asked: Counter[tuple[str, int]] = Counter()

    class Walk(anywhere()):  # type: ignore[misc]
        def setup(self) -> None:
            """An office of its own: it may be left without a token on the way."""
            side = a_side(database)
            self.bearer, self.things = side.admin.bearer, another_file(database, side)
            self.coin = random.Random(number)

        def before_call(self, case: Any) -> None:
            put_in_words(case, self.things, as_declared=self.coin.random() < HOW_OFTEN)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"session": session, "headers": {"Authorization": f"Bearer {self.bearer}"}}

        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            asked[case.operation.label, response.status_code] += 1
            case.validate_response(response, checks=checks)

    for number in range(FIRST_WALK, FIRST_WALK + WALKS):
        # Of each run the first is the shortest there is. What is drawn follows from what was
        # answered, which may differ where a walk begins as another did: it ends there.
        seed(number)(Walk)
        with suppress(FlakyStrategyDefinition):
            Walk.run(
                settings=settings(
                    max_examples=2,
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
