"""What may be sent of one's own weekly letter, and in answer to what the day asks."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator

from app.web.strict import Between, Count, Day, Flag, Input, Line, an_id, like


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)


class DigestChoice(Input, json_schema_extra=like(weekday="monday", hour=8)):
    """The hour is one of the office's own clocks."""

    weekday: Weekday
    hour: Annotated[Count, Between(0, 23)]


def some_ids(value: Any) -> tuple[UUID, ...]:
    """Out of the boxes that were ticked, as a form joins them."""
    ids = value.split() if isinstance(value, str) else value
    if not ids:
        raise ValueError("must be at least one of those met there")
    return tuple(dict.fromkeys(map(an_id, ids)))


class HowDeclined(Input):
    declined_well: Flag


class KeyPeople(Input):
    people: Annotated[tuple[UUID, ...], BeforeValidator(some_ids)]


class StartOfJob(Input):
    """The employer is needed only where no job is on file."""

    employer: Line = ""
    started_on: Day


class PuttingOff(Input):
    until: Day


class AskedFrom(Input, json_schema_extra=like(until="2026-05-04")):
    """The day from which it is asked again; without one, at once."""

    until: Day | None
