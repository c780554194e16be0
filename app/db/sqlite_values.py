"""Values as SQLite holds them: what the models' own types write and read, many times as fast."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID


@lru_cache(20_000)
def known_uuid(text: str | None) -> UUID | None:
    """An id is met again and again: in what points to it, and in the next request."""
    return None if text is None else UUID(text)


def for_sqlite(value: Any) -> Any:
    """As the models' own types write it."""
    write = IN_SQLITE.get(value.__class__)
    return write(value) if write else value


def written_column(values: Sequence[Any], ways: "Ways") -> Sequence[Any]:
    """By what the values are: a column's own type does not always say it."""
    first = values[0]
    if values[-1] is first and values.count(first) == len(values):
        return [for_sqlite(first)] * len(values)
    kinds = set(map(type, values))
    if UUID in kinds:  # among them some that are as the store has them
        return [value.hex if value.__class__ is UUID else value for value in values]
    if kinds.isdisjoint(ways):
        return values
    written = {
        value: ways[value.__class__](value) if value.__class__ in ways else value
        for value in set(values)  # of days there are few
    }
    return [written[value] for value in values]


def day_and_time(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


Ways: TypeAlias = Mapping[type, Callable[[Any], Any]]
IN_SQLITE: Ways = {
    UUID: lambda value: value.hex,
    date: date.isoformat,
    datetime: day_and_time,
    list: lambda given: json.dumps(written_column(given, IN_SQLITE) if given else given),
}
