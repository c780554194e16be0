"""What the description says of answers: each by its fields, with examples that are so."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from app.bulk.deeds import DEEDS
from app.casefile.answers import Policy
from app.caseload.answers import BY_DEED, Counts, DoneToMany, SetFilters
from app.caseload.forms import ViewFilters
from app.cycle.states import State
from app.plans.forms import PolicyNumbers
from app.reports.answers import SavedReport
from app.reports.forms import ReportFilters
from app.web.answers import names_of
from tests.api.conftest import Speak
from tests.walls.routes import described

Json = dict[str, Any]


@cache
def description() -> Json:
    told: Json = described().openapi()
    return told


def named(schema: Json) -> Json:
    """The schema itself, where it is told by its name."""
    told: Json = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return told


def json_answers() -> Iterator[tuple[str, Json]]:
    """Those of each call where all went well."""
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                told = answer.get("content", {}).get("application/json")
                if status.startswith("2") and told is not None:
                    yield f"{method.upper()} {path}", {**told, "headers": answer.get("headers", {})}


def objects_in(schema: Json, seen: set[str]) -> Iterator[tuple[str, Json]]:
    """Each object that it is made of, with its name or that of its field."""
    if "$ref" in schema:
        if schema["$ref"] in seen:
            return
        seen.add(schema["$ref"])
        schema = named(schema)
    if schema.get("type") == "object":
        yield schema.get("title", ""), schema
    for one in schema.get("properties", {}).values():
        yield from objects_in(one, seen)
    for one in schema.get("anyOf", ()):
        yield from objects_in(one, seen)
    if "items" in schema:
        yield from objects_in(schema["items"], seen)


# Whose keys are the office's own: columns of its sheet, filters that are set, what was sent.
OF_ANY_KEYS = {"Cells", "Data", "Details", "Filters", "Mapping", "Meanings", "Suggested"}


def test_every_answer_is_described_by_its_fields() -> None:
    found = 0
    for call, told in json_answers():
        assert "$ref" in told["schema"], call
        for name, one in objects_in(told["schema"], set()):
            found += 1
            assert one.get("properties") or name in OF_ANY_KEYS, (call, name)
            for field, schema in one.get("properties", {}).items():
                assert {"type", "$ref", "anyOf", "enum", "const"} & set(schema), (call, name, field)
    assert found > 250


def test_names_are_those_of_things() -> None:
    names = description()["components"]["schemas"]
    assert {"Client", "ClientFile", "ClientItem", "Plan", "Caseload", "Problem"} <= set(names)
    assert [name for name in names if not name.isalnum()] == []


def check(example: Any, schema: Json) -> list[str]:
    whole = {**schema, "components": description()["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [f"{one.instance_path}: {one.message}" for one in validator.iter_errors(example)]


def test_every_example_is_as_described() -> None:
    wrong = {call: check(told["example"], told["schema"]) for call, told in json_answers()}
    assert {call: found for call, found in wrong.items() if found} == {}


def test_every_example_tells_all_and_nothing_besides() -> None:
    for call, told in json_answers():
        check_whole(call, told["schema"], told["example"])


def check_whole(call: str, schema: Json, example: Any) -> None:
    told = named(schema) if "$ref" in schema else schema
    for one in told.get("anyOf", ()):
        if not (example is None or one.get("type") == "null"):
            check_whole(call, one, example)
    if isinstance(example, list):
        for one in example:
            check_whole(call, told.get("items", {}), one)
    if isinstance(example, dict) and "properties" in told:
        fields = set(told["properties"])
        whole = told["title"].removesuffix("Item")  # which promises nothing itself
        always = set(description()["components"]["schemas"].get(whole, told).get("required", ()))
        assert always <= set(example), (call, always - set(example))
        assert told.get("additionalProperties") or set(example) <= fields, (
            call,
            set(example) - fields,
        )
        for name in fields & set(example):
            check_whole(call, told["properties"][name], example[name])


def test_items_of_which_fields_can_be_chosen_promise_none() -> None:
    lists = 0
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            parameters = {one["name"] for one in operation.get("parameters", ())}
            if "fields" in parameters:
                lists += 1
                ((schema),) = (
                    told["schema"]
                    for call, told in json_answers()
                    if call == f"{method.upper()} {path}"
                )
                item = named(named(schema)["properties"]["items"]["items"])
                assert "required" not in item, path
                assert item["properties"], path
    assert lists > 20


@pytest.mark.parametrize("call", ["GET /api/v1/clients/{client_id}", "PATCH /api/v1/office"])
def test_what_has_a_version_is_told_with_its_tag(call: str) -> None:
    told = dict(json_answers())[call]
    assert set(told["headers"]) == {"ETag", "RateLimit", "RateLimit-Policy"}


def test_a_refusal_says_when_to_come_back() -> None:
    responses = description()["paths"]["/api/v1/clients"]["get"]["responses"]
    assert set(responses["429"]["headers"]) == {"RateLimit", "RateLimit-Policy", "Retry-After"}
    assert set(responses["503"]["headers"]) == {"Retry-After"}
    assert named(responses["404"]["content"]["application/problem+json"]["schema"])["properties"]


def test_headers_come_as_they_are_described(as_member: Speak) -> None:
    dana = as_member()
    made = dana.post("clients", json={"name": "Maya", "email": "maya@alumni.example.edu"})
    known = {name.lower() for name in dict(json_answers())["POST /api/v1/clients"]["headers"]}
    assert known <= set(made.headers)
    listed = dana.get("clients")
    assert "etag" not in listed.headers
    assert "ETag" not in dict(json_answers())["GET /api/v1/clients"]["headers"]


def test_what_is_told_of_filters_and_numbers_is_what_can_be_sent() -> None:
    """Lists that stand elsewhere too, and grow there."""
    assert names_of(SetFilters) == tuple(ViewFilters.model_fields)
    assert names_of(Policy) == tuple(PolicyNumbers.model_fields)
    assert set(ReportFilters.model_fields) < set(names_of(SavedReport))
    assert names_of(Counts) == tuple(State)


def test_what_was_asked_of_many_is_told_again() -> None:
    for deed in DEEDS:
        told = set(names_of(BY_DEED[deed.name])) - set(names_of(DoneToMany)) - {"links"}
        assert told == set(deed.model.model_fields), deed.name
