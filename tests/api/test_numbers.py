"""A number that is none, or too small or large: the answer says what it may be."""

from dataclasses import asdict
from typing import Any

import pytest

from app.accounts.models import Role
from app.cycle.policy import Policy
from tests.api.conftest import Speak
from tests.api.test_api import a_person
from tests.walls.routes import described

ASKED = [
    (path, one["name"], told["minimum"], told["maximum"])
    for path, operations in described().openapi()["paths"].items()
    for one in operations.get("get", {}).get("parameters", ())
    for told in [one["schema"], *one["schema"].get("anyOf", ())]
    if told.get("type") == "integer"
]


def test_every_number_of_an_address_is_told_with_its_bounds() -> None:
    assert len(ASKED) > 25
    assert {name for _, name, _, _ in ASKED} >= {"limit", "page", "overdue_by", "unseen_for"}


def test_one_that_cannot_be_is_told_which_can(as_member: Speak) -> None:
    dana = as_member(Role.ADMIN)
    client, _, _ = a_person(dana)
    for path, name, least, most in ASKED:
        address = path.removeprefix("/api/v1/").replace("{client_id}", client)
        for wrong in ("-1", str(least - 1), str(most + 1), "many", "1_0", "1.5", "", "+1", "٣"):
            refused = dana.get(address, params={name: wrong, "figure": "clients"})
            assert refused.status_code == 422, (path, name, wrong)
            told = {"field": name, "message": f"must be a whole number from {least} to {most:,}"}
            assert told in refused.json()["errors"], (path, name, wrong, refused.text)


@pytest.mark.parametrize("wrong", [-1, 10_000, "8", 10_001.5, True, "many", 10**30])
@pytest.mark.parametrize(
    ("method", "path", "body", "field", "least", "most"),
    [
        ("PUT", "digest", {"weekday": "friday"}, "hour", 0, 23),
        ("PATCH", "office", {}, "smallest_group", 5, 30),
        ("PUT", "policy", asdict(Policy()), "grace_days", 1, 3_650),
        ("POST", "policy/preview", asdict(Policy()), "grace_days", 1, 3_650),
        ("POST", "views", {"name": "Mine"}, "filters.overdue_by", 1, 9_999),
        ("POST", "views", {"name": "Mine"}, "filters.unseen_for", 1, 9_999),
    ],
)
def test_nor_does_a_body_leave_one_to_guess(
    as_member: Speak,
    method: str,
    path: str,
    body: dict[str, Any],
    field: str,
    least: int,
    most: int,
    wrong: Any,
) -> None:
    within, _, name = field.rpartition(".")
    sent = {**body, within: {name: wrong}} if within else {**body, name: wrong}
    refused = as_member(Role.ADMIN).request(method, path, json=sent)
    assert refused.status_code == 422, refused.text
    told = {"field": field, "message": f"must be a whole number from {least} to {most:,}"}
    assert refused.json()["errors"] == [told]
