"""What the description of the API tells of answers: schemas with names, and headers beside them."""

from typing import Any

from fastapi import FastAPI
from fastapi.utils import create_model_field

from app.web.api import ForThoseWhoMay
from app.web.problems import PROBLEM_SCHEMA, Problem

Json = dict[str, Any]
JSON = "application/json"
HEADERS = {
    "ETag": ("Its version, for `If-Match`.", {"type": "string"}),
    "Location": (
        "Where it is read from now on; of a 202, how far it is.",
        {"type": "string", "format": "uri-reference"},
    ),
    "RateLimit": (
        "What the token has left in this minute, and in how many seconds that is over.",
        {"type": "string", "examples": ['"minute";r=11990;t=42']},
    ),
    "RateLimit-Policy": (
        "How much a token may ask, and in how many seconds.",
        {"type": "string", "examples": ['"minute";q=12000;w=60']},
    ),
    "Retry-After": ("In how many seconds to come back.", {"type": "integer", "minimum": 0}),
}
TO_COME_BACK = {"429", "503"}


def describe_answers(app: FastAPI) -> None:
    """Only now, since each takes its time; how a route answers was settled when it was made."""
    for route in app.routes:
        if isinstance(route, ForThoseWhoMay) and route.told is not None:
            route.response_field = create_model_field(
                f"Response_{route.unique_id}", type_=route.told, mode="serialization"
            )


def operations_of(description: Json) -> list[Json]:
    return [one for some in description["paths"].values() for one in some.values()]


def good_answer(operation: Json) -> Json:
    return next(
        answer for status, answer in operation["responses"].items() if status.startswith("2")
    )


def name_schemas(description: Json) -> None:
    """`app__errands__models__State` is `ErrandsState`, and `Listed_Client_` `ListedClient`; what
    says why something is refused is one `Problem`."""
    schemas = description["components"]["schemas"]
    names = {name: better_name(name) for name in schemas}
    assert len(set(names.values())) == len(names), names
    named = {names[name]: told | {"title": names[name]} for name, told in schemas.items()}
    description["components"]["schemas"] = named | {"Problem": PROBLEM_SCHEMA}
    refer(description, {ref_to(name): ref_to(better) for name, better in names.items()})
    for operation in operations_of(description):
        for answer in operation["responses"].values():
            if refused := answer.get("content", {}).get(Problem.media_type):
                refused["schema"] = {"$ref": ref_to("Problem")}


def better_name(name: str) -> str:
    if name.startswith("app__"):
        _, room, *_, own = name.split("__")
        return f"{room.capitalize()}{own}"
    return name.replace("_", "")


def ref_to(name: str) -> str:
    return f"#/components/schemas/{name}"


def name_in(schema: Json) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def refer(told: Any, names: dict[str, str]) -> None:
    for one in told.values() if isinstance(told, dict) else told:
        if isinstance(one, dict | list):
            refer(one, names)
    if isinstance(told, dict) and told.get("$ref") in names:
        told["$ref"] = names[told["$ref"]]


def loosen_items(description: Json) -> None:
    """Where `fields` says what each item tells, nothing of it is always there."""
    schemas = description["components"]["schemas"]
    lists = {
        name_in(good_answer(operation)["content"][JSON]["schema"])
        for operation in operations_of(description)
        if any(one["name"] == "fields" for one in operation.get("parameters", ()))
    }
    for name in sorted(lists):
        items = schemas[name]["properties"]["items"]
        whole = name_in(items["items"])
        item = f"{whole}Item"
        schemas[item] = {key: told for key, told in schemas[whole].items() if key != "required"} | {
            "title": item,
            "description": f"A `{whole}`, or what `fields` names of it.",
        }
        items["items"] = {"$ref": ref_to(item)}


def is_bound(operation: Json) -> bool:
    """To what was read, where its call says so by `If-Match`."""
    return any(one["name"].lower() == "if-match" for one in operation.get("parameters", ()))


def takes_version(schemas: Json, operation: Json) -> bool:
    """That of what was read, in its body."""
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    sent = schemas.get(name_in(body.get("schema", {})), {})
    return "version" in sent.get("properties", {})


def add_headers(description: Json) -> None:
    components = description["components"]
    components["headers"] = {
        name: {"description": meaning, "schema": schema}
        for name, (meaning, schema) in HEADERS.items()
    }
    for operation in operations_of(description):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get(JSON, {})
            told = components["schemas"].get(name_in(content.get("schema", {})), {})
            names = []
            late = (status == "412" and is_bound(operation)) or (
                status == "409" and takes_version(components["schemas"], operation)
            )
            if late or "version" in told.get("properties", {}):
                names.append("ETag")
            if status == "201" or (status == "202" and "id" in told.get("properties", {})):
                names.append("Location")
            if status in TO_COME_BACK:
                names.append("Retry-After")
            if status.startswith("2") or status == "429":  # the token was believed
                names += ["RateLimit", "RateLimit-Policy"]
            if names:
                answer["headers"] = {
                    name: {"$ref": f"#/components/headers/{name}"} for name in names
                }
