"""Strict parsing, in one place: what a program or a person sends, as types that can be trusted.

Text is NFC without control characters or lone surrogates, days lie between 1900 and 2999 so that
adding months stays within the calendar, and a field that nobody asked for is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    StrictInt,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import core_schema

FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST_LINE = 200  # characters
LONGEST_REASON = 2_000
LONGEST_NOTE = 4_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
ID = re.compile(r"[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}", re.ASCII)
KEPT_IN_NOTES = "\n\t"
LINE_ENDS = {0x2028: "\n", 0x2029: "\n"}  # of Unicode's own; mail takes them for ends of headers
NO_CHARACTERS = "\ufffe\uffff"  # which no XML holds, and so no XLSX
# Letters and symbols by name, which nobody sees; marks of no width are of the category Cf.
UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"


def like(**fields: Any) -> Any:
    """An example of an input, for those who read the description of the API."""
    return {"examples": [fields]}


class Input(BaseModel):
    """What was sent. `given()` is only what was really there, for changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


def plain_text(value: Any, kept: str = "") -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    text = value.replace("\r\n", "\n").translate(LINE_ENDS)
    text = unicodedata.normalize("NFC", text).strip()
    if text.isprintable():
        return text
    for mark in text:
        is_control = unicodedata.category(mark) in ("Cc", "Cs") and mark not in kept
        if is_control or mark in NO_CHARACTERS:
            raise ValueError("holds a character that cannot be stored")
    return text


def a_line(value: Any, longest: int = LONGEST_LINE) -> str:
    text = plain_text(value)
    if len(text) > longest:
        raise ValueError(f"must not be longer than {longest:,} characters")
    return text


def a_reason(value: Any) -> str:
    """A line, as offices' sheets tell it."""
    return a_line(value, LONGEST_REASON)


def a_note(value: Any) -> str:
    text = plain_text(value, KEPT_IN_NOTES)
    if len(text) > LONGEST_NOTE:
        raise ValueError(f"must not be longer than {LONGEST_NOTE:,} characters")
    return text


def not_blank(text: str) -> str:
    if not is_seen(text):
        raise ValueError("must not be blank")
    return text


def is_seen(text: str) -> bool:
    """Whether there is anything in it that has a width."""
    if text.isascii():
        return bool(text.strip())
    return any(
        unicodedata.category(mark) not in ("Cf", "Zs") and mark not in UNSEEN for mark in text
    )


def a_day(value: Any) -> date:
    """Out of text, or a day already."""
    if type(value) is date:
        return value
    if value == "":
        raise ValueError("must not be blank")
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError("must be a day like 2026-05-03")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a day of the calendar") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"must have a year between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def a_moment(value: Any) -> datetime:
    """Out of text with its zone, as RFC 3339 has it."""
    if isinstance(value, datetime) and value.tzinfo:
        return value
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise ValueError("must be a moment like 2026-05-03T14:30:00Z")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("is not a moment of the calendar") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"must have a year between {FIRST_YEAR} and {LAST_YEAR}")
    return moment


def a_number(value: Any) -> int:
    """Out of an address: plain digits, no more than fit a machine's word."""
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise ValueError("must be a whole number")
    return int(value)


def an_email(value: Any) -> str:
    """Lower case, since offices know people by it."""
    try:
        found = validate_email(
            not_blank(a_line(value)), check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        raise ValueError("is not an e-mail address") from None
    return found.normalized.lower()


def a_web_address(value: Any) -> str:
    text = a_line(value)
    if not re.fullmatch(r"https?://[^\s<>\"']+", text):
        raise ValueError("must be a web address that begins with https://")
    return text


def an_id(value: Any) -> UUID:
    """In letters of either case: other systems keep them in capitals."""
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError("is not an id")
    return uuid_of(value)


uuid_of = lru_cache(10_000)(UUID)  # the same ones again and again, in addresses above all


@dataclass(frozen=True, slots=True)
class Between:
    """Of a number: it says at once which there can be, whatever is wrong."""

    least: int
    most: int

    def read(self, value: Any, as_number: ValidatorFunctionWrapHandler) -> Any:
        told = f"must be a whole number from {self.least:,} to {self.most:,}"
        try:
            number = as_number(value)
        except ValueError:
            raise ValueError(told) from None
        if not self.least <= number <= self.most:
            raise ValueError(told)
        return number

    def __get_pydantic_core_schema__(self, kind: Any, as_schema: GetCoreSchemaHandler) -> Any:
        return core_schema.no_info_wrap_validator_function(self.read, as_schema(kind))

    def __get_pydantic_json_schema__(self, core: Any, describe: GetJsonSchemaHandler) -> Any:
        return describe(core) | {"minimum": self.least, "maximum": self.most}


Line = Annotated[str, BeforeValidator(a_line)]
Name = Annotated[str, BeforeValidator(a_line), AfterValidator(not_blank)]
Reason = Annotated[str, BeforeValidator(a_reason)]
Note = Annotated[str, BeforeValidator(a_note)]
Day = Annotated[date, BeforeValidator(a_day)]
Moment = Annotated[datetime, BeforeValidator(a_moment)]
Email = Annotated[str, BeforeValidator(an_email)]
WebAddress = Annotated[str, BeforeValidator(a_web_address)]
Id = Annotated[UUID, BeforeValidator(an_id)]
Number = Annotated[int, BeforeValidator(a_number)]
Flag = StrictBool
Count = StrictInt


class Voiding(Input):
    """Taking back what is never edited."""

    reason: Name
