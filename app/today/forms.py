"""What may be sent of one's own weekly letter."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from app.web.strict import Count, Input, like


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)


def an_hour(value: int) -> int:
    if not 0 <= value <= 23:
        raise ValueError("must be between 0 and 23")
    return value


class DigestChoice(Input, json_schema_extra=like(weekday="monday", hour=8)):
    """The hour is one of the office's own clocks."""

    weekday: Weekday
    hour: Annotated[Count, AfterValidator(an_hour)]
