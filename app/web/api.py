"""What all JSON routes share: how they answer, ids in paths, versions, doing a thing once."""

import json
import re
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from hashlib import sha256
from inspect import signature
from typing import Annotated, Any, TypeVar, cast, get_origin
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.datastructures import DefaultPlaceholder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from typing_extensions import is_typeddict

from app import clock
from app.accounts.access import Access
from app.accounts.door import Caller, office_transaction
from app.clock import today_in
from app.db.idempotency import once
from app.faults import BadInput, NotFound, Stale
from app.web.answers import names_of, tag_of
from app.web.calling import caller, caller_of, check_may_ask
from app.web.problems import PROBLEM_SCHEMA, Problem, description_of, refusal
from app.web.routes import API
from app.web.strict import ID, Input, Line, an_id, plain_text

AnInput = TypeVar("AnInput", bound=Input)
Told = TypeVar("Told", bound=Mapping[str, Any])
LONGEST_KEY = 200  # characters
REFUSALS = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)


class Answer(JSONResponse):
    """One thing that has a version is tagged with it, for `If-Match`."""

    def __init__(self, content: Any, status_code: int = 200, **more: Any):
        super().__init__(content, status_code, **more)
        version = content.get("version") if isinstance(content, dict) else None
        if isinstance(version, int | str):
            self.headers["ETag"] = tag_of(version)


def made_at(address: str) -> type[Answer]:
    """For what a `POST` makes, or begins: tells where it is read from now on, `address` being made
    of what the answer tells."""

    class Made(Answer):
        def __init__(self, content: Any, status_code: int = 201, **more: Any):
            super().__init__(content, status_code, **more)
            self.headers["Location"] = f"{API}{address.format_map(content)}"

    return Made


class ForThoseWhoMay(APIRoute):
    """What is wrong with a request is told to those alone who may send one.

    What it answers is described by the type, see `schemas.py`, and goes out as it is: checking it
    takes time, and where `fields` asks for less, something lacks.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, response_model: Any = None, **more: Any
    ):
        told = response_model
        if isinstance(told, DefaultPlaceholder):
            told = signature(endpoint).return_annotation
        self.told = told if is_typeddict(get_origin(told) or told) else None
        model = dict[str, Any] if self.told else response_model
        super().__init__(path, endpoint, response_model=model, **more)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        asked_by = (one for one in self.dependant.dependencies if one.call is caller)
        scopes = next((one.own_oauth_scopes or () for one in asked_by), None)

        async def handled(request: Request) -> Response:
            try:
                check_each_once(request)
                return await handle(request)
            except (RequestValidationError, HTTPException):
                if scopes is not None:
                    await run_in_threadpool(check_may_ask, caller_of(request, scopes))
                raise

        return handled


def check_each_once(request: Request) -> None:
    """Nothing that is asked takes several values, and of two the last would hold unseen."""
    asked = request.query_params
    if len(asked) != len(asked.multi_items()):
        twice = [name for name in asked if len(asked.getlist(name)) > 1]
        raise RequestValidationError(
            [
                {"type": "given_twice", "loc": ("query", name), "msg": "is given twice"}
                for name in twice
            ]
        )


def json_routes(*tags: str) -> APIRouter:
    """Described with how each of them may refuse."""
    return APIRouter(
        prefix=API,
        tags=list(tags),
        route_class=ForThoseWhoMay,
        default_response_class=Answer,
        responses={
            status: {
                "description": description_of(status),
                "content": {
                    Problem.media_type: {"schema": PROBLEM_SCHEMA, "example": refusal(status)}
                },
            }
            for status in REFUSALS
        },
    )


Picked = Callable[[Any], Any]


def picking(kind: type) -> Any:
    """For a list: `fields` says which of theirs each item tells; all of them where left out."""
    names = names_of(kind)

    async def picked(
        fields: Annotated[
            Line | None, Query(description=f"of each item, with commas between: {', '.join(names)}")
        ] = None,
    ) -> Picked:
        if fields is None:
            return dict
        wanted = [field.strip() for field in fields.split(",")]
        for field in wanted:
            if field not in names:
                told = f"“{field}” is not known here; there are {', '.join(names)}"
                raise BadInput("fields", told)
        return lambda item: {name: value for name, value in item.items() if name in wanted}

    return Depends(picked)


AN_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"', re.ASCII)
OURS = re.compile(r'"(\d{1,9})"', re.ASCII)
NO_VERSION = -1


async def version_matched(
    if_match: Annotated[
        str | None,
        Header(description="The `ETag` of what was read; where it is another now, this is 412."),
    ] = None,
) -> int | None:
    """The version that must still hold, or none where none was named."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip()
    if not AN_ETAG.fullmatch(tag):
        raise BadInput("If-Match", "must be one ETag as it was given, or *")
    ours = OURS.fullmatch(tag)
    return int(ours[1]) if ours else NO_VERSION


Matched = Annotated[int | None, Depends(version_matched)]


def based_on(form: AnInput, version: int | None) -> AnInput:
    """The changes, to be made only where `If-Match` and their own `version` still hold."""
    if version is None:
        return form
    if getattr(form, "version", None) not in (None, version):
        version = NO_VERSION  # both cannot hold
    return form.model_copy(update={"version": version})


async def tag_matched(
    if_match: Annotated[
        str | None,
        Header(description="The `ETag` of what was read; where it is another now, this is 412."),
    ] = None,
) -> str | None:
    """The same, for what is tagged by what it is: see `versioned`."""
    await version_matched(if_match)
    return None if if_match is None or if_match.strip() == "*" else if_match.strip()


Tagged = Annotated[str | None, Depends(tag_matched)]


def versioned(told: Told, *names: str) -> Told:
    """For what counts no versions: one that follows from what can be changed of it."""
    text = json.dumps([told[name] for name in names])
    return cast(Told, {**told, "version": sha256(text.encode()).hexdigest()[:16]})


def check_tag(told: Mapping[str, Any], tag: str | None) -> None:
    if tag is not None and tag != tag_of(told["version"]):
        raise Stale(told["version"])


def check_match(thing: Any, version: int | None) -> None:
    if version not in (None, thing.version):
        raise Stale(thing.version)


def in_small_letters(text: str) -> str:
    """As the service tells it, so that one thing has one address to whatever compares them."""
    return text.lower() if ID.fullmatch(text) else text


AnId = Annotated[
    str, AfterValidator(in_small_letters), Path(description="an id as the service gave it")
]


def known_id(text: str) -> UUID:
    """What cannot be an id names nothing: the same 404 as one of another office."""
    try:
        return an_id(text)
    except ValueError:
        raise NotFound from None


def once_by_key(
    calling: Caller,
    path: str,
    form: BaseModel | None,
    act: Callable[[Session, Access, datetime], Told],
) -> Told:
    """Acts in one transaction; under an Idempotency-Key the first answer is given again.

    `path` names the thing it is done to, and `form` what was sent, where anything was.
    """
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
            request=[path, form.model_dump(mode="json", exclude_unset=True) if form else None],
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


def today_of(access: Access) -> Any:
    return today_in(access.timezone)
