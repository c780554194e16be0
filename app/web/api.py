"""What all JSON routes share: who calls, ids in paths, creating once."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.door import Caller, office_transaction
from app.clock import today_in
from app.db.idempotency import once
from app.faults import BadInput, NotFound, NotSignedIn
from app.web.problems import PROBLEM_SCHEMA, TITLES, Problem
from app.web.strict import an_id, plain_text

LONGEST_KEY = 200  # characters
REFUSALS = (400, 401, 403, 404, 409, 413, 422)


def json_routes(*tags: str) -> APIRouter:
    """Described with how each of them may refuse."""
    return APIRouter(
        tags=list(tags),
        responses={
            status: {
                "description": TITLES[status],
                "content": {Problem.media_type: {"schema": PROBLEM_SCHEMA}},
            }
            for status in REFUSALS
        },
    )


bearer = HTTPBearer(auto_error=False, description="An API token, made in the office’s settings")


async def caller(
    request: Request,
    authorization: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)] = None,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Caller:
    """Parses only; what it says is checked where the transaction opens.

    Without a token there is nothing to say of the body, however wrong it is.
    """
    if authorization is None:
        raise NotSignedIn
    return Caller(
        request.app.state.database,
        authorization.credentials.strip(),
        idempotency_key,
    )


Calling = Annotated[Caller, Depends(caller)]
AnId = Annotated[str, Path(description="an id as the service gave it")]


def known_id(text: str) -> UUID:
    """What cannot be an id names nothing: the same 404 as one of another office."""
    try:
        return an_id(text)
    except ValueError:
        raise NotFound from None


def creating(
    calling: Caller,
    path: str,
    form: BaseModel,
    act: Callable[[Session, Access, datetime], dict[str, Any]],
) -> dict[str, Any]:
    """Acts in one transaction; under an Idempotency-Key the first answer is given again."""
    key = calling.idempotency_key
    if key is not None:
        key = check_key(key)
    at = clock.now()
    with office_transaction(calling, write=True) as (session, access, token_id):
        if key is None:
            return act(session, access, at)
        return once(
            session,
            office_id=access.office_id,
            token_id=token_id,
            key=key,
            request=[path, form.model_dump(mode="json", exclude_unset=True)],
            at=at,
            act=lambda: act(session, access, at),
        )


def check_key(key: str) -> str:
    try:
        plain_text(key)
    except ValueError as error:
        raise BadInput("Idempotency-Key", str(error)) from None
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadInput("Idempotency-Key", f"must have 1 to {LONGEST_KEY} characters")
    return key


def in_utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def today_of(access: Access) -> Any:
    return today_in(access.timezone)
