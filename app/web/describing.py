"""What the description of the API tells beyond the routes themselves.

Answers: what each route returns, by its type, see `schemas.py`.
Links: whatever is made or listed has an id, and other operations take it in their address.
Keys: whatever a `POST` does, it does once under an `Idempotency-Key`.
Examples: those of `examples.json`, by operation, where none stands at the route; the tests hold
them against what is really answered.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from app.web.api import ForThoseWhoMay
from app.web.schemas import (
    JSON,
    add_headers,
    describe_answers,
    good_answer,
    loosen_items,
    name_schemas,
)

Json = dict[str, Any]
CALLED = {
    "touches": "touch_id",
    "news": "news_id",
    "share-links": "link_id",
    "bulk-actions": "action_id",
    "deliveries": "delivery_id",
    "saved": "saved_id",
}  # else by the plural, as `client_id`
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "Of your own making, 1 to 200 characters: a repeat with the same key and body"
    " gives the first answer again, and nothing is done twice.",
}
# Those that take no key, and why asking twice does no harm.
HARMLESS = {
    "/api/v1/clients/{client_id}/seen": "that one looked is the same, however often",
    "/api/v1/today/seen": "that one looked today is the same, however often",
    "/api/v1/policy/preview": "writes nothing",
    "/api/v1/draft-templates/{step}/preview": "writes nothing",
    "/api/v1/exports/{what}": "reads; each file that left is one more, and noted as such",
}
NO_IDS = {"exports", "bulk"}  # what they answer with is a file, or says what became of whom
# Where an answer tells of more than its address says: where in it, and what can be asked with it.
TOLD_BESIDES = {
    "get /api/v1/clients/{client_id}": {
        "/jobs/0/id": "job_id",
        "/offers/0/id": "offer_id",
        "/contacts/0/id": "contact_id",
        "/touches/0/id": "touch_id",
        "/moves/0/id": "move_id",
        "/outcomes/0/id": "outcome_id",
    },
    "get /api/v1/caseload": {"/items/0/client_id": "client_id"},
    "get /api/v1/employers": {"/items/0/key": "employer"},
    "post /api/v1/clients/upsert": {"/items/0/id": "client_id"},
    "post /api/v1/jobs/upsert": {"/items/0/id": "job_id"},
    "post /api/v1/offers/upsert": {"/items/0/id": "offer_id"},
    "post /api/v1/contacts/upsert": {"/items/0/id": "contact_id"},
    "post /api/v1/touches/upsert": {"/items/0/id": "touch_id"},
    "post /api/v1/webhooks/{webhook_id}/try": {"/id": "delivery_id"},
}
EXAMPLES = Path(__file__).parent / "examples.json"
ID = re.compile(r"\{(\w+)\}")


def describe(app: FastAPI) -> None:
    plain = app.openapi

    def described() -> Json:
        if app.openapi_schema is None:
            describe_answers(app)
            description = plain()
            name_schemas(description)
            loosen_items(description)
            add_headers(description)
            add_keys(description)
            add_links(description)
            add_examples(description)
            add_own_examples(app, description)
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def add_keys(description: Json) -> None:
    for path, operations in description["paths"].items():
        if "post" in operations and path not in HARMLESS:
            operations["post"].setdefault("parameters", []).append(KEY)


def add_links(description: Json) -> None:
    by_parameter: dict[str, list[tuple[str, Json]]] = {}
    for path, operations in description["paths"].items():
        for name in ID.findall(path):
            by_parameter.setdefault(name, []).extend(
                (path, operation) for operation in operations.values()
            )
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            name = id_told_by(path)
            links: dict[str, Json] = {}
            if method in ("get", "post") and name in by_parameter:
                where = "/id" if method == "post" else "/items/0/id"
                links.update(links_to(by_parameter[name], name, where, path, method))
            for where, besides in TOLD_BESIDES.get(f"{method} {path}", {}).items():
                links.update(links_to(by_parameter[besides], besides, where, path, "post"))
            if links:
                good_answer(operation)["links"] = links


def id_told_by(path: str) -> str:
    """`POST /clients/{client_id}/offers` answers with an `offer_id`, and so does `GET /offers`."""
    *_, before, listed = path.split("/")
    if before in NO_IDS:
        return ""
    return CALLED.get(listed, f"{listed.removesuffix('s')}_id")


def links_to(
    found: list[tuple[str, Json]], name: str, where: str, path: str, method: str
) -> Iterator[tuple[str, Json]]:
    for target, operation in found:
        others = set(ID.findall(target)) - {name}
        if others <= {"kind"} and not (method == "get" and "{" in path and others):
            given = {name: f"$response.body#{where}"}
            given |= {other: f"$response.body#{where[:-2]}{other}" for other in others}
            yield (
                operation["operationId"],
                {"operationId": operation["operationId"], "parameters": given},
            )


def add_examples(description: Json) -> None:
    known = json.loads(EXAMPLES.read_text())
    schemas = description["components"]["schemas"]
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            examples = known.get(f"{method.upper()} {path}", {})
            if "answer" in examples:
                told = good_answer(operation)["content"][JSON]
                told.setdefault("example", examples["answer"])
            if "body" in examples:
                sent = operation["requestBody"]["content"][JSON]
                name = sent["schema"].get("$ref", "").rpartition("/")[2]
                if "examples" not in schemas.get(name, {}):
                    sent.setdefault("example", examples["body"])


def add_own_examples(app: FastAPI, description: Json) -> None:
    """Those at the routes once more: of them FastAPI leaves out what is null."""
    for route in (one for one in app.routes if isinstance(one, ForThoseWhoMay)):
        for method in route.methods or ():
            told = description["paths"][route.path_format][method.lower()]["responses"]
            for status, answer in route.responses.items():
                content = answer.get("content", {}).get(JSON, {})
                if "example" in content:
                    told[str(status)]["content"][JSON]["example"] = content["example"]
