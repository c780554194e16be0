"""Who calls, by the token that they show, and what it has to be made for."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from fastapi.security.utils import get_authorization_scheme_param

from app.accounts.access import Permission
from app.accounts.door import Caller, office_transaction
from app.accounts.models import Scope
from app.accounts.tokens import read_token
from app.faults import NotSignedIn

bearer = HTTPBearer(
    auto_error=False,
    description="An API token, made in the office’s settings. It needs the scope that the operation"
    " names; where none is named, `read` to GET and `write` for all else.",
)


async def caller(
    request: Request,
    declared: SecurityScopes,
    _: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)] = None,  # to be described
) -> Caller:
    """Parses only; what it says is checked where the transaction opens."""
    return caller_of(request, declared.scopes)


def caller_of(request: Request, scopes: Sequence[str]) -> Caller:
    kind, credentials = get_authorization_scheme_param(request.headers.get("authorization"))
    token = read_token("rga", credentials) if kind.lower() == "bearer" else None
    if token is None:
        raise NotSignedIn
    return Caller(
        request.app.state.database,
        token,
        scope_needed(request.method, scopes),
        request.headers.get("idempotency-key"),  # described where it counts, by `describing`
        request.state.believe,
    )


# The least that whoever asks for such a thing may do; what it is decides about more.
LEAST = {
    Scope.READ: Permission.READ_PEOPLE,
    Scope.WRITE: Permission.WRITE_PEOPLE,
    Scope.REPORTS: Permission.READ_REPORTS,
    Scope.ADMIN: Permission.READ_SETTINGS,
}


def check_may_ask(calling: Caller) -> None:
    with office_transaction(calling, write=False) as (_, access, _token):
        access.require(LEAST[calling.needs])


def scope_needed(method: str, declared: Sequence[str]) -> Scope:
    """What the route declares; else to GET is to read, and all else writes."""
    if declared:
        return Scope(declared[0])
    return Scope.READ if method == "GET" else Scope.WRITE


def calling(*scopes: Scope) -> Any:
    return Security(caller, scopes=list(scopes))


# Each route says by one of these which scope a token needs for it.
Calling = Annotated[Caller, calling()]
Reading = Annotated[Caller, calling(Scope.READ)]  # by POST
Reporting = Annotated[Caller, calling(Scope.REPORTS)]
Managing = Annotated[Caller, calling(Scope.ADMIN)]
