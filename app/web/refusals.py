"""The one place that decides how a request is refused: a problem document, or a page."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY

from app.db.engine import MAY_BE_AWAY, is_away, is_given_way
from app.db.idempotency import KeyReused
from app.faults import (
    BadInput,
    BadInputs,
    Busy,
    ChangedMeanwhile,
    NotAllowed,
    NotFound,
    NotNow,
    NotSignedIn,
    OutOfScope,
    Stale,
    StillApplying,
    Theirs,
)
from app.web.answers import tag_of
from app.web.error_pages import error_page_in_our_words
from app.web.problems import AS_IT_STANDS, Errors, field_error, problem
from app.web.routes import API, methods_at
from app.web.signed_out import ask_to_sign_in

SECONDS_TO_ROOM = 15
log = structlog.get_logger()
# What a program is told where the refusal says nothing of its own.
DETAILS = {
    400: "The body cannot be read; it must be what its Content-Type says, in UTF-8.",
    404: "There is nothing at this address.",
    405: "This address does not take this method; the Allow header names those that it takes.",
    500: "This is a fault of the service. It is in its log under “{reference}”.",
}
PHRASES = {status.phrase for status in HTTPStatus} | {
    "Content Too Large",
    "There was an error parsing the body",
}


def refuse(
    request: Request,
    status: int,
    detail: str = "",
    *,
    next: str = "",
    errors: Errors = (),
    headers: Mapping[str, str] | None = None,
    title: str = "",
) -> Response:
    """`detail` says what is wrong, `next` what a person could do about it; a `title` of its own
    where the usual one of the status would mislead."""
    if not speaks_json(request):
        answer: Response = error_page_in_our_words(request, status, detail, next, title)
        answer.headers.update(headers or {})
        return answer
    reference = request.scope.get("state", {}).get("request_id", "")
    told = f"{detail} {next}".strip() or DETAILS.get(status, "").format(reference=reference)
    return problem(status, told, errors, headers, title)


def speaks_json(request: Request) -> bool:
    """All of the API does, and who asks for nothing but JSON elsewhere."""
    path: str = request.scope["path"]
    accepted = request.headers.get("accept", "")
    is_api = path == API or path.startswith(f"{API}/")
    return is_api or ("json" in accepted and "text/html" not in accepted)


def refuse_fields(request: Request, errors: Errors) -> Response:
    told = "; ".join(f"{named(request, error['field'])} {error['message']}" for error in errors[:5])
    if request.method not in ("GET", "HEAD"):
        told = f"Nothing was changed: {told}"
    elif not speaks_json(request):
        told = f"{told[:1].upper()}{told[1:]}"
    return refuse(request, 422, told if told.endswith("?") else f"{told}.", errors=errors)


def named(request: Request, field: str) -> str:
    """A program is told what it sent, a person what that means."""
    if speaks_json(request):
        return field
    return "the search" if field == "q" else field.replace("_", " ")


def is_no_json(found: Mapping[str, Any]) -> bool:
    """A body stays bytes where its Content-Type is another, or none."""
    return tuple(found["loc"]) == ("body",) and isinstance(found.get("input"), bytes)


def refuse_size(request: Request) -> Response:
    most = request.scope.get(MAX_BODY_SIZE_SCOPE_KEY, 0)
    return refuse(request, 413, f"At most {most:,} bytes can be sent here at once.")


async def unreadable(request: Request, error: RequestValidationError) -> Response:
    faults = error.errors()
    if any(is_no_json(found) for found in faults):
        return refuse(request, 415, "Send JSON, and say so: Content-Type: application/json.")
    return refuse_fields(request, [field_error(found) for found in faults])


async def bad_input(request: Request, error: BadInput) -> Response:
    return refuse_fields(request, [{"field": error.field, "message": error.message}])


async def bad_inputs(request: Request, error: BadInputs) -> Response:
    told = [{"field": fault.field, "message": fault.message} for fault in error.faults]
    return refuse_fields(request, told)


async def reused(request: Request, _: KeyReused) -> Response:
    return refuse(request, 422, "This Idempotency-Key was used with another request.")


async def stale(request: Request, error: Stale) -> Response:
    detail = "Somebody else changed this meanwhile; read it again, then repeat."
    if not speaks_json(request):
        detail = "Somebody else changed this meanwhile, so nothing of yours was saved."
    now = {} if error.version is None else {"ETag": tag_of(error.version)}
    return refuse(request, 412 if "if-match" in request.headers else 409, detail, headers=now)


async def still_applying(request: Request, error: StillApplying) -> Response:
    detail = (
        f"The policy that was set last is still being applied: {error.done:,} of"
        f" {error.clients:,} clients done. Nothing was changed."
    )
    next = "Try again once it has reached them all."
    return refuse(request, 409, detail, next=next, title=AS_IT_STANDS)


async def changed(request: Request, error: ChangedMeanwhile) -> Response:
    names, apart = list(error.who.values()), "; " if error.says_what else ", "
    shown = apart.join(names[:5]) + (f" and {len(names) - 5:,} more" if names[5:] else "")
    detail = f"Changed meanwhile, so nothing was done: {shown}."
    told = "{}" if error.says_what else "{} changed"
    errors = [{"field": str(id), "message": told.format(name)} for id, name in error.who.items()]
    return refuse(request, 409, detail, errors=errors)


async def not_now(request: Request, error: NotNow) -> Response:
    return refuse(request, 409, error.words, title=AS_IT_STANDS)


async def not_found(request: Request, _: NotFound) -> Response:
    return refuse(request, 404, "There is no such thing in this office.")


async def not_allowed(request: Request, _: NotAllowed) -> Response:
    return refuse(request, 403, "Your role in this office does not allow this.")


async def theirs(request: Request, error: Theirs) -> Response:
    return refuse(request, 403, error.words)


async def out_of_scope(request: Request, error: OutOfScope) -> Response:
    detail = f"This token was made without the scope “{error.scope}”, which this needs."
    challenge = f'Bearer error="insufficient_scope", scope="{error.scope}"'
    return refuse(
        request,
        403,
        detail,
        next="Make another token in the office’s settings.",
        headers={"WWW-Authenticate": challenge},
    )


async def busy(request: Request, _: Busy) -> Response:
    detail = "Others are using this just now."
    next = f"Try again in {SECONDS_TO_ROOM} seconds."
    headers = {"Retry-After": str(SECONDS_TO_ROOM)}
    return refuse(request, 429, detail, next=next, headers=headers)


async def away(request: Request, error: Exception) -> Response:
    if is_given_way(error):
        detail = "Somebody else was changing the same at this very moment. Nothing was changed."
        return refuse(request, 409, detail, next="Send it once more.")
    if not is_away(error):
        raise error
    log.error("database away", reason=str(getattr(error, "orig", error)))  # no parameters
    detail = "The database does not answer just now. What was sent may not have been saved."
    next = f"Try again in {SECONDS_TO_ROOM} seconds."
    headers = {"Retry-After": str(SECONDS_TO_ROOM)}
    return refuse(request, 503, detail, next=next, headers=headers)


async def not_signed_in(request: Request, _: NotSignedIn) -> Response:
    if not speaks_json(request):
        return ask_to_sign_in(request)
    detail = "Send a valid token as “Authorization: Bearer …”."
    return refuse(request, 401, detail, headers={"WWW-Authenticate": "Bearer"})


async def http(request: Request, error: HTTPException) -> Response:
    if error.status_code == 413:
        return refuse_size(request)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = methods_at(request.app.routes, request.scope["path"])
    detail: Any = "" if error.detail in PHRASES else error.detail
    return refuse(request, error.status_code, str(detail), headers=headers)


ANSWERS: Mapping[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
    RequestValidationError: unreadable,
    BadInput: bad_input,
    BadInputs: bad_inputs,
    KeyReused: reused,
    Stale: stale,
    StillApplying: still_applying,
    ChangedMeanwhile: changed,
    NotNow: not_now,
    NotFound: not_found,
    NotAllowed: not_allowed,
    Theirs: theirs,
    OutOfScope: out_of_scope,
    Busy: busy,
    NotSignedIn: not_signed_in,
    HTTPException: http,
    **dict.fromkeys(MAY_BE_AWAY, away),
}


def answer_faults(app: FastAPI) -> None:
    for fault, answer in ANSWERS.items():
        app.add_exception_handler(fault, answer)
