"""Errors as RFC 9457 problem documents, which a person can act on."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.db.idempotency import KeyReused
from app.faults import BadInput, NotSignedIn, Stale

TITLES = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not done this way",
    409: "Changed meanwhile",
    413: "Too large",
    422: "Something is not right",
}
Errors = Sequence[dict[str, str]]


class Problem(JSONResponse):
    media_type = "application/problem+json"


def problem(
    status: int, detail: str, errors: Errors = (), headers: Mapping[str, str] | None = None
) -> Problem:
    content: dict[str, Any] = {
        "title": TITLES.get(status, "The request failed"),
        "status": status,
        "detail": detail,
    }
    if errors:
        content["errors"] = list(errors)
    return Problem(content, status, headers=dict(headers or {}))


def bad_fields(errors: Errors) -> Problem:
    told = "; ".join(f"{error['field']} {error['message']}" for error in errors[:5])
    return problem(422, f"Nothing was changed: {told}.", errors)


def answer_with_problems(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def unreadable(_: Request, error: RequestValidationError) -> Problem:
        return bad_fields([field_error(found) for found in error.errors()])

    @app.exception_handler(BadInput)
    async def bad_input(_: Request, error: BadInput) -> Problem:
        return bad_fields([{"field": error.field, "message": error.message}])

    @app.exception_handler(KeyReused)
    async def reused(_: Request, __: KeyReused) -> Problem:
        return problem(422, "This Idempotency-Key was used with another request.")

    @app.exception_handler(Stale)
    async def stale(_: Request, __: Stale) -> Problem:
        return problem(409, "Somebody else changed this meanwhile; read it again, then repeat.")

    @app.exception_handler(NotSignedIn)
    async def not_signed_in(_: Request, __: NotSignedIn) -> Problem:
        detail = "Send a valid token as “Authorization: Bearer …”."
        return problem(401, detail, headers={"WWW-Authenticate": "Bearer"})

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Problem:
        return problem(error.status_code, str(error.detail), headers=error.headers)


def field_error(found: dict[str, Any]) -> dict[str, str]:
    """Of what was sent, only the field's name goes back."""
    where = [str(part) for part in found["loc"] if part not in ("body", "query", "path", "header")]
    if found["type"] == "json_invalid":
        return {"field": "body", "message": "is not JSON"}
    messages = {
        "missing": "is missing",
        "extra_forbidden": "is not known here",
        "model_attributes_type": "must be an object",
        "bool_type": "must be true or false",
        "int_type": "must be a whole number",
    }
    message = messages.get(found["type"]) or found["msg"].removeprefix("Value error, ")
    field = ".".join(where).encode("utf-8", "replace").decode()[:100]
    return {"field": field or "body", "message": message}
