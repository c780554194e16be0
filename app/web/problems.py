"""Errors as RFC 9457 problem documents, which a person can act on."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse

TITLES = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not done this way",
    409: "Changed meanwhile",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not JSON",
    422: "Something is not right",
    429: "Too many requests",
    500: "The service failed",
    503: "Not available now",
}
# Of 409, where nobody changed anything: something has to come first, or it is too late.
AS_IT_STANDS = "Not possible as it stands"
Errors = Sequence[dict[str, str]]
PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What a person can do about it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


class Problem(JSONResponse):
    media_type = "application/problem+json"


def problem(
    status: int,
    detail: str,
    errors: Errors = (),
    headers: Mapping[str, str] | None = None,
    title: str = "",
) -> Problem:
    content: dict[str, Any] = {
        "title": title or TITLES.get(status, "The request failed"),
        "status": status,
        "detail": detail,
    }
    if errors:
        content["errors"] = list(errors)
    return Problem(content, status, headers=dict(headers or {}))


# By what the models find, in words for people: what they say themselves is for their makers.
MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "model_attributes_type": "must be an object",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must hold at least {min_length}",
    "too_long": "must hold at most {max_length}",
}


def field_error(found: dict[str, Any]) -> dict[str, str]:
    """Of what was sent, only the field's name goes back."""
    where = [str(part) for part in found["loc"] if part not in ("body", "query", "path", "header")]
    if found["type"] == "json_invalid":
        return {"field": "body", "message": "is not JSON"}
    told = found.get("ctx") or {}
    if found["type"] in MESSAGES:
        message = MESSAGES[found["type"]].format(**told)
    else:
        message = found["msg"].removeprefix("Value error, ")
    field = ".".join(where).encode("utf-8", "replace").decode()[:100]
    return {"field": field or "body", "message": message}


DETAILS = {
    400: "The body is not what it says it is.",
    401: "Send a valid token as “Authorization: Bearer …”.",
    403: "Your role in this office does not allow this.",
    404: "There is no such thing in this office.",
    409: "Somebody else changed this meanwhile; read it again, then repeat.",
    412: "Somebody else changed this meanwhile; read it again, then repeat.",
    413: "At most 1,000,000 bytes can be sent here at once.",
    415: "Send JSON, and say so: Content-Type: application/json.",
    422: "Nothing was changed: name must not be blank.",
    429: "This token may ask 12,000 times in a minute. Try again in 20 seconds.",
    503: "The database does not answer just now. What was sent may not have been saved."
    " Try again in 15 seconds.",
}


def description_of(status: int) -> str:
    return f"{TITLES[409]}, or {AS_IT_STANDS.lower()}" if status == 409 else TITLES[status]


def refusal(status: int) -> dict[str, Any]:
    """An example, for those who read the description of the API."""
    told: dict[str, Any] = {
        "title": TITLES[status],
        "status": status,
        "detail": DETAILS[status],
    }
    if status == 422:
        told["errors"] = [{"field": "name", "message": "must not be blank"}]
    return told
