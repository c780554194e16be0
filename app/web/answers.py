"""What comes back: the types of which each room's `answers.py` is made.

For mypy and for the description of the API. Nothing is held against them while the service runs.
More fields may be added any time, so they do not say that there are no others.
"""

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar, cast
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

Kind = TypeVar("Kind")


def written(format: str) -> Any:
    return Field(json_schema_extra={"format": format})


Id = Annotated[str, written("uuid")]
Day = Annotated[str, written("date")]
Moment = Annotated[str, written("date-time")]  # in UTC
Email = Annotated[str, written("idn-email")]
WebAddress = Annotated[str, written("uri")]  # of the service's own


class Listed(TypedDict, Generic[Kind]):
    """`next_after` is the `after` of the next page; null where this is the last."""

    items: list[Kind]
    next_after: str | None


class Somebody(TypedDict):
    """A member of the office."""

    name: str
    email: Email


def names_of(kind: type) -> tuple[str, ...]:
    return tuple(kind.__annotations__)


def fields_of(kind: type[Kind], thing: Any, /, **others: Any) -> Kind:
    """The answer of that kind: what it tells of the thing itself, and what stands elsewhere."""
    return cast(
        Kind,
        {
            name: others[name] if name in others else plain(getattr(thing, name))
            for name in kind.__annotations__
        },
    )


def tag_of(version: int | str) -> str:
    """The `ETag` of what has this version."""
    return f'"{version}"'


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
