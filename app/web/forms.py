"""What a page's form sent: read into the same inputs as JSON, and shown again where it is wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.faults import BadInput
from app.web.language import gettext
from app.web.problems import field_error
from app.web.strict import Input

MOST_FIELDS = 250  # the largest asks of each of a sheet's 200 columns what it is
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Of characters: a form may come in an encoding that has them, and no answer can show them again.
HALVES = re.compile("[\ud800-\udfff]")
AnInput = TypeVar("AnInput", bound=Input)
ANSWERS = {"yes": True, "no": False}


@dataclass(slots=True)
class Form:
    """The values as they were typed, and what is wrong with them, by field."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


async def submitted(request: Request) -> dict[str, str]:
    """The last value of each field."""
    return dict(await pairs_of(request))


async def submitted_lists(request: Request) -> dict[str, list[str]]:
    """All values of each field, for boxes of one name."""
    found: dict[str, list[str]] = {}
    for name, value in await pairs_of(request):
        found.setdefault(name, []).append(value)
    return found


async def pairs_of(request: Request) -> list[tuple[str, str]]:
    """Files, what is no form, and what is no text are refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in FORMS:
        raise HTTPException(415, "A form is sent as a browser sends it.")
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    pairs = form.multi_items()
    if any(isinstance(value, UploadFile) for _, value in pairs):
        raise HTTPException(400, "This form takes no files.")
    typed = [(name, str(value)) for name, value in pairs]
    if any(HALVES.search(one) for pair in typed for one in pair):
        raise HTTPException(400)
    request.state.typed = typed
    return list(typed)


Submitted = Annotated[dict[str, str], Depends(submitted)]
SubmittedLists = Annotated[dict[str, list[str]], Depends(submitted_lists)]


def read_input(
    model: type[AnInput], values: Mapping[str, str], subjects: Mapping[str, str]
) -> AnInput | dict[str, str]:
    """The input, or a sentence for each field that is wrong. Fields that it lacks are left out."""
    wanted = {
        name: as_meant(values[name], model.model_fields[name].annotation)
        for name in model.model_fields
        if name in values
    }
    try:
        return model(**wanted)
    except ValidationError as error:
        return {
            found["field"]: sentence(found["field"], found["message"], subjects)
            for found in map(field_error, map(dict, error.errors()))
        }


def as_meant(text: str, kind: Any) -> Any:
    """A blank is nothing where nothing is allowed; numbers and yes or no are told by the type."""
    kinds = set(kinds_of(kind))
    if not text.strip() and NoneType in kinds:
        return None
    if bool in kinds:
        return ANSWERS.get(text, text)
    if int in kinds and text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    return text


def kinds_of(kind: Any) -> Iterator[Any]:
    """The plain types within `Annotated[bool, …] | None`."""
    inner = get_args(kind)
    if not inner:
        yield kind
    for part in inner:
        yield from kinds_of(part)


# What programs are told as well, said to somebody at a form.
GENTLER = {"must not be blank": "is still blank"}


def sentence(name: str, message: str, subjects: Mapping[str, str]) -> str:
    subject = subjects.get(name, name.replace("_", " ").capitalize())
    said = gettext(GENTLER.get(message, message))
    return f"{subject} {said}" + ("" if said.endswith("?") else ".")


def told(error: BadInput, subjects: Mapping[str, str]) -> dict[str, str]:
    return {error.field: sentence(error.field, error.message, subjects)}
