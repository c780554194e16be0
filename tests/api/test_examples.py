"""The examples of the API's description: what they send is taken, what they tell is told."""

import json
from typing import Any

from fastapi.testclient import TestClient

from app.casefile.examples import CLIENT_ID, CONTACT_ID, JOB_ID, OFFER_ID, TOUCH_ID
from app.web.describing import EXAMPLES
from tests.api.conftest import Speak
from tests.walls.routes import described

IN_ORDER = (
    "POST /clients",
    "POST /clients/{client_id}/jobs",
    "POST /clients/{client_id}/offers",
    "POST /offers/{offer_id}/contacts",
    "POST /contacts/{contact_id}/touches",
    "GET /jobs/{job_id}",
    "GET /offers/{offer_id}",
    "GET /contacts/{contact_id}",
    "GET /clients/{client_id}",
    "GET /clients/{client_id}/plan",
    "GET /clients",
    "POST /clients/upsert",
    "PATCH /clients/{client_id}",
    "PATCH /jobs/{job_id}",
    "PATCH /offers/{offer_id}",
    "PATCH /contacts/{contact_id}",
)
IDS = {"client": CLIENT_ID, "job": JOB_ID, "offer": OFFER_ID, "contact": CONTACT_ID}
NOT_FIXED = {"created_at", "recorded_at", "advisor_email", "version"}


def example_of(content: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """That of an answer, or of the schema which a body follows."""
    if "example" in content:
        return content["example"]
    return schemas[content["schema"]["$ref"].rpartition("/")[2]]["examples"][0]


def test_the_examples_are_taken_and_told(as_member: Speak) -> None:
    dana = as_member()
    description = dana.get("openapi.json").json()
    schemas = description["components"]["schemas"]
    ids: dict[str, str] = {}
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    }
    for key in IN_ORDER:
        operation = described[key]
        ((status, told),) = (
            (status, answer["content"]["application/json"])
            for status, answer in operation["responses"].items()
            if status.startswith("2")
        )
        body = None
        if "requestBody" in operation:
            body = example_of(operation["requestBody"]["content"]["application/json"], schemas)
        answer = send(dana, key, ids, body)
        assert answer.status_code == int(status), (key, answer.text)
        if status == "201":
            kind = {"touches": "touch"}.get(key.rpartition("/")[2], key.rpartition("/")[2][:-1])
            ids[kind] = answer.json()["id"]
        if key.startswith(("POST", "GET")):
            assert same_shape(told["example"], answer.json()), (key, answer.json())


def send(dana: TestClient, key: str, ids: dict[str, str], body: Any) -> Any:
    method, path = key.split(" ")
    address = path.lstrip("/").format(**{f"{kind}_id": id_ for kind, id_ in ids.items()})
    if key == "GET /clients/{client_id}/plan":
        address += "?as_of=2026-03-12"
    if key == "POST /clients/upsert":
        (row,) = body["clients"]
        body = {"clients": [{**row, "external_id": "S-2", "email": "second@alumni.example.edu"}]}
    return dana.request(method, address, json=body)


def same_shape(example: Any, told: Any, name: str = "") -> bool:
    """The same keys all the way down, and the same values but for ids and moments."""
    if isinstance(example, dict):
        return set(example) == set(told) and all(
            same_shape(example[name], value, name) for name, value in told.items()
        )
    if isinstance(example, list):
        return len(example) == len(told) and all(map(same_shape, example, told))
    if name in NOT_FIXED or name == "external_id" or example in {*IDS.values(), TOUCH_ID}:
        return True
    return bool(example == told)


def test_every_request_and_every_answer_has_an_example() -> None:
    description = described().openapi()
    schemas = description["components"]["schemas"]
    missing, found = [], 0
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            where = f"{method.upper()} {path}"
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                found += 1
                if not has_example(content, schemas):
                    missing.append(f"{where}: body, {kind}")
            for status, answer in operation["responses"].items():
                told = answer.get("content", {}).get("application/json")
                if status.startswith("2") and told is not None:
                    found += 1
                    if "example" not in told:
                        missing.append(f"{where}: {status}")
                problem = answer.get("content", {}).get("application/problem+json")
                assert status.startswith("2") or (problem and problem["example"]["detail"]), where
    assert missing == []
    assert found > 150


def test_bounds_of_numbers_are_told_as_schemas_name_them() -> None:
    description = described().openapi()
    asked = description["paths"]["/api/v1/caseload"]["get"]["parameters"]
    schemas = {one["name"]: one["schema"] for one in asked}
    assert (schemas["limit"]["minimum"], schemas["limit"]["maximum"]) == (1, 200)
    assert schemas["overdue_by"]["anyOf"][0]["maximum"] == 9999
    text = json.dumps(description)
    assert '"ge": ' not in text
    assert '"le": ' not in text


def has_example(content: dict[str, Any], schemas: dict[str, Any]) -> bool:
    schema = content["schema"]
    known = [schema, schemas.get(schema.get("$ref", "").rpartition("/")[2], {})]
    known += schema.get("properties", {}).values()
    return "example" in content or any("examples" in one for one in known)


def test_every_example_is_of_a_call_that_is_there() -> None:
    described_calls = {
        f"{method.upper()} {path}"
        for path, operations in described().openapi()["paths"].items()
        for method in operations
    }
    assert set(json.loads(EXAMPLES.read_text())) <= described_calls
